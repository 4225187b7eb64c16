"""Allotting and freeing within a write to a case: what it claims, what it takes, what the timeline says of it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from parvis.cases.data import Incomplete, Kind, Outcome, Overlap, ResourceState
from parvis.cases.definition_resources import Resource
from parvis.cases.domain import counting, papers, revisions, stocks
from parvis.cases.domain.answers import value_at
from parvis.cases.models import Case
from parvis.kernel.clock import PARIS
from parvis.workflows.data import Transition

#: as many open requests as are looked through for the same place and time
MOST_PENDING = 500

if TYPE_CHECKING:
    from parvis.cases.domain.moving import Move


def resources_of(published: revisions.Published, transition: Transition) -> list[Resource]:
    """What a transition takes, in the order in which it does."""
    named = [use.options["resource"] for use in transition.actions if use.type == "allot"]
    by_id = {resource.id: resource for resource in published.definition.resources}
    return [by_id[name] for name in named if name in by_id]


def claim(case: Case, published: revisions.Published, resource: Resource, said: Mapping[str, Any]) -> stocks.Claim:
    """What a case claims of one resource. Raises Unclaimed."""
    shown = papers.facts(case, published) | papers.said_facts(published, said, "fr")
    return stocks.claim(resource, case.answers, said, shown)


def give(move: "Move", resource_id: str) -> None:
    """Take what the case claims: the action of the workflow. Raises Full, Incomplete."""
    write = move.write
    resource = next(found for found in write.published.definition.resources if found.id == resource_id)
    try:
        found = claim(write.case, write.published, resource, move.said)
    except stocks.Unclaimed as unclaimed:
        raise Incomplete({move.transition.id: {path: _missing(resource) for path in unclaimed.paths}}) from unclaimed
    if not move.allotted:
        _lock_all(move)
    stocks.allot(write.case, found, at=write.at)
    move.allotted[resource.id] = found.label
    write.note("allotted", {"amount": found.amount, "label": found.label, "resource": resource.id})


def _lock_all(move: "Move") -> None:
    """Before the first is taken of several stocks, lock them all, in an order that is the same for everybody."""
    asked = resources_of(move.write.published, move.transition)
    if len(asked) < 2:
        return
    claims = []
    for resource in asked:
        try:
            claims.append(claim(move.write.case, move.write.published, resource, move.said))
        except stocks.Unclaimed:  # its own turn says what is missing, and undoes everything
            return
    stocks.lock_in_order(move.write.case, claims)


def _missing(resource: Resource) -> str:
    return _("The answers do not say what to allot: %(resource)s") % {"resource": resource.label.fr}


def free(move: "Move", resource_id: str | None = None) -> None:
    """Give back what the case took, and say so. Nothing where it holds nothing."""
    for name in stocks.free(move.write.case, at=move.write.at, resource=resource_id):
        move.write.note("freed", {"resource": name})


def labels(move: "Move") -> dict[str, Any]:
    """What the case holds, for the decision's texts: taken by this very move, or by an earlier one."""
    if not move.write.published.definition.resources:
        return {}
    found = move.allotted or {row.resource: row.stock.label for row in stocks.held(move.write.case)}
    return {papers.ALLOTTED: found} if found else {}


def settle(move: "Move", kind: Kind) -> None:
    """Give back what a case that ends without an acceptance took: refused, closed, withdrawn, cancelled; and what one
    whose acceptance is repealed counted against a yearly limit.

    No statement for a case that is still open, or whose type counts nothing.
    """
    write = move.write
    definition = write.published.definition
    refused = write.decision is not None and write.decision.outcome != Outcome.ACCEPTED
    if not kind.is_final or not (refused or kind is Kind.CLOSED):
        return
    if definition.resources:
        free(move)
    if definition.limits and not refused:
        for limit in counting.free(write.case, at=write.at):
            write.note("freed", {"limit": limit})


def states(case: Case, published: revisions.Published, said: Mapping[str, Any] | None = None) -> list[ResourceState]:
    """What is left of what the case claims now, as agents see it, with the permits and the open requests that overlap:
    one statement, another one where it is counted over time; none where nothing is counted.

    A resource that the answers do not name yet (the agent says which) is left out.
    """
    if not published.definition.resources:
        return []
    shown = papers.facts(case, published) | papers.said_facts(published, said or {}, "fr")
    claims = []
    for resource in published.definition.resources:
        try:
            claims.append(stocks.claim(resource, case.answers, said or {}, shown))
        except stocks.Unclaimed:
            continue
    return _with_pending(case, stocks.states(case, claims), claims)


def _with_pending(case: Case, found: list[ResourceState], claims: list[stocks.Claim]) -> list[ResourceState]:
    """The states with the open requests of the same type and wall that ask for the same stock at the same time: who
    decides one should know of the others. The latest `MOST_PENDING` are looked through.
    """
    if case.closed_at or not any(one.starts_at for one in claims):
        return found
    rows = Case.objects.filter(
        case_type=case.case_type_id, wall_id=case.wall_id, kind__in=(Kind.OPEN, Kind.WAITING), closed_at=None
    ).exclude(id=case.id)
    others = list(rows.order_by("-id")[:MOST_PENDING])
    return [
        replace(state, overlaps=(*state.overlaps, *_pending(state, own, others)))
        if own.starts_at and own.ends_at
        else state
        for state, own in zip(found, claims, strict=True)
    ]


def _span(one: stocks.Claim) -> tuple[dt.datetime, dt.datetime]:
    """From when until when a claim lasts, in Paris."""
    if one.starts_at is None or one.ends_at is None:
        raise ValueError("this claim has no period")
    return one.starts_at.astimezone(PARIS), one.ends_at.astimezone(PARIS)


def _meet(one: stocks.Claim, other: stocks.Claim) -> bool:
    """Whether both last some moments together."""
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _pending(state: ResourceState, own: stocks.Claim, others: list[Case]) -> Iterator[Overlap]:
    """Of `others`, those that ask for what `own` asks and hold no part of it yet, by their beginning."""
    holding = {one.reference for one in state.overlaps}
    asked = []
    for other in others:
        published = revisions.load(other.revision_id)
        resource = next((one for one in published.definition.resources if one.id == own.resource.id), None)
        if resource is None or other.reference in holding:
            continue
        said = not isinstance(resource.amount, str) or isinstance(value_at(other.answers, resource.amount), int)
        try:
            # how much is perhaps an agent's to say, who decides: that it is asked at all is known before
            theirs = claim(other, published, resource if said else resource.model_copy(update={"amount": 1}), {})
        except stocks.Unclaimed:
            continue
        if theirs.key == own.key and _meet(theirs, own):
            asked.append(Overlap(other.reference, theirs.amount if said else 0, *_span(theirs), pending=True))
    return iter(sorted(asked, key=lambda one: one.starts_at)[: stocks.MOST_OVERLAPS])
