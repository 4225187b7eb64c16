"""The seam of `webhooks`: the public names of what happens to cases."""

from dataclasses import dataclass

from django.utils.functional import Promise

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of timeline entry, as other programmes know it.

    kind: of the entry; name: dotted, stands in other people's programmes: never rename one; label: what one chooses by;
    words: what it means, for the description of the API.
    """

    kind: str
    name: str
    label: str | Promise
    words: str | Promise


EVENTS: Registry[Event] = Registry("events of webhooks", key=lambda event: event.kind)
#: what is said of a kind that nobody has named yet: nothing is lost meanwhile
OTHER = "case.changed"
PING = "ping"


def name_of(kind: str) -> str:
    """The public name of a kind of entry."""
    found = EVENTS.get(kind)
    return found.name if found else (PING if kind == PING else OTHER)


def label_of(kind: str) -> str:
    """What it is called on screens; "" for a kind that nobody has named yet."""
    found = EVENTS.get(kind)
    return f"{found.label}" if found else ""
