"""What is told later, or again: a visit that was confirmed and the day before it, the end of what was granted.

A timer asks a door for ids and defers one job each; the job claims its row in the transaction that queues the message.
So a timer that runs twice, late, or beside another tells once.
"""

import datetime as dt
import uuid

from django.db import connection
from django.utils.translation import gettext as _, override

from parvis.cases.data import TurnKind, TurnState
from parvis.cases.domain import revisions, sending
from parvis.cases.domain.actors import system
from parvis.cases.domain.calendar_file import calendar_file
from parvis.cases.domain.writing import Writing
from parvis.cases.models import Case, Decision, Turn
from parvis.files import api as files
from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long, time_short
from parvis.territory.api import organisations


def ics_of(case: Case, turn: Turn) -> bytes:
    """The calendar file of a confirmed visit, in the active language."""
    assert turn.starts_at is not None
    definition = revisions.load(case.revision_id).definition
    bring = _("Please bring: %(bring)s") % {"bring": turn.asked["bring"]} if turn.asked["bring"] else ""
    return calendar_file(
        turn.id,
        starts_at=turn.starts_at,
        minutes=turn.asked["minutes"],
        title=f"{definition.name.into(case.language)} – {organisations.get(case.organisation_id).name}",
        place=turn.asked["place"],
        details="\n".join(filter(None, (case.reference, bring))),
        address=sending.request_address(case),
        made_at=turn.answered_at or turn.asked_at,
    )


def tell(turn: Turn) -> None:
    """Have the confirmation of a visit sent, with its calendar file: by the worker, who may keep files."""
    jobs.defer(tell_visit, turn_id=str(turn.id), wall_id=str(turn.wall_id))


@jobs.job(retries=8)
def tell_visit(*, turn_id: str, wall_id: str) -> None:
    """Send the confirmation of a visit, unless it was moved meanwhile."""
    turn = Turn.objects.select_related("case").filter(id=turn_id, state=TurnState.CONFIRMED).first()
    if turn is not None and turn.case.closed_at is None:
        _mail_visit(turn, recall=False)


def recall_visits(*, at: dt.datetime) -> int:
    """Ask for the reminders of the visits of tomorrow, and of those of today that were confirmed since; how many."""
    end = dt.datetime.combine(at.astimezone(PARIS).date() + dt.timedelta(days=2), dt.time(), PARIS)
    with connection.cursor() as cursor:
        cursor.execute("select id, wall_id from cases_visits_to_recall(%s, %s)", [at, end])
        due = cursor.fetchall()
    for turn_id, wall_id in due:
        jobs.defer(recall_visit, queueing_lock=f"visit:{turn_id}", turn_id=str(turn_id), wall_id=str(wall_id))
    return len(due)


@jobs.job(retries=8)
def recall_visit(*, turn_id: str, wall_id: str) -> None:
    """Recall one visit, once: whoever comes second waits for the row, and finds that it was recalled.

    Not on the day on which it was confirmed: whoever has just chosen the moment knows it. One that was confirmed today
    for tomorrow is recalled tomorrow, one for today is not.
    """
    now = clock.now()
    today = dt.datetime.combine(now.astimezone(PARIS).date(), dt.time(), PARIS)
    waiting = Turn.objects.filter(
        id=turn_id,
        kind=TurnKind.VISIT,
        state=TurnState.CONFIRMED,
        reminded_at=None,
        starts_at__gt=now,
        answered_at__lt=today,
    )
    if not waiting.update(reminded_at=now):
        return
    turn = Turn.objects.select_related("case").get(id=turn_id)
    if turn.case.closed_at is not None:
        return
    _mail_visit(turn, recall=True)
    write = Writing(turn.case, by=system(""), at=now, quiet=True)
    write.note("visit_recalled", {"at": _iso(turn), "turn": str(turn.id)})
    write.finish()


def _iso(turn: Turn) -> str:
    assert turn.starts_at is not None
    return turn.starts_at.isoformat()


def _mail_visit(turn: Turn, *, recall: bool) -> None:
    case = turn.case
    published = revisions.load(case.revision_id)
    assert turn.starts_at is not None
    with override(case.language):
        file = files.store(
            ics_of(case, turn),
            name=f"{case.reference}.ics",
            media_type="text/calendar",
            wall_id=case.wall_id,
            subject_id=case.subject_id,
        )
        context = {
            "recall": recall,
            "procedure": published.definition.name.into(case.language),
            "day": date_long(turn.starts_at, weekday=True),
            "time": time_short(turn.starts_at),
            "place": turn.asked["place"],
            "minutes": turn.asked["minutes"],
            "bring": turn.asked["bring"],
        }
    sending.mail("cases/visit", case, published, context, attachments=[file])


def recall_endings(*, at: dt.datetime) -> int:
    """Ask for the reminders of what ends soon, by the days of each definition; how many."""
    today = at.astimezone(PARIS).date()
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, wall_id, revision_id, valid_until from cases_endings_to_recall(%s, %s)",
            [today, today + dt.timedelta(days=366)],
        )
        rows: list[tuple[uuid.UUID, uuid.UUID, uuid.UUID, dt.date]] = cursor.fetchall()
    told = 0
    for case_id, wall_id, revision_id, until in rows:
        renewal = revisions.load(revision_id).definition.renewal
        if renewal and renewal.remind_days and until - dt.timedelta(days=renewal.remind_days) <= today:
            jobs.defer(recall_ending, queueing_lock=f"ending:{case_id}", case_id=str(case_id), wall_id=str(wall_id))
            told += 1
    return told


@jobs.job(retries=8)
def recall_ending(*, case_id: str, wall_id: str) -> None:
    """Tell the end of what was granted, once."""
    now = clock.now()
    today = now.astimezone(PARIS).date()
    decision = Decision.objects.select_related("case").filter(case__id=case_id, valid_until__gte=today).first()
    if decision is None or decision.valid_until is None:
        return
    if not Case.objects.filter(id=case_id, ending_told_at=None).update(ending_told_at=now):
        return
    case = decision.case
    published = revisions.load(case.revision_id)
    renewal = published.definition.renewal
    with override(case.language):
        context = {
            "procedure": published.definition.name.into(case.language),
            "day": date_long(decision.valid_until),
            "renewable": bool(renewal and renewal.renew_days),
        }
    sending.mail("cases/ending", case, published, context)
    write = Writing(case, by=system(""), at=now, quiet=True)
    write.note("ending_recalled", {"until": decision.valid_until.isoformat()})
    write.finish()
