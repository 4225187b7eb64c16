"""Ending what was accepted before its time: repealed for the future, or withdrawn as if it never was (CRPA L240-1).

The sealed act stays as it was, and so does what was put online: its verification page says that it is revoked, the
page of the act bears one dated line more, a card no longer holds. Within what time a decision that creates rights may
be revoked (four months, CRPA L242-1; at its holder's request at any time, L242-4) is for who signs to judge.
"""

from enum import StrEnum
from typing import TYPE_CHECKING

from parvis.cases.data import Kind, NotAllowed, OrderText, Outcome
from parvis.cases.domain import cards, papers
from parvis.cases.models import ActNotice, Decision
from parvis.documents import api as documents
from parvis.kernel.clock import PARIS
from parvis.ledger import api as ledger
from parvis.ledger.data import Seal

if TYPE_CHECKING:
    from parvis.cases.domain.moving import Move

#: what the ledger seals of a notice
NOTICE = "cases.act_notice"


class Ending(StrEnum):
    """How an act ends before its time: "repeal" (abrogation) or "withdrawal" (retrait)."""

    REPEAL = "repeal"
    WITHDRAWAL = "withdrawal"


def revoke(move: "Move", ending: Ending) -> None:
    """End what the case was granted, from now on or from its beginning: the action of the workflow. Raises NotAllowed
    where nothing was granted.
    """
    if not _revoke(move, ending):
        raise NotAllowed("nothing was granted")


def settle(move: "Move", kind: Kind) -> None:
    """After a transition that ends what was granted without saying how: it is repealed.

    No statement for a transition that does not lead from a decided status to a closed one, or that said how.
    """
    workflow = move.write.published.definition.workflow
    decided = any(workflow.status(source).kind is Kind.DECIDED for source in move.transition.sources)
    if kind is Kind.CLOSED and decided and not any(use.type == "revoke" for use in move.transition.actions):
        _revoke(move, Ending.REPEAL)


def _revoke(move: "Move", ending: Ending) -> bool:
    write = move.write
    case, at = write.case, write.at
    decision = Decision.objects.filter(case=case, outcome=Outcome.ACCEPTED).first()
    if decision is None:
        return False
    numbers = {papers.attested(case)} if decision.implied else {decision.label}
    for document in documents.of_case(case.id):
        if document.number and document.number in numbers and document.kind != "refusal":
            documents.revoke(document.id, reason=move.reason, at=at)
    if cards.cancel(case, at=at):
        write.note("card_cancelled")
    text = write.published.definition.decisions.accepted
    if decision.label and isinstance(text, OrderText) and text.public is not None:
        extract = documents.numbered(case.organisation_id, "extract", decision.label)
        if extract is not None:
            documents.revoke(extract.id, reason="", at=at)
        notice = ActNotice.objects.create(
            wall_id=case.wall_id,
            organisation_id=case.organisation_id,
            number=decision.label,
            ending=ending,
            ended_on=at.astimezone(PARIS).date(),
            at=at,
            salt=ledger.new_salt(),
        )
        ledger.record([Seal(NOTICE, notice.id, str(ending), at, notice.payload(), bytes(notice.salt))])
    write.note("revoked", {"ending": str(ending), "number": decision.label})
    return True
