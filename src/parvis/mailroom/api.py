"""The face of the mailroom: what waits, what became of a case's letters, erasing them."""

from parvis.mailroom.domain.batches import claim, post
from parvis.mailroom.domain.erasing import erase_case, forget_batches
from parvis.mailroom.domain.queueing import of_case, reprint, waiting, withdraw

__all__ = ["claim", "erase_case", "forget_batches", "of_case", "post", "reprint", "waiting", "withdraw"]
