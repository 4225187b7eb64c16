"""The record on the database: append-only for the application, tampering found in each way."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from parvis.kernel.ids import new_id
from parvis.ledger import api, jobs
from parvis.ledger.data import Fault, Head, Seal, Sealed
from parvis.ledger.domain import checkpoints
from parvis.ledger.models import Entry, TreeHead
from parvis.ledger.registry import SOURCES, Source

AT = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


class Rows:
    """A source that lives in the test."""

    def __init__(self):
        self.rows: dict[uuid.UUID, Sealed] = {}

    def write(self, text):
        ref, salt = new_id(), api.new_salt()
        self.rows[ref] = Sealed({"text": text}, salt)
        api.record([Seal("test.rows", ref, "written", AT, {"text": text}, salt)])
        return ref

    def sealed(self, refs):
        return {ref: self.rows[ref] for ref in refs if ref in self.rows}

    def after(self, ref, limit):
        return [found for found in sorted(self.rows) if ref is None or found > ref][:limit]


@pytest.fixture
def rows():
    rows = Rows()
    with SOURCES.overridden(Source("test.rows", rows.sealed, rows.after)):
        yield rows


@pytest.fixture
def seven(rows):
    """Seven entries chained in passes of three, three and one."""
    refs = [rows.write(f"row {number}") for number in range(7)]
    while api.sequence(batch=3):
        pass
    return refs


@pytest.fixture
def tamper(as_owner):
    """Run SQL as a thief of the owner's password would: triggers off first."""

    def run(sql, *parameters):
        with as_owner(), connection.cursor() as cursor:
            for table in ("ledger_entry", "ledger_treehead"):
                cursor.execute(f"alter table {table} disable trigger user")
            cursor.execute(sql, parameters)
            for table in ("ledger_entry", "ledger_treehead"):
                cursor.execute(f"alter table {table} enable trigger user")

    return run


def faults(**given):
    return [(problem.fault, problem.position) for problem in api.verify(**given).problems]


def test_an_untouched_record_is_whole(rows, seven):
    waiting = rows.write("not chained yet")
    seen = []
    report = api.verify(progress=lambda done, total: seen.append((done, total)))
    assert report.whole
    assert (report.chained, report.waiting, report.rows) == (7, 1, 8)
    assert seen[-1] == (16, 16)  # each entry, then each row
    assert [head.size for head in TreeHead.objects.order_by("size")] == [3, 6, 7]
    assert Entry.objects.get(ref=waiting).position is None


def test_recording_is_one_statement_and_goes_with_its_transaction(rows, django_assert_num_queries):
    seals = [Seal("test.rows", new_id(), "written", AT, {"n": n}, b"") for n in range(20)]
    with django_assert_num_queries(1):
        api.record(seals)
    with transaction.atomic():
        rows.write("undone")
        transaction.set_rollback(True)
    assert Entry.objects.count() == 20


@pytest.mark.parametrize(
    "sql",
    [
        "update ledger_entry set kind = 'other' where position = 2",
        "update ledger_entry set position = 70, leaf = digest where position is null",
        "update ledger_entry set position = null, leaf = null where position = 2",
        "delete from ledger_entry where position = 6",
        "truncate ledger_entry",
        "delete from ledger_treehead",
        "update ledger_treehead set root = frontier",
        "insert into ledger_treehead (size, root, frontier, at) values (9, 'x', 'x', now())",
        "insert into ledger_entry (id, source, ref, kind, at, digest, position, leaf)"
        " values (gen_random_uuid(), 's', gen_random_uuid(), 'k', now(), 'x', 9, 'x')",
        "alter table ledger_entry disable trigger user",
        "select ledger_chain(0, array(select id from ledger_entry where position is null), '{x}', '', '', now())",
        "select ledger_chain(7, array(select id from ledger_entry where position = 1), '{x}', '', '', now())",
    ],
)
def test_the_application_may_only_append(rows, seven, sql):
    rows.write("waiting")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert api.verify().whole


@pytest.mark.parametrize("column", ["kind = 'other'", "digest = sha256('x')", "at = at + interval '1 second'"])
def test_a_changed_entry_is_found(seven, tamper, column):
    tamper(f"update ledger_entry set {column} where position = 4")
    assert (Fault.CHANGED, 4) in faults()


def test_a_changed_entry_with_its_hash_made_again_is_found_by_the_root(seven, tamper):
    entry = Entry.objects.get(position=4)
    entry.kind = "other"
    tamper("update ledger_entry set kind = 'other', leaf = %s where position = 4", entry.leaf_at(4))
    assert faults() == [(Fault.HEAD, 5)]  # the checkpoint over the first six entries


def test_a_removed_entry_is_found(seven, tamper):
    tamper("delete from ledger_entry where position = 2")
    assert (Fault.REMOVED, 3) in faults()
    assert (Fault.UNRECORDED, None) in faults()


def test_a_removed_end_is_found(rows, seven, tamper):
    tamper("delete from ledger_entry where position = 6")
    del rows.rows[seven[6]]
    assert faults() == [(Fault.REMOVED, 6)]


def test_a_record_cut_with_its_checkpoints_is_found_by_one_kept_elsewhere(rows, seven, tamper):
    kept = api.latest_head()
    assert kept
    assert kept.size == 7
    tamper("delete from ledger_entry where position >= 3")
    tamper("delete from ledger_treehead where size > 3")
    for ref in seven[3:]:
        del rows.rows[ref]
    assert faults() == []  # nothing inside can tell
    assert faults(trusted=[Head.parse(str(kept))]) == [(Fault.REMOVED, 3)]


def test_a_rewritten_record_is_found_by_a_checkpoint_kept_elsewhere(rows, seven, tamper):
    kept = api.latest_head()
    tamper("delete from ledger_treehead")
    tamper("update ledger_entry set position = null, leaf = null")
    tamper("update ledger_entry set kind = 'other' where ref = %s", seven[0])
    api.sequence()
    assert faults() == []
    assert faults(trusted=[kept]) == [(Fault.HEAD, 6)]


def test_a_closed_gap_is_found(seven, tamper, rows):
    del rows.rows[seven[2]]
    tamper("delete from ledger_entry where position = 2")
    tamper("update ledger_entry set position = -position where position > 2".replace("-position", "position + 100"))
    tamper("update ledger_entry set position = position - 101 where position > 100")
    found = {fault for fault, _ in faults()}
    assert found & {Fault.REORDERED, Fault.CHANGED}
    assert Fault.HEAD in found


def test_reordered_entries_are_found(seven, tamper):
    tamper("update ledger_entry set position = 99 where position = 1")
    tamper("update ledger_entry set position = 1 where position = 5")
    tamper("update ledger_entry set position = 5 where position = 99")
    found = faults()
    assert (Fault.REORDERED, 1) in found
    assert (Fault.REORDERED, 5) in found


def test_a_changed_row_is_found(rows, seven):
    rows.rows[seven[3]] = Sealed({"text": "row three"}, rows.rows[seven[3]].salt)
    assert faults() == [(Fault.SOURCE_CHANGED, 3)]


def test_a_missing_row_is_found_unless_its_erasure_is_recorded(rows, seven):
    del rows.rows[seven[3]]
    del rows.rows[seven[4]]
    api.erased("test.rows", [seven[4]], at=AT)
    assert faults() == [(Fault.SOURCE_MISSING, 3)]


def test_a_row_that_was_never_recorded_is_found(rows, seven):
    rows.rows[new_id()] = Sealed({}, b"")
    assert faults() == [(Fault.UNRECORDED, None)]


def test_a_changed_row_is_found_before_it_is_chained(rows):
    ref = rows.write("waiting")
    rows.rows[ref] = Sealed({"text": "other"}, rows.rows[ref].salt)
    assert faults() == [(Fault.SOURCE_CHANGED, None)]


def test_the_timer_chains_everything_and_keeps_its_checkpoints(
    rows, settings, tmp_path, django_capture_on_commit_callbacks, monkeypatch
):
    settings.PARVIS_VAR = tmp_path
    monkeypatch.setattr(jobs, "BATCH", 2)
    for number in range(5):
        rows.write(str(number))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.chain(0)
    assert [head.size for head in checkpoints.kept()] == [2, 4, 5]
    assert checkpoints.kept()[-1] == api.latest_head()
    assert faults(trusted=checkpoints.kept()) == []


@pytest.mark.parametrize("text", ["", "7", "7:zz", "-1:" + "00" * 32, "7:00"])
def test_a_broken_checkpoint_is_refused(text):
    with pytest.raises(ValueError):
        Head.parse(text)
