"""The face of the mailroom: what waits, what became of a case's letters, erasing them."""

from parvis.mailroom.domain.batches import claim, post
from parvis.mailroom.domain.erasing import erase_case, erase_subject
from parvis.mailroom.domain.queueing import MOST, asked_since, of_case, reprint, waiting, withdraw

__all__ = [
    "MOST",
    "asked_since",
    "claim",
    "erase_case",
    "erase_subject",
    "of_case",
    "post",
    "reprint",
    "waiting",
    "withdraw",
]
