"""Giving a case to an agent by the rules of its department, or in turn."""

import datetime as dt

from django.db import connection
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.errands.data import Failed, Overtaken
from parvis.errands.models import Errand
from parvis.kernel.clock import PARIS
from parvis.workload import api as workload
from parvis.workload.data import Way


def give(errand: Errand, at: dt.datetime) -> None:
    """Give it. Raises Overtaken where the case has ended, Failed where nobody is there to get it."""
    with connection.cursor() as cursor:
        cursor.execute("select closed_at is not null from cases_case where id = %s for update", [errand.case_id])
        found = cursor.fetchone()
    if found is None or found[0]:
        raise Overtaken
    way = Way(errand.options["way"])
    shared = workload.share([errand.case_id], [errand.wall_id], way, today=at.astimezone(PARIS).date())
    hand = shared.to.get(errand.case_id)
    if hand is None:
        raise Failed(_("Nobody of the department is there to get it, or no rule fits."))
    cases.assign(
        errand.case_id,
        by=cases.system(_("Automatic handing out")),
        at=at,
        version=None,
        assignee_id=hand.id,
        assignee_name=hand.name,
    )
