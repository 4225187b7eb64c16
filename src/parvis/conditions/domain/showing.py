"""A tree as the template draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _, pgettext

from parvis.conditions.data import Group, Mode, Node, Operand, Row, Told, Written
from parvis.conditions.domain import calls, trees
from parvis.conditions.domain.names import Names
from parvis.conditions.domain.operators import MOMENTS, OPERATORS, POINT, WEEKDAYS, Family, Shape, family, find
from parvis.expressions.api import TODAY, Kind, Sense, Term
from parvis.territory.api import organisations

View = dict[str, Any]
#: Choices that stand as boxes to tick, and not in a list.
_MOST_BOXES = 60


_NO_VALUE: View = {
    "control": "",
    "unit": "",
    "against": [],
    "shifts": False,
    "units": [],
    "choices": [],
    "boxes": [],
    "listed": False,
    "lines": "",
    "overs": [],
}


class Drawing:
    """Draws the parts of one editor. name: the prefix of its inputs."""

    def __init__(self, name: str, told: Iterable[Told]) -> None:
        self.name = name
        self.told: dict[str, list[Told]] = {}
        for one in told:
            self.told.setdefault(one.path, []).append(one)

    def _base(self, kind: str, path: str, number: str) -> View:
        return {
            "kind": kind,
            "path": path,
            "id": f"{self.name}-{path}",
            "number": number,
            "told": self.told.get(path, []),
        }

    # -- conditions -----------------------------------------------------------------------------------------------

    def group(self, group: Group, names: Names, path: str = trees.ROOT, number: str = "", within: str = "") -> View:
        """within: "" for the whole condition, "group" in another one, "rows" that on each record."""
        children = [
            self.node(child, names, f"{path}-{index}", f"{number}{'.' if number else ''}{index + 1}")
            for index, child in enumerate(group.children)
        ]
        for index, child in enumerate(children):
            child |= {"first": index == 0, "last": index == len(children) - 1}
        return self._base("group", path, number) | {
            "modes": _options(_modes(), str(group.mode)),
            "children": children,
            "within": within,
        }

    def node(self, node: Node, names: Names, path: str, number: str) -> View:
        if isinstance(node, Group):
            return self.group(node, names, path, number, "group")
        if isinstance(node, Written):
            return self._base("written", path, number) | {"text": node.text}
        return self.row(node, names, path, number)

    def row(self, row: Row, names: Names, path: str, number: str) -> View:
        view = self._base("row", path, number) | {
            "subjects": subjects(names, row.subject),
            "operators": [],
            "shape": "",
            "row": row,
            "inner": None,
            **_NO_VALUE,
        }
        of = names.family(row.subject)
        term = names.term(row.subject)
        if of is None or term is None:
            return view
        operator = find(of, row.operator)
        view["operators"] = _options(
            [("", _("choose…")), *((one.id, str(one.words)) for one in OPERATORS[of])], row.operator
        )
        if operator is None:
            return view
        view["shape"] = str(operator.shape)
        view |= self._value(row, operator.shape, of, term, names, path)
        if trees.asks_rows(row, names):
            assert row.inner is not None
            view["inner"] = self.group(row.inner, names.inside(row.subject), f"{path}-i", number, "rows")
        return view

    def _value(self, row: Row, shape: Shape, of: Family, term: Term, names: Names, path: str) -> View:
        dated = of in (Family.DATE, Family.DATETIME)
        moments = row.operator in MOMENTS
        view: View = {"control": _control(of, term), "unit": "", "against": []}
        if shape in (Shape.OPERAND, Shape.AGE):
            others = [(name, other.label) for name, other in _comparable(names, row.subject, of, shape, moments)]
            first = [("", _("this value")), (TODAY, _("today"))] if dated else [("", _("this value"))]
            if moments:
                first = [("", _("choose…"))]
            if shape is Shape.AGE:
                first = [("", _("today, or on this day"))]
            view["against"] = _options([*first, *others], row.against) if len(first) > 1 or others else []
            view["shifts"] = dated and not moments and shape is Shape.OPERAND and bool(row.against)
            if moments:
                view["control"] = "none"
            view["units"] = _options(_units(), row.unit)
        if term.sense is Sense.CENTS or (shape is Shape.SUM and self._sums_euros(row, names)):
            view["unit"] = "€"
        if of in (Family.CHOICE, Family.CHOICES):
            view["choices"] = _options([("", _("choose…")), *_choices(term)], row.value)
        if shape is Shape.SEVERAL:
            view |= _several(row, of, term)
        if shape is Shape.SUM:
            inside = names.inside(row.subject)
            summable = [
                (n, t.label) for n, t in inside.terms.items() if t.variable.kind in (Kind.INTEGER, Kind.DECIMAL)
            ]
            view["overs"] = _options([("", _("choose…")), *summable], row.over)
        return view

    def _sums_euros(self, row: Row, names: Names) -> bool:
        term = names.inside(row.subject).term(row.over)
        return term is not None and term.sense is Sense.CENTS

    # -- formulas -------------------------------------------------------------------------------------------------

    def operand(
        self,
        operand: Operand,
        names: Names,
        expects: Kind,
        path: str = trees.ROOT,
        number: str = "",
        more: bool = False,
    ) -> View:
        """more: it is one part more than its function needs, and may be taken away."""
        call = calls.CALLS.get(operand.source.removeprefix("call:"))
        parts = calls.completed(operand, expects)
        least = len(call.takes) if call and operand.source.startswith("call:") else len(parts)
        view = self._base("operand", path, number) | {
            "operand": operand,
            "unit": "",
            "condition": None,
            "sources": _sources(operand, names, expects),
            "control": _control_of(expects),
            "more": more,
            "adds": bool(call and call.repeats and operand.source.startswith("call:")),
            "overs": _overs(operand, names),
            "parts": [
                self.operand(
                    part, names, kind, f"{path}-{index}", f"{number}{'.' if number else ''}{index + 1}", index >= least
                )
                for index, (part, kind) in enumerate(parts)
            ],
        }
        if calls.counts(operand):
            assert operand.condition is not None
            within = names
            if operand.source == "call:list.count":
                within = names.inside(operand.over.partition("/")[0])
            view["condition"] = self.group(operand.condition, within, f"{path}-c", number, "rows")
        return view


def _options(offered: Iterable[tuple[str, str]], chosen: str) -> list[View]:
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in offered]


def _modes() -> list[tuple[str, str]]:
    return [
        (Mode.ALL, _("all of these conditions hold")),
        (Mode.ANY, _("one of these conditions holds at least")),
        (Mode.NONE, _("none of these conditions holds")),
        (Mode.NOT_ALL, _("one of these conditions does not hold at least")),
    ]


def _units() -> list[tuple[str, str]]:
    return [("days", _("days later")), ("months", _("months later")), ("years", _("years later"))]


def _choices(term: Term) -> list[tuple[str, str]]:
    return [(value, term.choices.get(value, value)) for value in term.variable.choices]


def subjects(names: Names, chosen: str) -> list[View]:
    """The questions to choose from, by where they are asked; those that may not be read here only where one is."""
    groups: dict[str, list[View]] = {}
    known = False
    for subject, term in names.subjects():
        here = subject == chosen
        known = known or here
        if term.later and not here:
            continue
        place = term.place or (_("Outside of the block") if subject.startswith("@") else "")
        label = _("%(question)s (on the map)") % {"question": term.label} if subject.endswith(POINT) else term.label
        groups.setdefault(place, []).append({"value": subject, "text": label, "selected": here})
    if chosen and not known:
        said = _("today") if chosen == TODAY else _("“%(name)s”, which is no longer asked") % {"name": chosen}
        groups.setdefault("", []).append({"value": chosen, "text": said, "selected": True})
    return [
        {"place": place, "options": options} for place, options in sorted(groups.items(), key=lambda one: one[0] != "")
    ]


def _comparable(names: Names, subject: str, of: Family, shape: Shape, moments: bool) -> Iterable[tuple[str, Term]]:
    """Other answers that a row may be compared with."""
    wanted = Family.DATE if (of is Family.DATETIME and not moments) or shape is Shape.AGE else of
    if wanted in (Family.CHOICES, Family.RECORDS, Family.BOOLEAN):
        return
    for name, term in names.subjects():
        if name != subject and not name.endswith(POINT) and not term.later and family(term) is wanted:
            yield name, term


def _control(of: Family, term: Term) -> str:
    if of in (Family.DATE, Family.DATETIME):
        return "date"
    if of in (Family.CHOICE, Family.CHOICES):
        return "choice"
    return {Family.NUMBER: "number", Family.COMMUNE: "commune"}.get(of, "text")


def _control_of(expects: Kind) -> str:
    if expects in (Kind.INTEGER, Kind.DECIMAL):
        return "number"
    return "date" if expects is Kind.DATE else "text"


def _several(row: Row, of: Family, term: Term) -> View:
    ticked = set(row.several)
    offered: Sequence[tuple[str, str]] = ()
    if of is Family.DATE:
        offered = [(value, str(words)) for value, words in WEEKDAYS.items()]
    elif of in (Family.CHOICE, Family.CHOICES):
        offered = _choices(term)
    if not offered:
        return {"lines": "\n".join(row.several), "boxes": []}
    known = {value for value, _text in offered}
    gone = [
        (value, _("“%(value)s”, which is no longer offered") % {"value": value})
        for value in row.several
        if value not in known
    ]
    boxes = [{"value": value, "text": text, "checked": value in ticked} for value, text in [*offered, *gone]]
    return {"boxes": boxes, "listed": len(boxes) > _MOST_BOXES}


def _sources(operand: Operand, names: Names, expects: Kind) -> list[View]:
    """What may stand at a place of a formula."""
    answers: list[tuple[str, str]] = []
    for subject, term in names.subjects():
        chosen = f"name:{subject}" == operand.source
        if chosen or (calls.fits(term.variable.kind, expects) and not term.later and not subject.endswith(POINT)):
            answers.append((f"name:{subject}", term.label))
    if operand.source.startswith("name:") and operand.source not in dict(answers):
        name = operand.source.removeprefix("name:")
        answers.append((operand.source, _("“%(name)s”, which is no longer asked") % {"name": name}))
    functions = [(f"call:{name}", str(call.words)) for name, call in calls.offered(expects).items()]
    functions.append(("if", _("depending on a condition")))
    plain = [("", _("choose…")), ("value", _("this value"))]
    if expects in (Kind.INTEGER, Kind.DECIMAL):
        plain.append(("euros", _("this amount in euros (counted in cents)")))
    plain.append(("written", _("written as text")))
    return [
        {"place": "", "options": _options(plain, operand.source)},
        {"place": pgettext("in a formula", "An answer"), "options": _options(answers, operand.source)},
        {"place": _("A computation"), "options": _options(functions, operand.source)},
    ]


def _overs(operand: Operand, names: Names) -> list[View]:
    """The blocks, or their numbers, that a function goes through."""
    if operand.source == "call:list.sum":
        offered = [(value, text) for value, text, _sense in calls.summed(names)]
    elif operand.source in ("call:list.count", "call:list.length"):
        several = (Kind.RECORDS, Kind.CHOICES) if operand.source == "call:list.length" else (Kind.RECORDS,)
        offered = [(subject, term.label) for subject, term in names.subjects() if term.variable.kind in several]
    else:
        return []
    return _options([("", _("choose…")), *offered], operand.over)


def communes_offered() -> list[str]:
    """The communes of the territory, as the input of one shows them."""
    return [f"{one.name} ({one.insee})" for one in organisations.all() if one.insee]


def points_offered() -> list[tuple[str, str]]:
    """Places that a distance may be counted from: latitude and longitude, and the words."""
    return [(f"{one.location[1]}, {one.location[0]}", one.hall) for one in organisations.all() if one.location]


def asks(view: Mapping[str, Any], key: str, value: str) -> bool:
    """Whether some part of a view has that: the input of a commune, a distance."""
    if view.get(key) == value:
        return True
    inside = [*view.get("children", ()), *view.get("parts", ())]
    inside += [view[key] for key in ("inner", "condition") if view.get(key)]
    return any(asks(one, key, value) for one in inside)
