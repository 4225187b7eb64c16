"""What the columns of a spreadsheet hold, asked where their titles don't say it.

Nothing is kept: the file travels with the page, signed.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.incoming import api
from parvis.incoming.data import Unmapped

_SALT = "parvis.incoming.columns"
#: for how long a page may be answered, in seconds
_LASTS = 24 * 3600
#: bytes of a file that travels with a page
MOST_BYTES = 2_000_000
_COLUMNS = 40


def ask(
    request: HttpRequest,
    parts: Mapping[str, Any],
    brought: api.Brought,
    unmapped: Unmapped,
    chosen: Mapping[int, str] | None,
) -> HttpResponse:
    """The page that asks. chosen: what was answered, where no column was said to hold the questions."""
    if len(brought.data) > MOST_BYTES:
        problem = _("No column of %(file)s is called “question”: name its columns, and send it again.")
        told = {**parts, "problem": problem % {"file": brought.name}}
        return render(request, "incoming/read.html", told, status=422)
    packed = signing.dumps([brought.name, base64.b85encode(brought.data).decode()], salt=_SALT, compress=True)
    missing = _("Say which column holds the questions.") if chosen is not None else ""
    told = {**parts, "name": unmapped.file, "packed": packed, "missing": missing}
    told["columns"] = _columns(unmapped.lines, chosen or {})
    return render(request, "incoming/columns.html", told, status=422)


def told(request: HttpRequest) -> tuple[api.Brought, dict[int, str]] | None:
    """The file and the roles of its columns; None for what is no page of ours, or too old."""
    try:
        name, data = signing.loads(request.POST.get("packed", ""), salt=_SALT, max_age=_LASTS)
        brought = api.Brought(name, base64.b85decode(data))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return brought, {place: request.POST.get(f"column-{place}", "")[:20] for place in range(_COLUMNS)}


def _columns(lines: tuple[tuple[str, ...], ...], chosen: Mapping[int, str]) -> list[dict[str, Any]]:
    wide = min(max((len(line) for line in lines), default=0), _COLUMNS)
    found = []
    for place in range(wide):
        cells = [line[place] for line in lines if place < len(line) and line[place]]
        title = lines[0][place] if lines and place < len(lines[0]) else ""
        found.append(
            {
                "name": f"column-{place}",
                "title": title[:80] or _("Column %(number)d") % {"number": place + 1},
                "sample": " · ".join(cell[:60] for cell in cells[1:4]),
                "items": [
                    {"value": value, "text": text, "selected": chosen.get(place, "") == value}
                    for value, text in _roles().items()
                ],
            }
        )
    return found


def _roles() -> dict[str, str]:
    return {
        "": _("Left out"),
        api.Role.LABEL: _("The question"),
        api.Role.TYPE: _("Its type"),
        api.Role.REQUIRED: _("Whether it must be answered"),
        api.Role.HELP: _("Its help"),
        api.Role.OPTIONS: _("Its choices"),
        api.Role.PAGE: _("Its page"),
        api.Role.SECTION: _("Its section"),
        api.Role.CONDITION: _("Its condition"),
        api.Role.LENGTH: _("Its greatest length"),
        api.Role.NAME: _("Its name in conditions"),
    }
