"""Rules of w.c.s. in the words of ours."""

from __future__ import annotations

from typing import Any

from parvis.incoming.domain.building import Built
from parvis.incoming.domain.model import Written


def condition(built: Built, rule: Written, item_id: str) -> Any:
    """The condition of an item as ours; None, with the reason in the report, where it can't be said."""
    rule.entry.lost("condition", "Condition non traduite.", "This condition is not translated.")
    return None


def value(built: Built, rule: Written, item_id: str) -> Any:
    """A computed value as ours; None, with the reason in the report, where it can't be said."""
    rule.entry.lost("value_template", "Calcul non traduit.", "This computation is not translated.")
    return None
