"""Who may ask: rules that stop whoever does not meet them, once all that they read is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parvis.expressions.api import Program, reads
from parvis.forms.data import Check, Following, FormState, JsonValue, LocalizedText
from parvis.forms.domain.questions import Leaf, Question


@dataclass(frozen=True, slots=True)
class _Stop:
    """A rule where it stops: on the page of the last question that it reads, beside that question."""

    check: Check
    reads: frozenset[str]
    page_id: str
    html_ids: tuple[tuple[str, str], ...]
    """HTML ids by name of question, the last question first."""


class Eligibility:
    """The rules of a form; immutable."""

    def __init__(self, checks: Sequence[Check], leaves: Sequence[Leaf], followings: Sequence[Following]) -> None:
        behind = {one.name: one.field for one in followings}
        self._stops = [_stop(one, leaves, behind) for one in checks]
        self._program = Program({str(index): one.check.rule for index, one in enumerate(self._stops)})

    def stopped(self, state: FormState, context: Mapping[str, JsonValue]) -> list[LocalizedText]:
        """The messages of all rules that these answers do not meet, whatever page they stand on."""
        if not self._stops:
            return []
        data = {**context, **state.values}
        results = self._program.run({name: data[name] for one in self._stops for name in one.reads if name in data})
        return [
            one.check.message
            for index, one in enumerate(self._stops)
            if all(data.get(name) is not None for name in one.reads) and not results[str(index)]
        ]

    def errors(
        self, page_id: str, state: FormState, context: Mapping[str, JsonValue], language: str
    ) -> Iterator[tuple[str, str]]:
        """The HTML id and the message of each rule of a page that the answers do not meet."""
        here = [(index, one) for index, one in enumerate(self._stops) if one.page_id == page_id]
        if not here:
            return
        data = {**context, **state.values}
        results = self._program.run({name: data[name] for one in self._stops for name in one.reads if name in data})
        for index, one in here:
            answered = all(data.get(name) is not None for name in one.reads)
            if answered and not results[str(index)]:
                yield _where(one, state), one.check.message.into(language)


def _stop(check: Check, leaves: Sequence[Leaf], behind: Mapping[str, str]) -> _Stop:
    read = reads(check.rule)
    asked = {behind.get(name, name) for name in read}
    page_id = leaves[-1].page.id
    html_ids: tuple[tuple[str, str], ...] = ()
    for one in leaves:
        found = [item for item in one.items() if item.id in asked]
        if found:
            page_id = one.page.id
            html_ids = tuple(
                (item.id, item.input_id(item.parts[0]) if isinstance(item, Question) else f"{item.html_id}-add")
                for item in reversed(found)
            )
    return _Stop(check, read, page_id, html_ids)


def _where(one: _Stop, state: FormState) -> str:
    """The input beside which a rule says why it stops."""
    return next((html_id for name, html_id in one.html_ids if name in state.visible), "main")
