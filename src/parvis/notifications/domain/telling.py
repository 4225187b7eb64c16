"""Telling somebody something: once on every channel that they chose, as far as each reaches them.

Who chose none is told on the first that reaches them, in the order e-mail, SMS, letter: one message each, not three.
"""

from collections.abc import Collection, Iterable

from parvis.notifications.data import Channel, News, Recipient
from parvis.notifications.registry import ways


def reaching(recipient: Recipient) -> tuple[Channel, ...]:
    """The channels that reach somebody. No query."""
    return tuple(channel for channel in Channel if (way := ways.get(channel)) and way.reaches(recipient))


def choose(recipient: Recipient, chosen: Collection[str] = ()) -> tuple[Channel, ...]:
    """The channels on which somebody is told: those chosen that reach them, otherwise the first that does."""
    able = reaching(recipient)
    return tuple(channel for channel in able if channel in chosen) or able[:1]


def tell(news: News, *, chosen: Collection[str] = ()) -> tuple[Channel, ...]:
    """Tell it, in the caller's transaction: e-mails and texts are queued, letters go to the print queue.

    chosen: the channels that the person wants for this topic. Gives those that were used; none where nothing reaches
    the person, which a checked definition does not allow.
    """
    used = choose(news.recipient, chosen)
    for channel in used:
        ways[channel].tell(news)
    return used


def known(channels: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that are channels, in their order, once each."""
    given = set(channels)
    return tuple(channel.value for channel in Channel if channel in given)
