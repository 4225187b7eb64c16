"""What the log says of an error: where and which, never what people wrote."""

import sys

import pytest
from django.db import IntegrityError, connection, transaction

from parvis.kernel.logs import discreet

#: apart, because a traceback quotes the lines of the program
WRITTEN = "amina@example.org"


def written(run):
    try:
        run()
    except Exception:
        return discreet(sys.exc_info())
    raise AssertionError("nothing was raised")


def ask(sql, values=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_details_of_a_refused_row_stay_out_of_the_log(db):
    def run():
        ask(
            "create temporary table t (name text primary key, age int not null) on commit drop;"
            " insert into t values (%s, 1), (%s, 2)",
            [WRITTEN, WRITTEN],
        )

    with pytest.raises(IntegrityError, match=WRITTEN):
        run_as_owner(run)
    text = written(lambda: run_as_owner(run))
    assert WRITTEN not in text
    assert "t_pkey" in text, "the constraint is what the operator needs"
    assert "UniqueViolation" in text
    assert "test_logs.py" in text, "and where it happened"


def test_a_value_that_the_database_cannot_read_stays_out_of_the_log(db):
    text = written(lambda: ask("select %s::text::int", [WRITTEN]))
    assert WRITTEN not in text
    assert 'invalid input syntax for type integer: "…"' in text


def test_causes_and_groups_are_written_as_discreetly(db):
    def run():
        try:
            ask("select %s::text::int", [WRITTEN])
        except Exception as error:
            raise ExceptionGroup("two", [error, ValueError("said")]) from error

    text = written(run)
    assert WRITTEN not in text
    assert "ValueError: said" in text


def test_other_errors_are_written_whole():
    def run():
        raise RuntimeError("first\nsecond")

    assert "RuntimeError: first\nsecond" in written(run)


def run_as_owner(run):
    from tests.conftest import _as_owner

    with _as_owner():
        run()
