"""Imports that end otherwise than by their last line: stopped, erased, failed, cut into slices, too long to report."""

import csv
import json
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from parvis.cases.domain import handling, revisions
from parvis.cases.models import Case
from parvis.exchange.data import NotPossible
from parvis.exchange.domain import erasing, imports, making, walking
from parvis.exchange.models import Import
from parvis.files import api as files
from parvis.files.models import StoredFile
from parvis.kernel import clock, jobs
from parvis.kernel.reach import Reach, acting
from tests.conftest import _as_owner
from tests.exchange.test_imports import PATHS, RIGHT, checked, csv_of, report_of, sent
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting, waiting
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db, tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    return make_desk()


@pytest.mark.parametrize("what", ["erased", "deleted", "stopped"])
def test_what_is_taken_away_while_it_is_read_does_not_come_back(here, monkeypatch, what):
    client = client_of(here.malik)
    procedure = f"{here.town.case_type.id}:{here.town.organisation_id}"
    fields = {"procedure": procedure, "file": SimpleUploadedFile("x.csv", csv_of(RIGHT))}
    page = client.post("/agents/imports/", fields)["Location"]
    real = files.tabulate

    def meanwhile(source, out):
        about = real(source, out)
        if what == "erased":
            with acting(Reach(actor="worker", walls=(here.town.wall_id,))):
                erasing.erase_behind(here.town.wall_id)
        else:
            assert client.post(page + {"deleted": "supprimer/", "stopped": "arreter/"}[what]).status_code == 302
        return about

    monkeypatch.setattr(files, "tabulate", meanwhile)
    assert "arreter/" in client.get(page).content.decode()
    run_waiting()
    with _as_owner():
        left = Import.objects.first()
        kept = [left.file_id] if what == "stopped" else []
        assert list(StoredFile.objects.filter(name__in=["lines", "x.csv"]).values_list("id", flat=True)) == kept
    if what == "deleted":
        assert left is None
    else:
        assert (left.state, left.lines_id, left.titles, left.sample) == (
            {"erased": "ended", "stopped": "stopped"}[what],
            None,
            [],
            [],
        )


def test_a_report_that_was_erased_since_the_page_was_read_is_missing(here):
    client, page = sent(here, csv_of(["", *RIGHT[1:]]))
    found = checked(client, page)
    with _as_owner():
        StoredFile.objects.filter(id=found.report_id).delete()
    assert client.get(page + "erreurs.csv").status_code == 404


def test_what_was_stopped_while_it_was_read_goes_on_and_what_fails_says_so(here, monkeypatch):
    client = client_of(here.malik)
    procedure = f"{here.town.case_type.id}:{here.town.organisation_id}"
    fields = {"procedure": procedure, "file": SimpleUploadedFile("x.csv", csv_of(RIGHT))}
    page = client.post("/agents/imports/", fields)["Location"]
    assert client.post(page + "arreter/").status_code == 302
    run_waiting()
    assert "Continuer" in client.get(page).content.decode()
    real = files.tabulate

    def fails(source, out):
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(files, "tabulate", fails)
    assert client.post(page + "reprendre/").status_code == 302
    run_waiting()
    text = client.get(page).content.decode()
    assert "de notre côté" in text
    assert "supprimer/" in text
    monkeypatch.setattr(files, "tabulate", real)
    assert client.post(page + "reprendre/").status_code == 302
    run_waiting()
    assert "1 ligne. Dites" in client.get(page).content.decode()


def test_cases_are_made_a_slice_at_a_time_behind_everything_else(here, monkeypatch):
    monkeypatch.setattr(making, "CHUNK", 1)
    monkeypatch.setattr(making, "SECONDS", 0)
    monkeypatch.setattr(walking, "LOOKED_UP", 1)
    monkeypatch.setattr(walking, "SECONDS", 0.0001)
    lines = [[f"2024-{number}", RIGHT[1], f"Fête {number}", *RIGHT[3:]] for number in range(3)]
    client, page = sent(here, csv_of(*lines))
    found = checked(client, page)
    assert client.post(page + "commencer/").status_code == 302
    with _as_owner(), connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'succeeded' where task_name like '%%imports.bring'")
    imports.bring(import_id=str(found.id), person_id=str(here.malik.id))
    with _as_owner(), connection.cursor() as cursor:
        assert Import.objects.get().made == 1
        cursor.execute(
            "select distinct priority from procrastinate_jobs where status = 'todo'"
            " and (task_name like '%%imports.bring' or task_name like '%%finding%%index')"
        )
        assert cursor.fetchall() == [(jobs.BACKGROUND,)]
    run_waiting()
    with _as_owner():
        done = Import.objects.get()
        assert (done.state, done.made, Case.objects.count(), done.parts) == ("done", 3, 3, [])
        references = list(Case.objects.order_by("answers__event_name").values_list("reference", flat=True))
    said = list(csv.reader(report_of(client, page), delimiter=";"))
    assert [row[:4] for row in said[1:]] == [
        [str(2 + number), f"2024-{number}", reference, "reprise"] for number, reference in enumerate(references)
    ]


def test_a_disk_without_room_is_no_empty_file_and_numbers_that_are_none_are_nothing(here):
    from parvis.files.confined.sheets import _cell

    full = files.Spooled("x.csv", None, 0, None, True)
    with pytest.raises(NotPossible, match="quelques minutes"):
        imports.ask(full, None, person_id=here.malik.id, language="fr", at=clock.now())
    assert [_cell(number) for number in (float("nan"), float("inf"), 2.0, 2.5)] == [None, None, 2, 2.5]


def test_the_trial_says_what_bringing_in_would_refuse(here, monkeypatch):
    other = make_desk("Gravelines", "GV", "59273")
    real = handling.of_destination
    # the answers lead to where the other town handles it
    monkeypatch.setattr(
        handling,
        "of_destination",
        lambda definition, _type, _place, answers: real(
            definition, other.town.case_type.id, other.town.organisation_id, answers
        ),
    )
    load = revisions.load

    def routed(revision_id):
        found = load(revision_id)
        return replace(found, definition=found.definition.model_copy(update={"destination": "place"}))

    routed.cache_clear = load.cache_clear
    monkeypatch.setattr(revisions, "load", routed)
    client, page = sent(here, csv_of(RIGHT))
    found = checked(client, page)
    assert (found.wrong, found.made) == (1, 0)
    assert "une autre organisation" in found.problems[0][2]


def test_a_report_that_was_cut_says_so(here, monkeypatch):
    monkeypatch.setattr(walking, "MOST_PROBLEMS", 2)
    client, page = sent(here, csv_of(*(["", *RIGHT[1:]] for _number in range(5))))
    checked(client, page)
    # each without its key, four said before
    assert "7 autres" in report_of(client, page)[-1]


def receipt():
    """The job that a worker would take next, were a resident's receipt to be sealed now."""
    with _as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) values ('default', 'receipt', '{}')"
        )
        return taken()


def taken():
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        cursor.execute("select task_name from procrastinate_fetch_job_v2(null, %s)", [cursor.fetchone()[0]])
        return cursor.fetchone()[0]


def test_a_receipt_overtakes_two_long_checks_and_one_long_file_is_read_at_a_time(here, monkeypatch):
    monkeypatch.setattr(walking, "LOOKED_UP", 1)
    monkeypatch.setattr(walking, "SECONDS", 0.0001)
    lines = [[f"2024-{number}", RIGHT[1], f"Fête {number}", *RIGHT[3:]] for number in range(3)]
    first, page = sent(here, csv_of(*lines))
    second, other = sent(here, csv_of(*lines))
    for client, address in ((first, page), (second, other)):
        chosen = {f"column-{place}": target for place, target in PATHS.items()}
        assert client.post(address, {**chosen, "channel": "post"}).status_code == 302
    # both have had their first slice, and wait for the next
    for number, name, given in waiting():
        if name.endswith("imports.bring"):
            with connection.cursor() as cursor:
                cursor.execute("update procrastinate_jobs set status = 'succeeded' where id = %s", [number])
            imports.bring(**json.loads(given))
    with _as_owner():
        assert [one.done for one in Import.objects.all()] == [1, 1]
    assert receipt() == "receipt"
    with _as_owner():
        assert taken().endswith("imports.bring")
        # two files to read: the second waits for the first, and leaves a place of the worker free
        connection.cursor().execute("update procrastinate_jobs set status = 'succeeded'")
        for _number in range(2):
            upload = {"procedure": f"{here.town.case_type.id}:{here.town.organisation_id}"}
            first.post("/agents/imports/", upload | {"file": SimpleUploadedFile("x.csv", csv_of(*lines))})
        assert taken().endswith("imports.read")
        with connection.cursor() as cursor:
            cursor.execute("insert into procrastinate_workers default values returning id")
            cursor.execute("select id from procrastinate_fetch_job_v2(null, %s)", [cursor.fetchone()[0]])
            assert cursor.fetchone()[0] is None
    assert receipt() == "receipt"
