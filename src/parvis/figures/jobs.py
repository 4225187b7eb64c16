"""Background work of `figures`."""

import uuid

from parvis.figures.domain import making
from parvis.kernel import jobs


@jobs.job()
def keep(*, case_id: str, wall_id: str) -> None:
    """Make the fact of a case anew, as the case is now. Nothing to do for one that was erased since."""
    making.keep([uuid.UUID(case_id)])
