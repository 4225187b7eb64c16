"""What lists keep of a case: made by the job, beside the case, and gone with it."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection, transaction

from parvis.cases import api as cases
from parvis.cases.plugins import letters
from parvis.finding import api as finding
from parvis.finding.data import Filter, Operator, Query
from parvis.finding.domain import indexing
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.mailroom.events import LetterPosted
from tests.architecture.test_walls import sql
from tests.conftest import _as_owner
from tests.factories.desk import desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db(transaction=True)


def kept(case_id):
    with _as_owner():
        rows = sql(
            "select path, kind, n, word, number, open from finding_value join finding_column on id = column_id"
            " where case_id = %s",
            case_id,
        )
    return {
        (path, n): (kind, word if number is None else number, is_open) for path, kind, n, word, number, is_open in rows
    }


def test_a_case_is_projected_once_it_is_submitted():
    here = desk()
    made = here.submit(event_name="Fête de l’Écluse")
    assert kept(made.case_id) == {}
    run_waiting()
    found = kept(made.case_id)
    assert found["event_name", 0] == ("text", "fete de l ecluse", True)
    assert ("title", 0) in found
    with acting(Reach(actor="worker", walls=(here.town.wall_id,))):
        cases.erase_case(made.case_id, at=clock.now())
    assert kept(made.case_id) == {}


def test_the_command_makes_what_is_missing_and_no_more(capsys):
    from argparse import Namespace

    from parvis.finding import cli

    here = desk()
    made = here.submit(event_name="Fête")
    with _as_owner():
        cli.index(Namespace(all=False, after=uuid.UUID(int=0)))
        assert "1 cases" in capsys.readouterr().out
        cli.index(Namespace(all=False, after=uuid.UUID(int=0)))
        assert "0 cases" in capsys.readouterr().out
        cli.index(Namespace(all=True, after=uuid.UUID(int=0)))
        assert "1 cases" in capsys.readouterr().out
    before = kept(made.case_id)
    run_waiting()
    assert kept(made.case_id) == before != {}


def test_open_follows_the_case_at_once():
    here = desk()
    made = here.submit()
    run_waiting()
    here.take(made, here.malik)
    here.refuse(made, "Il y a déjà une buvette ce soir-là.")
    assert {is_open for _kind, _value, is_open in kept(made.case_id).values()} == {False}


def test_two_jobs_on_one_case_keep_what_was_said_last(owner_connection, monkeypatch):
    """The first has read the case when somebody changes it and the second begins: both wait until it has written, since
    it holds the case. Otherwise the second would end first, and the first would write old words over new ones."""
    here = desk()
    made = here.submit(event_name="Fête")
    read, go_on, wall = threading.Event(), threading.Event(), here.town.wall_id
    failed, seconds, reading = [], 60, indexing.material

    def slowly(ids):
        found = reading(ids)
        if threading.current_thread() is first:
            read.set()
            assert go_on.wait(seconds)
        return found

    def job(change):
        try:
            if change:
                with _as_owner():
                    sql(change, made.case_id)
            with acting(Reach(actor="worker", walls=(wall,))):
                finding.index([made.case_id])
        except Exception as wrong:
            failed.append(wrong)
        finally:
            connection.close()

    monkeypatch.setattr(indexing, "material", slowly)
    change = """update cases_case set answers = answers || '{"event_name": "Bal"}' where id = %s"""
    first, second = threading.Thread(target=job, args=("",)), threading.Thread(target=job, args=(change,))
    first.start()
    assert read.wait(seconds)
    second.start()
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    while second.is_alive() and owner_connection.execute(waiting).fetchone()[0] == 0:
        pass
    go_on.set()
    first.join(seconds)
    second.join(seconds)
    assert failed == []
    assert kept(made.case_id)["event_name", 0] == ("text", "bal", True)
    with acting(Reach(walls=(wall,))):
        assert sql("select vector @@ %s::tsquery from finding_search", f"'{str(wall)[-5:]}bal'") == [(True,)]


def test_a_receipt_that_misses_its_legal_day_is_found_from_the_next_day_on():
    """What came by post and nobody acknowledged; a letter posted too late stays late, one posted in time is none."""
    here = desk()
    now, walls = clock.now(), tuple(here.place.walls.values())
    came = now - dt.timedelta(days=30)
    web, late, fresh = here.submit(at=came), here.submit(at=came), here.submit()
    run_waiting()
    with _as_owner():
        sql("update cases_case set channel = 'post', told_by = '{\"receipt\": [\"letter\"]}' where id = any(%s)",
            [late.case_id, fresh.case_id])  # fmt: skip
        sql("delete from cases_timelineentry where kind = 'document'")

    def listed(today, value="1"):
        query = Query(filters=(Filter("receipt", Operator.IS, (value,)),))
        with acting(Reach(walls=walls)):
            page = finding.page(query, walls, person_id=None, today=today)
        return {line.case.id for line in page.lines}

    def posted(made, on):
        with acting(Reach(walls=walls, actor="test")), transaction.atomic():
            letter = (uuid.uuid4(), here.town.wall_id, made.case_id, "receipt", "Accusé", on, "Agent", here.sofia.id)
            letters.on_posted(LetterPosted(*letter))
        run_waiting()

    with acting(Reach(actor="worker", walls=walls)), transaction.atomic():
        indexing.index([late.case_id, fresh.case_id])
    today = now.date()
    assert listed(today) == {late.case_id}
    assert listed(today, "0") == {web.case_id, fresh.case_id}
    assert listed(today + dt.timedelta(days=30)) == {late.case_id, fresh.case_id}
    posted(late, today)
    posted(fresh, today)
    assert listed(today + dt.timedelta(days=30)) == {late.case_id}
