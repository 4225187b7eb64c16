"""What the page of a case shows of opinions and approvals."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.access.data import RIGHTS, Right, Role
from parvis.cases import api as cases
from parvis.cases.data import Actor
from parvis.cases.registry import PANELS, Panel, Proposal
from parvis.opinions.data import ApprovalState
from parvis.opinions.domain import approving
from parvis.opinions.models import Opinion
from parvis.opinions.views import words
from parvis.workflows.data import Transition

_STANDS = (ApprovalState.AWAITED, ApprovalState.APPROVED)


def _handles(case: Any, by: Actor) -> bool:
    if case.wall_id in by.lent:
        return False
    return any(Right.HANDLE_CASES in RIGHTS[Role(role)] for role in by.roles_in(case.wall_id) if role in set(Role))


def _opinions(request: HttpRequest, case: Any, by: Actor, kinds: frozenset[str]) -> Mapping[str, Any] | None:
    """What was asked about the case, the latest first, and what may be asked. One statement, none where nothing was."""
    if case.wall_id in by.lent:
        return None
    found = []
    if "opinion_asked" in kinds:
        found = [words.line(one) for one in Opinion.objects.filter(case_id=case.id).order_by("-id")]
    may_ask = not case.closed_at and _handles(case, by)
    if not found and not may_ask:
        return None
    definition = cases.definition_of(case)
    address, spoken = reverse("opinions:ask", args=[case.reference]), words.language()
    return {
        "case": case,
        "opinions": found,
        "awaited": sum(one["waits"] for one in found),
        "may_ask": may_ask,
        "ask": address,
        "rules": [
            {"label": rule.label.into(spoken), "address": f"{address}?avis={rule.id}"} for rule in definition.opinions
        ],
    }


def _tab(parts: Mapping[str, Any]) -> tuple[str, str] | None:
    if not parts["opinions"]:
        return None
    return _("Opinions (%(num)s)") % {"num": len(parts["opinions"])}, "#avis"


def _approvals(request: HttpRequest, case: Any, by: Actor, kinds: frozenset[str]) -> Mapping[str, Any] | None:
    """The steps that need to be approved, and where that stands. Two statements, none where nothing was asked."""
    definition = cases.definition_of(case)
    steps = [one for one in definition.workflow.transitions if one.approvals]
    if not steps or case.wall_id in by.lent:
        return None
    asked, spoken = approving.of_case(case.id) if "approval_asked" in kinds else [], words.language()
    standing = {one.transition: one for one in asked if one.state in _STANDS}
    refused = {one.transition: one for one in reversed(asked) if one.state == ApprovalState.REFUSED}
    last = asked[0] if asked else None
    cards = []
    for step in steps:
        label = step.label.into(spoken)
        if step.id in standing:
            cards.append(_card(case, step, standing[step.id]))
        elif case.status in step.sources and not case.closed_at and _handles(case, by):
            before = refused.get(step.id)
            card: dict[str, Any] = {
                "label": label,
                "state": None,
                "refused": None,
                "ask": reverse("opinions:ask_approval", args=[case.reference, step.id]),
            }
            if before is not None and last is before:
                card["refused"] = _card(case, step, before)
            cards.append(card)
    return {"case": case, "cards": cards} if cards else None


def _card(case: Any, step: Transition, approval: Any) -> dict[str, Any]:
    spoken = words.language()
    return {
        "label": step.label.into(spoken),
        "proposed": cases.saying.shown(case, step, Proposal.read(approval.proposal), spoken),
        "state": words.approval_state(approval),
        "levels": words.levels(approval, approval.votes.all()),
        "asker": approval.asker_name,
        "words": approval.words,
        "address": reverse("opinions:approve", args=[approval.id]),
    }


PANELS.register(Panel("opinions", 10, "opinions/_panel.html", _opinions, tab=_tab))
PANELS.register(Panel("approvals", 20, "opinions/_approvals.html", _approvals, aside=True))
