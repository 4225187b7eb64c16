"""The facts that are counted: in step with their cases, made anew alike, and standing once a case is erased."""

import datetime as dt
import uuid
from argparse import Namespace

import pytest
from django.db import ProgrammingError, connection, transaction

from parvis.calendars.api import Calendar, Zone, working_days_between
from parvis.cases import api as cases
from parvis.figures import cli
from parvis.figures.domain import working
from parvis.figures.models import Fact
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "department_id, received_month, ended_month, due_on, days, working, returns, in_time, outcome, fields, wall_id"


def facts(case_id: uuid.UUID | None = None) -> list[dict[str, object]]:
    with _as_owner(), connection.cursor() as cursor:
        cursor.execute(
            f"select {KEPT} from figures_fact where case_id is not distinct from coalesce(%s, case_id) order by id",
            [case_id],
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def fact(case_id: uuid.UUID) -> dict[str, object]:
    (found,) = facts(case_id)
    return found


def desk_of_march() -> Desk:
    with clock.fixed(at(1, 1)):  # who acts has been there since January
        return desk()


def at(day: int, month: int = 3, hour: int = 10) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=PARIS)


def told(here: Desk) -> list[uuid.UUID]:
    """Three requests of March 2026: refused in time, withdrawn, still open. Their cases."""
    with clock.fixed(at(2)):
        made = [here.submit(days=60) for _ in range(3)]
    with clock.fixed(at(30)):
        here.due(made[0], dt.date(2026, 4, 1))
        here.take(made[0], here.malik)
    with clock.fixed(at(1, 4, 23)):  # half past nine in the evening of the first of April, in London
        here.refuse(made[0], "Il y a déjà une buvette ce soir-là.")
    with clock.fixed(at(3, 4)), acting(Reach(actor="web", subjects=(made[1].subject_id,))):
        from tests.cases.conftest import VISITOR

        cases.transition(made[1].case_id, "withdraw", by=VISITOR, at=clock.now(), version=1)
    return [one.case_id for one in made]


def test_a_fact_follows_its_case_from_the_first_moment_on():
    here = desk()
    with clock.fixed(at(2)):
        made = here.submit(days=60)
    found = fact(made.case_id)
    assert found["received_month"] == dt.date(2026, 3, 1)
    assert (found["ended_month"], found["outcome"], found["days"], found["fields"]) == (None, "", None, [])
    here.due(made, dt.date(2026, 4, 5))
    assert fact(made.case_id)["due_on"] == dt.date(2026, 4, 5)


def test_what_ended_is_counted_by_the_day_of_the_decision_in_paris():
    refused, withdrawn, waiting = told(desk_of_march())
    run_waiting()
    found = fact(refused)
    assert found["ended_month"] == dt.date(2026, 4, 1)
    assert (found["outcome"], found["days"], found["in_time"], found["due_on"]) == ("refused", 30, True, None)
    assert found["working"] == working_days_between(dt.date(2026, 3, 2), dt.date(2026, 4, 1), Calendar(Zone.METROPOLE))
    left = fact(withdrawn)
    assert (left["outcome"], left["days"], left["in_time"]) == ("withdrawn", None, None)
    assert fact(waiting)["ended_month"] is None


def test_the_command_makes_the_same_facts_anew(capsys):
    here = desk_of_march()
    made = told(here)
    run_waiting()
    followed = [fact(one) for one in made]
    with _as_owner(), connection.cursor() as cursor:
        cli.rebuild(Namespace(all=True, after=uuid.UUID(int=0)))
        assert "3 cases" in capsys.readouterr().out
        cursor.execute("delete from figures_fact where case_id = %s", [made[0]])
        cli.rebuild(Namespace(all=False, after=uuid.UUID(int=0)))
        assert "1 cases" in capsys.readouterr().out
        cli.rebuild(Namespace(all=False, after=uuid.UUID(int=0)))
        assert "0 cases" in capsys.readouterr().out
    assert [fact(one) for one in made] == followed


def test_an_erasure_takes_the_case_away_and_leaves_what_is_counted():
    here = desk_of_march()
    made = told(here)
    run_waiting()
    before = facts()
    with acting(Reach(actor="worker", walls=(here.town.wall_id,))):
        for case_id in made:
            cases.erase_case(case_id, at=clock.now())
    assert [facts(case_id) for case_id in made] == [[], [], []]
    left = facts()
    assert left[:2] == before[:2]
    # what was open waits no longer
    gone = {"due_on": None, "ended_month": dt.datetime.now(PARIS).date().replace(day=1), "outcome": "withdrawn"}
    assert left[2:] == [before[2] | gone]
    with _as_owner():
        assert not Fact.objects.exclude(case_id=None).exists()


def test_only_the_worker_writes_facts_and_only_behind_the_wall():
    here, other = desk(), desk("Gravelines", "GV", "59273")
    made = here.submit()
    for reach in (
        Reach(actor="web", walls=(here.town.wall_id,)),
        Reach(actor="worker", walls=(other.town.wall_id,)),
    ):
        with acting(reach), connection.cursor() as cursor:
            cursor.execute("update figures_fact set days = 1 where case_id = %s", [made.case_id])
            assert cursor.rowcount == 0
            for statement in ("delete from figures_fact", "update figures_fact set case_id = null"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(statement)
    with acting(Reach(actor="web", walls=(other.town.wall_id,))), connection.cursor() as cursor:
        cursor.execute("select count(*) from figures_fact")
        assert cursor.fetchone() == (0,)


def test_working_days_are_those_of_the_calendar():
    calendar = Calendar(Zone.METROPOLE, frozenset({dt.date(2024, 12, 24), dt.date(2026, 5, 15)}))
    start = dt.date(2024, 12, 20)
    for offset in (0, 1, 5, 12, 13, 380, 800):
        for span in (-3, 0, 1, 7, 11, 370, 740):
            first = start + dt.timedelta(days=offset)
            last = first + dt.timedelta(days=span)
            assert working.between(calendar, first, last) == working_days_between(first, last, calendar)
