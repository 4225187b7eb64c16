"""The rules of a department: tried on what is open now, then kept."""

import hashlib
import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.cases.api import types
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.workload.data import Refused
from parvis.workload.domain import absences, rules, ruling
from parvis.workload.models import Rule
from parvis.workload.views.places import Place, place_of, walls

_FIELDS = ("procedure", "first_letter", "last_letter", "variable", "operator", "value")
#: cases of a trial that are shown
SHOWN = 20
_LETTERS = frozenset(rules.LETTERS)


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def _operators() -> dict[str, str]:
    return {
        "is": _("is"),
        "not": _("is not"),
        "starts": _("begins with"),
        "contains": _("contains"),
        "least": _("is at least, or from the day"),
        "most": _("is at most, or until the day"),
    }


def _address(name: str, place: Place, *args: object) -> str:
    return f"{reverse(name, args=args)}?{urlencode({'service': str(place.department.id)})}"


def _words(rule: Rule, published: dict[str, uuid.UUID], people: dict[uuid.UUID, str]) -> dict[str, str]:
    """A rule as people read it."""
    known = published.get(rule.procedure)
    said = []
    if rule.procedure:
        said.append(rules.name_of(known).into(_language()) if known else rule.procedure)
    if rule.first_letter:
        said.append(_("names from %(first)s to %(last)s") % {"first": rule.first_letter, "last": rule.last_letter})
    if rule.variable:
        label = rules.label_of(known, rule.variable, _language()) if known else rule.variable
        value = _("“%(value)s”") % {"value": rule.value}
        said.append(f"{label} {_operators()[rule.operator]} {value}")
    names = sorted(people.get(one, _("A former colleague")) for one in rule.people)
    return {"what": " · ".join(said) or _("Every request"), "who": ", ".join(names) or _("Nobody")}


@require_GET
def rules_page(request: HttpRequest) -> HttpResponse:
    """The rules in their order."""
    place = place_of(request, request.GET.get("service", ""))
    published = ruling.procedures(walls())
    people = {one: found[0].name for one, found in absences.handlers(place.organisation_id, clock.today()).items()}
    parts = {
        "place": place,
        "rows": [
            {
                "rule": rule,
                **_words(rule, published, people),
                "edit": _address("workload:rule", place, rule.id),
                "raise": _address("workload:raise_rule", place, rule.id),
                "delete": _address("workload:delete_rule", place, rule.id),
            }
            for rule in ruling.of(place.department.id)
        ],
        "new": _address("workload:new_rule", place),
        "back": _address("workload:load", place),
    }
    return render(request, "workload/rules.html", parts)


def _rule_or_missing(place: Place, rule_id: uuid.UUID) -> Rule:
    found = Rule.objects.filter(id=rule_id, department_id=place.department.id).first()
    if found is None:
        raise Http404
    return found


@require_POST
def raise_rule(request: HttpRequest, rule_id: uuid.UUID) -> HttpResponse:
    """One place up."""
    place = place_of(request, request.GET.get("service", ""))
    ruling.raise_up(_rule_or_missing(place, rule_id).id, place.department.id)
    return HttpResponseRedirect(_address("workload:rules", place))


@require_POST
def delete_rule(request: HttpRequest, rule_id: uuid.UUID) -> HttpResponse:
    """No longer; what it handed out stays where it is."""
    place = place_of(request, request.GET.get("service", ""))
    Rule.objects.filter(id=_rule_or_missing(place, rule_id).id).delete()
    messages.success(request, _("The rule is deleted."))
    return HttpResponseRedirect(_address("workload:rules", place))


@require_http_methods(["GET", "POST"])
def rule_page(request: HttpRequest, rule_id: uuid.UUID | None = None) -> HttpResponse:
    """A rule, new or changed: tried first, and kept once it was tried as it stands."""
    place = place_of(request, request.GET.get("service", ""))
    own = _rule_or_missing(place, rule_id) if rule_id else None
    published = ruling.procedures(walls())
    people = {one: found[0].name for one, found in absences.handlers(place.organisation_id, clock.today()).items()}
    typed = {name: request.POST.get(name, "").strip()[:200] for name in _FIELDS}
    chosen = request.POST.getlist("people")
    if request.method == "GET":
        typed = {name: str(getattr(own, name)) if own else "" for name in _FIELDS}
        typed["procedure"] = request.GET.get("procedure", typed["procedure"])
        chosen = [str(one) for one in own.people] if own else []
    typed["procedure"] = typed["procedure"] if typed["procedure"] in published else ""
    errors: dict[str, str] = {}
    trial = None
    if request.method == "POST":
        try:
            rule = _read(place, own, typed, chosen, published, people)
            if request.POST.get("tried") == _mark(rule):
                ruling.keep(rule)
                messages.success(request, _("The rule is kept."))
                return HttpResponseRedirect(_address("workload:rules", place))
            trial = ruling.attempt(rule, walls(), ruling.of(place.department.id))
        except Refused as refused:
            errors = {refused.field: str(refused)}
    parts: dict[str, Any] = {
        "place": place,
        "own": own,
        "typed": typed,
        "errors": errors,
        "problems": [{"text": text, "anchor": field} for field, text in errors.items()],
        **_choices(typed, chosen, published, people),
        "trial": trial,
        "trial_words": _trial_words(trial) if trial else "",
        "shown": trial.found[:SHOWN] if trial else (),
        "tried": _mark(rule) if trial else "",
        "back": _address("workload:rules", place),
    }
    return render(request, "workload/rule.html", parts, status=422 if errors else 200)


def _trial_words(trial: ruling.Trial) -> str:
    found = len(trial.found)
    said = _("Of the %(looked)s newest open requests it fits %(num)s") % {"num": found, "looked": trial.looked}
    waiting = ngettext(
        "%(num)s of them waits and would be handed out by it",
        "%(num)s of them wait and would be handed out by it",
        trial.waiting,
    )
    return f"{said}. {waiting % {'num': trial.waiting}}."


def _choices(
    typed: dict[str, str], chosen: list[str], published: dict[str, uuid.UUID], people: dict[uuid.UUID, str]
) -> dict[str, Any]:
    def options(pairs: list[tuple[str, str]], now: str) -> list[dict[str, Any]]:
        return [{"value": value, "text": text, "selected": value == now} for value, text in pairs]

    names = sorted(
        ((slug, rules.name_of(one).into(_language())) for slug, one in published.items()), key=lambda p: p[1]
    )
    known = published.get(typed["procedure"])
    answers = []
    if known:
        form = types.load(known).form
        scope = form.scope()
        answers = [(one.path, one.label) for one in form.indexed(_language()) if one.path in scope]
    letters = [("", "–"), *((letter, letter) for letter in rules.LETTERS)]
    return {
        "procedures": options([("", _("Any procedure")), *names], typed["procedure"]),
        "first_letters": options(letters, typed["first_letter"]),
        "last_letters": options(letters, typed["last_letter"]),
        "answers": options([("", _("No condition on the answers")), *answers], typed["variable"]) if known else [],
        "operators": options(list(_operators().items()), typed["operator"]),
        "people": [
            {"value": str(one), "text": name, "checked": str(one) in chosen}
            for one, name in sorted(people.items(), key=lambda pair: (pair[1].casefold(), str(pair[0])))
        ],
    }


def _read(
    place: Place,
    own: Rule | None,
    typed: dict[str, str],
    chosen: list[str],
    published: dict[str, uuid.UUID],
    people: dict[uuid.UUID, str],
) -> Rule:
    """The rule that was typed. Raises Refused."""
    first, last = typed["first_letter"], typed["last_letter"]
    if (first or last) and not (first in _LETTERS and last in _LETTERS and first <= last):
        raise Refused(_("Choose two letters in their order, or none"), "first_letter")
    if typed["variable"]:
        if not typed["procedure"]:
            raise Refused(_("Choose the procedure whose answers you compare"), "procedure")
        scope = types.load(published[typed["procedure"]]).form.scope()
        rules.compared(scope, typed["variable"], typed["operator"], typed["value"])
    else:
        typed["operator"] = typed["value"] = ""
    known = {str(one) for one in people}
    if not chosen or not set(chosen) <= known:
        raise Refused(_("Choose who gets these requests"), "people")
    return Rule(
        id=own.id if own else new_id(),
        organisation_id=place.organisation_id,
        department_id=place.department.id,
        place=own.place if own else 0,
        people=sorted({uuid.UUID(one) for one in chosen}),
        **typed,
    )


def _mark(rule: Rule) -> str:
    """What was tried: a rule that was changed since is tried again."""
    said = [getattr(rule, name) for name in _FIELDS] + [str(one) for one in rule.people]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
