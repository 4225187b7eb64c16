"""What was written first to somebody about a request arrives first, also after the mail server or the gateway was away.

Each message is tried again on its own plan, so that a decision written at the end of an outage would overtake the
receipt that has been waiting since its beginning. It waits its turn instead, without an attempt of its own.
"""

import datetime as dt
from typing import Any

from django.db.models import DateTimeField, F, Func, JSONField, Q, Value

from parvis.kernel import clock
from parvis.notifications.data import MailState
from parvis.notifications.models import Mail, TextMessage

WAITS_ITS_TURN = "waits for what was written before it"
_SOON, _LONGEST = dt.timedelta(seconds=2), dt.timedelta(minutes=1)


def turn(one: Mail | TextMessage) -> dt.timedelta | None:
    """How long to wait for what was written before to the same person about the same case; None if nothing was.

    One statement, none without a case. What is put off on purpose (a reminder of tomorrow) is not waited for.
    """
    if one.case_id is None:
        return None
    now = clock.now()
    due = (
        type(one)
        .objects.filter(
            Q(queued_at__lt=one.queued_at) | Q(queued_at=one.queued_at, id__lt=one.id),
            case_id=one.case_id,
            to=one.to,
            state__in=(MailState.QUEUED, MailState.SENDING),
        )
        .exclude(attempts=0, last_error="", due_at__gt=now)
        .order_by("queued_at", "id")
        .values_list("due_at", flat=True)
        .first()
    )
    if due is None:
        return None
    return max(due - now, dt.timedelta()) + min(_LONGEST, _SOON + (now - one.queued_at) / 10)


def unsent(case_id: str = "id") -> Any:
    """An annotation for a query of cases, no statement of its own: what was written about each and has not left yet.

    case_id: the field with the case's id. A list of {channel, template, queued_at}, for who may see the case: agents of
    its wall and the person concerned. What is under way for less than five minutes is not late.
    """
    moment = Value(clock.now(), output_field=DateTimeField())
    return Func(F(case_id), moment, function="notifications_unsent", output_field=JSONField())
