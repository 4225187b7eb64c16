"""Background work of `cases`."""

from parvis.cases.domain import drafts
from parvis.cases.domain.informing import inform
from parvis.cases.domain.links import send
from parvis.kernel import clock, jobs

__all__ = ["forget_drafts", "inform", "send"]


@jobs.periodic("17 3 * * *")
def forget_drafts(timestamp: int) -> None:
    """Forget the drafts that nobody has touched for 90 days."""
    drafts.forget(at=clock.now())
