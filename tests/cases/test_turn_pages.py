"""The pages of corrections, visits, proposals and renewal: for agents and for the person concerned."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from parvis.access.api import follow
from parvis.access.cookies import FOLLOWED
from parvis.cases import api as cases
from parvis.cases.models import Case, Draft, Message, Turn
from parvis.kernel import clock
from tests.cases import flowing
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    found = make_desk()
    with _as_owner():
        cases.types.publish(found.town.case_type.id, flowing.definition(), at=clock.now())
    return found


@pytest.fixture
def made(desk):
    return desk.submit()


def agent(desk, who=None):
    found = Client()
    people.sign_in(found, who or desk.sofia)
    return found


def resident(desk, *made):
    client = Client(headers={"host": desk.place.host})
    response = HttpResponse()
    follow(RequestFactory().get("/", headers={"host": desk.place.host}), response, [one.subject_id for one in made])
    client.cookies[FOLLOWED] = response.cookies[FOLLOWED].value
    return client


def text(response):
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\u00a0", " ").replace("\u202f", " "))


def held(made):
    with _as_owner():
        return Case.objects.get(id=made.case_id)


def step(made, transition):
    return f"/agents/dossiers/{made.reference}/suite/{transition}/"


def own(made, transition):
    return f"/demandes/{made.reference}/suite/{transition}/"


def ask(desk, made, **more):
    return agent(desk).post(
        step(made, "ask_corrections"),
        {
            "version": held(made).version,
            "mend": ["place"],
            "why-place": "incorrect",
            "words-place": "Le *parc*, pas la place",
            "f-by_day-day": "1",
            "f-by_day-month": "12",
            "f-by_day-year": str(clock.today().year + 1),
            **more,
        },
    )


class TestAsking:
    def test_every_answer_can_be_ticked_with_its_value(self, desk, made):
        answer = agent(desk).get(step(made, "ask_corrections"))
        read = text(answer)
        assert answer.status_code == 200
        assert "Place Jean-Bart" in read
        assert 'name="why-place"' in answer.content.decode()

    def test_it_is_asked(self, desk, made):
        assert ask(desk, made).status_code == 302
        read = text(agent(desk).get(f"/agents/dossiers/{made.reference}/"))
        assert "Le *parc*, pas la place" in read
        assert "inexacte" in read

    @pytest.mark.parametrize(
        "wrong", [{"why-place": ""}, {"why-place": "odd"}, {"mend": [], "why-place": ""}, {"words-place": "x" * 2001}]
    )
    def test_what_is_missing_is_said_and_nothing_is_lost(self, desk, made, wrong):
        answer = ask(desk, made, **wrong)
        assert answer.status_code == 422
        assert held(made).status == "received"
        if wrong.get("mend", True):
            assert 'value="place" checked' in answer.content.decode()

    def test_another_came_first(self, desk, made):
        version = held(made).version
        desk.take(made, desk.malik)
        answer = ask(desk, made, version=version)
        assert answer.status_code == 409
        assert "Le *parc*, pas la place" in answer.content.decode()


class TestMending:
    def mend(self, client, made, **more):
        with _as_owner():
            turn = Turn.objects.get(case=made.case_id)
        return client.post(
            own(made, "mend"),
            {"version": held(made).version, "turn": turn.id, "f-place": "Parc de la Marine", "note": "", **more},
        )

    def test_only_what_was_asked_is_shown_with_its_reason(self, desk, made):
        ask(desk, made)
        client = resident(desk, made)
        read = text(client.get(f"/demandes/{made.reference}/"))
        assert read.count("Le *parc*, pas la place") == 1
        answer = client.get(own(made, "mend"))
        page = answer.content.decode()
        assert 'name="f-place"' in page
        assert 'name="f-event_name"' not in page
        assert "Place Jean-Bart" in page
        assert "Le *parc*, pas la place" in text(answer)

    def test_mended_once_however_often_it_is_sent(self, desk, made):
        ask(desk, made)
        client = resident(desk, made)
        version = held(made).version
        for _time in range(2):
            assert self.mend(client, made, version=version).status_code == 302
        case = held(made)
        assert (case.answers["place"], case.status) == ("Parc de la Marine", "under_review")
        read = text(agent(desk).get(f"/agents/dossiers/{made.reference}/"))
        for words in ("Place Jean-Bart", "Parc de la Marine"):
            assert words in read

    def test_input_is_kept_on_error(self, desk, made):
        ask(desk, made)
        answer = self.mend(resident(desk, made), made, **{"f-place": "", "note": "Un mot"})
        assert answer.status_code == 422
        assert "Un mot" in answer.content.decode()
        assert held(made).answers["place"] == "Place Jean-Bart"

    def test_nobody_elses(self, desk, made):
        ask(desk, made)
        assert self.mend(resident(desk, desk.submit()), made).status_code == 404

    def test_a_mended_answer_opens_questions_which_are_then_asked(self, desk, made):
        """The event moves into a sports ground: what is asked of events outside goes, two other questions come."""
        ask(desk, made, **{"mend": ["setting"], "why-setting": "incorrect"})
        client = resident(desk, made)
        shown = client.get(own(made, "mend")).content.decode()
        unseen = re.search(r'name="f-unseen" value="([^"]*)"', shown).group(1)
        assert set(unseen.split()) >= {"nature", "exceptional"}
        said = {"f-setting": "sports_ground", "f-unseen": unseen}
        answer = self.mend(client, made, **said)
        assert answer.status_code == 200
        assert 'href="#f-nature"' in answer.content.decode()
        assert held(made).answers["setting"] == "outside"
        answer = self.mend(client, made, **said | {"f-nature": "tourism", "f-exceptional": "no", "f-unseen": ""})
        assert answer.status_code == 302, text(answer)
        answers = held(made).answers
        assert (answers["setting"], answers["nature"], answers["exceptional"]) == ("sports_ground", "tourism", False)
        assert "occasion" not in answers
        with _as_owner():
            assert Turn.objects.get().answered["before"] == {"occasion": "own_event", "setting": "outside"}


class TestVisit:
    def plan(self, desk, made):
        desk.take(made, desk.sofia)
        year = str(clock.today().year + 1)
        return agent(desk).post(
            step(made, "propose_visit"),
            {
                "version": held(made).version,
                "f-slots-count": "1",
                "f-slots-0-at-day": "3",
                "f-slots-0-at-month": "6",
                "f-slots-0-at-year": year,
                "f-slots-0-at-time": "14h30",
                "f-minutes": "20",
                "f-place": "Mairie, guichet 3",
                "f-bring": "Les originaux",
                "reason": "",
            },
        )

    def slot(self, made):
        with _as_owner():
            return Turn.objects.get(case=made.case_id).asked["slots"][0]

    def test_the_page_proposes_what_the_definition_says(self, desk, made):
        desk.take(made, desk.sofia)
        page = agent(desk).get(step(made, "propose_visit")).content.decode()
        for words in ("Mairie, guichet 3", "Les originaux", 'value="20"'):
            assert words in page

    def test_another_date_is_a_row_not_a_write(self, desk, made):
        desk.take(made, desk.sofia)
        answer = agent(desk).post(
            step(made, "propose_visit"), {"version": held(made).version, "f-slots-count": "1", "f-slots-add": "1"}
        )
        assert answer.status_code == 200
        assert "f-slots-1-at-day" in answer.content.decode()
        assert held(made).status == "under_review"

    def test_proposed_confirmed_in_the_calendar_moved(self, desk, made):
        assert self.plan(desk, made).status_code == 302
        client = resident(desk, made)
        read = text(client.get(f"/demandes/{made.reference}/"))
        assert "14 h 30" in read
        assert "Mairie, guichet 3" in read
        answer = client.post(own(made, "confirm_visit"), {"version": held(made).version, "slot": self.slot(made)})
        assert answer.status_code == 302
        file = client.get(f"/demandes/{made.reference}/rendez-vous.ics")
        assert file["Content-Type"].startswith("text/calendar")
        assert b"DTSTART:" + self.slot(made)[:4].encode() in file.content
        assert all(len(line) <= 75 for line in file.content.split(b"\r\n"))
        assert "14 h 30" in text(agent(desk).get(f"/agents/dossiers/{made.reference}/"))
        moved = client.post(own(made, "move_visit"), {"version": held(made).version, "reason": "Plutôt le vendredi"})
        assert moved.status_code == 302
        assert client.get(f"/demandes/{made.reference}/rendez-vous.ics").status_code == 404
        with _as_owner():
            assert Message.objects.filter(body="Plutôt le vendredi").count() == 1

    def test_nothing_chosen(self, desk, made):
        self.plan(desk, made)
        answer = resident(desk, made).post(own(made, "confirm_visit"), {"version": held(made).version})
        assert answer.status_code == 422
        assert "slot" in answer.content.decode()


class TestProposal:
    def test_the_supervisor_reads_it_and_confirms(self, desk, made):
        desk.take(made, desk.sofia)
        client = agent(desk)
        said = {"version": held(made).version, "grounds": ["public_order"], "reason": "Trois plaintes en mai."}
        assert "public_order" in client.get(step(made, "propose_refuse")).content.decode()
        assert client.post(step(made, "propose_refuse"), said).status_code == 302
        malik = agent(desk, desk.malik)
        assert "Trois plaintes en mai." in text(malik.get(f"/agents/dossiers/{made.reference}/"))
        assert "Trois plaintes en mai." in text(malik.get(step(made, "confirm_refuse")))
        assert malik.post(step(made, "confirm_refuse"), {"version": held(made).version}).status_code == 302
        assert held(made).status == "refused"


class TestRenewal:
    def accepted(self, desk):
        """One that was accepted today, and a moment a fortnight before its year ends."""
        made = desk.submit(days=70)
        desk.take(made, desk.malik)
        desk.move(made, "accept", desk.malik)
        return made, clock.now() + dt.timedelta(days=70 + 365 - 14)

    def test_offered_near_the_end_prefilled_and_linked(self, desk):
        made, later = self.accepted(desk)
        with clock.fixed(later):
            client = resident(desk, made)
            page = client.get(f"/demandes/{made.reference}/")
            assert "renouveler/" in page.content.decode()
            answer = client.post(f"/demandes/{made.reference}/renouveler/")
            assert answer.status_code == 302
            with _as_owner():
                draft = Draft.objects.get(renews_id=made.case_id)
            assert draft.answers["event_name"] == "Fête de la Saint-Jean"
            assert client.post(f"/demandes/{made.reference}/renouveler/")["Location"] == answer["Location"]

    def test_linked_both_ways_for_both_sides(self, desk):
        made, later = self.accepted(desk)
        with _as_owner():
            again = desk.submit()
            Case.objects.filter(id=again.case_id).update(renews_id=made.case_id)
        for one, other in ((made, again), (again, made)):
            assert other.reference in text(agent(desk).get(f"/agents/dossiers/{one.reference}/"))
        with clock.fixed(later):
            client = resident(desk, made, again)
            for one, other in ((made, again), (again, made)):
                assert other.reference in text(client.get(f"/demandes/{one.reference}/"))

    def test_never_from_somebody_elses(self, desk):
        made, later = self.accepted(desk)
        with clock.fixed(later):
            stranger = resident(desk, desk.submit())
            assert stranger.post(f"/demandes/{made.reference}/renouveler/").status_code == 404

    def test_not_before_its_time(self, desk, made):
        desk.take(made, desk.malik)
        desk.move(made, "accept", desk.malik)
        client = resident(desk, made)
        assert "renouveler/" not in client.get(f"/demandes/{made.reference}/").content.decode()
        assert client.post(f"/demandes/{made.reference}/renouveler/")["Location"] == f"/demandes/{made.reference}/"


def test_the_agents_page_takes_one_statement_more(desk, made):
    client = agent(desk)
    path = f"/agents/dossiers/{made.reference}/"
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(path)
    assert sum("cases_turn" in one["sql"] for one in queries) == 1
