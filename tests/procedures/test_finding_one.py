"""How a procedure is found and what it rests on: moments of life, legal references, from the studio to the resident."""

import pytest
from django.test import Client

from parvis.cases.domain import revisions
from parvis.procedures.models import Procedure
from parvis.studio.data import Settle
from tests.conftest import _as_owner
from tests.studio.conftest import make_studio, written

pytestmark = pytest.mark.django_db
HOST = "dunkerque.localhost"


@pytest.fixture
def draft():
    revisions.load.cache_clear()
    yield make_studio().begun()
    revisions.load.cache_clear()


def _form(page: str) -> dict[str, str]:
    """What the settings page would send as it stands."""
    import re

    from markupsafe import Markup

    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag and 'type="radio"' not in tag:
            found[name[1]] = Markup(value[1]).unescape() if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\r?\n?([^<]*)</textarea>', page):
        found[name] = Markup(text).unescape()
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', options)
        found[name] = Markup(chosen[1]).unescape() if chosen else ""
    return found


def test_a_designer_says_when_it_is_looked_for_and_what_it_rests_on(draft):
    sent = _form(draft.page("reglages/"))
    law = {"law1_fr": "Code général des collectivités territoriales", "law1_article": "L2212-2"}
    wrong = draft.post("reglages/", sent | {"law1_article": "L2212-2", "events": ["naissance"]})
    assert "Dites de quel texte" in wrong.content.decode()
    for link in ("http://exemple.fr", "javascript:alert(1)", 'https://exemple.fr/"><script>'):
        assert draft.post("reglages/", sent | law | {"law1_link": link}).status_code == 422
    assert draft.post("reglages/", sent | law | {"events": ["invented"]}).status_code == 422
    link = "https://www.legifrance.gouv.fr/codes/id/LEGITEXT000006070633/"
    assert (
        draft.post("reglages/", sent | law | {"law1_link": link, "events": ["association", "deces"]}).status_code == 302
    )
    document = draft.row.document
    assert [one.get("article") for one in document["definition"]["laws"]] == ["L3334-2", "L2212-2"]
    assert document["face"]["events"] == ["association", "deces"]
    # emptied, it goes
    sent = _form(draft.page("reglages/"))
    draft.post(
        "reglages/", sent | {"law0_fr": "", "law0_en": "", "law0_article": "", "law0_link": "", "events": ["deces"]}
    )
    assert [one["article"] for one in draft.row.document["definition"]["laws"]] == ["L2212-2"]


def test_residents_find_it_by_what_happens_to_them_and_read_its_texts(draft):
    client = Client()
    page = client.get("/demarches/", headers={"host": HOST}).content.decode()
    assert "?moment=association" in page
    assert "?moment=deces" not in page
    found = client.get("/demarches/?moment=association", headers={"host": HOST}).content.decode()
    assert "<h1>Je fais vivre une association</h1>" in found
    assert "/demarches/buvette-temporaire/" in found
    for nonsense in ("deces", "<b>", "x" * 500):
        assert client.get("/demarches/", {"moment": nonsense}, headers={"host": HOST}).status_code == 404
    start = client.get("/demarches/buvette-temporaire/", headers={"host": HOST}).content.decode()
    assert "Textes de référence" in start
    assert "Code de la santé publique" in start
    assert 'href="https://www.legifrance.gouv.fr/' in start


def test_an_unknown_moment_keeps_it_from_being_published(draft):
    row, _focus = written(draft.studio, Settle(face={"events": ["naissance"]}), draft.row)
    assert not [one for one in row.problems if one["part"] == "face.events"]
    row, _focus = written(draft.studio, Settle(face={"events": ["invented"]}), row)
    assert [one["blocking"] for one in row.problems if one["part"] == "face.events"] == [True]
    with _as_owner():
        assert Procedure.objects.filter(slug="buvette-temporaire", events=["association"]).exists()
