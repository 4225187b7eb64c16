"""What other modules show of a case on its agents' page: asked of each once, drawn by its own template."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from parvis.cases.data import Actor
from parvis.cases.models import Case, TimelineEntry
from parvis.cases.registry import PANELS


def panels(request: HttpRequest, case: Case, by: Actor, timeline: Sequence[TimelineEntry]) -> dict[str, Any]:
    """panels: those of the body, panels_aside: those beside it, each with its template, its parts and its tab."""
    found: dict[str, list[dict[str, Any]]] = {"panels": [], "panels_aside": []}
    kinds = frozenset(entry.kind for entry in timeline)
    for panel in PANELS:
        parts = panel.parts(request, case, by, kinds)
        if parts is not None:
            tab = panel.tab(parts) if panel.tab else None
            drawn = {"template": panel.template, "parts": parts, "tab": tab}
            found["panels_aside" if panel.aside else "panels"].append(drawn)
    return found
