"""Packages on their pages: shown, kept as drafts, by whom one may; and taken away."""

import io
import json
import re
import zipfile
from argparse import Namespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.cases.domain import revisions
from parvis.kernel.cli import CommandError
from parvis.ledger.registry import SOURCES
from parvis.packages import cli
from parvis.packages.domain import keys, writing
from parvis.packages.models import Arrival, Signer
from parvis.studio.data import Edit
from parvis.studio.models import Draft
from parvis.territory.models import Organisation
from tests.conftest import _as_owner
from tests.packages.test_format import made
from tests.studio.conftest import LIST, Studio, make_studio, written

pytestmark = pytest.mark.django_db
PACKAGES = f"{LIST}paquets/"


@pytest.fixture
def studio(settings, tmp_path):
    settings.PARVIS_VAR = tmp_path
    revisions.load.cache_clear()
    yield make_studio()
    revisions.load.cache_clear()


@pytest.fixture
def strange(settings, tmp_path):
    """A package that another installation signed."""
    here, settings.PARVIS_VAR = settings.PARVIS_VAR, tmp_path / "elsewhere"
    package = made()
    settings.PARVIS_VAR = here
    return package


def sent(client, package, status=200):
    data = writing.as_zip(package) if not isinstance(package, bytes) else package
    answer = client.post(PACKAGES, {"package": SimpleUploadedFile("x.parvis.zip", data)})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def kept(client, page, **more):
    packed = re.search(r'name="packed" value="([^"]*)"', page).group(1)
    return client.post(f"{PACKAGES}garder/", {"packed": packed, "how": "new", **more})


def test_a_procedure_leaves_and_comes_back_as_a_change_that_is_shown_first(studio: Studio):
    client = studio.client()
    archive = client.get(f"{LIST}{studio.case_type_id}/paquet/")
    assert archive["Content-Disposition"].startswith("attachment")
    names = zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
    assert {"package.json", "face.json", "workflow.json", "schema/answers.json"} <= set(names)
    page = sent(client, archive.content)
    assert "Signé par cette installation" in page
    assert "Rien ne diffère" in page
    # a draft of it in which a question was renamed: the package would give its old name back
    text = client.get(f"{LIST}{studio.case_type_id}/paquet/?forme=texte").content
    begun = studio.begun()
    written(studio, Edit(id="event_name", values={"label": {"fr": "Autre nom"}}), begun.row)
    assert begun.row.done == 1
    page = sent(client, text)
    assert "Autre nom" in page
    answer = kept(client, page, how="replace")
    assert answer["Location"] == begun.path
    assert begun.row.done == 2
    assert "Autre nom" not in json.dumps(begun.row.document, ensure_ascii=False)
    begun.act("undo")
    assert "Autre nom" in json.dumps(begun.row.document, ensure_ascii=False)


def test_a_stranger_s_package_is_kept_with_a_reason_that_is_sealed(studio: Studio, strange):
    client = studio.client()
    page = sent(client, strange)
    assert "une clé que vous ne connaissez pas" in page
    assert kept(client, page, sphere="general").status_code == 422
    assert kept(client, page, sphere="everything", reason="Reçu par courrier").status_code == 422
    with _as_owner():
        assert not Arrival.objects.exists()
        assert not Draft.objects.filter(slug="louer-une-salle").exists()
    assert kept(client, page, sphere="general", reason="Reçu par courrier").status_code == 302
    with _as_owner():
        row = Arrival.objects.get()
        assert (row.standing, row.reason, row.key) == ("stranger", "Reçu par courrier", strange.key)
        assert SOURCES["packages.arrival"].sealed([row.id])[row.id].payload["reason"] == "Reçu par courrier"
        assert Draft.objects.get(id=row.draft_id).slug == "louer-une-salle"
    assert "Reçu par courrier" in client.get(PACKAGES).content.decode()
    # known from now on
    assert client.post(f"{PACKAGES}cles/", {"key": strange.key, "name": "Ville de Bray"}).status_code == 302
    page = sent(client, strange)
    assert "Ville de Bray" in page
    assert kept(client, page, sphere="general").status_code == 302
    # and no longer
    with _as_owner():
        signer = Signer.objects.get()
    # another organisation takes nothing away
    studio.client(studio.luc, "dunkerque.localhost").post(f"{PACKAGES}cles/", {"forget": str(signer.id)})
    assert "une clé que vous connaissez" in sent(client, strange)
    client.post(f"{PACKAGES}cles/", {"forget": str(signer.id)})
    assert "une clé que vous ne connaissez pas" in sent(client, strange)


@pytest.mark.parametrize("key", ["", "x", "A" * 43 + "=", "é" * 43, "<b>" + "A" * 40])
def test_what_is_no_key_is_not_known(studio: Studio, key):
    answer = studio.client().post(f"{PACKAGES}cles/", {"key": key, "name": "x"})
    assert answer.status_code == 422
    assert "clé publique" in answer.content.decode()


def test_what_one_designer_looks_at_another_does_not_keep(studio: Studio, strange):
    page = sent(studio.client(), strange)
    elsewhere = studio.client(studio.luc, "dunkerque.localhost")
    for client in (elsewhere, studio.client(studio.marc)):
        answer = kept(client, page, sphere="general", reason="x")
        assert answer["Location"] == PACKAGES
    assert client.post(f"{PACKAGES}garder/", {"packed": "x"})["Location"] == PACKAGES
    assert elsewhere.get(f"{LIST}{studio.case_type_id}/paquet/").status_code == 404
    assert studio.client().get(f"{LIST}{studio.case_type_id}/paquet/?revision=99").status_code == 404
    with _as_owner():
        assert not Draft.objects.filter(slug="louer-une-salle").exists()


def test_what_is_altered_or_no_package_is_refused_on_the_page(studio: Studio, strange):
    client = studio.client()
    values = json.loads(writing.as_text(strange))
    values["face.json"]["title"]["fr"] = "Altéré"
    assert "a été altéré" in sent(client, json.dumps(values).encode(), 422)
    assert "pas le paquet" in sent(client, b"\xff\xfe", 422)
    assert client.post(PACKAGES, {}).status_code == 422


def test_hostile_names_are_shown_as_text(studio: Studio):
    from parvis.forms.data import LocalizedText
    from parvis.studio.domain.starting import starter

    document = starter(LocalizedText(fr="<script>alert(1)</script>", en="x"), "<b>nulle part</b>")
    page = sent(studio.client(), made(document, signed=False))
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;nulle part" in page  # a department that is not there is told


def test_a_ready_procedure_becomes_a_draft_and_pages_cost_the_same(studio: Studio):
    client = studio.client()
    client.get(PACKAGES)
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get(PACKAGES)
    page = client.get(f"{LIST}pretes/modele-papers/").content.decode()
    assert "Avec des pièces" in page
    for _time in range(3):
        answer = client.post(f"{PACKAGES}garder/", {"shelf": "modele-papers", "how": "new", "sphere": "general"})
        assert client.get(answer["Location"]).status_code == 200
        page = sent(client, made())
        assert kept(client, page, sphere="general").status_code == 302
    with CaptureQueriesContext(connection) as after:
        client.get(PACKAGES)
    assert len(after) == len(before)
    assert client.get(f"{LIST}pretes/rien/").status_code == 404
    assert client.post(f"{PACKAGES}garder/", {"shelf": "rien"}).status_code == 404


def test_the_command_line_does_the_same(studio: Studio, strange, tmp_path, capsys):
    code = Organisation.objects.get(id=studio.town.group.id).siren or "245900428"
    with _as_owner():
        Organisation.objects.filter(id=studio.town.group.id).update(siren=code)
        for out in ("out.zip", "out.json", "out"):
            cli.export(Namespace(organisation=code, slug="buvette-temporaire", revision=None, out=str(tmp_path / out)))
        assert keys.own() in capsys.readouterr().out
        asked = {"organisation": code, "by": "ines@example.org", "keep": False, "new": "", "reason": ""}
        for out in ("out.zip", "out.json", "out"):
            cli.bring(Namespace(**asked | {"path": str(tmp_path / out)}))
            assert "signed by this installation" in capsys.readouterr().out
        (tmp_path / "out" / "face.json").write_text("{}")
        with pytest.raises(CommandError, match="altered"):
            cli.bring(Namespace(**asked | {"path": str(tmp_path / "out")}))
        (tmp_path / "strange.zip").write_bytes(writing.as_zip(strange))
        asked |= {"path": str(tmp_path / "strange.zip"), "keep": True, "new": "general"}
        with pytest.raises(CommandError, match="--reason"):
            cli.bring(Namespace(**asked))
        with pytest.raises(CommandError, match="designs no procedures"):
            cli.bring(Namespace(**asked | {"by": "luc@example.org"}))
        assert cli.bring(Namespace(**asked | {"reason": "by hand"})) == 0
        assert Arrival.objects.get().reason == "by hand"
