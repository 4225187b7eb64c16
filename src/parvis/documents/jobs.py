"""Background work of `documents`."""

import datetime as dt

from parvis.documents.domain.producing import produce
from parvis.documents.domain.waiting import waiting
from parvis.kernel import clock, jobs

#: How long a document may wait for its file before the timer asks again.
PATIENCE = dt.timedelta(minutes=10)

__all__ = ["produce", "produce_waiting"]


@jobs.periodic("*/10 * * * *")
def produce_waiting(timestamp: int) -> None:
    """Ask again for documents whose job has used up its retries (a key store that was away for an hour)."""
    with jobs.in_background():  # whoever asks for one now is not behind an hour of others
        for document in waiting(clock.now() - PATIENCE):
            jobs.defer(
                produce,
                queueing_lock=f"document:{document.id}",
                document_id=str(document.id),
                wall_id=str(document.wall_id),
            )
