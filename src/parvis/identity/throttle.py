"""Attempts counted in the database: shared by every process, one statement each.

A counter is keyed by an HMAC of what is tried and by whom, so the table names nobody. Concurrent attempts on one
counter wait for each other (the row's lock lasts until the transaction ends): none slips between reading and writing.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

from parvis.kernel import clock


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `attempts` of `action` in `window` for each key.

    flood: it holds back masses, not guesses: the demonstration's own machine (bench, fault tests) is spared.
    """

    action: str
    attempts: int
    window: dt.timedelta
    flood: bool = False


_MINUTES = dt.timedelta(minutes=1)
SIGN_IN_ACCOUNT = Limit("sign-in:account", 8, 15 * _MINUTES)
SIGN_IN_ADDRESS = Limit("sign-in:address", 60, 5 * _MINUTES)
SECOND_FACTOR = Limit("second-factor:account", 6, 15 * _MINUTES)
#: a code of an authenticator app opens once (RFC 6238 § 5.2): it is right in its own half minute and those beside
APP_CODE = Limit("second-factor:code", 1, 2 * _MINUTES)
SIGN_UP_ADDRESS = Limit("sign-up:address", 20, 60 * _MINUTES)
RESET_ADDRESS = Limit("reset:address", 20, 60 * _MINUTES)
MAIL_ACCOUNT = Limit("mail:account", 5, 60 * _MINUTES)
TRACKING_ADDRESS = Limit("tracking:address", 30, 15 * _MINUTES)
TRACKING_CASE = Limit("tracking:case", 8, 60 * _MINUTES)
#: passwords asked again by somebody who is signed in: a session that was left open must not reveal them
PASSWORD_ADDRESS = Limit("password:address", 30, 15 * _MINUTES)
#: drafts begun, links opened and messages written: a whole library may share one address
BEGIN_ADDRESS = Limit("begin:address", 120, 60 * _MINUTES, flood=True)
RESUME_ADDRESS = Limit("resume:address", 60, 15 * _MINUTES)
#: files sent: a family's folder, ten times over, from one library
UPLOAD_ADDRESS = Limit("upload:address", 300, 60 * _MINUTES, flood=True)
WRITE_ADDRESS = Limit("write:address", 120, 60 * _MINUTES, flood=True)
#: e-mails that a visitor has sent to an address that they type
SEND_ADDRESS = Limit("send:address", 20, 60 * _MINUTES)
#: nobody's mailbox is filled by others: links to drafts, by the address that they are sent to
DRAFT_MAIL = Limit("draft:mail", 3, 60 * _MINUTES)
#: what those who write a draft together are told, by the address that it goes to
DRAFT_TOLD = Limit("draft:told", 12, 60 * _MINUTES)
#: licences counted for a number that a visitor types
COUNT_ADDRESS = Limit("count:address", 60, 15 * _MINUTES)
#: links of experts: codes asked and typed, answers; a whole town hall may share one address
EXPERT_ADDRESS = Limit("expert:address", 60, 15 * _MINUTES)
INVITATION_ADDRESS = Limit("invitation:address", 30, 15 * _MINUTES)

_COUNT = """
insert into identity_throttle (key, count, since) values (%s, 1, %s)
on conflict (key) do update set
  count = case when identity_throttle.since <= %s then 1 else identity_throttle.count + 1 end,
  since = case when identity_throttle.since <= %s then excluded.since else identity_throttle.since end
returning count, since
"""


def _key(limit: Limit, who: str) -> str:
    return salted_hmac(f"parvis.throttle.{limit.action}", who.lower(), algorithm="sha256").hexdigest()


def attempt(limit: Limit, who: str) -> dt.timedelta | None:
    """Count one attempt of `who` (an account's e-mail, an address, a reference).

    Gives None when it is within the limit, otherwise how long to wait.
    """
    now = clock.now()
    before = now - limit.window
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_key(limit, who), now, before, before])
        count, since = cursor.fetchone()
    return None if count <= limit.attempts else max(since + limit.window - now, dt.timedelta(seconds=1))


def release(limit: Limit, who: str) -> None:
    """Take one attempt back: it succeeded, so it was no guess."""
    with connection.cursor() as cursor:
        cursor.execute("update identity_throttle set count = greatest(count - 1, 0) where key = %s", [_key(limit, who)])


def forget(now: dt.datetime) -> int:
    """Delete the counters of more than a day ago; gives how many."""
    with connection.cursor() as cursor:
        cursor.execute("delete from identity_throttle where since < %s", [now - dt.timedelta(days=1)])
        return int(cursor.rowcount)
