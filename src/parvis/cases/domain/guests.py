"""Who follows a request beside its holder, and what they may do with it."""

from collections.abc import Iterable

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from parvis.cases.models import Case, Share
from parvis.kernel import reach
from parvis.workflows.data import Transition, WorkflowDefinition


def mine(case: Case) -> Share | None:
    """The share by which the acting person follows somebody else's request; None for its holder. No statement for a
    request that nobody was invited to, one else.
    """
    now = reach.current() or reach.NOBODY
    if not case.shared or now.walls:
        return None
    for share in people(case):
        if share.accepted_at and (
            (share.person_id and share.person_id == now.person) or (share.token_hash and share.token_hash == now.token)
        ):
            return share
    return None


def people(case: Case) -> list[Share]:
    """Who follows a request beside its holder, and who was invited: one statement, none where nobody was."""
    if not case.shared:
        return []
    found = Share.objects.filter(case_id=case.id, removed_at=None).order_by("id")
    return [one for one in found if not (one.takes_over and one.accepted_at)]


def without(found: QuerySet[Case]) -> QuerySet[Case]:
    """Those of the cases that the acting person does not follow as somebody's guest."""
    return found.exclude(RawSQL("shared and cases_is_guest(subject_id)", [], output_field=BooleanField()))


def theirs(workflow: WorkflowDefinition, moves: Iterable[Transition]) -> list[Transition]:
    """Of what a resident may do with a request, what its guests may: nothing that ends it."""
    return [move for move in moves if not workflow.status(move.target).kind.is_final]
