"""Background work of `finding`."""

import uuid

from parvis.finding.domain import indexing
from parvis.kernel import jobs


@jobs.job()
def index(*, case_id: str, wall_id: str) -> None:
    """Make anew what lists and search keep of a case, as it is now. Nothing to do for one that was erased since."""
    indexing.index([uuid.UUID(case_id)])
