"""Reminders: the day before a visit, before the end of what was granted; once, however often the timer runs."""

import datetime as dt

import pytest
from django.db import connection

from parvis.cases import api as cases
from parvis.cases.domain import recalling
from parvis.cases.models import TimelineEntry, Turn
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from tests import queue
from tests.cases import flowing
from tests.cases.conftest import AT, make_town
from tests.cases.test_turns import SLOTS, agent, answer, move, visit
from tests.concurrency.test_races import together

EVE = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)  # of the first of SLOTS


def prepared(town, as_owner):
    with as_owner():
        cases.types.publish(town.case_type.id, flowing.definition(), at=AT)
    return town


@pytest.fixture
def flow(town, as_owner):
    return prepared(town, as_owner)


def confirmed(flow):
    made = flow.submit()
    move(flow, made, "take")
    move(flow, made, "propose_visit", said=visit(*SLOTS))
    answer(made, "confirm_visit", given={"confirm_visit": SLOTS[0]})
    return made


def timer(at):
    with clock.fixed(at), acting(Reach(actor="timer")):
        return recalling.recall_visits(at=at)


def mails(template, as_owner):
    with as_owner():
        return Mail.objects.filter(template=template).count()


@pytest.mark.django_db
class TestVisits:
    def test_a_confirmation_goes_out_with_its_calendar_file(self, flow, as_owner):
        confirmed(flow)
        queue.run_waiting()
        with as_owner():
            mail = Mail.objects.get(template="cases/visit")
        assert len(mail.attachments) == 1
        assert "à 10 h" in mail.subject

    def test_recalled_once_the_day_before(self, flow, as_owner):
        made = confirmed(flow)
        queue.run_waiting()
        assert timer(EVE - dt.timedelta(days=1)) == 0
        with clock.fixed(EVE):
            for _time in range(3):
                timer(EVE)
                queue.run_waiting()
        assert mails("cases/visit", as_owner) == 2  # the confirmation and one reminder
        with as_owner():
            assert TimelineEntry.objects.filter(case=made.case_id, kind="visit_recalled").count() == 1

    def test_not_once_it_was_moved_withdrawn_or_is_over(self, flow, as_owner):
        moved, withdrawn, _over = confirmed(flow), confirmed(flow), confirmed(flow)
        answer(moved, "move_visit", reason="Vendredi")
        answer(withdrawn, "withdraw")
        assert timer(EVE) == 1
        after = dt.datetime.fromisoformat(SLOTS[0]) + dt.timedelta(minutes=1)
        with clock.fixed(after):
            queue.run_waiting()
        with as_owner():
            assert not Turn.objects.exclude(reminded_at=None).exists()

    def test_the_day_before_across_the_change_of_hour(self, flow, as_owner):
        """Clocks go back on 25 October 2026: a visit on the 26th at 0:30 is recalled from the 25th on, not before."""
        made = flow.submit()
        move(flow, made, "take")
        slot = "2026-10-26T00:30:00+01:00"
        move(flow, made, "propose_visit", said=visit(slot))
        answer(made, "confirm_visit", given={"confirm_visit": slot})
        assert timer(dt.datetime(2026, 10, 24, 21, 59, tzinfo=dt.UTC)) == 0  # 23:59 on the 24th in Paris
        assert timer(dt.datetime(2026, 10, 24, 22, 0, tzinfo=dt.UTC)) == 1  # 0:00 on the 25th

    @pytest.mark.parametrize("actor", ["web", "worker", "signin"])
    def test_the_door_opens_to_the_timer_alone(self, flow, actor):
        confirmed(flow)
        with acting(Reach(actor=actor)), connection.cursor() as cursor:
            cursor.execute("select * from cases_visits_to_recall(%s, %s)", [AT, EVE + dt.timedelta(days=9)])
            assert cursor.fetchall() == []
            cursor.execute("select * from cases_endings_to_recall('2026-01-01', '2036-01-01')")
            assert cursor.fetchall() == []


@pytest.mark.django_db
class TestEndings:
    def test_told_once_by_the_days_of_the_definition(self, flow, as_owner):
        made = flow.submit()  # opens on 24 June 2026: valid until 23 June 2027
        move(flow, made, "take")
        move(flow, made, "accept", agent(flow, "Malik Kaci", "supervisor"))
        queue.run_waiting()

        def told(day):
            at = dt.datetime.combine(day, dt.time(8), dt.UTC)
            with clock.fixed(at):
                with acting(Reach(actor="timer")):
                    recalling.recall_endings(at=at)
                queue.run_waiting()
            return mails("cases/ending", as_owner)

        assert told(dt.date(2027, 5, 23)) == 0
        assert told(dt.date(2027, 5, 24)) == 1
        assert told(dt.date(2027, 5, 25)) == 1
        assert told(dt.date(2027, 6, 24)) == 1


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.fixture
    def flow(self, transactional_db, as_owner):
        return prepared(make_town(), as_owner)

    def test_two_timers_recall_once(self, flow, as_owner):
        made = confirmed(flow)
        with as_owner():
            turn = Turn.objects.get(case=made.case_id)

        def recall():
            with clock.fixed(EVE):
                recalling.recall_visit(turn_id=str(turn.id), wall_id=str(flow.wall_id))

        assert together(recall, recall, recall) == [None, None, None]
        assert mails("cases/visit", as_owner) == 1

    def test_two_answers_at_once_are_one(self, flow, as_owner):
        made = flow.submit()
        move(
            flow,
            made,
            "ask_corrections",
            given={"ask_corrections": [{"field": "place", "why": "incorrect", "words": ""}]},
        )

        def mend(place):
            return lambda: answer(made, "mend", given={"mend": {"answers": {"place": place}}})

        results = together(mend("Parc"), mend("Digue"))
        assert sum(isinstance(one, Exception) for one in results) == 1
        with as_owner():
            assert TimelineEntry.objects.filter(case=made.case_id, kind="mended").count() == 1
