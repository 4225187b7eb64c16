"""Background work of `figures`."""

import uuid

from parvis.figures.domain import making, publishing
from parvis.kernel import clock, jobs


@jobs.job()
def keep(*, case_id: str, wall_id: str) -> None:
    """Make the fact of a case anew, as the case is now. Nothing to do for one that was erased since."""
    making.keep([uuid.UUID(case_id)])


@jobs.periodic("*/15 * * * *")
def publish(timestamp: int) -> None:
    """Fold what was counted since, each quarter of an hour; once a day, make the public delays anew."""
    making.fold()
    today = clock.today()
    if not publishing.published_on(today):
        publishing.publish(at=clock.now(), today=today)
