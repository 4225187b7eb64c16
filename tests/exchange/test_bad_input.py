"""What spreadsheets are in reality: encodings, passwords, formulas that nobody worked out, forms that changed since."""

import csv
import io
import re
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from parvis.cases import api as cases
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.models import Case
from parvis.exchange.models import Import
from parvis.kernel import clock
from parvis.procedures.demonstration import temporary_bar
from tests.conftest import _as_owner
from tests.exchange.test_exports import fetched, made
from tests.exchange.test_imports import RIGHT, TITLES, csv_of, sent
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import _fresh  # noqa: F401 - what a process keeps is read anew
from tests.workspace.test_lists import index

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db, tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    return make_desk()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_is_read_in_the_encoding_that_it_has(here, encoding):
    client, page = sent(here, csv_of(["2024-1", "12/03/2024", "Fête à l’Œuvre", *RIGHT[3:]], encoding=encoding))
    with _as_owner():
        found = Import.objects.get()
    assert found.titles == TITLES
    assert found.sample[0][2] == "Fête à l’Œuvre"
    assert ("Windows-1252" in client.get(page).content.decode()) == (encoding == "cp1252")


def locked_ods():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("content.xml", b"\x00\x01")
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    return out.getvalue()


def locked_xlsx():
    """The container in which Excel keeps an encrypted workbook (MS-OFFCRYPTO)."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def unworked():
    """A workbook as programs write it that work no formula out."""
    out, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, TITLES)
        sheet.write_row(1, 0, RIGHT)
        sheet.write_formula(1, 2, '=HYPERLINK("http://example.org")', None, "x")
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", source.read(name)))
    return changed.getvalue()


def hidden():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Vide")
        sheet = book.add_worksheet("Secret")
        sheet.write_row(0, 0, TITLES)
        sheet.hide()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.ods", locked_ods(), "mot de passe"),
        ("x.xlsx", locked_xlsx(), "mot de passe"),
        ("x.xlsx", unworked(), "1 formules n’ont pas de valeur"),
        ("x.xlsx", hidden(), "vide"),
        ("x.csv", b"a;b\r\n\x81\x8d;\x8f\r\n", "ni un classeur"),
        ("x.csv", b"a;b\r\n" + b"\0\1\2\3" * 200, "ni un classeur"),
    ],
)
def test_what_can_not_be_read_says_why_and_leaves_nothing(here, name, data, words):
    client, page = sent(here, data, name)
    assert words in client.get(page).content.decode()
    assert client.post(page + "commencer/").status_code == 302
    with _as_owner():
        assert Import.objects.get().state == "failed"
        assert not Case.objects.exists()


def asks(desk, *fields):
    """Have the form ask these questions, too, from now on."""
    old = temporary_bar.definition().model_dump(mode="json", by_alias=True, exclude_unset=True)
    old["form"]["pages"][0]["sections"][0]["items"] += fields
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, CaseTypeDefinition.model_validate(old), at=clock.now())


def test_an_export_holds_what_former_forms_asked_and_mixes_no_types(here):
    def field(name, kind, label):
        return {"id": name, "type": kind, "label": {"fr": label, "en": label}, "required": False}

    asks(here, field("stalls", "text", "Stands"), field("gone", "text", "Couleur"))
    first = here.submit(stalls="une dizaine", gone="=bleu")
    asks(here, field("stalls", "integer", "Stands"))
    second = here.submit(stalls=12)
    index(here, first, second)
    address = f"procedure={here.town.case_type.slug}&state=all"
    chosen = ["reference", "a.stalls", "a.gone", "a.never"]  # a template may name what is no more
    client, page = made(here, here.sofia, address, column=chosen)
    rows = list(csv.reader(io.StringIO(fetched(client, page).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == ["Référence", "Stands", "Couleur"]
    assert {row[0]: row[1:] for row in rows[1:]} == {
        first.reference: ["une dizaine", "'=bleu"],
        second.reference: ["12", ""],
    }
    client, page = made(here, here.sofia, address, column=chosen, format="xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(fetched(client, page))).get_sheet_by_index(0).to_python()
    cells = {row[0]: row[1:] for row in sheet[1:]}
    assert cells == {first.reference: ["une dizaine", "=bleu"], second.reference: [12.0, ""]}
