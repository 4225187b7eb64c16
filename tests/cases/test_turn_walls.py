"""Turns through raw SQL: who may read, answer and mend; what no code of ours could let through by mistake."""

import datetime as dt
import json

import pytest
from django.db import ProgrammingError, connection, transaction

from parvis.cases import api as cases
from parvis.cases.models import Case, Decision, Turn
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from tests.cases import flowing
from tests.cases.conftest import AT, VISITOR
from tests.cases.test_turns import SLOTS, agent, answer, move, visit, wanted

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def flow(town, as_owner):
    with as_owner():
        cases.types.publish(town.case_type.id, flowing.definition(), at=AT)
    return town


@pytest.fixture
def made(flow):
    return flow.submit()


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def as_resident(made):
    return acting(Reach(actor="web", subjects=(made.subject_id,)))


def asked(flow, made, *fields):
    move(flow, made, "ask_corrections", given=wanted(*fields))
    with as_resident(made):
        return Turn.objects.get(kind="correction")


def mend(turn, answers):
    return run("select cases_mend(%s, %s, 'seal', '', 'title', '{}', null, now())", turn.id, json.dumps(answers))[0][0]


def held(made, as_owner):
    with as_owner():
        return Case.objects.get(id=made.case_id)


class TestMending:
    def test_nobody_updates_answers_beside_the_door(self, flow, made):
        for inside in (as_resident(made), flow.inside()):
            with inside, pytest.raises(ProgrammingError, match="permission denied"):
                run("update cases_case set answers = '{}' where id = %s", made.case_id)

    def test_nothing_but_what_was_asked_changes(self, flow, made, as_owner):
        turn, answers = asked(flow, made, "place"), held(made, as_owner).answers
        for wrong in (answers | {"event_name": "X"}, answers | {"added": 1}, {"place": "Parc"}):
            with as_resident(made), pytest.raises(ProgrammingError, match="was not asked again"):
                mend(turn, wrong)
        with as_resident(made):
            assert mend(turn, answers | {"place": "Parc"})

    def test_once_and_by_nobody_else(self, flow, made, as_owner):
        turn, answers = asked(flow, made, "place"), held(made, as_owner).answers
        with acting(Reach(actor="web", subjects=(new_id(),))):
            assert not mend(turn, answers)
        with acting(Reach(actor="web")):
            assert not mend(turn, answers)
        with as_resident(made):
            assert mend(turn, answers)
            assert not mend(turn, answers | {"place": "Ailleurs"})

    def test_not_once_it_was_overtaken_or_the_case_ended(self, flow, made, as_owner):
        turn, answers = asked(flow, made, "place"), held(made, as_owner).answers
        answer(made, "withdraw")
        with as_resident(made):
            assert not mend(turn, answers)

    def test_a_correction_is_never_called_answered(self, flow, made):
        turn = asked(flow, made, "place")
        for inside in (as_resident(made), flow.inside()):
            with inside, pytest.raises(ProgrammingError, match="answered by mending"):
                run("update cases_turn set state = 'answered' where id = %s", turn.id)

    def test_what_was_asked_never_changes(self, flow, made):
        turn = asked(flow, made, "place")
        with flow.inside(), pytest.raises(ProgrammingError, match="permission denied"):
            run("update cases_turn set asked = '{}' where id = %s", turn.id)

    def test_ledger_and_answers_agree_after_mending(self, flow, made, as_owner):
        from parvis.cases.plugins.ledger import _changed_answers

        asked(flow, made, "place")
        answer(made, "mend", given={"mend": {"answers": {"place": "Parc"}}})
        with as_owner():
            assert list(_changed_answers()) == []


class TestResidents:
    def test_only_a_moment_that_was_proposed(self, flow, made):
        move(flow, made, "take")
        move(flow, made, "propose_visit", said=visit(*SLOTS))
        change = "update cases_turn set state = %s, starts_at = %s where case_id = %s"
        with as_resident(made):
            with pytest.raises(ProgrammingError, match="not a moment"):
                run(change, "confirmed", "2026-07-01T10:00:00+02:00", made.case_id)
            with pytest.raises(ProgrammingError, match="may not change"):
                run(change, "kept", SLOTS[0], made.case_id)
            assert run(change, "confirmed", SLOTS[0], made.case_id) == 1
            with pytest.raises(ProgrammingError, match="may not change"):
                run("update cases_turn set reminded_at = now() where case_id = %s", made.case_id)

    def test_days_that_agents_state_and_proposals(self, flow, made):
        for change in ("complete_on = now()", "posted_on = now()", "ending_told_at = now()", "proposed = 'accepted'"):
            with as_resident(made), pytest.raises(ProgrammingError, match="may not change"):
                run(f"update cases_case set version = version + 1, {change} where id = %s", made.case_id)

    def test_they_ask_nothing(self, flow, made):
        with as_resident(made), pytest.raises(ProgrammingError, match="row-level security"):
            Turn.objects.create(
                case_id=made.case_id,
                wall_id=flow.wall_id,
                subject_id=made.subject_id,
                kind="correction",
                audience="all",
                asked_at=AT,
            )


def test_agents_to_whom_the_case_is_lent_end_its_visits(flow, made, as_owner):
    move(flow, made, "take")
    move(flow, made, "propose_visit", said=visit(*SLOTS))
    other = new_id()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("alter table cases_grant disable trigger user")
        cursor.execute(
            "select column_name, data_type from information_schema.columns where table_name = 'cases_grant'"
            " and is_nullable = 'NO' and column_default is null"
        )
        values = {
            "uuid": str(new_id()),
            "timestamp with time zone": AT,
            "date": AT.date(),
            "boolean": False,
            "character varying": "",
            "text": "",
        }
        row = {name: values[kind] for name, kind in cursor.fetchall()}
        row |= {"case_id": made.case_id, "wall_id": flow.wall_id, "subject_id": made.subject_id, "to_wall_id": other}
        row |= {"since": AT, "until": dt.datetime(2199, 1, 1, tzinfo=dt.UTC)}
        cursor.execute(
            f"insert into cases_grant ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})",  # noqa: S608
            list(row.values()),
        )
    with acting(Reach(actor="web", walls=(other,))):
        assert run("update cases_turn set state = 'returned'") == 1
    with acting(Reach(actor="web", walls=(new_id(),))):
        assert run("update cases_turn set state = 'withdrawn'") == 0


def test_four_eyes_hold_in_the_database(flow, made):
    malik = agent(flow, "Malik Kaci", "supervisor")
    move(flow, made, "take")
    move(flow, made, "propose_accept", malik)
    with flow.inside(), pytest.raises(ProgrammingError, match="who proposed it"), transaction.atomic():
        Decision.objects.create(
            case_id=made.case_id,
            wall_id=flow.wall_id,
            subject_id=made.subject_id,
            organisation_id=flow.organisation_id,
            outcome="closed",
            year=2026,
            decided_at=LATER,
            decided_by=malik.person_id,
            salt=b"0" * 16,
        )


def test_a_turn_goes_with_its_case(flow, made, as_owner):
    asked(flow, made, "place")
    with flow.inside():
        cases.erase_case(made.case_id, at=LATER)
    with as_owner():
        assert not Turn.objects.exists()


class TestRenewal:
    def test_a_draft_renews_ones_own_case_alone(self, flow, made):
        def start():
            return cases.drafts.start(
                flow.case_type.id,
                flow.organisation_id,
                by=VISITOR,
                at=AT,
                token_hash="a" * 64,
                renews_id=made.case_id,
            )

        with (
            acting(Reach(actor="web", token="a" * 64, subjects=(new_id(),))),
            pytest.raises(ProgrammingError, match="not a case to renew"),
            transaction.atomic(),
        ):
            start()
        with acting(Reach(actor="web", token="a" * 64, subjects=(made.subject_id,))):
            assert start().renews_id == made.case_id

    def test_the_case_that_comes_of_it_is_linked(self, flow, made, as_owner):
        with as_owner():
            answers = Case.objects.get(id=made.case_id).answers
        token = "b" * 64
        with acting(Reach(actor="web", token=token, subjects=(made.subject_id,))):
            draft = cases.drafts.start(
                flow.case_type.id,
                flow.organisation_id,
                by=VISITOR,
                at=AT,
                token_hash=token,
                answers=answers,
                renews_id=made.case_id,
            )
            again = cases.submit(draft.id, by=VISITOR, at=AT)
        with as_owner():
            assert Case.objects.get(id=again.case_id).renews_id == made.case_id
