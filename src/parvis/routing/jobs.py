"""Background work of `routing`: each job acts behind the wall of one case."""

import uuid

from parvis.kernel import clock, jobs
from parvis.routing.domain import giving


@jobs.job()
def give(*, wall_id: str, case_id: str, version_id: str, rule_id: str) -> None:
    """Give a case to somebody of where its rule sent it; run twice, it finds it given."""
    giving.give(uuid.UUID(case_id), uuid.UUID(version_id), uuid.UUID(rule_id) if rule_id else None, at=clock.now())


@jobs.job()
def again(*, wall_id: str, case_id: str) -> None:
    """Send a case whose answers were mended where they lead now; run twice, it finds it there."""
    giving.again(uuid.UUID(case_id), at=clock.now())


@jobs.job()
def tell(*, wall_id: str, case_id: str) -> None:
    """Tell supervisors of a case that its rule could not send."""
    case = giving.stands(uuid.UUID(case_id))
    if case is not None:
        giving.tell(uuid.UUID(case_id), case, at=clock.now())
