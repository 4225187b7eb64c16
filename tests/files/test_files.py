"""Stored files: opened by their wall and to their subject, whole or said not to be, removed with their last row."""

import io
import unicodedata
import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import given, strategies as st

from parvis.files import api as files
from parvis.files.domain import disk, removing
from parvis.files.domain.storing import clean_name
from parvis.kernel.reach import Reach, acting

WALL, OTHER, SUBJECT = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)
IN_WALL = Reach(actor="web", walls=(WALL,))


@pytest.fixture(autouse=True)
def _var(tmp_path, settings):
    settings.PARVIS_VAR = tmp_path


def put(data=b"abc", wall=WALL, **options):
    with acting(Reach(actor="worker", walls=(wall,))):
        return files.store(data, **{"name": "a.pdf", "media_type": "application/pdf", "wall_id": wall} | options)


def put_and_fail(data):
    """Bytes whose transaction is rolled back."""
    with acting(IN_WALL):
        ref = files.store(data, name="a", media_type="text/plain", wall_id=WALL)
        transaction.set_rollback(True)
    return ref


@pytest.mark.django_db
def test_a_file_comes_back_as_it_was_stored():
    ref = put(io.BytesIO(b"abc" * 500_000), name="C:\\temp\\Arrêté n° 1.pdf", subject_id=SUBJECT)
    assert ref.name == "Arrêté n° 1.pdf"
    assert ref.size == 1_500_000
    with acting(IN_WALL):
        found = files.fetch(ref.id)
        assert found == ref
        assert files.read(found) == b"abc" * 500_000
        with files.open(found) as stream:
            assert stream.read(3) == b"abc"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reach", "opens"),
    [
        (Reach(walls=(WALL,)), True),
        (Reach(subjects=(SUBJECT,)), True),
        (Reach(walls=(OTHER,)), False),
        (Reach(subjects=(uuid.UUID(int=9),)), False),
        (Reach(actor="worker"), False),
        (Reach(actor="timer"), False),
        (Reach(actor="verifier"), False),
    ],
)
def test_only_its_wall_and_its_subject_open_a_file(reach, opens):
    ref = put(subject_id=SUBJECT)
    with acting(reach):
        if opens:
            assert files.fetch(ref.id) == ref
        else:
            with pytest.raises(files.FileNotFound):
                files.fetch(ref.id)


@pytest.mark.django_db
def test_a_resident_neither_changes_nor_removes_what_is_about_them():
    ref = put(subject_id=SUBJECT)
    with acting(Reach(subjects=(SUBJECT,))):
        assert files.remove([ref.id]) == 0
    with acting(IN_WALL):
        assert files.fetch(ref.id) == ref


@pytest.mark.django_db
def test_nothing_is_stored_behind_anothers_wall():
    with pytest.raises(ProgrammingError, match="row-level security"), acting(Reach(walls=(OTHER,))):
        files.store(b"abc", name="a", media_type="text/plain", wall_id=WALL)


@pytest.mark.django_db
def test_equal_bytes_are_kept_while_one_row_of_the_wall_names_them(django_capture_on_commit_callbacks):
    first, second, elsewhere = put(), put(), put(wall=OTHER)
    place = disk.place(WALL, first.sha256)
    with acting(IN_WALL):
        with django_capture_on_commit_callbacks(execute=True):
            assert files.remove([first.id, elsewhere.id]) == 1
        assert place.exists()
        with django_capture_on_commit_callbacks(execute=True):
            assert files.remove([second.id]) == 1
    assert not place.exists()
    assert disk.place(OTHER, elsewhere.sha256).exists()


@pytest.mark.django_db
def test_a_subject_is_erased_with_the_bytes(django_capture_on_commit_callbacks):
    ref, other = put(b"mine", subject_id=SUBJECT), put(b"not mine")
    with acting(IN_WALL), django_capture_on_commit_callbacks(execute=True):
        assert files.erase_subject(wall_id=WALL, subject_id=SUBJECT) == 1
    assert not disk.place(WALL, ref.sha256).exists()
    assert disk.place(WALL, other.sha256).exists()


@pytest.mark.django_db
def test_the_sweep_takes_what_no_row_names_and_nothing_else(tmp_path):
    kept = put()
    lost = put_and_fail(b"lost")
    draft = tmp_path / "files" / str(WALL) / ".draft-1"
    draft.write_bytes(b"half")
    with acting(Reach(actor="timer")):
        assert removing.sweep(older_than=3600) == 1  # the draft is young: someone may be writing it
        assert removing.sweep(older_than=-1) == 1
    assert not disk.place(WALL, lost.sha256).exists()
    assert not draft.exists()
    assert disk.place(WALL, kept.sha256).exists()


@pytest.mark.django_db
def test_one_wall_is_tidied_and_no_other():
    kept, lost = put(), put_and_fail(b"lost")
    assert files.tidy(OTHER) == 0
    with acting(IN_WALL):
        assert files.tidy(WALL) == 1
    assert not disk.place(WALL, lost.sha256).exists()
    assert disk.place(WALL, kept.sha256).exists()


@pytest.mark.django_db(transaction=True)
def test_bytes_found_in_place_by_an_open_transaction_are_not_taken_away(owner_connection):
    """The race: a removal has seen no row for bytes that another transaction has just found in place."""
    lost = put_and_fail(b"twice")
    with owner_connection.cursor() as other:
        with acting(IN_WALL):
            files.store(b"twice", name="a", media_type="text/plain", wall_id=WALL)
            other.execute("set lock_timeout = '20ms'")
            key = f"{WALL}/{lost.sha256}"
            with pytest.raises(Exception, match="lock timeout"):
                other.execute("select pg_advisory_xact_lock(hashtextextended(%s, 5072697661746573))", [key])
        assert removing.remove_bytes(WALL, lost.sha256) is False
    assert disk.place(WALL, lost.sha256).read_bytes() == b"twice"


@pytest.mark.django_db
def test_verify_names_what_is_missing_and_what_has_changed():
    whole, changed, gone, twin = put(b"1"), put(b"2"), put(b"3"), put(b"2")
    disk.place(WALL, changed.sha256).write_bytes(b"X")
    disk.place(WALL, gone.sha256).unlink()
    with acting(IN_WALL):
        report = files.verify()
        assert report.checked == 4
        assert set(report.damaged) == {changed.id, twin.id}
        assert report.missing == (gone.id,)
        assert not report.whole
        with pytest.raises(files.FileDamaged, match="changed"):
            files.read(changed)
        with pytest.raises(files.FileDamaged, match="missing"):
            files.open(gone)
        assert files.read(whole) == b"1"


@pytest.mark.django_db
@pytest.mark.parametrize("media_type", ["", "pdf", "text/html\r\nX: y", "a/b/c", "text/plain; charset=utf-8"])
def test_what_is_no_media_type_is_refused(media_type):
    with pytest.raises(ValueError, match="media type"):
        put(media_type=media_type)


@pytest.mark.django_db
def test_the_database_refuses_a_digest_that_is_none(as_owner):
    ref = put()
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update files_storedfile set sha256 = 'zz' where id = %s", [ref.id])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("media_type", "sent"),
    [("application/pdf", "application/pdf"), ("text/html", "application/octet-stream"), ("image/svg+xml",) * 2],
)
def test_a_download_runs_nothing(media_type, sent):
    if media_type == "image/svg+xml":
        sent = "application/octet-stream"
    response = files.download(put(media_type=media_type, name='Arrêté "n° 1"; €.pdf'))
    assert response["Content-Type"] == sent
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Disposition"] == (
        'attachment; filename="Arr_t_ _n_ 1__ _.pdf"; '
        "filename*=UTF-8''Arr%C3%AAt%C3%A9%20_n%C2%B0%201_%3B%20%E2%82%AC.pdf"
    )
    assert b"".join(response.streaming_content) == b"abc"


@given(st.text())
def test_no_name_breaks_a_header(name):
    for header in (files.disposition(name), files.disposition(clean_name(name), inline=True)):
        header.encode("ascii")
        assert "\r" not in header
        assert "\n" not in header
        assert header.count('"') == 2


@given(st.text() | st.text(alphabet="aé. /\\<:\u202e\u200d\u0301|", max_size=300))
def test_a_clean_name_is_no_path(name):
    cleaned = clean_name(name)
    assert cleaned
    assert len(cleaned.encode()) <= 200
    assert not set(cleaned) & set('/\\<>:"|?*')
    assert cleaned == cleaned.strip(" .")
    assert {unicodedata.category(one)[0] for one in cleaned}.isdisjoint("C")
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\calc.exe", "calc.exe"),
        ("plan.pdf:calc.exe", "plan.pdf_calc.exe"),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        ("COM1 .tar.gz", "_COM1 .tar.gz"),
        ("Constat.pdf", "Constat.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("pho\u200bto.jpg", "photo.jpg"),
        ("e\u200d\u0301.pdf", "é.pdf"),
        ("..", "document"),
        ("\u200b.\u200b", "document"),
        ("é" * 300 + ".pdf", "é" * 98 + ".pdf"),
    ],
)
def test_names_that_lead_elsewhere(name, cleaned):
    assert clean_name(name) == cleaned
