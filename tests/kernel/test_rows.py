"""Statements built once read and write what querysets do."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from parvis.kernel import rows
from parvis.kernel.ids import new_id
from parvis.ledger.models import Entry

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)
_by_kind = rows.Select(Entry, "where kind = %s order by id")


def _entry(kind: str = "tried", **values: object) -> Entry:
    return Entry(source="tests.rows", ref=new_id(), kind=kind, at=AT, digest=b"\x00'%s\xff" * 8, **values)


def test_what_is_inserted_is_read_back_as_a_queryset_reads_it():
    made = [_entry(), _entry(), _entry("other")]
    with CaptureQueriesContext(connection) as asked:
        rows.insert(made)
        found = _by_kind("tried")
    assert len(asked) == 2
    assert [one.pk for one in found] == [one.pk for one in made[:2]]
    for one, other in zip(found, Entry.objects.filter(kind="tried").order_by("id"), strict=True):
        assert {**vars(one), "_state": None} == {**vars(other), "_state": None}
        assert (one._state.adding, one._state.db) == (other._state.adding, other._state.db)
    assert all(not one._state.adding for one in made)


def test_nothing_is_asked_for_no_row_and_nothing_found_is_none():
    with CaptureQueriesContext(connection) as asked:
        rows.insert([])
    assert len(asked) == 0
    assert _by_kind.first("nothing of this kind; drop table %s") is None


def test_the_database_refuses_as_ever():
    one = _entry()
    rows.insert([one])
    with pytest.raises(IntegrityError):
        rows.insert([one])
