"""Beginning from an earlier request: what is still asked the same way comes along, the rest is said."""

import copy
import json

import pytest

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.models import Draft
from parvis.kernel import clock
from parvis.procedures.demonstration import temporary_bar
from tests.cases.test_turn_pages import resident, text
from tests.conftest import _as_owner
from tests.factories.desk import desk
from tests.factories.programmes import offered

pytestmark = pytest.mark.django_db
SLUG = "buvette-temporaire"


@pytest.fixture
def here(db):
    found = desk()
    offered(found)
    return found


@pytest.fixture
def made(here):
    return here.submit()


def path(made):
    return f"/demarches/{SLUG}/depuis/{made.reference}/"


def begin(here, made):
    browser = resident(here, made)
    answer = browser.post(f"/demarches/{SLUG}/commencer/", {"earlier": made.reference})
    assert answer.status_code == 302
    with _as_owner():
        return browser, Draft.objects.filter(case_id=None).latest("id")


def republish(here, change):
    document = copy.deepcopy(temporary_bar.definition().model_dump(mode="json", exclude_defaults=True))
    items = {
        item["id"]: (section["items"], item)
        for page in document["form"]["pages"]
        for section in page["sections"]
        for item in section["items"]
    }
    change(items)
    document = json.loads(json.dumps(document).replace("{capacity}", "{role}"))
    with _as_owner():
        cases.types.publish(here.town.case_type.id, CaseTypeDefinition.model_validate(document), at=clock.now())


def test_from_the_page_of_the_procedure_to_the_draft(here, made):
    browser = resident(here, made)
    assert path(made) in browser.get(f"/demarches/{SLUG}/").content.decode()
    page = text(browser.get(path(made)))
    assert "Fête de la Saint-Jean" in page
    browser, draft = begin(here, made)
    assert draft.answers["event_name"] == "Fête de la Saint-Jean"
    assert (draft.prefilled["how"], draft.prefilled["by"]) == ("earlier", made.reference)
    assert f"viennent de votre demande {made.reference}" in text(browser.get(f"/brouillons/{draft.id}/"))


def test_what_is_asked_otherwise_now_is_left_out_and_said(here, made):
    def change(items):
        items["place"][1]["type"] = "long_text"
        items["place"][1].pop("options", None)
        items["capacity"][1]["id"] = "role"
        chosen = next(one for one in items["setting"][1]["options"]["choices"] if one["value"] == "outside")
        chosen["label"] = {"fr": "Partout ailleurs", "en": "Anywhere else"}

    republish(here, change)
    page = text(resident(here, made).get(path(made)))
    assert "asked" not in page
    for said in (
        "Lieu de la buvette : c’est demandé autrement maintenant",
        "Où la buvette sera-t-elle installée ? : c’est demandé autrement maintenant",
        "ce n’est plus demandé",
    ):
        assert said in page
    _browser, draft = begin(here, made)
    assert not {"place", "setting", "capacity", "role"} & set(draft.answers)
    assert draft.answers["event_name"] == "Fête de la Saint-Jean"


def test_a_stranger_and_another_procedure_find_nothing(here, made):
    other = here.submit(phone="+33612345679")
    stranger = resident(here, other)
    assert stranger.get(path(made)).status_code == 404
    assert stranger.post(f"/demarches/{SLUG}/commencer/", {"earlier": made.reference}).status_code == 404
    with _as_owner():
        assert not Draft.objects.filter(case_id=None).exists()
