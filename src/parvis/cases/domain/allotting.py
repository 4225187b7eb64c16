"""Allotting and freeing within a write to a case: what it claims, what it takes, what the timeline says of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from parvis.cases.data import CardText, Incomplete, Kind, Outcome, ResourceState
from parvis.cases.definition_resources import Resource
from parvis.cases.domain import cards, papers, revisions, stocks
from parvis.cases.models import Case
from parvis.workflows.data import Transition

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
    """Give back what a case that ends without an acceptance took, and end its cards: refused, closed, withdrawn,
    cancelled.

    No statement for a case that is still open, or whose type counts nothing and gives no card.
    """
    write = move.write
    definition = write.published.definition
    refused = write.decision is not None and write.decision.outcome != Outcome.ACCEPTED
    if not kind.is_final or not (refused or kind is Kind.CLOSED):
        return
    if definition.resources:
        free(move)
    if isinstance(definition.decisions.accepted, CardText) and cards.cancel(write.case, at=write.at):
        write.note("card_cancelled")


def states(case: Case, published: revisions.Published, said: Mapping[str, Any] | None = None) -> list[ResourceState]:
    """What is left of what the case claims now, as agents see it: one statement, none where nothing is counted.

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
    return stocks.states(case, claims)
