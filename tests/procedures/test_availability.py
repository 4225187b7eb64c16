"""When a procedure takes requests: its stages, its places, the page on which that is set."""

import datetime as dt
from contextlib import suppress

import pytest
from django.test import Client
from hypothesis import given, strategies as st

from parvis.access.api import Role, appoint, wall_for
from parvis.cases.data import Actor, ActorKind
from parvis.cases.models import Case, Draft
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from parvis.procedures.data import Availability, NotOpen, Stage
from parvis.procedures.domain import availability
from parvis.procedures.models import Procedure
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.procedures import SLUG
from tests.procedures.conftest import HOST, Visit

NOW = dt.datetime(2026, 5, 4, 12, tzinfo=PARIS)
HOUR = dt.timedelta(hours=1)
START = f"/demarches/{SLUG}/"
PAGE = f"/administration/ouvertures/{SLUG}/"


@pytest.mark.parametrize(
    ("plan", "stage"),
    [
        (Availability(True), Stage.OPEN),
        (Availability(False), Stage.CLOSED),
        (Availability(False, opens_at=NOW - HOUR), Stage.CLOSED),
        (Availability(True, opens_at=NOW), Stage.OPEN),
        (Availability(True, opens_at=NOW + HOUR), Stage.BEFORE),
        (Availability(True, closes_at=NOW), Stage.AFTER),
        (Availability(True, closes_at=NOW + HOUR), Stage.OPEN),
        (Availability(True, quota=3, taken=2), Stage.OPEN),
        (Availability(True, quota=3, taken=3), Stage.FULL),
        (Availability(True, opens_at=NOW + HOUR, quota=3, taken=3), Stage.BEFORE),
        (Availability(True, closes_at=NOW - HOUR, quota=3, taken=3), Stage.AFTER),
    ],
)
def test_stages(plan, stage):
    assert availability.stage(plan, NOW) is stage


_MOMENTS = st.none() | st.integers(-5, 5).map(lambda hours: NOW + hours * HOUR)


@given(st.booleans(), _MOMENTS, _MOMENTS, st.none() | st.integers(1, 3), st.integers(0, 4))
def test_it_is_open_only_within_everything_that_was_set(is_open, opens, closes, quota, taken):
    plan = Availability(is_open, opens, closes, quota, taken)
    inside = is_open and (opens is None or opens <= NOW) and (closes is None or closes > NOW)
    assert (availability.stage(plan, NOW) is Stage.OPEN) == (inside and (quota is None or taken < quota))


def plan(visit: Visit, **changes):
    said = {"is_open": True, "opens_at": None, "closes_at": None, "quota": None, "said": {}}
    with _as_owner():
        availability.plan(visit.territory.dunkerque.id, SLUG, **said | changes)


def listed(visit: Visit) -> bool:
    return "Ouvrir une buvette" in visit.get("/demarches/").content.decode()


def test_before_it_opens_its_page_says_when(visit):
    said = {Stage.BEFORE: {"fr": "Les places seront mises en ligne le 4 mai."}}
    plan(visit, opens_at=clock.now() + HOUR, said=said)
    text = visit.get(START).content.decode()
    assert "Cette démarche ouvre le" in text
    assert "Les places seront mises en ligne" in text
    assert "commencer/" not in text
    assert visit.post(f"{START}commencer/")["Location"] == START
    assert listed(visit)


@pytest.mark.parametrize("closed", [{"is_open": False}, {"opens_at": clock.now() + 9999 * HOUR}])
def test_a_draft_is_not_sent_while_it_is_closed(visit, closed):
    visit.fill()
    plan(visit, **closed)
    answer = visit.client.post(f"/brouillons/{visit.draft}/envoyer/", headers={"host": HOST}, follow=True)
    assert "ne reçoit pas de demandes en ce moment" in answer.content.decode()
    with _as_owner():
        assert not Case.objects.exists()
    plan(visit)
    assert "/recu/" in visit.post(f"/brouillons/{visit.draft}/envoyer/")["Location"]


@pytest.mark.parametrize(("channel", "sent"), [("post", 1), ("counter", 1), ("api", 0)])
def test_what_came_on_paper_is_entered_after_the_date(visit, channel, sent):
    visit.fill()
    plan(visit, closes_at=clock.now() - HOUR)
    with _as_owner():
        Draft.objects.filter(id=visit.draft).update(channel=channel)
        draft = Draft.objects.get(id=visit.draft)
        by = Actor(ActorKind.AGENT, name="Sofia")
        with acting(Reach(actor="web", token=draft.token_hash)), suppress(NotOpen):
            availability.submit(draft, by=by, at=clock.now())
        assert Case.objects.count() == sent


def test_after_its_date_it_is_no_longer_listed_and_drafts_stay(visit):
    visit.fill()
    plan(visit, closes_at=clock.now() - HOUR)
    assert "Cette démarche est fermée depuis le" in visit.get(START).content.decode()
    assert not listed(visit)
    answer = visit.client.post(f"/brouillons/{visit.draft}/envoyer/", headers={"host": HOST}, follow=True)
    assert "ne reçoit pas de demandes en ce moment" in answer.content.decode()
    with _as_owner():
        assert not Case.objects.exists()
        assert Draft.objects.get(id=visit.draft).answers["event_name"] == "Fête de la Saint-Jean"


def test_the_last_place(visit):
    plan(visit, quota=1)
    assert "Il reste 1 place" in visit.get(START).content.decode()
    visit.fill()
    other = Visit(Client(), visit.territory)
    other.fill()
    sent = f"/brouillons/{visit.draft}/envoyer/"
    assert "/recu/" in visit.post(sent)["Location"]
    assert "/recu/" in visit.post(sent)["Location"], "sent again, it takes no second place"
    answer = other.client.post(f"/brouillons/{other.draft}/envoyer/", headers={"host": HOST}, follow=True)
    assert "toutes les places sont prises" in answer.content.decode()
    assert "Toutes les places sont prises" in visit.get(START).content.decode()
    plan(visit, quota=2)
    assert "/recu/" in other.post(f"/brouillons/{other.draft}/envoyer/")["Location"]
    with _as_owner():
        assert Case.objects.count() == 2
        assert Procedure.objects.get(slug=SLUG, organisation_id=visit.territory.dunkerque.id).taken == 2


@pytest.fixture
def claire(visit):
    who = people.person("claire@example.org", given_name="Claire", family_name="Vandamme")
    town = visit.territory.dunkerque.id
    with _as_owner():
        appoint(
            person_id=who.id,
            organisation_id=town,
            department_id=None,
            role=Role.ADMINISTRATOR,
            walls=[wall_for(town, "general")],
        )
    browser = Client(headers={"host": HOST})
    people.sign_in(browser, who, host=HOST)
    return browser


def test_an_administrator_opens_and_closes_on_dates(visit, claire):
    assert SLUG in claire.get("/administration/ouvertures/").content.decode()
    typed = {
        "is_open": "1",
        "opens_at": "2026-05-04T09:00",
        "closes_at": "2099-06-30T18:00",
        "quota": "40",
        "full_fr": "Écrivez-nous pour la liste d’attente.",
    }
    answer = claire.post(PAGE, typed, follow=True)
    assert "ouverte jusqu’au 30" in answer.content.decode()
    kept = availability.of(visit.territory.dunkerque.id, SLUG)
    assert kept.opens_at == dt.datetime(2026, 5, 4, 9, tzinfo=PARIS)
    assert (kept.quota, kept.taken, kept.is_open) == (40, 0, True)
    assert kept.said == {Stage.FULL: {"fr": "Écrivez-nous pour la liste d’attente."}}
    assert 'value="2026-05-04T09:00"' in claire.get(PAGE).content.decode()
    assert claire.post(PAGE, {"is_open": "0"}).status_code == 302
    assert not procedures.get(visit.territory.dunkerque.id, SLUG).is_open


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"opens_at": "2027-05-04T09:00", "closes_at": "2027-05-04T09:00"}, "Elle fermerait avant d’ouvrir."),
        ({"quota": "0"}, "supérieure ou égale à 1"),
        ({"opens_at": "demain"}, "date"),
        ({"before_en": "Soon"}, "Donnez d’abord le texte français"),
    ],
)
def test_what_is_wrong_is_said_and_kept(visit, claire, typed, said):
    answer = claire.post(PAGE, {"is_open": "1"} | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert next(iter(typed.values())) in answer.content.decode()
    assert availability.of(visit.territory.dunkerque.id, SLUG) == Availability(is_open=True)


def test_a_stranger_opens_nothing(visit):
    assert visit.post(PAGE, {"is_open": "0"}).status_code in (302, 401, 403, 404)
    assert procedures.get(visit.territory.dunkerque.id, SLUG).is_open
