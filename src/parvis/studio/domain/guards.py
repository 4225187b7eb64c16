"""Conditions as designers write them: the text form of a rule, and back."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _


def text_of(rule: Any) -> str:
    """A rule as text; "" for none."""
    return "" if rule is None else json.dumps(rule, ensure_ascii=False)


def read(text: str) -> Any:
    """The rule that a text says; None for an empty one. Raises ValueError with a sentence."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(_("This is no condition: correct it, or leave it empty.")) from None
