"""The print queue: choose, print as one PDF, say when it was posted."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access.api import Missing, Right, site, standing
from parvis.files import api as files
from parvis.kernel import clock
from parvis.kernel.reach import current
from parvis.kernel.ui.formats import date_long
from parvis.mailroom.data import LetterState, NothingToPrint, NotPossible, WrongDay
from parvis.mailroom.domain import batches, queueing
from parvis.mailroom.models import Batch, Letter


def _walls() -> tuple[uuid.UUID, ...]:
    """The walls that the permission table opened for this page."""
    reach = current()
    return reach.walls if reach else ()


def _organisation(request: HttpRequest) -> uuid.UUID:
    """The organisation whose letters are shown: the site's, or on the territory's own site the agent's first."""
    here = site(request).organisation_id
    if here is not None:
        return here
    held = standing(request).holding(Right.HANDLE_CASES)
    if not held:
        raise Missing("letters", "none")
    return held[0].organisation_id


def _departments(request: HttpRequest, organisation_id: uuid.UUID) -> set[uuid.UUID] | None:
    """The agent's own departments there; None where a membership is for the whole organisation."""
    held = standing(request).holding(Right.HANDLE_CASES, organisation_id=organisation_id)
    found = {membership.department_id for membership in held}
    return None if None in found else {one for one in found if one is not None}


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """The letters that wait, all of them chosen unless one says otherwise, and the latest batches."""
    if request.method == "POST":
        return _print(request)
    return _draw(request)


def _draw(request: HttpRequest, error: str = "") -> HttpResponse:
    organisation_id = _organisation(request)
    own = _departments(request, organisation_id)
    every = "toutes" in request.GET or own is None
    waiting = queueing.waiting(_walls(), organisation_id, None if every else own)
    here = reverse("mailroom:queue")
    parts: dict[str, Any] = {
        "waiting": waiting,
        "ready": sum(letter.ready for letter in waiting),
        "batches": batches.recent(_walls(), organisation_id),
        "filters": []
        if own is None
        else [
            {"label": _("My departments"), "address": here, "current": not every},
            {"label": _("The whole organisation"), "address": f"{here}?toutes", "current": every},
        ],
        "error": error,
    }
    return render(request, "mailroom/queue.html", parts, status=422 if error else 200)


def _ids(values: list[str]) -> list[uuid.UUID]:
    found = []
    for value in values[: queueing.MOST]:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found


def _print(request: HttpRequest) -> HttpResponse:
    chosen = _ids(request.POST.getlist("letter"))
    if not chosen:
        return _draw(request, _("Choose at least one letter"))
    who = standing(request)
    try:
        done = batches.claim(chosen, walls=_walls(), by=who.name, by_id=who.person_id, at=clock.now())
    except NothingToPrint:
        return _draw(request, _("Somebody else has just taken these letters: see the batches below"))
    if done.missed:
        said = ngettext(
            "%(num)s letter had just been taken by somebody else: it is not in this batch.",
            "%(num)s letters had just been taken by somebody else: they are not in this batch.",
            done.missed,
        )
        messages.warning(request, said % {"num": done.missed})
    if len(done.batches) == 1:
        return HttpResponseRedirect(reverse("mailroom:batch", args=[done.batches[0]]))
    messages.success(request, _("The letters of each domain have their own batch: see below."))
    return HttpResponseRedirect(reverse("mailroom:queue"))


def _batch(batch_id: uuid.UUID) -> Batch:
    found = Batch.objects.filter(id=batch_id, wall_id__in=_walls()).first()
    if found is None:
        raise Missing("batch", batch_id)
    return found


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """One batch: how far its printing is, its PDF, and the day on which it was posted."""
    found, who, error = _batch(batch_id), standing(request), ""
    typed = request.POST.get("on", "")
    if request.method == "POST":
        try:
            count = batches.post(
                found.id, dt.date.fromisoformat(typed), walls=_walls(), by=who.name, by_id=who.person_id
            )
        except WrongDay:
            error = _("Give a day between the printing and today")
        except ValueError:
            error = _("Give the day on which the letters were posted")
        except NotPossible:
            error = _("The batch is not printed yet")
        except NothingToPrint:
            return HttpResponseRedirect(reverse("mailroom:batch", args=[found.id]))
        else:
            if count:
                said = ngettext(
                    "%(num)s letter is recorded as posted.", "%(num)s letters are recorded as posted.", count
                )
                messages.success(request, said % {"num": count})
            return HttpResponseRedirect(reverse("mailroom:batch", args=[found.id]))
    rows = list(found.letters.order_by("id"))
    parts = {
        "batch": found,
        "letters": queueing.views(rows),
        "made": sum(row.file_id is not None for row in rows),
        "count": sum(row.state != LetterState.WITHDRAWN for row in rows),
        "withdrawn": [row for row in rows if row.state == LetterState.WITHDRAWN],
        "typed": typed or clock.today().isoformat(),
        "today": clock.today().isoformat(),
        "posted": date_long(found.posted_on) if found.posted_on else "",
        "error": error,
    }
    return render(request, "mailroom/batch.html", parts, status=422 if error else 200)


@require_GET
def pdf(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponseBase:
    """The batch's PDF, to print; again, as often as needed."""
    found = _batch(batch_id)
    if found.file_id is None:
        raise Missing("batch", batch_id)
    return files.download(files.fetch(found.file_id))


@require_POST
def again(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Ask once more for a batch whose printing failed."""
    found = _batch(batch_id)
    try:
        batches.again(found.id, walls=_walls())
    except NotPossible:
        messages.warning(request, _("The batch is printed already."))
    except NothingToPrint:
        pass  # the page of the batch says so
    return HttpResponseRedirect(reverse("mailroom:batch", args=[found.id]))


def _letter(letter_id: uuid.UUID) -> Letter:
    found = Letter.objects.filter(id=letter_id, wall_id__in=_walls()).first()
    if found is None:
        raise Missing("letter", letter_id)
    return found


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Withdraw a letter, with the reason that the case will show to agents."""
    letter, who, error = _letter(letter_id), standing(request), ""
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()
        if not reason:
            error = _("Say why: the address is wrong, the letter is out of date…")
        else:
            try:
                queueing.withdraw(letter.id, reason, by=who.name, by_id=who.person_id, walls=_walls())
            except NotPossible:
                messages.warning(request, _("This letter was posted or withdrawn already."))
            else:
                messages.success(
                    request, _("The letter is withdrawn. The request says so: reach the person another way.")
                )
            return HttpResponseRedirect(reverse("mailroom:queue"))
    parts = {"letter": letter, "error": error}
    return render(request, "mailroom/withdraw.html", parts, status=422 if error else 200)


@require_POST
def reprint(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Put a letter back into the queue."""
    letter = _letter(letter_id)
    try:
        queueing.reprint(letter.id, walls=_walls())
        messages.success(request, _("The letter is waiting to be printed again."))
    except NotPossible:
        messages.warning(request, _("This letter is not printed."))
    return HttpResponseRedirect(reverse("mailroom:queue"))
