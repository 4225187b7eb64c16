"""Taking the step of a timer, if the case still stands where it stood."""

import datetime as dt

from django.db import connection
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import Full, Incomplete, LimitReached, NotAllowed
from parvis.errands.data import Failed, Later, Overtaken
from parvis.errands.models import Errand

_STANDS = """
    select c.revision_id, c.language from cases_case c
     where c.id = %s and c.status = %s and c.closed_at is null and not exists (
           select from cases_timelineentry e where e.case_id = c.id and e.kind = 'moved' and e.at > %s)
       for update of c
"""


def take(errand: Errand, at: dt.datetime) -> None:
    """Take the step. Raises Overtaken where the case went on, Later where its condition does not hold today, Failed."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [errand.case_id, errand.status, errand.asked_at])
        found = cursor.fetchone()
    if found is None:
        raise Overtaken
    workflow = cases.types.written(found[0]).workflow
    timer = next((one for one in workflow.timers if one.id == errand.name), None)
    if timer is None:  # a workflow without it, since
        raise Overtaken
    reason = timer.reason.into(found[1]) if timer.reason else ""
    by = cases.system(_("Timer"))
    try:
        cases.transition(
            errand.case_id, errand.transition, by=by, at=at, version=None, reason=reason, grounds=timer.grounds
        )
    except NotAllowed as error:
        raise Later from error
    except (Incomplete, LimitReached, Full) as error:
        raise Failed(_("The step could not be taken: %(why)s") % {"why": type(error).__name__}) from error
