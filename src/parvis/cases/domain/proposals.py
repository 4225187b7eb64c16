"""What is said with a step that has to be approved: it is carried out exactly as it was approved, or not at all."""

from collections.abc import Mapping

from parvis.cases.data import NotAllowed
from parvis.cases.models import Case
from parvis.cases.registry import APPROVALS, NotAsApproved, Proposal
from parvis.workflows.data import Transition


def approved(case: Case) -> dict[str, Proposal]:
    """The steps of a case that were approved as it stands, each with what is to be said with it. One statement."""
    return {step: proposal for found in APPROVALS for step, proposal in found.approved(case.id).items()}


def carried(case: Case, step: Transition, sent: Proposal) -> Proposal:
    """What was approved to be said with a step. sent: what whoever takes it said, nothing or the very same.

    Raises NotAllowed where nothing is approved, NotAsApproved.
    """
    kept = approved(case).get(step.id)
    if kept is None:
        raise NotAllowed(step.id)
    for now, before in (
        (plain(sent.reason), kept.reason),
        (sent.grounds, kept.grounds),
        (sent.said, kept.said),
        (sent.given, kept.given),
    ):
        if now and now != before:
            raise NotAsApproved(step.id)
    return kept


def same(answers: Mapping[str, object], kept: Proposal, step: Transition) -> None:
    """Whether what was approved is still taken as it was, today. Raises NotAsApproved."""
    if dict(answers) != dict(kept.said):
        raise NotAsApproved(step.id)


def plain(text: str) -> str:
    """Words as they are kept."""
    return text.replace("\r\n", "\n").strip()
