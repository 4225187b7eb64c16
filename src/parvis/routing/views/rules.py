"""The rules of one procedure: in their order, with what is wrong with them; what is done to them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.access.api import Right, held_here
from parvis.kernel import clock
from parvis.kernel.ui import shell
from parvis.routing.data import RuleSet, SendingRule
from parvis.routing.domain import editing
from parvis.routing.views.place import Place, attempt, author, back, place_of, version_of

#: the act on many cases that sends open ones anew, where it is installed (`bulk`)
REROUTE = "reroute"


@require_safe
def rules_page(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """What is being changed, or what is in force where nothing is."""
    place = place_of(request, case_type_id)
    draft = editing.draft_of(case_type_id, place.organisation.id)
    now = editing.in_force(case_type_id, place.organisation.id)
    rules = editing.rules_of(draft or now)
    found = place.findings(rules)
    parts: dict[str, Any] = {
        "place": place,
        "draft": draft,
        "now": now,
        "rules": rules,
        "rows": rows(place, rules),
        "about_default": [one for one in found if not one.rule_id],
        "told": {str(one.id): [f for f in found if f.rule_id == str(one.id)] for one in rules.rules},
        "blocking": sum(1 for one in found if one.blocking),
        "tried": draft is not None and draft.tried == editing.digest(rules),
        "version": draft.version if draft else 0,
        "otherwise": place.words(rules.otherwise) if rules.otherwise else place.default,
        "reroute": reroute_address(request, place) if now else "",
    }
    return render(request, "routing/rules.html", parts)


def rows(place: Place, rules: RuleSet) -> list[dict[str, Any]]:
    """Rules as people read them."""
    return [
        {
            "rule": rule,
            "number": number,
            "when": words(place, rule),
            "to": place.words(rule.to),
            "edit": place.address("rule", rule.id),
        }
        for number, rule in enumerate(rules.rules, 1)
    ]


def words(place: Place, rule: SendingRule) -> str:
    """A condition in a sentence; "" for none."""
    from parvis.conditions.api import in_words

    return "" if rule.when is True else in_words(rule.when, place.terms)[:1_000]


def reroute_address(request: HttpRequest, place: Place) -> str:
    """Where the open cases of a procedure are sent anew, for those who may."""
    act = next((one for one in shell.LIST_ACTIONS if one.key == REROUTE), None)
    held = held_here(request, Right.ASSIGN_CASES)
    if act is None or not any(place.wall_id in one.walls for one in held):
        return ""
    chosen = {"all": "1", "procedure": place.slug, "state": "open", "back": place.address()}
    return f"{reverse(act.url_name)}?{urlencode(chosen)}"


_ACTS: dict[str, Callable[[uuid.UUID], editing.Change]] = {
    "up": lambda rule_id: editing.move(rule_id, -1),
    "down": lambda rule_id: editing.move(rule_id, 1),
    "duplicate": editing.duplicate,
    "switch": editing.switch,
    "delete": editing.remove,
}


@require_POST
def act(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """Do one thing to the rules: `act` is what, and to which rule ("up:<id>")."""
    place = place_of(request, case_type_id)
    here, version = place.organisation.id, version_of(request)
    what, _sep, ident = request.POST.get("act", "").partition(":")
    if what == "discard":
        if attempt(request, lambda: editing.discard(case_type_id, here, version)):
            messages.success(request, _("The changes are thrown away: the rules in force stay."))
        return back(place)
    if what == "publish":
        kept = attempt(
            request,
            lambda: editing.publish(case_type_id, here, version, place.findings, by=author(request), at=clock.now()),
        )
        if kept:
            messages.success(request, _("These rules count from now on, for every request that comes."))
        return back(place)
    if what not in _ACTS:
        raise Http404
    do = _ACTS[what](_rule_id(ident))
    attempt(request, lambda: editing.change(case_type_id, here, version, do, by=author(request), at=clock.now()))
    return back(place)


def _rule_id(said: str) -> uuid.UUID:
    try:
        return uuid.UUID(said)
    except ValueError:
        raise Http404 from None
