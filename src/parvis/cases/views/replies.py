"""/agents/reponses/: the replies that are kept ready, one's own and those of one's services."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access.api import Missing, Right, held_here, standing
from parvis.cases.data import Actor
from parvis.cases.domain import passages, replies
from parvis.cases.domain.listing import language
from parvis.cases.domain.replies import NotKept, Procedure
from parvis.cases.models import Case, Reply
from parvis.cases.registry import TEXT, Passage
from parvis.cases.views.gate import walls
from parvis.kernel import clock
from parvis.territory.api import departments, organisations


@dataclass(frozen=True, slots=True)
class Circle:
    """Who has a reply: oneself (""), an organisation, or one of its departments."""

    value: str
    label: str
    organisation_id: uuid.UUID | None = None
    department_id: uuid.UUID | None = None


def _circles(request: HttpRequest) -> list[Circle]:
    """Oneself; for who sees to the work, the departments and organisations where they do."""
    found = {"": Circle("", _("Me alone"))}
    for one in held_here(request, Right.ASSIGN_CASES):
        place = organisations.get(one.organisation_id)
        found.setdefault(str(place.id), Circle(str(place.id), place.title, place.id))
        for department in departments.of(place.id):
            if one.department_id in (None, department.id):
                label = f"{department.name} ({place.name})"
                found.setdefault(str(department.id), Circle(str(department.id), label, place.id, department.id))
    return list(found.values())


def _places(request: HttpRequest) -> list[uuid.UUID]:
    return sorted({one.organisation_id for one in held_here(request, Right.READ_CASES)})


def _mine_to_change(request: HttpRequest, reply: Reply) -> bool:
    if reply.person_id is not None:
        return reply.person_id == standing(request).person_id
    return any(one.organisation_id == reply.organisation_id for one in held_here(request, Right.ASSIGN_CASES))


def _whose(reply: Reply) -> str:
    if reply.department_id:
        return str(departments.get(reply.department_id).name)
    return organisations.get(reply.organisation_id).title if reply.organisation_id else _("Me alone")


@require_GET
def replies_page(request: HttpRequest) -> HttpResponse:
    """All that one may use, by name."""
    known = {one.slug: one for one in replies.procedures(walls(), language())}
    parts = {
        "replies": [
            {
                "name": one.name,
                "whose": _whose(one),
                "procedure": known[one.procedure].name if one.procedure in known else one.procedure,
                "text": replies.passages_of(known.get(one.procedure)).shown(
                    one.text.get(language()) or one.text["fr"], language()
                ),
                "address": reverse("cases:reply", args=[one.id]) if _mine_to_change(request, one) else "",
            }
            for one in replies.listed(_places(request))
        ]
    }
    return render(request, "cases/agents/replies.html", parts)


@require_http_methods(["GET", "POST"])
def reply_page(request: HttpRequest, reply_id: uuid.UUID | None = None) -> HttpResponse:
    """Write a reply, or change one."""
    reply = next((one for one in replies.listed(_places(request)) if one.id == reply_id), None)
    if reply_id is not None and (reply is None or not _mine_to_change(request, reply)):
        raise Missing("reply", reply_id)
    known, circles = replies.procedures(walls(), language()), _circles(request)
    if request.method == "GET":
        return _draw(request, reply, known, circles, _typed(reply, known))
    typed = {name: request.POST.get(name, "") for name in ("name", "fr", "en", "procedure", "shared")}
    person_id = standing(request).person_id
    assert person_id is not None
    try:
        circle = next((one for one in circles if one.value == typed["shared"]), None)
        if circle is None:
            raise NotKept("shared", _("Choose who has the reply"))
        draft = replies.Draft(
            typed["name"], typed["fr"], typed["en"], typed["procedure"], circle.organisation_id, circle.department_id
        )
        replies.keep(draft, known, person_id=person_id, at=clock.now(), reply=reply)
    except NotKept as wrong:
        return _draw(request, reply, known, circles, typed, wrong)
    messages.success(request, _("The reply is kept."))
    return HttpResponseRedirect(reverse("cases:replies"))


@require_POST
def delete_reply(request: HttpRequest, reply_id: uuid.UUID) -> HttpResponse:
    """Delete a reply of one's own, or as a supervisor one of the service."""
    if not replies.delete(reply_id):
        raise Missing("reply", reply_id)
    messages.success(request, _("The reply is deleted."))
    return HttpResponseRedirect(reverse("cases:replies"))


def _passages(known: Iterable[Passage]) -> list[dict[str, Any]]:
    return [{"mark": f"{{{one.name(language())}}}", "words": one.label} for one in known]


def _typed(reply: Reply | None, known: list[Procedure]) -> dict[str, str]:
    if reply is None:
        return dict.fromkeys(("name", "fr", "en", "procedure", "shared"), "")
    shared = str(reply.department_id or reply.organisation_id or "")
    named = replies.passages_of(next((one for one in known if one.slug == reply.procedure), None))
    texts = {part: named.shown(str(reply.text.get(part, "")), language()) for part in ("fr", "en")}
    return {"name": reply.name, "procedure": reply.procedure, "shared": shared} | texts


def _draw(
    request: HttpRequest,
    reply: Reply | None,
    known: list[Procedure],
    circles: list[Circle],
    typed: dict[str, str],
    wrong: NotKept | None = None,
) -> HttpResponse:
    parts: dict[str, Any] = {
        "reply": reply,
        "typed": typed,
        "errors": {wrong.where: str(wrong)} if wrong else {},
        "circles": [
            {"value": one.value, "text": one.label, "checked": one.value == typed["shared"]} for one in circles
        ],
        "procedures": [
            {"value": one.slug, "text": one.name, "selected": one.slug == typed["procedure"]} for one in known
        ],
        "passages": _passages(passages.of_use(TEXT)),
        "answers": [{"name": one.name, "passages": _passages(one.answers.values())} for one in known],
    }
    return render(request, "cases/agents/reply.html", parts, status=422 if wrong else 200)


# -- in the fields of a case ------------------------------------------------------------------------------------------


def choices(case: Case) -> list[dict[str, Any]]:
    """What the fields of a case's pages offer, where its gate read it. No statement."""
    found = getattr(case, "replies", None) or ()
    return [{"value": one["id"], "text": one["name"], "own": one["person"] is not None} for one in found]


def inserted(request: HttpRequest, case: Case, words: str, *, by: Actor) -> str:
    """The words of a field with the reply that was chosen after them, filled in; as they are where none was chosen."""
    chosen = request.POST.get("reply", "")
    reply = next((one for one in replies.for_case(case) if str(one.id) == chosen), None)
    if reply is None:
        return words
    return f"{words.rstrip()}\n\n{replies.filled(reply, case, by=by)}".lstrip()
