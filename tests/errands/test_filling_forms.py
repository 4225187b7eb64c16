"""A step that fills in a PDF form from the case: what goes into each field, and that it is no decision."""

import base64
import subprocess

import pytest

from parvis.cases.domain.checking import check
from parvis.documents.models import Document
from parvis.files import api as files
from parvis.files.models import StoredFile
from parvis.kernel.reach import Reach, acting
from tests import queue
from tests.conftest import _as_owner
from tests.errands.conftest import definition, publish, step, words
from tests.incoming.papers import cerfa

pytestmark = pytest.mark.django_db

NAME = "topmostSubform[0].Page1[0].nom[0]"
OPTIONS = {
    "title": words("Débit de boissons"),
    "pdf": base64.b64encode(cerfa().bytes()).decode(),
    "texts": {
        NAME: "{event_name} ({reference})",
        "Texte2": "{email}",
        "jour": "{opens_at}",
        "montant": "{received_on}",
    },
    "styles": {NAME: "upper", "jour": "year", "montant": "date"},
    "ticks": {"case1": {"Oui": {"is_filled": [{"var": "email"}]}}, "qualite": {"P": False, "T": True}},
}
FILLS = definition(step("fill", {"type": "fill_form", "options": OPTIONS}))


def test_the_form_is_filled_in_sealed_and_kept_among_the_papers(desk):
    assert check(FILLS) == []
    publish(desk, FILLS)
    made = desk.submit(event_name="Fête de l’Été")
    desk.move(made, "fill", desk.sofia)
    queue.run_waiting()
    with _as_owner():
        [document] = Document.objects.filter(case_id=made.case_id, kind="filled")
        assert document.sealed_at is not None, document.last_error
        assert document.content is None
        [kept] = StoredFile.objects.filter(id=document.file_id)
    with acting(Reach(actor="web", walls=(desk.town.wall_id,))), files.open(kept.ref()) as opened:
        pdf = opened.read()
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    said = " ".join(done.stdout.decode().split())
    assert f"FÊTE DE L’ÉTÉ ({made.reference})" in said
    assert document.requested_at.astimezone().strftime("/%Y") in said


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"pdf": "AAAA"}, "PDF form is missing"),
        ({"texts": {"a": "{no_such_thing}"}}, "no_such_thing"),
        ({"texts": {"a": "{no_such.part}"}}, "no_such.part"),
        ({"ticks": {"a": {"b": {"var": "event_name"}}}}, ""),
        ({"ticks": {"a": {"b": {"var": "nobody"}}}}, ""),
    ],
)
def test_what_can_t_be_filled_in_is_said_before_publishing(more, says):
    wrong = definition(step("fill", {"type": "fill_form", "options": OPTIONS | more}))
    found = [one.message.into("en") for one in check(wrong) if one.blocking]
    assert found
    assert any(says in one for one in found)


def test_residents_have_no_form_filled_in_by_themselves():
    wrong = definition(step("fill", {"type": "fill_form", "options": OPTIONS}, rights=["resident"]))
    assert any("agents" in one.message.into("en") for one in check(wrong))
