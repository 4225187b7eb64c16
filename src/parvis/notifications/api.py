"""The face of `notifications`: tell people on the channels that they chose; send an e-mail; see what became of it."""

from parvis.notifications.data import (
    AddressRefused,
    Channel,
    MailState,
    MailView,
    News,
    NumberRefused,
    OutboxMail,
    OutboxText,
    Recipient,
    Sheet,
    TextView,
    Topic,
)
from parvis.notifications.domain.erasing import erase_address, erase_case, erase_person, erase_subject
from parvis.notifications.domain.lengths import length, plain
from parvis.notifications.domain.ordering import unsent
from parvis.notifications.domain.outbox import listed as outbox, texts as outbox_texts
from parvis.notifications.domain.preferring import prefer, preferred
from parvis.notifications.domain.queueing import failed, get, of_case, queue, send
from parvis.notifications.domain.telling import choose, known, reaching, tell
from parvis.notifications.domain.texting import is_mobile, queue_text, texts_of_case
from parvis.notifications.domain.writing import Written, write

__all__ = [
    "AddressRefused",
    "Channel",
    "MailState",
    "MailView",
    "News",
    "NumberRefused",
    "OutboxMail",
    "OutboxText",
    "Recipient",
    "Sheet",
    "TextView",
    "Topic",
    "Written",
    "choose",
    "erase_address",
    "erase_case",
    "erase_person",
    "erase_subject",
    "failed",
    "get",
    "is_mobile",
    "known",
    "length",
    "of_case",
    "outbox",
    "outbox_texts",
    "plain",
    "prefer",
    "preferred",
    "queue",
    "queue_text",
    "reaching",
    "send",
    "tell",
    "texts_of_case",
    "unsent",
    "write",
]
