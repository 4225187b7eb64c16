"""Days as spreadsheets say them."""

from __future__ import annotations

import datetime as dt

from parvis.forms.data import JsonValue


def day_of(cell: JsonValue) -> dt.date | None:
    """The day that a cell says: ISO 8601, or as in France."""
    text = str(cell or "").strip()
    for pattern in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    try:
        return dt.date.fromisoformat(text[:10]) if len(text) >= 10 else None
    except ValueError:
        return None
