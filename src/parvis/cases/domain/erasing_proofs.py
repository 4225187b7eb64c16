"""Proofs of identity after they came in: who saw them and what, and their end, before that of anything else.

A timer asks a door for the cases and defers a job for each. A job locks its case, looks again at what is due and erases
it in one transaction with the entry that says so; the bytes go once that has committed, and what a killed process left
of them goes with the nightly sweep of files.
"""

import datetime as dt
import uuid

import structlog
from django.db import connection, transaction

from parvis.access.data import Right
from parvis.cases.data import Actor, ActorKind, Audience, Kind, NotAllowed, NotFound
from parvis.cases.domain import attachments, revisions
from parvis.cases.domain.actors import system
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.writing import Writing, reachable
from parvis.cases.models import Attachment, Case, TimelineEntry
from parvis.files import api as files
from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS

log = structlog.get_logger("parvis.cases")

SEEN, ERASED = "identity_seen", "identity_erased"
#: what an agent may note of it: no number, no place
PAPERS = ("card", "passport", "residence", "licence", "family", "other")
#: cases that one night takes; the rest comes with the next
MOST = 20_000


def due(case: Case, attachment: Attachment, *, named: bool, on: dt.date) -> bool:
    """Whether a proof has to go: its days after the decision are over; the request ended otherwise; or another one
    replaced it. named: it stands in the answers.
    """
    if attachment.proof_days is None or attachment.erased_at is not None:
        return False
    if not named:
        return True
    if case.closed_at is None:
        return False
    days = attachment.proof_days if case.kind == Kind.DECIDED else 0
    return revisions.day(case.closed_at) + dt.timedelta(days=days) < on


def ask(*, at: dt.datetime) -> int:
    """Ask that what is due be erased; in how many cases. As the timer."""
    with connection.cursor() as cursor:
        cursor.execute("select id, wall_id from cases_proofs_due(%s, %s)", [at.astimezone(PARIS).date(), MOST])
        found = cursor.fetchall()
    for case_id, wall_id in found:
        jobs.defer(erase, queueing_lock=f"cases:proofs:{case_id}", case_id=str(case_id), wall_id=str(wall_id))
    return len(found)


@jobs.job(retries=8)
def erase(*, case_id: str, wall_id: str) -> None:
    """Erase the proofs of a case that are due, whenever this runs; run twice, it finds nothing."""
    now = clock.now()
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        return
    named = set(attachments.in_answers(revisions.load(case.revision_id).form, case.answers))
    held = Attachment.objects.filter(case_id=case.id, wall_id=case.wall_id, erased_at=None).exclude(proof_days=None)
    on = now.astimezone(PARIS).date()
    gone = [one.id for one in held if due(case, one, named=str(one.id) in named, on=on)]
    if not gone:
        return
    Attachment.objects.filter(id__in=gone).update(erased_at=now, thumbnail=b"")
    files.remove(gone)
    write = Writing(case, by=system(""), at=now, quiet=True)
    write.note(ERASED, {"files": [str(one) for one in gone]})
    write.finish()
    log.info("cases.proofs_erased", case=str(case.id), files=len(gone))


def note(
    case_id: uuid.UUID,
    attachment: Attachment,
    *,
    by: Actor,
    at: dt.datetime,
    paper: str = "",
    until: dt.date | None = None,
) -> bool:
    """Write down that an agent saw a proof: when they first opened it, or what they say it is (`PAPERS`), and until
    when it is valid. False where they said so already. Raises NotAllowed once it was erased, or for who may not
    handle the case and would say more than that they saw it; NotFound.
    """
    if paper and paper not in PAPERS:
        raise NotAllowed(f"no paper of ours: {paper}")
    with transaction.atomic():
        case = reachable(case_id, by=by, lock=True)
        if by.kind is not ActorKind.AGENT or (paper and Right.HANDLE_CASES not in rights_in(by, case.wall_id)):
            raise NotAllowed("seen")
        kept = Attachment.objects.filter(id=attachment.id, case_id=case.id).exclude(proof_days=None).first()
        if kept is None:
            raise NotFound(f"proof {attachment.id}")
        if kept.erased_at is not None:
            raise NotAllowed("erased")
        said = {"file": str(kept.id)} | ({"paper": paper} if paper else {})
        said |= {"until": until.isoformat()} if paper and until else {}
        before = TimelineEntry.objects.filter(case=case, kind=SEEN, actor_id=by.person_id, data__contains=said)
        last = before.order_by("-id").first()
        if last is not None and (not paper or last.data == said):
            return False
        write = Writing(case, by=by, at=at, quiet=True)
        write.note(SEEN, said, audience=Audience.AGENTS)
        write.finish()
    return True


def seen(case: Case) -> list[TimelineEntry]:
    """Who saw proofs of a case, in their order. One statement."""
    return list(TimelineEntry.objects.filter(case=case, kind=SEEN).order_by("id"))
