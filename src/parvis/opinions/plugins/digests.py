"""What waits for an agent's opinion or approval, in the digest of their day."""

import datetime as dt
import uuid

from django.db import connection
from django.utils.translation import ngettext

from parvis.opinions.domain.counting import waiting
from parvis.workload.registry import MORE, Line, More


def _lines(person_id: uuid.UUID, day: dt.date) -> list[Line]:
    columns, values = waiting(person_id, day, ())
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns}", values)  # noqa: S608 - no value of anybody's
        opinions, steps, _others = cursor.fetchone()
    found = []
    if steps:
        words = ngettext("%(num)s step waits for your approval", "%(num)s steps wait for your approval", steps)
        found.append(Line(words % {"num": steps}, "opinions:to_approve"))
    if opinions:
        words = ngettext("%(num)s opinion is asked of you", "%(num)s opinions are asked of you", opinions)
        found.append(Line(words % {"num": opinions}, "opinions:mine"))
    return found


MORE.register(More("opinions", _lines))
