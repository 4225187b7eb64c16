"""What identity does by itself: forget what has had its time."""

import datetime as dt

from django.db import connection

from parvis.identity import throttle
from parvis.identity.domain import sessions
from parvis.kernel import clock, jobs

UNCONFIRMED = dt.timedelta(days=7)


@jobs.periodic("17 * * * *")
def forget(timestamp: int) -> None:
    """Delete ended sessions, lapsed codes and counters, and accounts whose e-mail was not confirmed in a week."""
    now = clock.now()
    sessions.forget_ended(now)
    throttle.forget(now)
    forget_unconfirmed(now)


def forget_unconfirmed(now: dt.datetime) -> int:
    """Delete the accounts that nobody confirmed: nothing hangs on them, and the address may be somebody else's."""
    with connection.cursor() as cursor:
        cursor.execute("select identity_forget_unconfirmed(%s)", [now - UNCONFIRMED])
        return int(cursor.fetchone()[0])
