"""When a delivery is tried again, and when it is given up."""

import datetime as dt
import email.utils

from parvis.kernel import clock

_S, _M, _H = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)
#: how long to wait after the first failure, the second…: the schedule of Standard Webhooks, some 76 hours in all
WAITS = (5 * _S, 5 * _M, 30 * _M, 2 * _H, 5 * _H, 10 * _H, 14 * _H, 20 * _H, 24 * _H)
#: a receiver that asks for longer is asked again all the same
LONGEST = dt.timedelta(hours=24)
#: an endpoint that answers nothing well for so long is paused, and a mail says so
PATIENCE = dt.timedelta(hours=48)
#: failures in a row after which an endpoint is asked one message at a time, with pauses
SORE = 10
_LONGEST_HOLD = dt.timedelta(minutes=15)
#: statuses that ask for fewer requests
_BUSY = frozenset({429, 502, 503, 504})


def wait(tries: int, luck: float, retry_after: int | None = None) -> dt.timedelta | None:
    """How long to wait after so many tries, a tenth more or less (luck: 0 to 1); None: it is given up.

    retry_after: what the receiver asked for, in seconds: never sooner than that, within a day.
    """
    if tries > len(WAITS):
        return None
    planned: dt.timedelta = WAITS[tries - 1] * (0.9 + 0.2 * luck)
    asked = min(dt.timedelta(seconds=retry_after or 0), LONGEST)
    return planned if planned > asked else asked


def hold(failures: int, status: int | None, retry_after: int | None) -> dt.timedelta | None:
    """How long the whole endpoint is left alone after so many failures in a row; None: not at all."""
    if status in _BUSY and retry_after:
        return min(dt.timedelta(seconds=retry_after), LONGEST)
    if failures < SORE:
        return None
    return min(5 * _S * (1 << min(failures - SORE, 16)), _LONGEST_HOLD)


def asked(said: str) -> int | None:
    """Seconds of a `Retry-After` (RFC 9110 § 10.2.3): a number, or a moment; None for what is neither."""
    said = said.strip()
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), int(LONGEST.total_seconds()))
    try:
        at = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    return max(0, min(round((at - clock.now()).total_seconds()), int(LONGEST.total_seconds())))
