"""The data protection officer's pages: whose data are held, until when and why; their erasure; what is due."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.access.api import Missing, describe_wall, log_consultation, log_refusal, site, standing
from parvis.kernel import clock
from parvis.kernel.reach import current
from parvis.privacy.domain import requests
from parvis.privacy.models import Erasure, Reason, State
from parvis.privacy.registry import Item, Subject, erasers
from parvis.territory.api import organisations
from parvis.territory.data import Sphere

#: what was shown is what is confirmed: for so long, seconds
_SHOWN_FOR = 3600
_SALT = "parvis.privacy.shown"
_REASONS: dict[str, str | Promise] = {
    Reason.REQUEST: gettext_lazy("The person asks for it (GDPR, article 17)"),
    Reason.OBJECTION: gettext_lazy("The person objects to the processing (GDPR, article 21)"),
    Reason.UNLAWFUL: gettext_lazy("These data should never have been held"),
}
_SAID: dict[str, str | Promise] = _REASONS | {Reason.CLOSED: gettext_lazy("The person closed their account")}


def _place(wall_id: uuid.UUID) -> str:
    """The organisation and the domain of a wall, in words."""
    organisation_id, sphere = describe_wall(wall_id)
    return f"{organisations.get(organisation_id).title} · {Sphere(sphere).label}"


def _walls() -> tuple[uuid.UUID, ...]:
    reach = current()
    return reach.walls if reach else ()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def protection(request: HttpRequest) -> HttpResponse:
    """What is past its term and the latest erasures; posted: what is held of whom a reference or an address leads to.

    It is a post so that no address of a person stands in an address of ours.
    """
    if request.method == "POST":
        return _look(request, request.POST.get("q", "").strip()[:254])
    return _draw(request)


def _draw(request: HttpRequest, *, typed: str = "", error: str = "", status: int = 200) -> HttpResponse:
    due = requests.due(_walls(), on=clock.today())
    parts: dict[str, Any] = {
        "due": due,
        "most": requests.MOST_DUE if len(due) == requests.MOST_DUE else 0,
        "latest": [_told(row) for row in requests.latest(_walls())],
        "typed": typed,
        "error": error,
    }
    return render(request, "privacy/protection.html", parts, status=status)


def _look(request: HttpRequest, typed: str) -> HttpResponse:
    if not typed:
        return _draw(request, error=_("Type a reference, an e-mail address or a phone number"), status=422)
    found = requests.find(typed, _walls())
    items = requests.held(found, at=clock.now())
    if not items:
        _note(request)
        error = _("Nothing is held under “%(typed)s” where you watch over data.") % {"typed": typed}
        return _draw(request, typed=typed, error=error, status=404)
    return _shown(request, found, items)


def _shown(
    request: HttpRequest,
    found: Iterable[Subject],
    items: list[Item],
    *,
    errors: Mapping[str, str] | None = None,
    said: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """What would be erased and what is kept, person by person; that it was looked at is written down.

    errors, said: what was missing from a confirmation, and what was said in it.
    """
    people = []
    for one in found:
        theirs = [item for item in items if (item.wall_id, item.subject_id) == (one.wall_id, one.subject_id)]
        if not theirs:
            continue
        if not errors:
            log_consultation(kind="protection", object_id=one.subject_id, wall_id=one.wall_id)
        people.append(
            {
                "key": str(one.subject_id),
                "wall": _place(one.wall_id),
                "going": [item for item in theirs if not item.held],
                "kept": [item for item in theirs if item.held],
            }
        )
    shown = [[str(one.wall_id), str(one.subject_id)] for one in found]
    parts = {
        "people": people,
        "shown": signing.dumps([str(standing(request).person_id), shown], salt=_SALT, compress=True),
        "reasons": [
            {"value": value, "text": text, "checked": value == (said or {}).get("reason")}
            for value, text in _REASONS.items()
        ],
        "errors": errors or {},
        "said": said or {},
        "any_going": any(person["going"] for person in people),
    }
    return render(request, "privacy/found.html", parts, status=422 if errors else 200)


@never_cache
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Have what was shown erased: those who were chosen, for a reason. What was not shown to this officer is not."""
    try:
        who, shown = signing.loads(request.POST.get("shown", ""), salt=_SALT, max_age=_SHOWN_FOR)
    except signing.BadSignature:
        return HttpResponseRedirect(reverse("privacy:protection"))
    person = standing(request)
    within = _walls()
    known = [Subject(uuid.UUID(wall), uuid.UUID(subject)) for wall, subject in shown]
    if who != str(person.person_id) or any(one.wall_id not in within for one in known):
        raise Missing("person", "shown to somebody else")
    asked = set(request.POST.getlist("who"))
    chosen = [one for one in known if str(one.subject_id) in asked]
    reason = request.POST.get("reason", "")
    errors = {}
    if not chosen:
        errors["who"] = _("Choose whose data are erased")
    if reason not in _REASONS:
        errors["reason"] = _("Say why")
    if "sure" not in request.POST:
        errors["sure"] = _("Confirm: what is erased does not come back")
    if errors:
        said = {"who": asked, "reason": reason, "sure": "sure" in request.POST}
        return _shown(request, known, requests.held(known, at=clock.now()), errors=errors, said=said)
    batch = requests.ask(chosen, Reason(reason), asked_by=person.person_id, name=person.name, at=clock.now())
    return HttpResponseRedirect(reverse("privacy:erasure", args=[batch]))


@never_cache
@require_safe
def erasure(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """How far it is, and its report: what went, what is kept until when and why."""
    rows = requests.of_batch(batch_id, _walls())
    if not rows:
        raise Missing("erasure", batch_id)
    left = [Subject(row.wall_id, row.subject_id) for row in rows if row.subject_id and row.state == State.DONE]
    parts = {
        "rows": [_told(row) for row in rows],
        "done": sum(row.state == State.DONE for row in rows),
        "failed": any(row.state == State.FAILED for row in rows),
        "kept": requests.held(left, at=clock.now()),
        "first": rows[0],
        "reason": _SAID[rows[0].reason],
    }
    return render(request, "privacy/erasure.html", parts)


def _told(row: Erasure) -> dict[str, Any]:
    labels = {eraser.name: eraser.label for eraser in erasers}
    return {
        "row": row,
        "wall": _place(row.wall_id),
        "reason": _SAID[row.reason],
        "went": [(labels.get(name) or name, count) for name, count in row.rows.items() if count],
    }


def _note(request: HttpRequest) -> None:
    """An attempt that led to nothing is written down, without what was typed: it may be anybody's address."""
    person_id = standing(request).person_id
    if person_id:
        log_refusal(
            person_id=person_id,
            kind="person",
            sought="",
            path=request.path,
            organisation_id=site(request).organisation_id,
        )
