"""Beginning from an earlier request: what is still asked the same way comes along, the rest is said."""

import copy
import json
from functools import partial

import pytest
from django.urls import reverse

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, LinkKind
from parvis.cases.domain import relating
from parvis.cases.domain.again import Around
from parvis.cases.models import Case, Draft, Link, TimelineEntry
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures.demonstration import temporary_bar
from tests.cases.conftest import VISITOR
from tests.cases.test_desk import client_of
from tests.cases.test_turn_pages import resident, text
from tests.conftest import _as_owner
from tests.factories.desk import desk
from tests.factories.programmes import offered
from tests.queue import run_waiting

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


def test_both_requests_lead_to_each_other(here, made):
    """The person's pages by what they have; the agents' by a link, which they may take away."""
    browser, draft = begin(here, made)
    page = text(browser.get(f"/demandes/{made.reference}/"))
    assert "à partir de" not in page
    with _as_owner():
        answers = Case.objects.get(id=made.case_id).answers
        Draft.objects.filter(id=draft.id).update(answers=answers)
    with acting(Reach(actor="web", token=draft.token_hash, subjects=(made.subject_id,))):
        second = cases.submit(draft.id, by=VISITOR, at=clock.now())
    run_waiting()
    with _as_owner():
        pair = [Case.objects.get(id=one.case_id) for one in (made, second)]
        timelines = [list(TimelineEntry.objects.filter(case=one).order_by("id")) for one in pair]
    with acting(Reach(actor="web", subjects=(made.subject_id, second.subject_id))):
        assert cases.again.told(pair[0], timelines[0]) == Around("", (second.reference,))
        assert cases.again.told(pair[1], timelines[1]) == Around(made.reference, ())
    agent = client_of(here.malik)
    for one, other in ((made, second), (second, made)):
        path_of = partial(reverse, "cases:agent_case")
        assert path_of(args=[other.reference]) in agent.get(path_of(args=[one.reference])).content.decode()
    with _as_owner():
        link = Link.objects.get()
    assert (link.case_id, link.other_id, link.kind) == (second.case_id, made.case_id, LinkKind.FOLLOWS)
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        assert relating.unlink(made.case_id, link.id, by=here.actor(here.malik), at=clock.now())
    with _as_owner():
        assert not Link.objects.exists()


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
