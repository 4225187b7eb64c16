"""A designer gives a PDF form to fill in, and says what goes into each of its fields."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parvis.studio.domain.flow_operations import find
from tests.incoming.papers import PdfForm, cerfa
from tests.studio.conftest import Changed, Studio, make_studio

pytestmark = pytest.mark.django_db


def _page(changed: Changed) -> str:
    step = changed.row.document["definition"]["workflow"]["transitions"][0]["id"]
    return f"{changed.path}circuit/actions/{step}/"


def _options(changed: Changed) -> dict:
    step = changed.row.document["definition"]["workflow"]["transitions"][0]["id"]
    return find(changed.row.document, "transitions", step)["actions"][-1]["options"]


def test_a_form_is_given_its_fields_are_told_and_a_new_version_keeps_them() -> None:
    studio: Studio = make_studio()
    changed = studio.begun()
    client, base = studio.client(), _page(changed)
    asks = client.get(f"{base}une-de-plus/?type=fill_form")
    assert "Formulaire PDF" in asks.content.decode()

    def send(path: str, name: str | None = None, data: bytes = b"", **more: str):
        sent = {"type": "fill_form", "title": "Cerfa", "version": str(changed.row.version), **more}
        if name:
            sent["form"] = SimpleUploadedFile(name, data)
        return client.post(path, sent)

    assert send(f"{base}une-de-plus/").status_code == 422
    flat = send(f"{base}une-de-plus/", "plat.pdf", PdfForm().bytes())
    assert "pas de champs" in flat.content.decode()
    assert "pas un PDF" in send(f"{base}une-de-plus/", "a.pdf", b"nothing of the kind").content.decode()
    added = send(f"{base}une-de-plus/", "cerfa.pdf", cerfa().bytes())
    assert added.status_code == 302
    page = unescape(client.get(added["Location"]).content.decode())
    for said in ("Nom de l’association", "Boissons du groupe 3", "Vous êtes – Trésorier", "Signature"):
        assert (said in page) is (said != "Signature")
    told = {"f-0": "{no_such_thing}"}
    wrong = send(added["Location"], **told)
    assert wrong.status_code == 422
    assert "{no_such_thing}" in unescape(wrong.content.decode())
    kept = send(added["Location"], **{"f-0": "{référence} {address.city}", "s-0": "upper"})
    assert kept.status_code == 302, kept.content.decode()
    options = _options(changed)
    first = "topmostSubform[0].Page1[0].nom[0]"
    assert options["texts"] == {first: "{reference} {address.city}"}
    assert options["styles"] == {first: "upper"}
    assert "/AA" not in str(options)
    # a stranger's hand-made place
    assert client.get(f"{base}99/").status_code == 404
    # another version of the form: what was told of fields of the same names stays
    again = send(added["Location"], "cerfa2.pdf", cerfa().bytes(), flat="no")
    assert again.status_code == 302
    assert _options(changed)["texts"][first] == "{reference} {address.city}"
    assert _options(changed)["flat"] is False
    # by another window that did not see it
    stale = client.post(
        added["Location"], {"type": "fill_form", "title": "Vieux", "version": "1", "f-0": "{référence}"}
    )
    assert stale.status_code == 409
