"""The face of the mailroom: what waits, what became of a case's letters, erasing them."""

from parvis.mailroom.domain.batches import claim, post
from parvis.mailroom.domain.erasing import erase_case, erase_subject
from parvis.mailroom.domain.queueing import MOST, of_case, queued, reprint, still_waiting, waiting, withdraw

__all__ = [
    "MOST",
    "claim",
    "erase_case",
    "erase_subject",
    "of_case",
    "post",
    "queued",
    "reprint",
    "still_waiting",
    "waiting",
    "withdraw",
]
