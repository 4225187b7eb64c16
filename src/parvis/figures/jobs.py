"""Background work of `figures`."""

import uuid

from parvis.figures.domain import making, publishing
from parvis.kernel import clock, jobs


@jobs.job()
def keep(*, case_id: str, wall_id: str) -> None:
    """Make the fact of a case anew, as the case is now. Nothing to do for one that was erased since."""
    making.keep([uuid.UUID(case_id)])


@jobs.job()
def publish() -> None:
    """Make the public delays anew, now."""
    publishing.publish(at=clock.now(), today=clock.today())


@jobs.periodic("23 * * * *")
def publish_hourly(timestamp: int) -> None:
    """Fold what was counted since, and make the public delays anew, each hour."""
    making.fold()
    publishing.publish(at=clock.now(), today=clock.today())
