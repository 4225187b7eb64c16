"""A walk over what changed passes nothing that is still being written (shown without the horizon, closed by it)."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from parvis.access.api import Right, acting_as
from parvis.cases import api as cases
from parvis.cases.domain import changing
from parvis.kernel import clock
from tests.conftest import _as_owner
from tests.factories.desk import desk

WITHOUT = "select clock_timestamp() + interval '1 hour'"


@pytest.mark.parametrize(
    ("horizon", "another", "passed"),
    [
        (WITHOUT, False, True),
        (changing._HORIZON, False, False),
        # of who came in by another role PostgreSQL does not tell since when they write
        (changing._OURS, True, True),
        (changing._HORIZON, True, False),
    ],
)
def test_a_slow_writer_is_not_passed(transactional_db, monkeypatch, horizon, another, passed):
    here = desk()
    slow, quick = here.submit(), here.submit()
    begins = changing.since(clock.now() + dt.timedelta(milliseconds=2))
    monkeypatch.setattr(changing, "_HORIZON", horizon)
    monkeypatch.setattr(changing, "SKEW", dt.timedelta(0))  # one clock here
    written, go_on = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with acting_as(here.malik.id, Right.HANDLE_CASES), transaction.atomic():
                cases.note(slow.case_id, "lent", by=here.actor(here.malik), at=clock.now())
                written.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    def walk(after):
        # these sessions came in by the owner's role: seen by it they are our own, by the application another's
        with acting_as(here.malik.id, Right.HANDLE_CASES) if another else _as_owner():
            return changing.changed((here.town.wall_id,), after=after, size=50)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert written.wait(20)
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        cases.note(quick.case_id, "vite", by=here.actor(here.malik), at=clock.now())
    first = walk(begins)
    go_on.set()
    writer.join()
    second = walk(changing.since(first.until))
    seen = {*first.ids, *second.ids}
    if passed:
        assert seen == {quick.case_id}  # the slow one was passed, and nobody will ever hear of it
    else:
        assert first.ids == ()
        assert seen == {quick.case_id, slow.case_id}
