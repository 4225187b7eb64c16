"""The form of a list's filters: every field with what is in force, as it was typed, and what is wrong beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from parvis.finding.data import ANSWER, Choice, Column, IndexKind, Operator, State
from parvis.workspace.domain.naming import Names, sorts

#: up to so many choices stand as boxes to tick; more, as a list to choose from
BOXES = 12
_RANGES = (IndexKind.INTEGER, IndexKind.AMOUNT, IndexKind.DECIMAL, IndexKind.DATE, IndexKind.MOMENT)
_DAYS = (IndexKind.DATE, IndexKind.MOMENT)


@dataclass(frozen=True, slots=True)
class Input:
    """One input. kind: text, select or boxes; chosen: the values in force."""

    kind: str
    name: str
    label: str
    value: str = ""
    chosen: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    error: str = ""
    hint: str = ""

    @property
    def ident(self) -> str:
        """For labels and for the summary of errors; a colon would have to be escaped in a sheet."""
        return self.name.replace(":", "-").replace(".", "-")


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs under one heading; `folded` where nothing of it is in force. several: side by side, as from and until."""

    label: str
    inputs: tuple[Input, ...]
    folded: bool = False
    key: str = ""


@dataclass
class Panel:
    """Makes the inputs from what is in the address, and keeps what no input shows."""

    params: QueryDict
    known: Mapping[str, Column]
    names: Names
    problems: Mapping[str, str] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)

    @property
    def procedure(self) -> str:
        return self.params.get("procedure", "")

    def groups(self) -> list[Group]:
        """The whole form, but for columns and the order."""
        state = (
            Choice(str(State.OPEN), _("Open")),
            Choice(str(State.CLOSED), _("Ended ones")),
            Choice(str(State.ALL), _("Open and ended")),
        )
        found = [
            Group(
                _("Requests"),
                (
                    self._text("words", _("Words"), hint=_("Name, place, anything in answers and messages.")),
                    self._select("state", _("State of the request"), state, any_label=""),
                    self._select("procedure", _("Procedure"), self.names.choices(self.known["procedure"])),
                ),
            ),
            Group(_("Status"), (*self._column("status"), *self._column("tag"))),
            Group(
                _("Who handles it"),
                (
                    *(self._column("organisation") if len(self.names.organisations) > 1 else ()),
                    *self._column("department"),
                    self._assignee(),
                    *self._column("opinion"),
                ),
            ),
            Group(_("Days"), (*self._column("due"), *self._column("received"), *self._column("receipt"))),
        ]
        answers = [key for key in self.known if key.startswith(ANSWER)]
        inputs = tuple(one for key in answers for one in self._column(key))
        if inputs:
            found.append(
                Group(_("Answers"), inputs, folded=not any(one.value or one.chosen for one in inputs), key="answers")
            )
        more = tuple(one for key in ("kind", "channel", "closed") for one in self._column(key))
        found.append(Group(_("More"), more, folded=not any(one.value or one.chosen for one in more)))
        return found

    def order(self) -> Input:
        """The orders, for who has no headings to press."""
        state = self.params.get("state") or str(State.OPEN)
        choices = []
        for key, column in self.known.items():
            if column.sortable and state in set(State) and sorts(key, State(state)):
                up, down = (_("first to last"), _("last to first"))
                choices += [Choice(key, f"{column.label} ({up})"), Choice(f"-{key}", f"{column.label} ({down})")]
        return self._select("sort", _("Sort order"), tuple(choices), any_label=_("As it comes: by the day"))

    def columns(self) -> Input:
        """The columns to show."""
        shown = (one for one in self.known.values() if one.shown and one.key != "title")
        choices = tuple(Choice(one.key, one.label) for one in shown)
        return self._boxes("column", _("Columns"), choices, hint=_("None ticked: the usual ones."))

    def hidden(self) -> list[tuple[str, str]]:
        """What the address asks for and no input shows: it goes with the form."""
        return [
            (name, value)
            for name, values in self.params.lists()
            if ":" in name and name not in self._shown
            for value in values
            if value
        ]

    def anchors(self, groups: Sequence[Group], others: Sequence[Input]) -> list[dict[str, str]]:
        """Every mistake for the summary, with the input that it is about."""
        idents = {one.name: one.ident for group in groups for one in group.inputs}
        idents |= {one.name: one.ident for one in others}
        return [{"text": message, "anchor": idents.get(part, "filters")} for part, message in self.problems.items()]

    # -- inputs ---------------------------------------------------------------------------------------------------

    def _column(self, key: str) -> list[Input]:
        column = self.known.get(key)
        if column is None or not column.operators:
            return []
        choices = self.names.choices(column, self.procedure)
        if column.kind is IndexKind.YES:
            choices = (Choice("1", _("Yes")), Choice("0", _("No")))
        name = f"{key}:{Operator.IS}"
        if choices:
            boxes = len(choices) <= BOXES and column.kind is not IndexKind.YES
            return [self._boxes(name, column.label, choices) if boxes else self._select(name, column.label, choices)]
        if column.kind in _RANGES:
            day = column.kind in _DAYS
            least, most = (_("from (day)"), _("until (day)")) if day else (_("at least"), _("at most"))
            hint = _("Like 31/12/2026, today or today-7 (a week ago)") if day else ""
            return [
                self._text(f"{key}:{Operator.FROM}", f"{column.label}, {least}", hint=hint),
                self._text(f"{key}:{Operator.TO}", f"{column.label}, {most}"),
            ]
        if Operator.STARTS in column.operators:
            return [self._text(f"{key}:{Operator.STARTS}", column.label, hint=_("How it begins"))]
        return [self._text(name, column.label)]

    def _assignee(self) -> Input:
        found = self._select(
            "assignee:is",
            self.known["assignee"].label,
            (Choice("me", _("Me")), Choice("nobody", _("Nobody")), *self.names.choices(self.known["assignee"])),
        )
        self._shown.add("assignee:empty")
        if self.params.get("assignee:empty") and not found.chosen:
            return Input(found.kind, found.name, found.label, "", ("nobody",), found.choices, found.error)
        return found

    def _values(self, name: str) -> tuple[str, ...]:
        self._shown.add(name)
        return tuple(value for value in self.params.getlist(name) if value)

    def _text(self, name: str, label: str, *, hint: str = "") -> Input:
        value = next(iter(self._values(name)), "")
        return Input("text", name, label, value, error=self.problems.get(name, ""), hint=hint)

    def _select(self, name: str, label: str, choices: tuple[Choice, ...], *, any_label: str | None = None) -> Input:
        chosen = self._values(name)
        known = {one.value for one in choices}
        # what an older address asks for stays in the list, so that sending the form changes nothing else
        choices += tuple(Choice(value, value) for value in chosen if value not in known)
        if any_label != "":
            choices = (Choice("", any_label or _("All")), *choices)
        if len(chosen) > 1:
            return Input("boxes", name, label, "", chosen, choices[1:], self.problems.get(name, ""))
        return Input("select", name, label, "", chosen, choices, self.problems.get(name, ""))

    def _boxes(self, name: str, label: str, choices: tuple[Choice, ...], *, hint: str = "") -> Input:
        chosen = self._values(name)
        known = {one.value for one in choices}
        choices += tuple(Choice(value, value) for value in chosen if value not in known)
        return Input("boxes", name, label, "", chosen, choices, self.problems.get(name, ""), hint)
