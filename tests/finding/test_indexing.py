"""What lists keep of a case: made by the job, beside the case, and gone with it."""

import uuid

import pytest

from parvis.cases import api as cases
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
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
