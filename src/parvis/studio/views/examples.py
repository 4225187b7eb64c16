"""Examples of a procedure being changed: their table, and each with what is expected of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.cases.data import Example
from parvis.forms.data import TYPED
from parvis.kernel import clock
from parvis.studio.data import DeleteExample, PutExample, Refused
from parvis.studio.domain import editing, example_operations, example_words, observing
from parvis.studio.domain.observing import Bench, Seen
from parvis.studio.domain.operations import parse
from parvis.studio.forms import language
from parvis.studio.models import Draft
from parvis.studio.views.outline import frame
from parvis.studio.views.place import address, attempt, author, open_draft, version_of

_LONGEST_REASON = 2000


def example_address(draft_id: uuid.UUID, example_id: str) -> str:
    return reverse("studio:example", args=[draft_id, example_id])


@never_cache
@require_safe
def examples_page(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """The table: each with how much of it is as expected."""
    draft = open_draft(request, design_id)
    definition = parse(draft.document).definition
    bench = _bench(draft)
    lines = []
    for one in definition.examples:
        _seen, wrong = _tried(bench, one)
        lines.append(
            {
                "name": one.name,
                "address": example_address(draft.id, one.id),
                "on": one.on,
                "answers": len(one.answers),
                "steps": len(one.steps),
                "expects": len(one.expects),
                "wrong": [
                    {
                        "what": example_words.called(draft.document, found.key, language()),
                        "expected": example_words.said(draft.document, found.key, found.expected, language()),
                        "seen": example_words.said(draft.document, found.key, found.seen, language()),
                    }
                    for found in wrong or ()
                ],
                "tried": wrong is not None,
            }
        )
    parts = {
        **frame(request, draft),
        "lines": lines,
        "runs": bench is not None,
        "preview": reverse("studio:preview", args=[draft.id]),
        "back": address(draft.id),
    }
    return render(request, "studio/examples.html", parts)


def _bench(draft: Draft) -> Bench | None:
    """The draft, ready to try examples on; None while it can't be run, of which its checks say why."""
    try:
        return Bench(parse(draft.document).definition, draft.organisation_id)
    except observing.UNFIT:
        return None


def _tried(bench: Bench | None, example: Example) -> tuple[Seen, list[observing.Difference] | None]:
    """What came of an example, and what of it is not as expected; None where it could not be tried."""
    if bench is None:
        return Seen({}), None
    try:
        return bench.see(example), bench.differences(example)
    except observing.UNREADY:
        return Seen({}), None


def keep(request: HttpRequest, draft: Draft, answers: Mapping[str, Any], example_id: str) -> HttpResponse:
    """Keep what was typed in a preview as an example, or as the answers of one, with all that comes of it."""
    document = draft.document
    held = example_operations.find(document, example_id)
    number = len(example_operations.examples(document)) + 1
    # of what could not be read, an example holds nothing
    made = (held or {"id": "new", "name": _("Example %(number)s") % {"number": number}}) | {
        "answers": {name: value for name, value in answers.items() if name != TYPED}
    }
    made.setdefault("on", clock.today().isoformat())
    example = Example.model_validate(made)
    bench = _bench(draft)
    seen, wrong = _tried(bench, example)
    if wrong is None:
        messages.error(request, _("These answers can’t be tried: nothing was kept."))
        return HttpResponseRedirect(reverse("studio:examples", args=[draft.id]))
    example = example.model_copy(update={"expects": observing.kept(seen.values)})
    return _put(request, draft, example, draft.version, new=held is None)


def _put(request: HttpRequest, draft: Draft, example: Example, version: int, *, new: bool = False) -> HttpResponse:
    written = example.model_dump(mode="json", exclude_defaults=True)
    if new:
        written.pop("id", None)
    done = attempt(
        request,
        lambda: editing.change(
            draft.id, PutExample(example=written), version=version, by=author(request), at=clock.now()
        ),
    )
    if done is None:
        here = reverse("studio:examples", args=[draft.id]) if new else example_address(draft.id, example.id)
        return HttpResponseRedirect(here)
    if new:
        messages.success(request, _("Kept as an example: untick what does not matter."))
    return HttpResponseRedirect(example_address(draft.id, done[1].removeprefix(observing.PREFIX)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def example_page(request: HttpRequest, design_id: uuid.UUID, example_id: str) -> HttpResponse:
    """One example: its answers, its steps, and all that came of it, ticked where it is expected."""
    draft = open_draft(request, design_id)
    example = next((one for one in parse(draft.document).definition.examples if one.id == example_id), None)
    if example is None:
        raise Http404
    bench = _bench(draft)
    seen, wrong = _tried(bench, example)
    if request.method == "POST":
        verb, _colon, place = request.POST.get("act", "save").partition(":")
        if verb == "delete":
            return _delete(request, draft, example)
        made = attempt(request, lambda: _changed(request, draft, example, seen, verb, place, bench))
        if made is None:
            return HttpResponseRedirect(example_address(draft.id, example.id))
        return _put(request, draft, made, version_of(request))
    parts = {
        **frame(request, draft),
        **_shown(draft, example, bench, seen, wrong),
        "example": example,
        "here": example_address(draft.id, example.id),
        "replay": f"{reverse('studio:preview', args=[draft.id])}?example={example.id}",
        "back": reverse("studio:examples", args=[draft.id]),
        "longest": _LONGEST_REASON,
    }
    return render(request, "studio/example.html", parts)


def _shown(
    draft: Draft, example: Example, bench: Bench | None, seen: Seen, wrong: list[observing.Difference] | None
) -> dict[str, Any]:
    keys = frozenset(one.key for one in wrong or ())
    found = list(example_words.rows(draft.document, example, seen, keys, language()))
    workflow = parse(draft.document).definition.workflow
    labels = {one.id: one.label.into(language()) for one in workflow.transitions}
    grounds = parse(draft.document).definition.decisions.grounds
    return {
        "groups": [{"title": title, "rows": list(rows)} for title, rows in groupby(found, key=lambda one: one.group)],
        "sections": bench.answered(example, language()) if bench and wrong is not None else [],
        "tried": wrong is not None,
        "stopped": "steps" in keys,
        "unsaid": seen.unsaid,
        "steps": [
            {
                "label": labels.get(one.transition, one.transition),
                "on": example.on + dt.timedelta(days=one.days),
                "reason": one.reason,
            }
            for one in example.steps
        ],
        "offered": [(ident, label.into(language())) for ident, label in seen.offered],
        "grounds": [(one.id, one.label.into(language())) for one in grounds],
        "statuses": [(one.id, one.agent.into(language())) for one in workflow.statuses],
        "wrong": len(keys),
    }


def _delete(request: HttpRequest, draft: Draft, example: Example) -> HttpResponse:
    done = attempt(
        request,
        lambda: editing.change(
            draft.id, DeleteExample(id=example.id), version=version_of(request), by=author(request), at=clock.now()
        ),
    )
    if done is not None:
        messages.success(request, _("Deleted. “Undo” brings it back."))
    return HttpResponseRedirect(reverse("studio:examples", args=[draft.id]))


def _changed(
    request: HttpRequest, draft: Draft, example: Example, seen: Seen, verb: str, place: str, bench: Bench | None
) -> Example:
    """The example as the page was sent. Raises Refused."""
    values: dict[str, Any] = {"steps": list(example.steps)}
    values |= _named(request)
    if verb == "step":
        step = {
            "transition": request.POST.get("transition", ""),
            "days": request.POST.get("days", "") or "0",
            "reason": request.POST.get("reason", "")[:_LONGEST_REASON].replace("\r\n", "\n"),
            "grounds": [one for one in request.POST.getlist("ground") if one],
        }
        values["steps"].append(step)
    elif verb == "unstep":
        values["steps"] = values["steps"][:-1]
    try:
        made = Example.model_validate(example.model_dump() | values)
    except ValueError:
        raise Refused(_("Give the example a name and a day, and each step a number of days.")) from None
    if verb in ("step", "unstep", "anew"):
        after, wrong = _tried(bench, made)
        if wrong is None:
            raise Refused(_("These answers can’t be tried: nothing was kept."))
        fresh = observing.kept(after.values)
        chosen = set(made.expects) | set(observing.COURSE) if verb != "anew" else set(made.expects)
        again = {key: value for key, value in fresh.items() if key in chosen}
        held = {} if verb == "anew" else {k: v for k, v in made.expects.items() if k not in observing.COURSE}
        return made.model_copy(update={"expects": again | held})
    return made.model_copy(update={"expects": _expected(request, made, seen)})


def _named(request: HttpRequest) -> dict[str, Any]:
    """The name and the day, where the page that was sent has them."""
    given = {"name": request.POST.get("name"), "on": request.POST.get("on")}
    return {name: value for name, value in given.items() if value is not None}


def _expected(request: HttpRequest, example: Example, seen: Seen) -> dict[str, Any]:
    """What is ticked, as it was expected, or as it came out; as it was chosen where one may choose."""
    found: dict[str, Any] = {}
    for key in request.POST.getlist("expect"):
        if key not in example.expects and key not in seen.values:
            continue
        value = example.expects.get(key, seen.values.get(key))
        chosen = request.POST.get(f"is-{key}")
        if isinstance(value, bool) and chosen in ("yes", "no"):
            value = chosen == "yes"
        elif chosen and isinstance(value, str):
            value = chosen[:100]
        found[key] = value
    return found
