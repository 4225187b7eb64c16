"""The channel of letters."""

from parvis.mailroom.domain.addresses import lines
from parvis.mailroom.domain.queueing import queue
from parvis.notifications.data import Channel, Recipient
from parvis.notifications.registry import Way, ways


def _reaches(recipient: Recipient) -> bool:
    return bool(recipient.postal) and bool(lines(recipient.name, recipient.postal))


ways.register(Way(Channel.LETTER, _reaches, queue))
