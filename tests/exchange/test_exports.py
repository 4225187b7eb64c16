"""Exports: every format holds what the list finds and nothing else, typed; stopped, gone on with, taken away."""

import csv
import datetime as dt
import io
import json
import re
import uuid
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from parvis.access.models import Consultation
from parvis.exchange.data import State
from parvis.exchange.domain import exports, reading
from parvis.exchange.models import Export, Template
from parvis.files.models import StoredFile
from parvis.kernel import clock, jobs
from parvis.kernel.reach import Reach, acting
from parvis.privacy import api as privacy
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew
from tests.workspace.test_lists import index

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    return tmp_path


@pytest.fixture
def two(db, var):
    """Two requests: one that would like to be a formula, and one that has ended."""
    desk = make_desk()
    first = desk.submit(event_name="=1+1", association={"name": "-2 Corsaires", "rna": "W594001234", "siret": ""})
    second = desk.submit(event_name="Bal,\n« carnaval » ; \x1b", groups=["1"])
    desk.due(first, dt.date(2026, 12, 24))
    desk.take(second, desk.malik)
    desk.refuse(second, "Trop tard")
    index(desk, first, second)
    return desk, first, second


def made(desk, who, address="state=all", **form):
    """The export that a form asks for, made; the client that asked."""
    client = client_of(who)
    fields = {"address": address, "go": "1", "format": "csv", "column": ["reference", "title", "due"]} | form
    answer = client.post("/agents/exports/nouveau/", fields)
    assert answer.status_code == 302, answer.content.decode()
    run_waiting()
    return client, answer["Location"]


def fetched(client, page):
    answer = client.get(page + "fichier/")
    assert answer.status_code == 200, client.get(page).content.decode()
    assert "no-store" in answer["Cache-Control"]
    return b"".join(answer.streaming_content)


ANSWERS = ["a.event_name", "a.opens_at", "a.groups", "a.agreed", "a.phone", "a.association.name"]


def test_csv_opens_in_a_french_spreadsheet_and_runs_nothing(two):
    desk, first, second = two
    slug = desk.town.case_type.slug
    columns = ["reference", "due", "late", *ANSWERS]
    client, page = made(desk, desk.sofia, f"procedure={slug}&state=all", column=columns)
    data = fetched(client, page)
    assert data.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0][0] == "Référence"
    by_reference = {row[0]: row for row in rows[1:]}
    assert set(by_reference) == {first.reference, second.reference}
    one = by_reference[first.reference]
    assert one[1:4] == ["2026-12-24", "Non", "'=1+1"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d 18:00", one[4])
    assert one[6] == "Non"
    assert one[8] == "'-2 Corsaires"
    assert by_reference[second.reference][3] == "Bal,\n« carnaval » ; \x1b"
    assert b"\r\n" in data


@pytest.mark.parametrize("written", ["xlsx", "ods"])
def test_spreadsheets_hold_true_dates_and_texts_that_are_no_formulas(two, written, tmp_path):
    desk, first, second = two
    slug = desk.town.case_type.slug
    columns = ["reference", "due", "received", *ANSWERS]
    client, page = made(desk, desk.sofia, f"procedure={slug}&state=all", column=columns, format=written)
    data = fetched(client, page)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        inside = b"".join(package.read(name) for name in package.namelist())
        assert b"<f>" not in inside
        assert b"table:formula" not in inside
        if written == "ods":
            assert package.infolist()[0].filename == "mimetype"
            assert package.infolist()[0].compress_type == zipfile.ZIP_STORED
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    by_reference = {row[0]: row for row in rows[1:]}
    one = by_reference[first.reference]
    assert one[1] == dt.date(2026, 12, 24) or one[1] == dt.datetime(2026, 12, 24)
    assert one[3] == "=1+1"
    assert isinstance(one[4], dt.datetime)
    assert one[4].hour == 18
    assert "carnaval" in by_reference[second.reference][3]


def test_json_and_maps_are_read_by_programmes(two, as_owner):
    from parvis.territory import models as territory
    from parvis.territory.api import forget

    desk, first, second = two
    slug = desk.town.case_type.slug
    chosen = {"column": ["reference", "due", *ANSWERS]}
    client, page = made(desk, desk.sofia, f"procedure={slug}&state=all", format="json", **chosen)
    found = {one["reference"]: one for one in json.loads(fetched(client, page))}
    assert found[first.reference]["due"] == "2026-12-24"
    assert found[first.reference]["answers"]["agreed"] is False
    assert found[first.reference]["answers"]["event_name"] == "=1+1"
    with as_owner():
        territory.Organisation.objects.update(longitude=2.377, latitude=51.034)
        from parvis.cases.models import Case

        case = Case.objects.get(id=first.case_id)
        case.answers |= {"association": case.answers["association"], "place": "ici"}
        case.save()
    forget()
    client, page = made(desk, desk.sofia, f"procedure={slug}&state=all", format="geojson", **chosen)
    collection = json.loads(fetched(client, page))
    assert collection["type"] == "FeatureCollection"
    assert all(one["geometry"] is None for one in collection["features"])  # this form asks for no place


def test_documents_get_the_names_that_were_chosen_each_once(two):
    desk, _first, _second = two
    attached.ask_for_files(desk)
    with_files = attached.submit(desk, **{"plan.pdf": attached.pdf(), "../plan.pdf": attached.pdf(2)})
    index(desk, with_files)
    client, page = made(
        desk,
        desk.sofia,
        f"state=all&procedure={desk.town.case_type.slug}",
        format="zip",
        documents=["attached"],
        names="{date}/{reference} {document}",
    )
    with zipfile.ZipFile(io.BytesIO(fetched(client, page))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert len(names) == len(set(names)) >= 1
    assert all(name.startswith(f"{clock.today():%Y-%m-%d}/{with_files.reference} ") for name in names), names
    assert not any(".." in name or name.startswith("/") for name in names)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"column": []}, "au moins une colonne"),
        ({"column": [], "keep": "1", "name": "x"}, "au moins une colonne"),
        ({"column": ["password"]}, "au moins une colonne"),
        ({"format": "exe"}, "Choisissez un format"),
        ({"format": "zip", "documents": []}, "les documents à prendre"),
        ({"format": "zip", "documents": "issued", "names": "{secret}"}, "n’est pas un passage"),
        ({"format": "zip", "documents": "issued", "names": "{date}"}, "sinon tous seraient les mêmes"),
        ({"keep": "1", "name": ""}, "un nom au modèle"),
        ({"keep": "1", "name": "x", "shared": str(uuid.uuid4())}, "avec qui"),
        ({"address": "status:like=x"}, "n’existe pas"),
        ({"address": "procedure=x&a.b:is=1"}, "n’existe pas"),
        ({"case": "no-id"}, "Choisissez des demandes"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_words(two, form, words):
    desk, _first, _second = two
    fields = {"address": "state=all", "go": "1", "format": "csv", "column": ["reference"]} | form
    answer = client_of(desk.sofia).post("/agents/exports/nouveau/", fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Export.objects.exists()
    with _as_owner():
        assert not Template.objects.exists()


def test_chosen_by_hand_means_these_within_ones_walls(two):
    desk, first, second = two
    other = make_desk("Gravelines", "GV", "59273")
    there = other.submit()
    page = client_of(desk.sofia).get(
        f"/agents/exports/nouveau/?case={first.case_id}&case={there.case_id}&back=/agents/"
    )
    assert "2 demandes choisies" in page.content.decode().replace("\u00a0", " ")
    client, page = made(desk, desk.sofia, case=[str(first.case_id), str(there.case_id)])
    rows = fetched(client, page).decode("utf-8-sig").splitlines()
    assert [row.split(";")[0] for row in rows[1:]] == [first.reference]


def test_each_sees_their_own_walls_and_their_own_exports(two):
    desk, first, _second = two
    other = make_desk("Gravelines", "GV", "59273")
    there = other.submit()
    client, page = made(desk, desk.sofia, keep="1", name=" Tableau  de bord ", shared=str(desk.town.organisation_id))
    assert there.reference not in fetched(client, page).decode()
    malik, nora = client_of(desk.malik), client_of(other.sofia)
    for stranger in (malik, nora):
        assert stranger.get(page).status_code == stranger.get(page + "fichier/").status_code == 404
        assert stranger.post(page + "supprimer/").status_code == 404
    with _as_owner():
        kept = Template.objects.get()
        assert (kept.name, kept.columns) == ("Tableau de bord", ["reference", "title", "due"])
    assert "Tableau de bord" in malik.get("/agents/exports/").content.decode()
    assert "Tableau de bord" not in nora.get("/agents/exports/").content.decode()
    used = malik.get(f"/agents/exports/nouveau/?template={kept.id}").content.decode()
    assert re.search(r'value="due" checked', used)
    assert not re.search(r'value="status" checked', used)
    template = f"/agents/exports/modeles/{kept.id}/"
    assert nora.get(template).status_code == nora.post(template + "supprimer/").status_code == 404
    assert malik.post(template, {"name": "Autre"}).status_code == 200  # another's: shown, not changed
    assert client.post(template, {"name": "Autre", "shared": ""}).status_code == 302
    assert malik.get(template).status_code == 404
    # the download was written down behind the wall
    with _as_owner():
        looked = Consultation.objects.get(kind="export")
        assert (looked.person_id, looked.wall_id) == (desk.sofia.id, desk.town.wall_id)


def test_rights_that_ended_end_the_export_and_its_file(two):
    desk, _first, _second = two
    client, page = made(desk, desk.sofia)
    from parvis.access.models import Membership

    with _as_owner():
        gone = Membership.objects.filter(person=desk.sofia)
        day = clock.today() - dt.timedelta(days=1)
        gone.update(since=day - dt.timedelta(days=9), until=day)
    assert client.get(page + "fichier/").status_code in (302, 404)
    # they lose them while it is read: what was read goes, too
    with _as_owner():
        part = StoredFile.objects.get(wall_id=Export.objects.get().id).id
        Export.objects.update(state=State.WAITING, file_id=None, parts=[part])
        export = Export.objects.get()
    exports.make(export_id=str(export.id), person_id=str(desk.sofia.id))
    with _as_owner():
        ended = Export.objects.get()
        assert (ended.state, ended.parts, ended.done) == (State.FAILED, [], 0)
        assert "plus accès" in ended.told
        assert not StoredFile.objects.filter(wall_id=export.id).exists()


def test_stopped_and_cut_short_it_goes_on_where_it_was(two, monkeypatch):
    desk, first, second = two
    monkeypatch.setattr(reading, "CHUNK", 1)
    client = client_of(desk.sofia)
    fields = {"address": "state=all", "go": "1", "format": "csv", "column": ["reference"]}
    page = client.post("/agents/exports/nouveau/", fields)["Location"]
    assert "data-refresh-every" in client.get(page).content.decode()
    real = reading.Chunks.next

    def dies(self, export):
        if export.done:
            raise OSError("the disk is full")
        return real(self, export)

    monkeypatch.setattr(reading.Chunks, "next", dies)
    with _as_owner():
        export = Export.objects.get()
    arguments = {"export_id": str(export.id), "person_id": str(desk.sofia.id)}
    with pytest.raises(OSError, match="full"):
        exports.make(**arguments)
    monkeypatch.setattr(reading.Chunks, "next", real)
    assert client.post(page + "arreter/").status_code == 302
    with _as_owner():
        export = Export.objects.get()
        assert (export.state, export.done, len(export.parts)) == (State.STOPPED, 1, 1)
    run_waiting()
    assert "Continuer" in client.get(page).content.decode()
    assert client.post(page + "reprendre/").status_code == 302
    run_waiting()
    rows = fetched(client, page).decode("utf-8-sig").split()
    assert sorted(rows[1:]) == sorted([first.reference, second.reference])
    with _as_owner():
        export = Export.objects.get()
        assert (export.state, export.parts, export.total) == (State.DONE, [], 2)
        assert StoredFile.objects.filter(wall_id=export.id).count() == 1
    # a second run changes nothing
    exports.make(**arguments)
    # its time over, nothing of it stays
    exports.expire(**arguments)
    assert client.get(page).status_code == 200
    with _as_owner():
        Export.objects.update(expires_at=clock.now())
    assert client.get(page + "fichier/").status_code == 404
    exports.expire(**arguments)
    with _as_owner():
        assert not Export.objects.exists()
        assert not StoredFile.objects.filter(wall_id=export.id).exists()


def test_an_erasure_behind_the_wall_takes_the_files_away(two):
    desk, first, _second = two
    client, page = made(desk, desk.sofia, "state=all&words=bal")
    with _as_owner():
        export = Export.objects.get()
    with acting(Reach(actor="worker")):
        privacy.erase_subject(desk.town.wall_id, first.subject_id, at=clock.now())
    assert client.get(page + "fichier/").status_code == 404
    assert "Le fichier a été retiré" in client.get(page).content.decode()
    with _as_owner():
        left = Export.objects.get()
        assert (left.state, left.address, left.file_id) == (State.ENDED, "", None)
        assert not StoredFile.objects.filter(wall_id=export.id).exists()
    assert client.post(page + "reprendre/").status_code == 302


def test_an_erasure_finds_an_export_that_is_being_made_and_waits_for_its_part(two):
    desk, first, _second = two
    client = client_of(desk.sofia)
    fields = {"address": "state=all", "go": "1", "format": "csv", "column": ["reference"]}
    page = client.post("/agents/exports/nouveau/", fields)["Location"]
    with acting(Reach(actor="worker")), CaptureQueriesContext(connection) as queries:
        privacy.erase_subject(desk.town.wall_id, first.subject_id, at=clock.now())
    for table in ("exchange_export", "exchange_import"):
        assert any(f'FROM "{table}"' in one["sql"] and "FOR UPDATE" in one["sql"] for one in queries), table
    run_waiting()
    assert "Le fichier a été retiré" in client.get(page).content.decode()
    with _as_owner():
        assert Export.objects.get().state == State.ENDED
        assert not StoredFile.objects.filter(wall_id=Export.objects.get().id).exists()
    with CaptureQueriesContext(connection) as queries:
        assert client.post(page + "supprimer/").status_code == 302
    assert any('FROM "exchange_export"' in one["sql"] and "FOR UPDATE" in one["sql"] for one in queries)


def test_a_worker_lets_other_work_go_first_after_a_slice(two, monkeypatch):
    desk, first, second = two
    monkeypatch.setattr(reading, "CHUNK", 1)
    monkeypatch.setattr(exports, "SECONDS", 0)
    client = client_of(desk.sofia)
    fields = {"address": "state=all", "go": "1", "format": "csv", "column": ["reference"]}
    page = client.post("/agents/exports/nouveau/", fields)["Location"]
    with _as_owner():
        export = Export.objects.get()
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'succeeded' where task_name like '%%exports.make'")
    exports.make(export_id=str(export.id), person_id=str(desk.sofia.id))
    with _as_owner():
        assert Export.objects.get().done == 1
        with connection.cursor() as cursor:
            cursor.execute(
                "select priority from procrastinate_jobs where status = 'todo' and task_name like '%%exports.make'"
            )
            assert cursor.fetchall() == [(jobs.BACKGROUND,)]
    monkeypatch.setattr(exports, "SECONDS", 4)
    run_waiting()
    rows = fetched(client, page).decode("utf-8-sig").split()
    assert sorted(rows[1:]) == sorted([first.reference, second.reference])


def test_pages_cost_the_same_whatever_there_is(two):
    desk, first, second = two
    client = client_of(desk.sofia)
    for address in ("/agents/exports/", "/agents/exports/nouveau/?state=all"):
        client.get(address)
        counted = []
        for more in (0, 3):
            for _ in range(more):
                index(desk, desk.submit())
                made(desk, desk.sofia, keep="1", name="Un")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counted.append(len(queries))
        assert counted[0] == counted[1], address
