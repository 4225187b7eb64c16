"""Silence that has its effect by itself: announced to agents before, carried out on its day, attested on demand.

A timer asks doors for ids and defers jobs; a job locks its case, derives its dates anew and does nothing that was done
before. So a timer that runs twice, late, or beside another changes nothing: what is written bears the day of the law,
never that of the job.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _, override

from parvis.cases.data import Direction, LimitReached, Outcome, SilenceEffect
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain import (
    clocks,
    counting,
    informing,
    messaging,
    moving,
    papers,
    recounting,
    renewing,
    retaining,
    revisions,
    sending,
    turns,
    validity,
)
from parvis.cases.domain.actors import system
from parvis.cases.domain.courts import court_of
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.domain.writing import Writing
from parvis.cases.events import CaseDecided, CaseMoved
from parvis.cases.models import Case, Decision, Grant, TimelineEntry
from parvis.documents import api as documents
from parvis.documents.data import DocumentView
from parvis.forms.data import LocalizedText
from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long
from parvis.ledger.api import new_salt
from parvis.territory.api import departments, organisations
from parvis.workflows.data import Kind, Status, Transition

#: agents are told so many days before silence has its effect
AHEAD = dt.timedelta(days=7)
#: what a timer takes at once: the rest comes with the next one
MOST = 5_000


def carry_out_due(*, at: dt.datetime) -> int:
    """Ask for what is due on the day of `at`; how many."""
    return _defer("cases_silences_due", at.astimezone(PARIS).date(), carry_out)


def warn_ahead(*, at: dt.datetime) -> int:
    """Ask that agents be told of what comes near; how many."""
    return _defer("cases_silences_to_warn", at.astimezone(PARIS).date() + AHEAD, warn)


def _defer(door: str, before: dt.date, job: jobs.Job) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select id, wall_id from {door}(%s, %s)", [before, MOST])  # noqa: S608 - a door of ours
        due = cursor.fetchall()
    for case_id, wall_id in due:
        lock = f"{job.__name__}:{case_id}"
        jobs.defer(job, queueing_lock=lock, case_id=str(case_id), wall_id=str(wall_id))
    return len(due)


@jobs.job(retries=8)
def warn(*, case_id: str, wall_id: str) -> None:
    """Tell who follows a case, or the department, that silence will answer for them: once for each day that it is."""
    case = Case.objects.filter(id=case_id, closed_at=None, silence_done_on=None, silence_told_on=None).first()
    if case is None or case.silence_on is None:
        return
    if Case.objects.filter(id=case_id, silence_told_on=None).update(silence_told_on=F("silence_on")):
        informing.ask(case, informing.SILENCE)
        grant = Grant.objects.filter(case=case, ended_at=None).first()
        if grant is not None and not case.assignee_id:  # who it was lent to answers for it
            informing.ask(case, informing.SILENCE, grant.to_department_id)


@jobs.job(retries=8)
def carry_out(*, case_id: str, wall_id: str) -> None:
    """Give a case the effect of silence, if it is due: once, on its day, whenever this runs.

    An acceptance is a decision that creates rights (CRPA L231-1, L242-1): the case is decided. After a refusal
    (L231-4) the administration may still answer: the case stays open, and the person is told what they may do.
    """
    now = clock.now()
    waiting = Case.objects.select_for_update().filter(id=case_id, closed_at=None, silence_done_on=None)
    case = waiting.first()
    if case is None or case.silence_on is None or case.silence_on > now.astimezone(PARIS).date():
        return
    published = revisions.load(case.revision_id)
    write = Writing(case, by=system(""), at=now)
    if published.definition.deadline.rules is not None and not _still_due(write):
        write.finish()
        return
    write.change(silence_done_on=case.silence_on)
    accepted = case.silence_effect == SilenceEffect.ACCEPTANCE
    write.note("silence", {"effect": case.silence_effect, "on": case.silence_on.isoformat()})
    target = _accepted(published.definition) if accepted else None
    if target is not None:
        _decide(write, target)
    _tell(write, decided=target is not None)
    write.finish()


def _still_due(write: Writing) -> bool:
    """Whether the timeline gives the day that is kept; if not, the case gets the days that it gives."""
    case = write.case
    entries = TimelineEntry.objects.filter(case=case, kind__in=clocks.KINDS).order_by("id")
    dates = recounting.counted(case, write.published, entries, write.at)
    if (dates.silence_on, dates.silence_effect) == (case.silence_on, case.silence_effect):
        return True
    write.change(
        due_on=dates.due_on,
        last_day=dates.last_day,
        silence_on=dates.silence_on,
        silence_effect=dates.silence_effect,
        silence_told_on=None,
    )
    return False


def _accepted(definition: CaseTypeDefinition) -> Status | None:
    """The status of an accepted case; none where nothing accepts."""
    workflow = definition.workflow
    for move in workflow.transitions:
        if outcome_of(move) is Outcome.ACCEPTED:
            return workflow.status(move.target)
    return None


def _decide(write: Writing, target: Status) -> None:
    """The implied acceptance, on the day of the law. Nobody took it: it has no number and no document but the
    attestation that the person may ask for. A yearly limit that is full does not keep it from being born.
    """
    case, definition = write.case, write.published.definition
    on = case.silence_on
    assert on is not None
    moment = dt.datetime.combine(on, dt.time(), PARIS)
    source = case.status
    for limit in sorted(definition.limits, key=lambda one: one.id):  # one that is full keeps no other from counting
        try:
            with transaction.atomic():
                counting.license_case(case, (limit,), on)
        except LimitReached:
            pass
    first = renewing.first_day(case, write.published, on)
    begins, ends = validity.period(definition.decisions.valid, first, {}, case.answers)
    if ends is None:
        begins = None
    write.decision = Decision(
        case=case,
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        organisation_id=case.organisation_id,
        outcome=Outcome.ACCEPTED,
        year=on.year,
        decided_at=moment,
        valid_from=begins,
        valid_until=ends,
        implied=True,
        salt=new_salt(),
    )
    write.change(status=target.id, kind=target.kind, closed_at=moment)
    silently = Transition(
        id="silence", sources=(source,), target=target.id, label=LocalizedText(fr="Silence"), rights=("system",)
    )
    move = moving.Move(write, silently)
    turns.settle(move)
    retaining.settle(move, target.kind, on=on)
    case_of = (case.id, case.wall_id, case.organisation_id, write.at)
    write.publish(CaseMoved(*case_of, silently.id, source=source, target=target.id))
    write.publish(CaseDecided(*case_of, write.decision.id, str(Outcome.ACCEPTED)))


def _tell(write: Writing, *, decided: bool) -> None:
    """Tell the person, with what the law gives them: an attestation (CRPA L232-3), or reasons and appeal (L232-4)."""
    case = write.case
    assert case.silence_on is not None
    assert case.last_day is not None
    with override(case.language):
        said = {
            "reference": case.reference,
            "last": date_long(case.last_day),
            "day": date_long(case.silence_on),
        }
        if case.silence_effect == SilenceEffect.ACCEPTANCE:
            subject = _("Your request %(reference)s is accepted")
            parts = [
                _(
                    "As we did not answer by %(last)s, your request is accepted since %(day)s (code of relations "
                    "between the public and the administration, article L231-1)."
                )
            ]
            if decided:
                parts.append(_("You can ask for an attestation of it on the page of your request (article L232-3)."))
        else:
            subject = _("Your request %(reference)s counts as refused")
            parts = [
                _("As we did not answer by %(last)s, your request counts as refused since %(day)s.")
                + " "
                + _("We may still answer."),
                _(
                    "You can ask us for the reasons; we have one month to give them (code of relations between the "
                    "public and the administration, article L232-4)."
                ),
                *documents.appeal_ways(court=court_of(organisations.get(case.organisation_id).county), implied=True),
            ]
        body = "\n\n".join(part % said if "%(" in part else part for part in parts)
        written = write.say(body, subject=subject % said, direction=Direction.TO_RESIDENT)
    messaging.tell(write, written, shown=True)


def may_be_attested(case: Case, decision: Decision | None) -> bool:
    """Whether the person may ask for an attestation: of an acceptance that was born of silence and still stands
    (CRPA L232-3)."""
    return case.kind == Kind.DECIDED and decision is not None and decision.implied


def ask_attestation(case: Case) -> None:
    """Have the attestation made, once. One statement."""
    jobs.defer(attest, queueing_lock=f"attest:{case.id}", case_id=str(case.id), wall_id=str(case.wall_id))


@jobs.job(retries=8)
def attest(*, case_id: str, wall_id: str) -> None:
    """Make the sealed attestation of an implied acceptance, unless there is one."""
    case = Case.objects.select_for_update().filter(id=case_id).first()
    decision = Decision.objects.filter(case=case, implied=True).first() if case else None
    if case is None or not may_be_attested(case, decision):
        return
    assert decision is not None
    number = papers.attested(case)
    if any(one.number == number for one in documents.of_case(case.id)):
        return
    published = revisions.load(case.revision_id)
    documents.request(
        attestation(case, published, decision),
        issuer=papers.issuer(case, site=sending.site_address(case)),
        wall_id=case.wall_id,
        organisation_id=case.organisation_id,
        subject_id=case.subject_id,
        case_id=case.id,
        number=number,
        language="fr",
    )


def attestation(case: Case, published: revisions.Published, decision: Decision) -> documents.Certificate:
    """What the attestation states: what was asked, when it came, since when it is accepted. In French, as acts are."""
    organisation = organisations.get(case.organisation_id)
    department = departments.get(case.department_id)
    with override("fr"):
        rows = [
            (_("Request"), published.definition.name.into("fr")),
            (_("Reference"), case.reference),
            (_("Subject"), case.title),
            (_("Made by"), ", ".join(papers.recipient(case, published))),
            (_("Received on"), date_long(case.received_on)),
            (_("Accepted since"), date_long(revisions.day(decision.decided_at))),
        ]
        return documents.Certificate(
            title=_("Attestation of an implied acceptance"),
            opening=_(
                "%(organisation)s attests that no answer was given in time to the request below: it is accepted by "
                "silence (code of relations between the public and the administration, articles L231-1 and L232-3)."
            )
            % {"organisation": organisation.title},
            rows=tuple(documents.Row(label=label, value=value) for label, value in rows if value),
            place=organisation.name,
            date=clock.today(),
            signatory=documents.Signatory(name=organisation.title, quality=department.name.fr),
        )


def case_attested(papers_of: Iterable[DocumentView]) -> bool:
    """Whether an attestation was asked for already."""
    return any(one.number.endswith(papers.ATTESTED) for one in papers_of)
