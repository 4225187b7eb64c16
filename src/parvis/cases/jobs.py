"""Background work of `cases`."""

from parvis.cases.domain import drafts
from parvis.kernel import clock, jobs


@jobs.periodic("17 3 * * *")
def forget_drafts(timestamp: int) -> None:
    """Forget the drafts that nobody has touched for 90 days."""
    drafts.forget(at=clock.now())
