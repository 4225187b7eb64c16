"""The answers that a question offers, as a designer edits them: rows, in the order of their places."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.studio.data import Refused
from parvis.studio.domain.naming import new_id

#: empty rows below those that are there
BLANK = 3
#: answers of a list that is edited here: four inputs each, of the 2,000 that a page may send
MOST = 480


def fits(element: Mapping[str, Any]) -> bool:
    """Whether the list is short enough to be edited as rows; a longer one, made elsewhere, stays as it is."""
    held = (element.get("options") or {}).get("choices")
    return not isinstance(held, list) or len(held) <= MOST


def rows(element: Mapping[str, Any], more: int = BLANK) -> list[dict[str, Any]]:
    """The rows to show: place, value, words and hints; and empty ones."""
    held = (element.get("options") or {}).get("choices")
    found = []
    for number, choice in enumerate(held if isinstance(held, list) else (), start=1):
        if isinstance(choice, dict):
            label, hint = choice.get("label") or {}, choice.get("hint") or {}
            found.append(
                {
                    "place": str(number),
                    "value": choice.get("value", ""),
                    "fr": label.get("fr", "") if isinstance(label, dict) else "",
                    "en": label.get("en", "") if isinstance(label, dict) else "",
                    "hint": hint if isinstance(hint, dict) else {},
                }
            )
    empty = {"place": "", "value": "", "fr": "", "en": "", "hint": {}}
    return found + [dict(empty) for _row in range(more)]


def sent(post: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as they were sent, for a page that is shown again."""
    found = []
    for number in range(MOST + BLANK):
        if f"choice-{number}-fr" not in post:
            break
        found.append({part: post.get(f"choice-{number}-{part}", "") for part in ("place", "value", "fr", "en")})
    return found


def read(post: Mapping[str, Any], element: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The choices that were sent: rows without a French text are gone, new ones get a value of their words; those of
    the text "several at once" (one a line, `français | english`) come last. Values that are there stay as they are.

    Raises Refused for more than fit.
    """
    held = (element.get("options") or {}).get("choices")
    known = {one["value"]: one for one in held if isinstance(one, dict)} if isinstance(held, list) else {}
    sent: list[tuple[float, int, str, str, str]] = []
    for number in range(MOST + BLANK):
        if f"choice-{number}-fr" not in post:
            break
        french = str(post.get(f"choice-{number}-fr", "")).strip()
        if french:
            place = _number(str(post.get(f"choice-{number}-place", "")))
            english = str(post.get(f"choice-{number}-en", "")).strip()
            sent.append((place, number, str(post.get(f"choice-{number}-value", "")), french, english))
    sent.sort()
    lines = [line.partition("|") for line in str(post.get("choices-more", "")).splitlines()]
    written = [(value, fr, en) for _at, _row, value, fr, en in sent]
    written += [("", fr.strip(), en.strip()) for fr, _bar, en in lines if fr.strip()]
    if len(written) > MOST:
        raise Refused(
            _("A list holds %(most)s answers at most; these are %(count)s: nothing was saved.")
            % {"most": MOST, "count": len(written)}
        )
    taken = {value for value, _fr, _en in written if value in known}
    found = []
    given: set[str] = set()
    for value, french, english in written:
        if value not in known or value in given:
            value = new_id(french, taken, fallback="choix")
            taken.add(value)
        given.add(value)
        label = {"fr": french} | ({"en": english} if english else {})
        hint = known.get(value, {}).get("hint")
        found.append({"value": value, "label": label} | ({"hint": hint} if hint else {}))
    return found


def _number(text: str) -> float:
    """A place as it was typed; at the end where it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("inf")
