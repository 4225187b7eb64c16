"""What comes of an example, by keys, and which of it is not what was expected.

`sendable`, `eligible`, `missing` (ids), `shown:PATH` of what stands under a condition, `value:PATH` of what is computed
say how the form takes the answers; `steps`, `status`, `due_on`, `last_day`, `mails`, `document` what the request then
becomes. Only the keys that an example expects are compared; steps that can't be taken are wrong in any case.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext, override
from pydantic import ValidationError

from parvis.calendars.api import Calendar
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Example
from parvis.expressions.api import MalformedRule, RuleFailed
from parvis.forms.data import Block, Field, FormDefinition, FormState, LocalizedText, SummarySection
from parvis.studio.data import Told
from parvis.studio.domain import checking
from parvis.studio.domain.patches import same
from parvis.studio.models import Draft

#: what the engines raise for a definition that the checks refuse
UNFIT = (KeyError, MalformedRule, ValidationError)
#: and for answers that are none of the form's: another programme's, or of an import
UNREADY = (RuleFailed, LookupError, TypeError, ValueError)
#: keys of what becomes of the request
COURSE = ("steps", "status", "due_on", "last_day", "mails", "document")
#: ends the element of a problem of an example: `examples:ID`
PREFIX = "examples:"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of an example. values: by key, in the order in which they are read; unsaid: what its steps do that is
    not imitated; offered: ids and words of what may be done next.
    """

    values: dict[str, Any]
    unsaid: tuple[str, ...] = ()
    offered: tuple[tuple[str, LocalizedText], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as expected; `seen` is None where nothing of the kind came out."""

    key: str
    expected: Any
    seen: Any


class Bench:
    """A definition ready to try examples on. Raises one of `UNFIT` for one that can't be run."""

    def __init__(self, definition: CaseTypeDefinition, organisation_id: uuid.UUID) -> None:
        self._published = cases.types.ready(definition)
        self._organisation_id = organisation_id
        self._examples = definition.examples
        self._days: tuple[dt.date, dt.date, Calendar] | None = None
        self._conditional = tuple(_conditional(definition.form))
        self._computed = tuple(_computed(definition.form)) + tuple(zone.variable for zone in definition.zones)

    def see(self, example: Example, only: Collection[str] | None = None) -> Seen:
        """What comes of an example. only: the keys that are wanted, all without. Raises one of `UNREADY`."""
        form = self._published.form
        context = cases.zones.context(self._organisation_id, example.on.isoformat())
        state = form.evaluate(example.answers, context)
        stopped = form.stopped(state, context)
        missing = sorted(path for path in state.required if _empty(_at(state, path)))
        sendable = not missing and not stopped and not state.failed
        values: dict[str, Any] = {"sendable": sendable, "eligible": not stopped, "missing": missing}
        shown = state.visible | frozenset(state.pages)
        values |= {f"shown:{path}": path in shown for path in self._paths(self._conditional, state)}
        values |= {f"value:{path}": _at(state, path) for path in self._paths(self._computed, state)}
        wanted = only is None or bool(example.steps) or not set(COURSE).isdisjoint(only)
        if not sendable or not wanted:
            return Seen(values | ({"steps": False} if example.steps else {}))
        found = cases.types.imagine(
            self._published,
            self._organisation_id,
            form.clean(example.answers, state),
            example.on,
            example.steps,
            days=self._calendar(example),
            document=only is None or "document" in only,
        )
        values |= {"steps": not found.refused, "status": found.status}
        if found.clock:
            values |= {"due_on": _iso(found.clock.due_on), "last_day": _iso(found.clock.last_day)}
        values["mails"] = ["\n".join(filter(None, (one.subject, one.body))) for one in found.letters]
        values["document"] = "\n".join(found.document)
        return Seen(values, tuple(found.unsaid), tuple((one.id, one.label) for one in found.offered))

    def _calendar(self, example: Example) -> Calendar:
        """One for all examples: the statements of an edit don't grow with them."""
        if self._days is None or not self._days[0] <= example.on <= _last(example) <= self._days[1]:
            all_of = (*self._examples, example)
            first, last = min(one.on for one in all_of), max(map(_last, all_of))
            self._days = first, last, cases.types.calendar(self._published, self._organisation_id, first, last)
        return self._days[2]

    def differences(self, example: Example) -> list[Difference]:
        """What is not as expected. Raises one of `UNREADY`."""
        seen = self.see(example, example.expects.keys()).values
        expected = {"steps": True, **example.expects} if example.steps else example.expects
        return [
            Difference(key, value, seen.get(key)) for key, value in expected.items() if not same(value, seen.get(key))
        ]

    def answered(self, example: Example, language: str) -> list[SummarySection]:
        """The answers, for reading. Raises one of `UNREADY`."""
        form = self._published.form
        context = cases.zones.context(self._organisation_id, example.on.isoformat())
        return form.summary(example.answers, form.evaluate(example.answers, context), language)

    def _paths(self, names: Collection[str], state: FormState) -> Iterator[str]:
        """The paths of these names: those of a block's fields once for each row, as answers have them."""
        for name in names:
            yield from _numbered(name.split("."), state.values, "")


def _numbered(steps: list[str], holder: Mapping[str, Any], above: str) -> Iterator[str]:
    if len(steps) == 1:
        yield f"{above}{steps[0]}"
        return
    rows = holder.get(steps[0])
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        yield from _numbered(steps[1:], row, f"{above}{steps[0]}.{number}.")


def _last(example: Example) -> dt.date:
    """The day of its last step."""
    return example.on + dt.timedelta(days=max((step.days for step in example.steps), default=0))


def _at(state: FormState, path: str) -> Any:
    value: Any = state.values
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _conditional(form: FormDefinition) -> Iterator[str]:
    """What may be shown or not: pages, sections, blocks and fields under a condition, or inside of one; members of a
    block as `block.member`, of a block in it as `block.inner.member`.
    """
    for page in form.pages:
        if page.condition is not None:
            yield page.id
        for section in page.sections:
            above = page.condition is not None or section.condition is not None
            for item in section.items:
                if above or item.condition is not None:
                    yield item.id
                yield from (path for path, one in _members(item) if one.condition is not None)


def _computed(form: FormDefinition) -> Iterator[str]:
    for page in form.pages:
        for section in page.sections:
            for item in section.items:
                for path, one in [(item.id, item), *_members(item)]:
                    if isinstance(one, Field) and one.computed is not None:
                        yield path


def _members(item: Field | Block, above: str = "") -> Iterator[tuple[str, Field | Block]]:
    """What stands in a block, by path: `block.member`, `block.inner.member`."""
    for member in item.fields if isinstance(item, Block) else ():
        path = f"{above}{item.id}.{member.id}"
        yield path, member
        yield from _members(member, f"{above}{item.id}.")


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an example expects at first: all that came out, but for what says nothing."""
    return {key: value for key, value in values.items() if key != "steps" and not _empty(value)}


def check(definition: CaseTypeDefinition, organisation_id: uuid.UUID) -> list[Told]:
    """The examples that are red, as problems of `examples:ID`; none of a definition that can't be run, of which its
    checks say why.
    """
    if not definition.examples:
        return []
    try:
        bench = Bench(definition, organisation_id)
    except UNFIT:
        return []
    found = []
    for example in definition.examples:
        try:
            differing = bench.differences(example)
        except UNREADY:
            found.append(Told(f"{PREFIX}{example.id}", "", _broken(example.name)))
            continue
        if differing:
            found.append(Told(f"{PREFIX}{example.id}", "", _words(example.name, len(differing))))
    return found


def _broken(name: str) -> LocalizedText:
    return LocalizedText(
        fr=f"Exemple «\u00a0{name}\u00a0»\u00a0: il ne peut pas être essayé.",
        en=f"Example “{name}”: it can’t be tried.",
    )


def _words(name: str, count: int) -> LocalizedText:
    said = {}
    for language in ("fr", "en"):
        with override(language):
            said[language] = ngettext(
                "Example “%(name)s”: %(num)s thing is not as expected",
                "Example “%(name)s”: %(num)s things are not as expected",
                count,
            ) % {"name": name, "num": count}
    return LocalizedText(**said)


def unrunnable(draft: Draft) -> list[Told]:
    """What keeps the form of a draft from being run: one that does not pass its checks can't be."""
    return [
        one
        for one in checking.told(draft.problems)
        if one.blocking and not is_example(one) and (one.element or one.part.startswith("form."))
    ]


def is_example(told: Told) -> bool:
    """Whether a problem is a red example: it can be overridden, with a reason."""
    return told.element.startswith(PREFIX)
