"""What days bring: reminders before the last one, the effect of silence after it. A timer asks ids, jobs do it once."""

import datetime as dt

from django.db import connection

from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS
from parvis.opinions.data import State
from parvis.opinions.domain import linking, noting, telling
from parvis.opinions.models import Opinion

#: what a timer takes at once of each kind: the rest comes with the next one
MOST = 2_000


def see_to(*, at: dt.datetime) -> int:
    """Ask for all that is due on the day of `at`; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select id, wall_id from opinions_due(%s, %s)", [at.astimezone(PARIS).date(), MOST])
        due = cursor.fetchall()
    for opinion_id, wall_id in due:
        lock = f"opinions:due:{opinion_id}"
        jobs.defer(remind, queueing_lock=lock, opinion_id=str(opinion_id), wall_id=str(wall_id))
    return len(due)


@jobs.job(queue="mail", retries=8)
def remind(*, opinion_id: str, wall_id: str) -> None:
    """Recall that an answer is awaited, or write down that none came and recall that a late one counts as such: each
    once, whenever this runs.
    """
    now = clock.now()
    opinion = Opinion.objects.select_for_update().filter(id=opinion_id, state=State.AWAITED).first()
    if opinion is None:
        return
    day = now.astimezone(PARIS).date()
    if opinion.due_on < day:
        if noting.lapse(opinion, at=now):
            _recall(opinion, now)
    elif opinion.remind_on <= day and opinion.reminded_on is None:
        Opinion.objects.filter(id=opinion.id).update(reminded_on=day)
        _recall(opinion, now)


def _recall(opinion: Opinion, now: dt.datetime) -> None:
    """By e-mail; outside with a new link, the secret of the one before being in no place of ours."""
    telling.reminded(opinion, linking.issue(opinion, at=now) if opinion.to_email else "")
