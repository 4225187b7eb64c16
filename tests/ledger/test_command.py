"""`parvis ledger verify` and `parvis ledger head`: plain words, and an exit code that scripts can trust."""

import datetime as dt
from argparse import Namespace

import pytest
from django.db import connection

from parvis.kernel import cli as commands
from parvis.kernel.ids import new_id
from parvis.ledger import api, cli
from parvis.ledger.data import Seal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_checkpoints(settings, tmp_path):
    settings.PARVIS_VAR = tmp_path


@pytest.fixture
def three():
    at = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    api.record(Seal("test.none", new_id(), "written", at, {"n": n}, b"") for n in range(3))
    return api.sequence()


def verify(capsys, *checkpoints):
    code = cli.verify(Namespace(checkpoint=list(checkpoints)))
    return code, capsys.readouterr()


def test_a_whole_record(three, capsys):
    code, said = verify(capsys, str(three))
    assert code == 0
    assert "3 entries chained, 0 waiting" in said.out
    assert "The record is whole." in said.out


def test_a_tampered_one(three, capsys, as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("alter table ledger_entry disable trigger user")
        cursor.execute("update ledger_entry set kind = 'other' where position = 1")
        cursor.execute("alter table ledger_entry enable trigger user")
    code, said = verify(capsys)
    assert code == 1
    assert "changed: entry 1" in said.out
    assert "NOT whole" in said.err


def test_a_checkpoint_that_cannot_be_read(three):
    with pytest.raises(commands.CommandError):
        cli.verify(Namespace(checkpoint=["nonsense"]))


def test_the_head_is_printed_or_its_absence_said(capsys):
    with pytest.raises(commands.CommandError):
        cli.head(Namespace())
    at = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    api.record([Seal("test.none", new_id(), "written", at, {}, b"")])
    head = api.sequence()
    assert cli.head(Namespace()) == 0
    assert capsys.readouterr().out.strip() == str(head)


def test_they_run_as_the_owner():
    assert {commands.COMMANDS[name].role for name in ("ledger verify", "ledger head")} == {"owner"}
