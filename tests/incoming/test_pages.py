"""Reading an export in the browser: told, kept, taken away; and what is refused."""

import io
import zipfile
from argparse import Namespace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.cases.data import CaseTypeDefinition
from parvis.incoming import cli
from parvis.kernel.cli import CommandError
from parvis.studio.data import Refused
from parvis.studio.models import Draft
from tests.conftest import _as_owner
from tests.incoming.papers import PdfForm, cerfa
from tests.incoming.reading import EXAMPLES
from tests.studio.conftest import LIST, Studio, make_studio

pytestmark = pytest.mark.django_db

READ = f"{LIST}lire/"


@pytest.fixture
def studio() -> Studio:
    return make_studio()


def _zip(*folders: str, times: int = 1) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for folder in folders:
            for path in sorted((EXAMPLES / folder).iterdir()):
                for number in range(times):
                    archive.writestr(f"{number}/{path.name}", path.read_bytes())
    return SimpleUploadedFile("export.zip", out.getvalue())


def _packed(page: str, name: str) -> str:
    part = page[page.index(f"<h3>{name}</h3>") :]
    return part.split('name="packed" value="')[1].split('"')[0]


def _told(client: Client, *files: SimpleUploadedFile, **more: str) -> str:
    answer = client.post(READ, {"files": list(files), **more})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_the_report_tells_every_element_and_its_form_is_kept_as_a_draft(studio: Studio) -> None:
    client = studio.client()
    page = _told(client, _zip("publik", "demarches"))
    for said in ("Louer une salle", "Demander une subvention", "never_heard_of", "webservice_call Agenda", "jamaisVu"):
        assert said in page
    answer = client.post(f"{READ}garder/", {"packed": _packed(page, "Louer une salle"), "sphere": "school"})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    with _as_owner():
        draft = Draft.objects.get(slug="louer-une-salle")
    assert draft.organisation_id == studio.town.group.id
    assert draft.sphere == "school"
    assert draft.document["definition"]["name"]["fr"] == "Louer une salle"
    # once more: another draft, not the same one
    again = client.post(f"{READ}garder/", {"packed": _packed(page, "Louer une salle"), "sphere": "school"})
    assert again["Location"] != answer["Location"]


@pytest.mark.parametrize("chosen", [None, "", "everything"])
def test_a_domain_is_chosen_before_a_form_is_kept(studio: Studio, chosen: str | None) -> None:
    client = studio.client()
    page = _told(client, _zip("publik"))
    assert "Choisissez un domaine" in page
    packed = _packed(page, "Louer une salle")
    answer = client.post(f"{READ}garder/", {"packed": packed} | ({} if chosen is None else {"sphere": chosen}))
    again = answer.content.decode()
    assert answer.status_code == 422
    assert "Choisissez le domaine de cette démarche." in again
    assert 'aria-describedby="sphere-hint sphere-error"' in again
    assert f'value="{packed}"' in again
    with _as_owner():
        assert not Draft.objects.exists()
    sent = {"packed": again.split('name="packed" value="')[1].split('"')[0], "sphere": "social"}
    assert client.post(f"{READ}garder/", sent).status_code == 302
    with _as_owner():
        assert Draft.objects.get().sphere == "social"


def test_what_the_studio_refuses_is_told_in_its_words(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def adopt(*_given: object, **_more: object) -> None:
        raise Refused("Trop de démarches.")

    client = studio.client()
    packed = _packed(_told(client, _zip("publik")), "Louer une salle")
    monkeypatch.setattr("parvis.studio.api.adopt", adopt)
    answer = client.post(f"{READ}garder/", {"packed": packed, "sphere": "social"})
    assert answer.status_code == 422
    assert "Trop de démarches." in answer.content.decode()
    assert '<option value="social" selected' in answer.content.decode()


def test_a_reader_that_falls_is_told_in_words(studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def read(*_given: object) -> None:
        raise RecursionError

    monkeypatch.setattr("parvis.incoming.api.read", read)
    answer = studio.client().post(READ, {"files": SimpleUploadedFile("a.wcs", b"<formdef/>")})
    assert answer.status_code == 422
    assert "Cet export n’a pas pu être lu." in answer.content.decode()
    (tmp_path / "a.wcs").write_text("<formdef/>")
    with pytest.raises(CommandError, match="This export could not be read"):
        cli.read(Namespace(paths=[str(tmp_path / "a.wcs")], set=[], all=False, out=None))


def test_the_definition_is_taken_away_as_a_file(studio: Studio) -> None:
    client = studio.client()
    page = _told(client, _zip("publik"))
    answer = client.post(f"{READ}telecharger/", {"packed": _packed(page, "Louer une salle")})
    assert 'filename="louer-une-salle.json"' in answer["Content-Disposition"]
    assert CaseTypeDefinition.model_validate_json(answer.content).form.title.fr == "Louer une salle"


def test_settings_of_the_other_installation_are_given(studio: Studio) -> None:
    source = (
        "<datasource><slug>lieux</slug><data_source><type>jsonvalue</type>"
        '<value>[{"id": "{{ commune_slug }}", "text": "Ici"}]</value></data_source></datasource>'
    )
    form = (
        "<formdef><name>F</name><url_name>f</url_name><fields><field><type>item</type><label>Lieu</label>"
        "<data_source><type>lieux</type></data_source></field></fields></formdef>"
    )
    files = [SimpleUploadedFile("a.wcs", form.encode()), SimpleUploadedFile("b.wcs", source.encode())]
    assert "commune_slug" in _told(studio.client(), *files)
    files = [SimpleUploadedFile("a.wcs", form.encode()), SimpleUploadedFile("b.wcs", source.encode())]
    assert "donnez-les" not in _told(studio.client(), *files, settings="commune_slug = dunkerque\n")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bombe.wcs", b'<!DOCTYPE a [<!ENTITY b "x">]><formdef>&b;</formdef>', "des entités"),
        ("coupe.wcs", b"<formdef><name>", "bien formé"),
        ("abime.zip", b"PK\x03\x04...", "abîmée"),
    ],
)
def test_what_can_not_be_read_is_told_in_words(studio: Studio, name: str, data: bytes, said: str) -> None:
    answer = studio.client().post(READ, {"files": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert studio.client().post(READ, {}).status_code == 422
    odd = studio.client().post(READ, {"files": SimpleUploadedFile("a.wcs", b"<formdef/>"), "settings": "sans valeur"})
    assert odd.status_code == 422


def test_nothing_but_what_we_signed_is_kept(studio: Studio) -> None:
    client = studio.client()
    packed = _packed(_told(client, _zip("publik")), "Louer une salle")
    for forged in ("", "x", packed[:-2] + "zz", packed.upper()):
        for where in ("garder", "telecharger"):
            answer = client.post(f"{READ}{where}/", {"packed": forged})
            assert answer.status_code == 302
            assert answer["Location"].endswith("/lire/")
    with _as_owner():
        assert not Draft.objects.exists()


def test_another_organisations_designer_keeps_it_for_their_own(studio: Studio) -> None:
    page = _told(studio.client(), _zip("publik"))
    luc = studio.client(studio.luc, "dunkerque.localhost")
    luc.post(
        f"{READ}garder/",
        {"packed": _packed(page, "Responsable"), "sphere": "school"},
        headers={"host": "dunkerque.localhost"},
    )
    with _as_owner():
        assert {one.organisation_id for one in Draft.objects.all()} <= {studio.town.dunkerque.id}


def test_statements_do_not_grow_with_the_files(studio: Studio) -> None:
    client = studio.client()
    _told(client, _zip("publik"))
    with CaptureQueriesContext(connection) as few:
        _told(client, _zip("publik"))
    with CaptureQueriesContext(connection) as many:
        _told(client, _zip("publik", times=6))
    assert len(many) <= len(few)


def test_a_spreadsheet_whose_columns_nobody_knows_is_asked_about_and_kept(studio: Studio) -> None:
    client = studio.client()
    sheet = SimpleUploadedFile("salle.csv", b"Quoi;Comment\n<b>Nom</b>;texte\nJour;date\n")
    answer = client.post(READ, {"files": [sheet]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="column-1"' in page
    packed = page.split('name="packed" value="')[1].split('"')[0]
    again = client.post(READ, {"packed": packed, "column-0": "type"})
    assert again.status_code == 422
    assert "quelle colonne" in again.content.decode()
    told = client.post(READ, {"packed": packed, "column-0": "label", "column-1": "type"})
    assert told.status_code == 200
    report = told.content.decode()
    assert "&lt;b&gt;Nom&lt;/b&gt;" in report
    kept = client.post(f"{READ}garder/", {"packed": _packed(report, "salle"), "sphere": "school"})
    assert kept.status_code == 302
    assert client.post(READ, {"packed": packed[:-2], "column-0": "label"}).status_code == 302


def test_a_pdf_form_is_told_and_what_is_none_says_why(studio: Studio) -> None:
    client = studio.client()
    page = _told(client, SimpleUploadedFile("cerfa.pdf", cerfa().bytes()))
    assert "Nom de l’association" in page
    flat = client.post(READ, {"files": [SimpleUploadedFile("plat.pdf", PdfForm().bytes())]})
    assert flat.status_code == 422
    assert "n’a pas de champs" in flat.content.decode()
