"""Imports: spreadsheets read in confinement, tried without writing, brought in once; what is wrong is said."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from parvis.access.data import Role
from parvis.cases.models import Case, TimelineEntry
from parvis.exchange.domain import imports, making
from parvis.exchange.models import Brought, Import, Mapping
from parvis.files.models import StoredFile
from parvis.finding import api as finding
from parvis.finding.data import Query, State as Which
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from parvis.privacy import api as privacy
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db

TITLES = ["Numéro", "Reçue le", "Nom de l’événement", "Lieu", "Ouverture", "Fermeture", "Mél", "Remarques"]
RIGHT = ["2024-1", "12/03/2024", "Kermesse", "Place Jean-Bart", "20/04/2024 14:00", "20/04/2024 18:00", "a@b.fr", "vu"]


@pytest.fixture
def here(db, tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    return make_desk()


def csv_of(*lines, encoding="utf-8-sig"):
    return "".join(";".join(line) + "\r\n" for line in (TITLES, *lines)).encode(encoding)


def sent(desk, data, name="reprise.csv", who=None):
    """The client, and the page of an import whose file was read."""
    client = client_of(who or desk.malik)
    procedure = f"{desk.town.case_type.id}:{desk.town.organisation_id}"
    answer = client.post("/agents/imports/", {"procedure": procedure, "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    run_waiting()
    return client, answer["Location"]


PATHS = {
    "0": "key",
    "1": "received",
    "2": "a.event_name",
    "3": "a.place",
    "4": "a.opens_at",
    "5": "a.closes_at",
    "6": "a.email",
    "7": "note",
}


def checked(client, page, mapping=None):
    chosen = {f"column-{place}": target for place, target in (mapping or PATHS).items()}
    answer = client.post(page, {**chosen, "channel": "post"})
    assert answer.status_code == 302, answer.content.decode()
    run_waiting()
    with _as_owner():
        return Import.objects.latest("id")


def brought(client, page):
    assert client.post(page + "commencer/").status_code == 302
    run_waiting()
    with _as_owner():
        return Import.objects.latest("id")


def report_of(client, page):
    """The lines of the report that is kept."""
    return b"".join(client.get(page + "erreurs.csv").streaming_content).decode("utf-8-sig").splitlines()


def test_lines_become_cases_once_and_tell_nobody(here):
    second = ["2024-2", "13/03/2024", "Bal", "Salle", "2024-05-01 20:00", "2024-05-01T23:30:00", "c@d.fr", ""]
    with _as_owner():
        mails = Mail.objects.count()
    client, page = sent(here, csv_of(RIGHT, ["", "", "", "", "", "", "", ""], second, encoding="cp1252"))
    text = client.get(page).content.decode()
    assert "Windows-1252" in text
    assert "Kermesse · Bal" in text
    found = checked(client, page)
    assert (found.total, found.wrong, found.known, found.made) == (2, 0, 0, 0), found.problems
    assert not Case.objects.exists()
    assert "Faire entrer 2 demandes" in client.get(page).content.decode()
    done = brought(client, page)
    assert (done.state, done.made, done.wrong) == ("done", 2, 0), done.problems
    with _as_owner():
        case = Case.objects.get(answers__event_name="Kermesse")
        assert (case.received_on, case.channel, case.wall_id) == (dt.date(2024, 3, 12), "post", here.town.wall_id)
        assert case.answers["opens_at"] == "2024-04-20T14:00:00+02:00"
        notes = TimelineEntry.objects.get(case=case, kind="note")
        assert "2024-1" in notes.data["text"]
        assert "Remarques : vu" in notes.data["text"]
        assert TimelineEntry.objects.filter(case=case).count() == 3
        assert Mail.objects.count() == mails
        assert Mapping.objects.get().targets["lieu"] == "a.place"
    with acting(Reach(person=here.malik.id, walls=(here.town.wall_id,))):
        assert (
            finding.count(
                Query(state=Which.ALL, words="kermesse"), (here.town.wall_id,), person_id=None, today=clock.today()
            )
            == 1
        )
    # the same file once more, with one line more: that one alone
    client, page = sent(here, csv_of(RIGHT, second, ["2024-3", *RIGHT[1:2], "Tournoi", *RIGHT[3:]]))
    found = checked(client, page)
    assert (found.known, found.wrong) == (2, 0)
    done = brought(client, page)
    assert (done.made, done.known) == (1, 2)
    # asked once more, nothing
    imports.bring(import_id=str(done.id), person_id=str(here.malik.id))
    with _as_owner():
        assert Case.objects.count() == Brought.objects.count() == 3


def test_what_is_wrong_is_said_by_line_and_column_and_left_out(here):
    wrong = [
        ["", *RIGHT[1:]],
        ["2", "32/13/2024", *RIGHT[2:]],
        ["3", "01/01/2999", *RIGHT[2:]],
        ["4", *RIGHT[1:4], "demain", *RIGHT[5:]],
        ["5", *RIGHT[1:6], "pas une adresse", ""],
        ["6", *RIGHT[1:2], "#REF!", *RIGHT[3:]],
        RIGHT,
        RIGHT,
    ]
    client, page = sent(here, csv_of(*wrong))
    found = checked(client, page)
    said = [(line, column) for line, column, _words in found.problems]
    assert said == [
        (2, "Numéro"),
        (3, "Reçue le"),
        (4, "Reçue le"),
        (5, "Ouverture"),
        (6, "Mél"),
        (7, "Nom de l’événement"),
        (9, ""),
    ], found.problems
    assert found.wrong == 7
    report = "\n".join(report_of(client, page))
    assert "5;Ouverture;« demain » n’est pas une date" in report.replace("\u00a0", " ")
    done = brought(client, page)
    # of two lines with one key, the first
    assert (done.made, done.known) == (1, 1)


def workbook(date_1904=False, **options):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": date_1904}) as book:
        sheet = book.add_worksheet("Dossiers")
        book.add_worksheet("Autre").write(0, 0, "x")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(2, 1, TITLES)
        for line, number in ((3, 1), (5, 2)):
            sheet.write_number(line, 1, number)
            sheet.write_datetime(line, 2, dt.datetime(2024, 3, 12), day)
            sheet.write_formula(line, 3, '="Bal "&B4', None, f"Bal {number}")
            sheet.write_datetime(line, 5, dt.datetime(2024, 4, 20, 14), moment)
            sheet.write_datetime(line, 6, dt.datetime(2024, 4, 20, 18), moment)
            sheet.write(line, 7, "a@b.fr")
        sheet.merge_range(3, 4, 5, 4, "Salle des fêtes")
    return out.getvalue()


@pytest.mark.parametrize("date_1904", [False, True])
def test_workbooks_with_formulas_merged_cells_empty_lines_and_1904_dates(here, date_1904):
    client, page = sent(here, workbook(date_1904), "reprise.xlsx")
    text = client.get(page).content.decode()
    for words in ("2 cellules contiennent des formules (D4)", "Cellules fusionnées", "« Dossiers » est lue"):
        assert words in text.replace("\u00a0", " "), words
    found = checked(client, page)
    assert (found.wrong, found.total) == (1, 3), found.problems  # the line that the merged cells alone fill
    assert brought(client, page).made == 2
    with _as_owner():
        case = Case.objects.get(answers__event_name="Bal 2")
        assert case.answers["place"] == "Salle des fêtes"
        assert case.received_on == dt.date(2024, 3, 12)
        assert case.answers["opens_at"] == "2024-04-20T14:00:00+02:00"


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<x/>")
        for number in range(12):
            package.writestr(f"xl/{number}", b"0" * (100 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("vide.csv", b"", "vide"),
        ("titres.csv", csv_of(), "rien sous les titres"),
        ("x.pdf", b"%PDF-1.7\n\x00\x01\x02", "ni un classeur"),
        ("x.xlsx", b"PK\x03\x04 not a zip", "abîmé"),
        ("bombe.xlsx", bomb(), "trop gros"),
        ("large.csv", (";".join(["x"] * 500) + "\n").encode() * 3, "trop grande"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_words(here, name, data, words):
    client = client_of(here.malik)
    procedure = f"{here.town.case_type.id}:{here.town.organisation_id}"
    answer = client.post("/agents/imports/", {"procedure": procedure, "file": SimpleUploadedFile(name, data)})
    if answer.status_code == 302:
        run_waiting()
        answer = client.get(answer["Location"])
    assert words in answer.content.decode()
    assert not Case.objects.exists()


def test_half_a_million_lines_are_told_to_be_too_many(here):
    data = b"a;b\r\n" + b"1;2\r\n" * 500_001
    client, page = sent(here, data)
    assert (
        "500\u202f000 lignes" in client.get(page).content.decode()
        or "500 000 lignes" in client.get(page).content.decode()
    )


def test_columns_are_proposed_by_their_titles_and_chosen_once(here):
    client, page = sent(here, csv_of(RIGHT))
    with _as_owner():
        found = Import.objects.get()
    assert found.mapping["0"] == "key"
    assert found.mapping["7"] == "note"
    for mapping, words in (
        ({"0": "key"}, "au moins une colonne"),
        ({"2": "a.event_name", "3": "a.event_name"}, "Deux colonnes"),
        ({"2": "a.secret"}, "n’existe pas"),
    ):
        answer = client.post(page, {**{f"column-{k}": v for k, v in mapping.items()}, "channel": "post"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert client.post(page + "commencer/").status_code == 302  # not before it was checked
    run_waiting()
    assert not Case.objects.exists()
    answer = client.post(page, {"column-2": "a.event_name", "channel": "pigeon"})
    assert answer.status_code == 422


def test_supervisors_alone_bring_in_and_each_sees_their_own(here):
    client, page = sent(here, csv_of(RIGHT))
    assert client_of(here.sofia).get("/agents/imports/").status_code == 404
    other = make_desk("Gravelines", "GV", "59273")
    nora = client_of(other.malik)
    colleague = client_of(people.member(here.place, Role.SUPERVISOR))
    for stranger in (nora, colleague):
        assert stranger.get(page).status_code == 404
        assert stranger.post(page + "commencer/").status_code == 404
    procedure = f"{here.town.case_type.id}:{here.town.organisation_id}"
    answer = nora.post("/agents/imports/", {"procedure": procedure, "file": SimpleUploadedFile("x.csv", csv_of(RIGHT))})
    assert answer.status_code == 422


def test_stopped_or_cut_short_it_goes_on_where_it_was(here, monkeypatch):
    monkeypatch.setattr(making, "CHUNK", 2)
    lines = [[f"2024-{number}", RIGHT[1], f"Fête {number}", *RIGHT[3:]] for number in range(5)]
    client, page = sent(here, csv_of(*lines))
    checked(client, page)
    assert client.post(page + "commencer/").status_code == 302
    real, calls = making.cases.take_over, []

    def dies(*given, **more):
        calls.append(given)
        if len(calls) == 4:  # in the middle of the second chunk, of which nothing stays
            raise OSError("gone")
        return real(*given, **more)

    monkeypatch.setattr(making.cases, "take_over", dies)
    with _as_owner():
        found = Import.objects.get()
    arguments = {"import_id": str(found.id), "person_id": str(here.malik.id)}
    with pytest.raises(OSError, match="gone"):
        imports.bring(**arguments)
    monkeypatch.setattr(making.cases, "take_over", real)
    assert client.post(page + "arreter/").status_code == 302
    with _as_owner():
        assert (Import.objects.get().done, Case.objects.count()) == (2, 2)
    assert client.post(page + "reprendre/").status_code == 302
    run_waiting()
    with _as_owner():
        done = Import.objects.get()
        assert (done.state, done.made, Case.objects.count()) == ("done", 5, 5)
    # an erasure behind the wall takes the file away, and what a case was brought from goes with the case
    with acting(Reach(actor="worker")):
        case = Case.objects.none()
        with _as_owner():
            case = Case.objects.first()
        privacy.erase_subject(here.town.wall_id, case.subject_id, at=clock.now(), lift=True)
    with _as_owner():
        assert Brought.objects.count() == 4
        assert not StoredFile.objects.filter(wall_id=done.id).exists()
    assert "Le fichier a été retiré" in client.get(page).content.decode()
