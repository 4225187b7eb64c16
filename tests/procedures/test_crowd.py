"""The whole demonstration: four hundred requests, every state of every procedure, nothing that does not hold."""

import datetime as dt
import random
import re
from argparse import Namespace
from collections import Counter, defaultdict
from dataclasses import asdict

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from parvis.access.api import wall_for
from parvis.calendars.api import Calendar, is_working_day
from parvis.cases.data import ActorKind, TurnKind, TurnState
from parvis.cases.models import Allotment, Attachment, Case, Decision, Grant, Link, Message, Stock, TimelineEntry, Turn
from parvis.kernel import clock, demonstration
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from parvis.ledger import cli as ledger_cli
from parvis.mailroom.models import Batch, Letter
from parvis.notifications.models import TextMessage
from parvis.procedures.demonstration.answers import COMMUNES
from parvis.procedures.demonstration.catalogue import CATALOGUE
from parvis.procedures.demonstration.crowd import schedule
from parvis.procedures.demonstration.crowd.courses import COURSES
from parvis.procedures.demonstration.crowd.plots import By
from parvis.procedures.demonstration.school_enrolment import PLACES_OF_A_LEVEL
from parvis.territory.api import departments, forget, organisations
from parvis.territory.data import Sphere
from parvis.workload.data import RISK_DAYS
from parvis.workload.domain import absences, handing, load, rules, ruling

#: a day on which nothing is tidy: the Monday after a weekend, a bank holiday two weeks before
TODAY = dt.datetime(2026, 11, 23, 3, 0, tzinfo=PARIS)


def test_every_state_of_every_procedure_has_its_course():
    for entry in CATALOGUE:
        reached = {one.do for plot in COURSES[entry.slug] for one in plot.acts}
        workflow = entry.definition(tuple(COMMUNES)).workflow
        for status in workflow.statuses:
            ways = {move.id for move in workflow.transitions if move.target == status.id}
            assert status.id == workflow.initial or ways & reached, (entry.slug, status.id)


@pytest.mark.parametrize("day", range(0, 400, 3))
def test_days_hold_together_whenever_it_is_filled(day):
    today = dt.date(2026, 1, 1) + dt.timedelta(days=day)
    for slug, plots in COURSES.items():
        for plot in plots:
            for index in range(plot.count):
                last = schedule.lasts(plot, index, today, 5)
                found = schedule.moments(plot.acts, last, random.Random(index))
                assert found == sorted(found), (slug, plot)
                assert found[-1].date() <= today
                for act, at in zip(plot.acts, found[1:], strict=True):
                    if act.by not in (By.RESIDENT, By.TIMER):
                        assert is_working_day(at.date(), Calendar()), (slug, act, at)
                    if act.by is not By.TIMER:
                        assert 8 <= at.hour <= 22


def test_four_hundred_requests_in_every_state(as_owner, settings, tmp_path):
    settings.PARVIS_VAR = tmp_path
    forget()
    told = []
    with as_owner(), clock.fixed(TODAY):
        demonstration.fill(lambda done, of: told.append((done, of)))
        _look()
        _supervisors_have_something_to_see()
        assert ledger_cli.verify(Namespace(checkpoint=[])) == 0
    assert told[-1][0] == told[-1][1] > 1000
    forget()


def _look() -> None:
    cases = list(Case.objects.select_related("case_type"))
    assert len(cases) == 400
    states = defaultdict(Counter)
    for case in cases:
        states[case.case_type.slug][case.status] += 1
        assert case.title
        assert case.submitted_at <= TODAY
        assert case.closed_at is None or case.submitted_at < case.closed_at <= TODAY
    for entry in CATALOGUE:
        wanted = {status.id for status in entry.definition(tuple(COMMUNES)).workflow.statuses}
        assert set(states[entry.slug]) == wanted, entry.slug
    assert len({case.organisation_id for case in cases}) == 3
    _numbers_follow_days()
    _agents_work_by_day()
    turns = Counter(Turn.objects.values_list("kind", "state"))
    for kind, state in (
        (TurnKind.CORRECTION, TurnState.OPEN), (TurnKind.CORRECTION, TurnState.ANSWERED),
        (TurnKind.VISIT, TurnState.OPEN), (TurnKind.VISIT, TurnState.CONFIRMED), (TurnKind.VISIT, TurnState.KEPT),
        (TurnKind.VISIT, TurnState.MISSED), (TurnKind.VISIT, TurnState.MOVED),
        (TurnKind.PROPOSAL, TurnState.OPEN), (TurnKind.PROPOSAL, TurnState.ANSWERED),
        (TurnKind.PROPOSAL, TurnState.RETURNED),
    ):  # fmt: skip
        assert turns[(kind, state)], (kind, state)
    assert Grant.objects.filter(ended_at=None).count() == 1
    assert Grant.objects.exclude(ended_at=None).count() == 1
    assert Link.objects.filter(kind="duplicate").exists()
    assert Case.objects.exclude(renews_id=None).count() >= 6
    assert Attachment.objects.filter(draft_id=None).count() > 100
    assert {direction for (direction,) in Message.objects.values_list("direction").distinct()} == {
        "to_resident", "to_administration",
    }  # fmt: skip
    assert Letter.objects.filter(batch=None).exists()
    assert Batch.objects.count() >= 2
    notes = ProcrastinateJob.objects.filter(task_name__endswith=".note_posted")
    posted = notes.values_list("args__batch_id", flat=True)
    batches = {str(batch.id): batch.made_at for batch in Batch.objects.all()}
    assert set(posted) < set(batches), "the worker notes the posting of the elder ones, the latest wait"
    assert max(batches[one] for one in posted) < max(batches.values())
    assert TextMessage.objects.exists()
    today = TODAY.date()
    running = [case for case in cases if case.closed_at is None]
    assert any(case.due_on == today for case in running)
    assert any(case.due_on and case.due_on < today for case in running)
    near = today + dt.timedelta(days=10)
    assert any(case.silence_on and today < case.silence_on <= near for case in running)
    ends = list(Decision.objects.exclude(valid_until=None).values_list("valid_until", flat=True))
    assert any(today <= end <= today + dt.timedelta(days=60) for end in ends)
    assert any(end < today for end in ends)
    _nothing_is_over_allotted()
    _kerbs_meet(cases)
    phones = {phone for case in cases for phone in re.findall(r"\+33\d{9}", str(case.answers))}
    assert phones
    assert all(phone.startswith("+3363998") for phone in phones)
    emails = {email for case in cases for email in re.findall(r"[\w.-]+@[\w.-]+", str(case.answers))}
    assert emails
    assert all(email.endswith(".example") for email in emails)


def _supervisors_have_something_to_see() -> None:
    """Rules that fit, somebody away with who stands in, and of each number of the load somebody who has some."""
    today = TODAY.date()
    seen: Counter[str] = Counter()
    for organisation in organisations.all():
        walls = [wall_for(organisation.id, sphere) for sphere in Sphere]
        with acting(Reach(walls=tuple(walls))):
            people = absences.handlers(organisation.id, today)
            seen["away"] += len(absences.away_on(organisation.id, today))
            loads = load.of_people(walls, people, today=today, risk_days=RISK_DAYS)
        for found in loads.values():
            seen.update(asdict(found.load))
        for department in departments.of(organisation.id):
            waiting = handing.waiting(walls, department.id, 100)
            for rule in ruling.of(department.id):
                assert set(rule.people) <= set(people)
                seen["ruled"] += sum(rules.fits(rule, one.case) for one in waiting)
    assert min(seen[name] for name in ("open", "risk", "late", "back", "ruled", "away")) >= 1, seen


def _numbers_follow_days() -> None:
    numbered = Decision.objects.exclude(number=None).order_by("organisation_id", "series", "year", "number")
    before = None
    for act in numbered:
        if before and (before.organisation_id, before.series, before.year) == (
            act.organisation_id, act.series, act.year,
        ):  # fmt: skip
            assert (before.number + 1, True) == (act.number, before.decided_at < act.decided_at)
        else:
            assert act.number == 1
        before = act


def _agents_work_by_day() -> None:
    for entry in TimelineEntry.objects.filter(actor_kind=ActorKind.AGENT):
        at = entry.at.astimezone(PARIS)
        assert at.weekday() < 5, (entry.kind, at)
        assert 8 <= at.hour < 19, (entry.kind, at)


def _kerbs_meet(cases) -> None:
    """Those of one morning in rue Emmery take all but a place for one more."""
    kept = [one.starts_at for one in Allotment.objects.filter(freed_at=None, resource="kerb")]
    assert max(Counter(kept).values()) >= 4
    asked = Counter(
        case.answers["starts_at"] for case in cases if case.status == "under_review" and "kerb" in case.answers
    )
    assert max(asked.values()) >= 3


def _nothing_is_over_allotted() -> None:
    held = Counter()
    for taken in Allotment.objects.filter(freed_at=None, resource="school_places"):
        held[taken.stock_id] += taken.amount
    stocks = Stock.objects.filter(resource="school_places", id__in=held)
    left = [(PLACES_OF_A_LEVEL if stock.capacity is None else stock.capacity) - held[stock.id] for stock in stocks]
    assert min(left) == 1
