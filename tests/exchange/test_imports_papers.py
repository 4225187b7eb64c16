"""Papers that come beside a spreadsheet in a ZIP: named by a column, looked into like every upload, each error said."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parvis.cases import api as cases
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.models import Attachment, Case
from parvis.exchange.domain import making
from parvis.exchange.models import Import
from parvis.files.api import FilesBusy
from parvis.files.models import StoredFile
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.privacy import api as privacy
from tests.conftest import _as_owner
from tests.exchange.test_imports import PATHS, RIGHT, TITLES, brought, checked, csv_of, report_of, sent
from tests.factories import attached
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db, tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    desk = make_desk()
    attached.ask_for_files(desk)
    desk.town.case_type.refresh_from_db()
    return desk


def lines(*cells):
    """A file whose lines are right, each with what its column of papers says."""
    rows = [[f"2019-{number}", *RIGHT[1:], "voilà", cell] for number, cell in enumerate(cells)]
    head = ";".join([*TITLES, "Remarque", "Plan des lieux"])
    return (head + "\r\n" + csv_of(*rows).decode("utf-8-sig").split("\r\n", 1)[1]).encode()


def sent_with(desk, data, *archives):
    client = client_of(desk.malik)
    fields = {
        "procedure": f"{desk.town.case_type.id}:{desk.town.organisation_id}",
        "file": SimpleUploadedFile("reprise.csv", data),
        "papers": [SimpleUploadedFile(f"pieces{number}.zip", one) for number, one in enumerate(archives)],
    }
    answer = client.post("/agents/imports/", fields)
    assert answer.status_code == 302, answer.content.decode()
    run_waiting()
    with _as_owner():
        return client, answer["Location"], Import.objects.latest("id").mapping | PATHS


PAPERS = {
    "plans/Été.pdf": attached.pdf(),
    "deux/plan.pdf": attached.pdf(),
    "trois/plan.pdf": attached.pdf(2),
    "photo, du stand.jpg": attached.picture(),
    "../../../../etc/passwd.pdf": attached.pdf(),
    "faux.pdf": b"ceci n'est pas un PDF",
    "vide.pdf": b"",
    "gros.pdf": attached.pdf() + b"\n%" + b"0" * 2_100_000,
    "virus.exe": b"MZ\x90\x00",
}


def test_papers_are_taken_from_the_zip_and_what_is_wrong_is_said_of_its_line(here):
    data = lines(
        "Été.PDF | deux\\plan.pdf",
        "photo, du stand.jpg",
        "passwd.pdf",
        "",
        "plan.pdf",
        "absent.pdf",
        "faux.pdf",
        "vide.pdf",
        "gros.pdf",
        "virus.exe",
        "Été.pdf, passwd.pdf, deux/plan.pdf, trois/plan.pdf",
    )
    client, page, proposed = sent_with(here, data, attached.archive(**PAPERS))
    assert proposed["9"] == "papers.plan"
    found = checked(client, page, proposed)
    wrong = {line: words for line, column, words in found.problems if column == "Plan des lieux"}
    assert sorted(wrong) == [6, 7, 8, 9, 10, 11, 12], found.problems
    for line, words in ((6, "leur dossier"), (7, "ne contient pas"), (12, "3 fichiers au plus")):
        assert words in wrong[line], wrong[line]
    assert found.wrong == 7
    done = brought(client, page)
    assert (done.made, done.wrong) == (4, 7)
    with _as_owner():
        made = list(Case.objects.order_by("id"))
        held = [[one["name"] for one in case.answers.get("plan", ())] for case in made]
        assert held == [["Été.pdf", "plan.pdf"], ["photo, du stand.jpg"], ["passwd.pdf"], []]
        assert Attachment.objects.filter(case_id=made[0].id, wall_id=here.town.wall_id).count() == 2
        assert StoredFile.objects.filter(held_by__isnull=False).count() == 0
    text = client.get(f"/agents/dossiers/{made[0].reference}/").content.decode()
    assert "Été.pdf" in text
    assert "Plan des lieux : " in report_of(client, page)[7]
    # erased with its case, and the ZIP with the import
    with acting(Reach(actor="worker")):
        privacy.erase_subject(here.town.wall_id, made[0].subject_id, at=clock.now(), lift=True)
    with _as_owner():
        assert not Attachment.objects.filter(case_id=made[0].id).exists()
        assert not StoredFile.objects.filter(wall_id=done.id).exists()


def test_a_worker_that_dies_between_papers_leaves_no_half_of_a_line(here, monkeypatch):
    client, page, proposed = sent_with(
        here, lines("a.pdf", "b.pdf"), attached.archive(**{"a.pdf": attached.pdf(), "b.pdf": attached.pdf()})
    )
    checked(client, page, proposed)
    real, calls = making.cases.take_over, []

    def dies(*given, **more):
        made = real(*given, **more)
        calls.append(made)
        if len(calls) == 2:
            raise OSError("gone")
        return made

    monkeypatch.setattr(making.cases, "take_over", dies)
    assert client.post(page + "commencer/").status_code == 302
    with pytest.raises(FilesBusy, match="gone"):
        run_waiting()
    with _as_owner():
        assert not Case.objects.exists()
        assert not Attachment.objects.exists()
    run_waiting()
    with _as_owner():
        assert Case.objects.count() == Attachment.objects.count() == 2


def locked():
    """A ZIP that says of its entry that it is encrypted."""
    data = bytearray(attached.archive(**{"a.pdf": b"x"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def bomb():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(20_001):
            made.writestr(str(number), b"")
    return held.getvalue()


@pytest.mark.parametrize(
    ("archive", "words"),
    [
        (b"%PDF-1.7", "pas un ZIP"),
        (b"PK\x03\x04 broken", "abîmé"),
        (locked(), "mot de passe"),
        (bomb(), "trop de choses"),
        (attached.archive(), "vide"),
    ],
)
def test_what_is_no_zip_is_refused_with_words(here, archive, words):
    client, page, _proposed = sent_with(here, lines("a.pdf"), archive)
    assert words in client.get(page).content.decode()
    assert client.post(page + "commencer/").status_code == 302
    run_waiting()
    with _as_owner():
        assert not Case.objects.exists()


def test_papers_that_were_not_sent_are_missed_and_five_zips_are_too_many(here):
    client, page = sent(here, lines("a.pdf"))
    with _as_owner():
        proposed = Import.objects.get().mapping | PATHS
    found = checked(client, page, proposed)
    assert "Aucun ZIP" in found.problems[0][2]
    fields = {
        "procedure": f"{here.town.case_type.id}:{here.town.organisation_id}",
        "file": SimpleUploadedFile("reprise.csv", lines("a.pdf")),
        "papers": [SimpleUploadedFile(f"{number}.zip", attached.archive(a=b"x")) for number in range(5)],
    }
    answer = client.post("/agents/imports/", fields)
    assert answer.status_code == 422
    assert "4 ZIP au plus" in answer.content.decode()


def test_papers_of_rows_of_blocks_stand_in_their_row(here):
    form = attached.definition().model_dump(mode="json", exclude_unset=True)
    stalls = form["form"]["pages"][-1]["sections"][0]["items"][-1]
    keeper = {"id": "keeper", "type": "text", "label": {"fr": "Tenu par", "en": "Kept by"}, "required": False}
    stalls["fields"].append(keeper)
    with _as_owner():
        cases.types.publish(here.town.case_type.id, CaseTypeDefinition.model_validate(form), at=clock.now())
    titles = ["Stand 1 – Tenu par", "Stand 1 – Photo du stand", "Stand 2 – Photo du stand", "Stand 3 – Photo du stand"]
    titles.append("Tenu par stand 3")
    rows = [
        ["Ana", "un.jpg", "", "trois.jpg", "Léo"],  # the second is empty: the third comes after the first
        ["", "", "un.jpg", "", "Léo"],  # a row of a paper alone
        ["Ana", "absent.jpg", "", "", ""],
        ["", "", "", "plan.pdf", "Léo"],
        ["", "", "", "un.jpg | trois.jpg", ""],
    ]
    said = [[f"2019-{number}", *RIGHT[1:], *row] for number, row in enumerate(rows)]
    head = ";".join([*TITLES, *titles])
    data = (head + "\r\n" + csv_of(*said).decode("utf-8-sig").split("\r\n", 1)[1]).encode()
    archive = attached.archive(
        **{"un.jpg": attached.picture(), "trois.jpg": attached.picture(), "plan.pdf": attached.pdf()}
    )
    client, page, proposed = sent_with(here, data, archive)
    assert [proposed[str(place)] for place in range(8, 13)] == [
        "a.stalls.1.keeper", "papers.stalls.1.photo", "papers.stalls.2.photo", "papers.stalls.3.photo",
        "a.stalls.3.keeper",
    ]  # fmt: skip
    found = checked(client, page, proposed)
    assert [(line, column) for line, column, _words in found.problems] == [
        (4, titles[1]), (5, titles[3]), (6, titles[3]),
    ], found.problems  # fmt: skip
    assert "ne contient pas" in found.problems[0][2]
    assert brought(client, page).made == 2
    with _as_owner():
        first, second = Case.objects.order_by("id")
        stood = [
            [(row.get("keeper"), [one["name"] for one in row.get("photo", ())]) for row in case.answers["stalls"]]
            for case in (first, second)
        ]
        assert stood == [[("Ana", ["un.jpg"]), ("Léo", ["trois.jpg"])], [(None, ["un.jpg"]), ("Léo", [])]]
        fields = Attachment.objects.filter(case_id=first.id).order_by("id").values_list("field", flat=True)
        assert list(fields) == ["f-stalls-0-photo", "f-stalls-1-photo"]
        assert Attachment.objects.count() == 3
    assert "trois.jpg" in client.get(f"/agents/dossiers/{first.reference}/").content.decode()
