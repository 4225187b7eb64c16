"""What a service answers, as lines of a sheet: JSON (a list of records, GeoJSON too) or CSV. Asked by workers alone."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from parvis.datasets.data import MOST_ROWS, Refused
from parvis.kernel import http

#: seconds for the whole answer; bytes of it
SECONDS = 60.0
LARGEST = 25_000_000
MOST_TITLES = 200
#: names × records: what is not there in most of them is written as nothing in each
MOST_CELLS = 3_000_000
_LISTS = ("results", "records", "features", "items", "data", "value")


def fetch(url: str) -> bytes:
    """The answer of a service. Raises Refused for what is no good answer, http.Unreachable where there is none."""
    with http.Client(allowed=settings.PARVIS_DATASETS_ALLOWED, connections=1) as client:
        answer = client.get(url, headers={"Accept": "application/json, text/csv"}, seconds=SECONDS, largest=LARGEST + 1)
    if answer.status != 200:
        raise Refused(_("The service answered with the code %(code)d") % {"code": answer.status})
    if len(answer.body) > LARGEST:
        raise Refused(_("The service answers too much: 25 MB at most"))
    return answer.body


def lines(body: bytes, path: str) -> list[list[str]] | None:
    """The lines of JSON, titles first; None for what is no JSON (a sheet, perhaps). Raises Refused."""
    if body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(_("The service answers with JSON that can’t be read")) from None
    records = _list(found, path)
    flat = [_flat(one.get("properties", one) if isinstance(one, dict) else {"": one}) for one in records]
    titles: dict[str, None] = {}
    for one in flat:
        titles |= dict.fromkeys(one)
        if len(titles) > MOST_TITLES:
            raise Refused(_("The service gives more than %(num)d different names") % {"num": MOST_TITLES})
    if len(flat) * len(titles) > MOST_CELLS:
        raise Refused(_("The service answers too much: 25 MB at most"))
    return [list(titles), *([one.get(title, "") for title in titles] for one in flat)]


def _list(found: Any, path: str) -> list[Any]:
    for step in path.split(".") if path else ():
        found = found.get(step) if isinstance(found, dict) else None
    if isinstance(found, dict) and not path:
        found = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
    if not isinstance(found, list) or not found:
        raise Refused(_("No list of records stands there in what the service answers"))
    if len(found) > MOST_ROWS:
        raise Refused(_("%(num)s rows at most") % {"num": MOST_ROWS})
    return found


def _flat(record: Any, before: str = "", depth: int = 0) -> dict[str, str]:
    if not isinstance(record, dict):
        return {before or "value": _text(record)}
    found: dict[str, str] = {}
    for name, value in record.items():
        title = f"{before}.{name}" if before else str(name)
        if isinstance(value, dict) and depth < 3:
            found |= _flat(value, title, depth + 1)
        elif not isinstance(value, dict):
            found[_plain(title)[:200]] = _text(value)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value if not isinstance(one, dict | list))
    return _plain(str(value))


def _plain(text: str) -> str:
    """Without what no database and no file can hold: JSON may write NUL and halves of characters."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
