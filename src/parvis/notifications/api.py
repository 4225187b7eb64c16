"""The face of `notifications`: send an e-mail with the change that causes it; see what became of it."""

from parvis.notifications.data import AddressRefused, MailState, MailView, OutboxMail
from parvis.notifications.domain.erasing import erase_address, erase_case, erase_subject
from parvis.notifications.domain.outbox import listed as outbox
from parvis.notifications.domain.queueing import failed, get, of_case, queue, send
from parvis.notifications.domain.writing import Written

__all__ = [
    "AddressRefused",
    "MailState",
    "MailView",
    "OutboxMail",
    "Written",
    "erase_address",
    "erase_case",
    "erase_subject",
    "failed",
    "get",
    "of_case",
    "outbox",
    "queue",
    "send",
]
