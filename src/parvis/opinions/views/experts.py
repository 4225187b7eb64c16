"""What agents are asked: their list, and the page on which they answer, decline, hand on."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access.api import Missing, fetch_or_missing, log_consultation, person_of, standing
from parvis.cases import api as cases
from parvis.files import api as files
from parvis.kernel import clock
from parvis.kernel.reach import current
from parvis.opinions.data import Overtaken, Refused
from parvis.opinions.domain import answering
from parvis.opinions.models import Opinion
from parvis.opinions.views import replying, words
from parvis.territory.api import organisations

#: answers of one's bodies that are listed below what waits
LATEST = 20


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What is asked of me: what waits, the next day first; what I answered lately. Three statements."""
    me = person_of(request)
    with connection.cursor() as cursor:
        cursor.execute("select id from opinions_asked_of(%s, %s)", [me, clock.today()])
        ids = [row[0] for row in cursor.fetchall()]
    waiting = Opinion.objects.filter(id__in=ids).order_by("due_on", "id") if ids else []
    answered = Opinion.objects.filter(ended_by=me, to_wall_id__in=walls()).exclude(state="withdrawn")
    parts = {
        "waiting": [_line(one) for one in waiting],
        "answered": [_line(one) for one in answered.order_by("-ended_at")[:LATEST]],
    }
    return render(request, "opinions/mine.html", parts)


def walls() -> tuple[uuid.UUID, ...]:
    reach = current()
    return reach.walls if reach else ()


def _line(opinion: Opinion) -> dict[str, Any]:
    return words.line(opinion) | {
        "about": opinion.about,
        "reference": opinion.reference,
        "organisation": organisations.get(opinion.organisation_id).title,
        "asker": opinion.asker_name,
        "late": opinion.waits and opinion.due_on < clock.today(),
        "named": opinion.to_name,
    }


def _found(request: HttpRequest, opinion_id: uuid.UUID) -> Opinion:
    """An opinion that is asked of the acting person, or that they answered; never one that they asked. Raises Missing.

    Two statements.
    """
    me = person_of(request)
    opinion = fetch_or_missing(Opinion.objects.filter(to_wall_id__in=walls()), "opinion", id=opinion_id)
    if opinion.ended_by != me and not answering.is_asked_of(opinion.id, me):
        raise Missing("opinion", opinion_id)
    return opinion


@require_http_methods(["GET", "POST"])
def mine_one(request: HttpRequest, opinion_id: uuid.UUID) -> HttpResponse:
    """Read what is asked, and answer. Opening it is written down behind both walls."""
    opinion = _found(request, opinion_id)
    sent = None
    if request.method == "POST":
        sent = replying.read(request, opinion, signs=False)
        if not sent.errors and not sent.again:
            me = standing(request)
            try:
                answering.answer(opinion.id, sent.answer, by_id=me.person_id, by_name=me.name, at=clock.now())
            except Overtaken as late:
                messages.warning(request, late.message)
            else:
                messages.success(request, _("Your opinion was given. Thank you."))
            return HttpResponseRedirect(reverse("opinions:mine_one", args=[opinion.id]))
    else:
        _opened(opinion)
    drawn = replying.parts(opinion, sent)
    drawn |= {
        "colleagues": [
            {"value": str(one), "text": name} for one, name in answering.colleagues_of(opinion, but=person_of(request))
        ]
        if opinion.waits
        else [],
        "addresses": {
            "hand": reverse("opinions:mine_hand", args=[opinion.id]),
            "decline": reverse("opinions:mine_decline", args=[opinion.id]),
        },
        "file_address": lambda file_id: reverse("opinions:mine_file", args=[opinion.id, file_id]),
    }
    return render(request, "opinions/mine_one.html", drawn, status=422 if drawn["errors"] else 200)


mine_one.takes_files = files.spool  # type: ignore[attr-defined]


def _opened(opinion: Opinion) -> None:
    walls = [wall for wall in (opinion.to_wall_id,) if wall and wall != opinion.wall_id]
    log_consultation(kind="opinion", object_id=opinion.id, wall_id=opinion.wall_id, also=tuple(walls))
    if opinion.opened_at is None:
        Opinion.objects.filter(id=opinion.id, opened_at=None).update(opened_at=clock.now())


@require_POST
def hand(request: HttpRequest, opinion_id: uuid.UUID) -> HttpResponse:
    """Hand it to a colleague of the same body."""
    opinion, me = _found(request, opinion_id), standing(request)
    assert me.person_id is not None
    try:
        to = cases.taking.as_uuid(request.POST.get("colleague", ""))
        made = answering.hand(opinion.id, to, by_id=me.person_id, by_name=me.name, at=clock.now())
    except (Overtaken, Refused) as refused:
        messages.warning(request, refused.message)
        return HttpResponseRedirect(reverse("opinions:mine_one", args=[opinion.id]))
    messages.success(request, _("%(name)s is asked instead of you.") % {"name": made.to_name})
    return HttpResponseRedirect(reverse("opinions:mine"))


@require_POST
def decline(request: HttpRequest, opinion_id: uuid.UUID) -> HttpResponse:
    """Say that no opinion will come, and why."""
    opinion, me = _found(request, opinion_id), standing(request)
    try:
        answering.decline(
            opinion.id, request.POST.get("reason", ""), by_id=me.person_id, by_name=me.name, at=clock.now()
        )
    except (Overtaken, Refused) as refused:
        messages.warning(request, refused.message)
        return HttpResponseRedirect(reverse("opinions:mine_one", args=[opinion.id]))
    messages.success(request, _("Who asked you is told that no opinion will come."))
    return HttpResponseRedirect(reverse("opinions:mine"))


@require_GET
def file(request: HttpRequest, opinion_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """A file that was chosen for who is asked."""
    return replying.give_file(_found(request, opinion_id), file_id)
