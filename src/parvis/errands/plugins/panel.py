"""What the page of a case shows of its errands: what waits for its day, what failed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from parvis.access.data import RIGHTS, Right, Role
from parvis.cases import api as cases
from parvis.cases.data import Actor
from parvis.cases.registry import PANELS, Panel
from parvis.errands.data import State, What
from parvis.errands.domain import doing
from parvis.errands.plugins.story import named


def _parts(request: HttpRequest, case: Any, by: Actor, kinds: frozenset[str]) -> Mapping[str, Any] | None:
    """Timers that run, and what was not done. One statement, none where the workflow asks for nothing later."""
    workflow = cases.definition_of(case).workflow
    asks = any(use.type in ("hand_out", "create_case", "call") for move in workflow.transitions for use in move.actions)
    if not workflow.timers and not asks:
        return None
    spoken = "en" if (get_language() or "fr").startswith("en") else "fr"
    labels = {move.id: move.label.into(spoken) for move in workflow.transitions}
    found = doing.of_case(case.id)
    may = case.wall_id not in by.lent and any(
        Right.HANDLE_CASES in RIGHTS[Role(role)] for role in by.roles_in(case.wall_id) if role in set(Role)
    )
    timers = [
        {"label": labels.get(one.transition, one.transition), "at": one.due_at}
        for one in found
        if one.what == What.TIMER and one.state == State.WAITING and one.status == case.status and not case.closed_at
    ]
    failed = [
        {
            "what": named({"what": one.what, "name": one.name}),
            "why": one.last_error,
            "again": reverse("errands:again", args=[case.reference, one.id]) if may else "",
        }
        for one in found
        if one.state == State.FAILED
    ]
    return {"timers": timers[-3:], "failed": failed} if timers or failed else None


PANELS.register(Panel("errands", 20, "errands/_panel.html", _parts, aside=True))
