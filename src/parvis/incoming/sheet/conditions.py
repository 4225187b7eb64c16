"""Conditions as people write them in a spreadsheet: `Vous êtes = Une association et Montant > 1000`.

A question is called by its words, its name or its number; a choice by its words. What does not read so is tried in the
text form of our own language.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from parvis.expressions import api as expressions
from parvis.incoming.domain import holding
from parvis.incoming.domain.building import Built
from parvis.incoming.domain.model import Ask, Written
from parvis.incoming.domain.naming import plainly

_JOINTS = re.compile(r"\s+(et|and|ou|or)\s+", re.IGNORECASE)
_COMPARED = re.compile(
    r"^(?P<left>.+?)\s*(?P<sign>!=|<>|≠|>=|<=|≥|≤|=|>|<|\bn[’']est pas\b|\best\b|\bcontient\b|\bis not\b|\bis\b|"
    r"\bcontains\b)\s*(?P<right>.*)$",
    re.IGNORECASE,
)
_SIGNS = {
    "!=": "≠", "<>": "≠", "n’est pas": "≠", "n'est pas": "≠", "is not": "≠", ">=": "≥", "<=": "≤",
    "est": "=", "is": "=", "contient": "has", "contains": "has",
}  # fmt: skip
_YES, _NO = frozenset({"oui", "yes", "vrai", "true", "x", "coche", "cochee"}), frozenset({"non", "no", "faux", "false"})
_FILLED = frozenset({"rempli", "remplie", "renseigne", "renseignee", "filled", "filled_in"})
_EMPTY = frozenset({"vide", "empty"})
_ORDER = {">": "above", ">=": "at_least", "≥": "at_least", "<": "below", "<=": "at_most", "≤": "at_most"}
_DAYS = {">": "after", "≥": "on_or_after", "<": "before", "≤": "on_or_before"}


class Unread(Exception):
    """A part of a condition that nobody understands."""


def translate(built: Built, rule: Written, _item_id: str) -> Any:
    """The condition as ours, or None with its reason in the report."""
    text = " ".join(rule.text.split())
    try:
        found = _joined(text, built)
    except Unread as wrong:
        found = _ours(text, built)
        if found is None:
            said = str(wrong)
            rule.entry.lost(
                "condition",
                f"Condition non comprise (« {said} ») : écrivez « Question = réponse », reliées par « et » ou « ou ».",
                f"This condition is not understood (“{said}”): write “Question = answer”, joined by “and” or “or”.",
            )
            return None
    why = holding.why_not(built, found)
    if why is not None:
        rule.entry.lost("condition", *why)
        return None
    return found


def _ours(text: str, built: Built) -> Any:
    """A rule in our own text form, which reads nothing that is not there; None for anything else."""
    try:
        found = expressions.parse(text, holding.scope(built))
        return found if expressions.reads(found) <= built.names.taken | {expressions.TODAY} else None
    except (expressions.NotRead, expressions.MalformedRule):
        return None


def _joined(text: str, built: Built) -> Any:
    """Alternatives of parts that hold together; words of questions and choices may hold "et" and "ou" themselves."""
    pieces = _JOINTS.split(text)
    parts: list[Any] = [_atom_of(pieces, 0, built)]
    words: list[str] = []
    at = 1 + parts[0][1] * 2
    parts[0] = parts[0][0]
    while at < len(pieces):
        words.append("and" if pieces[at].lower() in ("et", "and") else "or")
        found, more = _atom_of(pieces, at + 1, built)
        parts.append(found)
        at += 2 + more * 2
    groups: list[list[Any]] = [[parts[0]]]
    for word, part in zip(words, parts[1:], strict=True):
        if word == "and":
            groups[-1].append(part)
        else:
            groups.append([part])
    every = [group[0] if len(group) == 1 else {"and": group} for group in groups]
    return every[0] if len(every) == 1 else {"or": every}


def _atom_of(pieces: list[str], at: int, built: Built) -> tuple[Any, int]:
    """The comparison that begins at a piece, and how many joints belong to its words: the longest that reads."""
    for more in range(min(4, (len(pieces) - 1 - at) // 2), -1, -1):
        try:
            return _atom(" ".join(pieces[at : at + 1 + 2 * more]), built), more
        except Unread as wrong:
            if not more:
                raise wrong
    raise Unread(pieces[at])


def _atom(text: str, built: Built) -> Any:
    match = _COMPARED.match(text.strip(" ()"))
    if match is None:
        field_id, ask = _question(text, built)
        return _truth(field_id, ask, yes=True)
    field_id, ask = _question(match["left"], built)
    sign = match["sign"].lower()
    sign = _SIGNS.get(sign, sign)
    right = match["right"].strip().strip("\"'«»“” ")
    here = {"var": field_id}
    word = plainly(right)
    if word in _EMPTY or not right:
        return {"is_empty" if sign in ("=", "has") else "is_filled": [here]}
    if word in _FILLED:
        return {"is_filled" if sign == "=" else "is_empty": [here]}
    if ask.offered:
        return _chosen(here, ask, sign, right)
    if ask.type in ("checkbox", "yes_no"):
        if word not in _YES | _NO or sign not in ("=", "≠"):
            raise Unread(text)
        return _truth(field_id, ask, yes=(word in _YES) is (sign == "="))
    if ask.format == "number":
        return _number(here, sign, right)
    if ask.type == "date":
        return _day(here, sign, right)
    if sign not in ("=", "≠"):
        raise Unread(text)
    return {"===" if sign == "=" else "!==": [here, right]}


def _question(text: str, built: Built) -> tuple[str, Ask]:
    wanted = plainly(text.strip("\"'«»“”[]{} "))
    found = [(one, ask) for name, (one, ask) in built.named.items() if wanted in (plainly(name), plainly(ask.label))]
    if len(found) != 1:
        raise Unread(text)
    return found[0]


def _truth(field_id: str, ask: Ask, *, yes: bool) -> Any:
    here = {"var": field_id}
    if ask.type == "yes_no":
        return {"===": [here, yes]}
    if ask.type != "checkbox":
        raise Unread(field_id)
    return {"!!": [here]} if yes else {"!": [{"!!": [here]}]}


def _chosen(here: Any, ask: Ask, sign: str, right: str) -> Any:
    values = [one.value for one in ask.offered if plainly(right) in (plainly(one.label), plainly(one.key))]
    if len(values) != 1 or sign not in ("=", "≠", "has"):
        raise Unread(right)
    same: Any = {"list.includes" if ask.type == "choices" else "===": [here, values[0]]}
    return same if sign != "≠" else {"!": [same]}


def _number(here: Any, sign: str, right: str) -> Any:
    try:
        value = float(right.replace(" ", "").replace("\u202f", "").replace("\xa0", "").replace(",", "."))
    except ValueError:
        raise Unread(right) from None
    number = int(value) if value.is_integer() and abs(value) < 2**53 else value
    if sign in _ORDER:
        return {f"number.{_ORDER[sign]}": [here, number]}
    if sign not in ("=", "≠"):
        raise Unread(right)
    return {"===" if sign == "=" else "!==": [here, number]}


def _day(here: Any, sign: str, right: str) -> Any:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = dt.datetime.strptime(right, form).replace(tzinfo=dt.UTC).date().isoformat()
        except ValueError:
            continue
        if sign in _DAYS:
            return {f"date.{_DAYS[sign]}": [here, day]}
        if sign in ("=", "≠"):
            return {"===" if sign == "=" else "!==": [here, day]}
    raise Unread(right)
