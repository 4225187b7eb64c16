"""A person's sessions: seen in a list, ended one by one or all at once; the ended ones forgotten."""

import datetime as dt
import uuid

from django.conf import settings
from django.utils.translation import gettext as _

from parvis.identity.data import SessionLine
from parvis.identity.models import HandOver, KeptPost, Session

#: what a browser says of itself (RFC 9110 § 10.1.5) → its name; the first that matches: most claim to be others, too
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser(user_agent: str) -> str:
    """A browser in words that its owner knows it by: "Firefox on Windows"; what is unknown is left out."""
    name = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system


def lines(person_id: uuid.UUID, current: uuid.UUID | None) -> list[SessionLine]:
    """The person's sessions, the latest used first. `current`: the id of this request's session, or of its parent."""
    rows = Session.objects.filter(person_id=person_id, parent=None).prefetch_related("children").order_by("-seen_at")
    return [
        SessionLine(
            id=row.id,
            browser=browser(row.user_agent),
            created_at=row.created_at,
            seen_at=row.seen_at,
            hosts=tuple(sorted({row.host, *(child.host for child in row.children.all())})),
            current=row.id == current,
        )
        for row in rows
    ]


def end(person_id: uuid.UUID, session_id: uuid.UUID) -> bool:
    """End one session of the person with every site that it was handed to. False if there is none."""
    return Session.objects.filter(person_id=person_id, id=session_id).delete()[0] > 0


def end_all(person_id: uuid.UUID, *, but: uuid.UUID | None = None) -> None:
    """End the person's sessions everywhere at once, except the territory's session `but`."""
    ending = Session.objects.filter(person_id=person_id, parent=None)
    (ending.exclude(id=but) if but else ending).delete()


def forget_ended(now: dt.datetime) -> int:
    """Delete the sessions, codes and kept posts whose time has passed; acts as "timer". Gives the rows deleted.

    A timed-out session stays for a day: it is what lets its person get back what they were typing.
    """
    idle = now - dt.timedelta(minutes=settings.PARVIS_RESIDENT_IDLE_MINUTES, days=1)
    gone = Session.objects.filter(seen_at__lt=idle).delete()[0]
    gone += Session.objects.filter(person=None, seen_at__lt=now - dt.timedelta(days=1)).delete()[0]
    gone += HandOver.objects.filter(expires_at__lt=now).delete()[0]
    gone += KeptPost.objects.filter(expires_at__lt=now).delete()[0]
    return gone
