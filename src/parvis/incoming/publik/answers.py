"""What a rule of Publik sees of answers as ours hold them: the variables `form_var_…`, one convention for both sides.

An unanswered or hidden question is None there and missing here; an unticked box is False there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from parvis.incoming.domain.model import Ask

PREFIX = "form_var_"
OPTIONS = "form_option_"


def seen(name: str, ask: Ask, value: Any) -> dict[str, Any]:
    """The variables of one question, for one of our answers to it (None: unanswered)."""
    here = f"{PREFIX}{name}"
    if ask.format in ("choice", "choices") and ask.type in ("choice", "choices"):
        labels = {one.value: one for one in ask.offered}
        if ask.format == "choice":
            one = labels.get(value) if isinstance(value, str) else None
            if one is None:
                return {here: value if not isinstance(value, str) else None, f"{here}_raw": None}
            return {here: one.label, f"{here}_raw": one.key}
        if not isinstance(value, list) or not value:
            return {here: None, f"{here}_raw": None}
        known = [labels[each] for each in value if each in labels]
        return {here: ", ".join(each.label for each in known), f"{here}_raw": [each.key for each in known]}
    if ask.format == "bool":
        return {here: value is True, f"{here}_raw": value is True}
    if ask.format == "date" and isinstance(value, str):
        try:
            day: Any = dt.date.fromisoformat(value)
        except ValueError:
            day = value
        return {here: day, f"{here}_raw": day}
    if ask.format == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return {here: Decimal(repr(value)), f"{here}_raw": Decimal(repr(value))}
    return {here: value, f"{here}_raw": value}


def options(constants: Mapping[str, Any]) -> dict[str, Any]:
    """The variables of a form's options: `form_option_x` is what people read (its label, where the export has one),
    `form_option_x_raw` what is kept."""
    found = {f"{OPTIONS}{name}": value for name, value in constants.items()}
    for name, value in constants.items():
        found.setdefault(f"{OPTIONS}{name}_raw", value)
        if constants.get(f"{name}_display"):
            found[f"{OPTIONS}{name}"] = constants[f"{name}_display"]
    return found


def context(named: Mapping[str, tuple[str, Ask]], answers: Mapping[str, Any]) -> dict[str, Any]:
    """All variables of a form, for our answers by id."""
    found: dict[str, Any] = {}
    for name, (field_id, ask) in named.items():
        found |= seen(name, ask, answers.get(field_id))
    return found
