"""Requests begun for somebody: by a link with answers, by a programme whose link one person claims."""

import datetime as dt
from urllib.parse import urlencode, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given, settings, strategies as st

from parvis.apiplatform.data import Scope
from parvis.cases import api as cases
from parvis.cases.domain import drafts
from parvis.cases.models import Draft
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures.demonstration import catalogue
from parvis.procedures.domain import prefilling
from tests.cases.conftest import AT, VISITOR
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk
from tests.factories.programmes import offered, programme
from tests.procedures.demonstration import form_of

pytestmark = pytest.mark.django_db
SLUG = "buvette-temporaire"
PATH = f"/demarches/{SLUG}/prerempli/"
GOOD = {
    "event_name": "Fête du quartier",
    "setting": "outside",
    "opens_at": "24/12/2027 18:30",
    "association.rna": "W594001234",
    "association.name": "Les Corsaires",
    "groups": "1",
}


@pytest.fixture
def here(db):
    found = desk()
    offered(found)
    return found


def browser(here):
    return Client(headers={"host": here.place.host})


def text(answer):
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


class TestLinks:
    def test_what_is_understood_is_shown_and_begun_with(self, here):
        visitor = browser(here)
        page = visitor.get(f"{PATH}?{urlencode(GOOD)}")
        said = text(page)
        assert page.status_code == 200
        assert "Fête du quartier" in said
        assert "n’a pas pu être utilisée" not in said
        assert Draft.objects.count() == 0  # an address keeps nothing
        begun = visitor.post(f"/demarches/{SLUG}/commencer/", {"prefill": urlencode(GOOD)})
        assert begun.status_code == 302
        with _as_owner():
            draft = Draft.objects.get()
        assert draft.answers["event_name"] == "Fête du quartier"
        assert draft.answers["setting"] == "outside"
        assert draft.answers["association"]["rna"] == "W594001234"
        assert draft.answers["opens_at"].startswith("2027-12-24T18:30")
        assert draft.prefilled["how"] == "link"
        assert "lien que vous avez suivi" in text(visitor.get(begun["Location"], follow=True))

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("colour=red", "« colour » n’est pas une question"),
            ("setting=sur la lune", "sur la lune"),
            ("opens_at=demain", "demain"),
            ("email=pas-une-adresse", "email"),
            ("plan=x.pdf", "« plan » n’est pas une question"),
            ("association.1.rna=W1", "n’est pas une question"),
            (f"event_name={'x' * 2000}", "trop long"),
        ],
    )
    def test_what_is_not_is_said_at_the_top_and_never_put(self, here, query, said):
        page = browser(here).get(f"{PATH}?event_name=Kermesse&{query}")
        assert page.status_code == 200
        assert said.replace(" ", " ") in text(page)
        name = query.partition("=")[0].partition(".")[0]
        posted = browser(here).post(f"/demarches/{SLUG}/commencer/", {"prefill": query})
        assert posted.status_code == 302
        with _as_owner():
            assert name not in Draft.objects.latest("id").answers

    def test_counters_of_visits_are_left_alone(self, here):
        page = browser(here).get(f"{PATH}?utm_source=lettre&event_name=Kermesse")
        assert "n’a pas pu être utilisée" not in text(page)

    def test_nowhere_else(self, here):
        assert browser(here).get("/demarches/no-such/prerempli/?a=b").status_code == 404


@settings(max_examples=60, deadline=None)
@given(
    entry=st.sampled_from(catalogue.CATALOGUE),
    pairs=st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=6),
    known=st.data(),
)
def test_nothing_that_stands_in_an_address_breaks_anything(entry, pairs, known):
    form = form_of(entry.slug)
    paths = [one.path for one in form.importable("fr")]
    made = QueryDict(mutable=True)
    for name, value in pairs:
        made.appendlist(known.draw(st.one_of(st.just(name), st.sampled_from(paths))), value)
    found = prefilling.read(form, made, {"today": "2026-05-04"}, "fr")
    assert form.carried(found.answers) == found.answers  # each as its question keeps it


class TestProgrammes:
    def prepared(self, here, **body):
        body = {"answers": {"event_name": "Fête de la Saint-Jean", "place": "Place Jean-Bart"}} | body
        return programme(here, [Scope.CASES_PREFILL]).post(f"procedures/{SLUG}/prefills", body)

    def test_a_link_is_claimed_once_and_says_who_prepared_what(self, here):
        answer = self.prepared(here)
        assert answer.status_code == 201, answer.content
        path = urlsplit(answer.json()["address"]).path
        first, second = browser(here), browser(here)
        page = text(first.get(path))
        assert "Logiciel de la ville a préparé pour vous" in page
        assert "Place Jean-Bart" in page
        taken = first.post(path, follow=True)
        assert "remplies par Logiciel de la ville" in text(taken)
        assert second.get(path).status_code == second.post(path).status_code == 410
        draft_id = answer.json()["id"]
        assert second.get(f"/brouillons/{draft_id}/").status_code == 404
        assert first.get(f"/brouillons/{draft_id}/").status_code == 200

    def test_an_account_takes_it_along(self, here):
        who = people.person(given_name="Amina", family_name="Benali")
        visitor = browser(here)
        people.sign_in(visitor, who, host=here.place.host)
        path = urlsplit(self.prepared(here).json()["address"]).path
        visitor.post(path)
        with _as_owner():
            assert Draft.objects.get().person_id == who.id

    def test_it_is_thrown_away_at_a_wish(self, here):
        path = urlsplit(self.prepared(here).json()["address"]).path
        assert browser(here).post(path, {"refuse": "1"}).status_code == 302
        with _as_owner():
            assert not Draft.objects.exists()

    def test_what_nobody_claims_is_forgotten_and_opens_nothing_before(self, here):
        answer = self.prepared(here, days=1)
        path = urlsplit(answer.json()["address"]).path
        with _as_owner():
            Draft.objects.update(claim_until=clock.now() - dt.timedelta(minutes=1))
        assert browser(here).get(path).status_code == 410
        assert browser(here).post(path).status_code == 410
        self.prepared(here)
        with acting(Reach(actor="timer")):
            assert drafts.forget(at=clock.now()) == 1
        with _as_owner():
            assert Draft.objects.count() == 1

    def test_a_programme_sees_no_draft_and_nobody_else_either(self, here):
        self.prepared(here)
        with here.town.inside():
            assert not Draft.objects.exists()
        with acting(Reach(actor="web")):
            assert not Draft.objects.exists()

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"answers": {"nothing": 1}}, "/answers/nothing"),
            ({"answers": {"setting": "moon"}}, "/answers/setting"),
            ({"answers": {}, "days": 400}, "/days"),
        ],
    )
    def test_what_is_wrong_is_told_where_it_stands(self, here, body, pointer):
        answer = self.prepared(here, **body)
        assert answer.status_code == 422
        assert pointer in [one["pointer"] for one in answer.json()["errors"]]

    def test_other_scopes_prepare_nothing(self, here):
        found = programme(here, [Scope.CASES_READ])
        assert found.post(f"procedures/{SLUG}/prefills", {"answers": {}}).status_code == 403

    def test_agents_read_who_prepared_it(self, here):
        draft_id, token = here.town.draft()
        with _as_owner():
            Draft.objects.filter(id=draft_id).update(prefilled={"by": "Logiciel", "how": "programme", "fields": []})
        with acting(Reach(actor="web", token=token)):
            made = cases.submit(draft_id, by=VISITOR, at=AT)
        agent = Client()
        people.sign_in(agent, here.sofia)
        assert "préremplie par Logiciel" in text(agent.get(f"/agents/dossiers/{made.reference}/"))
