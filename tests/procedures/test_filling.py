"""Filling in without JavaScript: every step saved, nothing lost, one case whatever the network does."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.cases.models import Case, Draft
from parvis.config.permissions import TABLE
from parvis.identity.api import Flood
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.procedures import api as procedures
from parvis.procedures.views import starting
from tests.conftest import _as_owner
from tests.factories.procedures import SLUG
from tests.procedures.conftest import HOST, Visit, posts
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db


def cases() -> list[Case]:
    with _as_owner():
        return list(Case.objects.all())


def test_the_start_page_says_what_a_person_needs_before_they_start(visit):
    text = visit.get(f"/demarches/{SLUG}/").content.decode()
    assert "Ce qui vous sera demandé" in text
    assert "Sans réponse après 2" in text
    assert "Vie associative et événements" in text
    assert "03\u00a028\u00a000\u00a000\u00a001" in text


@pytest.mark.parametrize("sought", ["W594001234", "w594 001 234", "732 829 320 00074"])
def test_what_is_left_of_the_limits_is_counted_before_starting(visit, sought):
    text = visit.get(f"/demarches/{SLUG}/?association={sought}").content.decode()
    assert text.count("restantes") == 8, "the event's year counts: this one and the next are shown"
    for year in (clock.today().year, clock.today().year + 1):
        assert f"Pour un évènement en {year}" in text


def test_counting_for_number_after_number_is_held_back(visit):
    limit = dataclasses.replace(starting.COUNT_ADDRESS, attempts=3)
    with mock.patch.object(starting, "COUNT_ADDRESS", limit):
        answers = [visit.get(f"/demarches/{SLUG}/?association=W59400123{last}") for last in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert visit.get(f"/demarches/{SLUG}/").status_code == 200, "the page itself stays open"


def test_a_flood_of_saves_is_held_back_and_a_person_is_not(visit, settings):
    settings.PARVIS_DEMO = False  # there, the machine that runs it is spared
    visit.begin()
    flood = Flood("save:test", 5, dt.timedelta(minutes=2))
    rule = dataclasses.replace(TABLE["procedures:autosave"], attempts=flood)
    with mock.patch.dict(TABLE, {"procedures:autosave": rule}):
        path = visit.page("who") + "brouillon/"
        answers = [visit.post(path, {"f-agreed": "no"}).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2


def test_a_wrong_number_is_explained_beside_its_field(visit):
    text = visit.get(f"/demarches/{SLUG}/?association=12").content.decode()
    assert "Saisissez un numéro RNA" in text
    assert 'value="12"' in text


def test_a_visitor_fills_in_and_sends(visit):
    check = visit.fill()
    assert check == f"/brouillons/{visit.draft}/"
    text = visit.get(check).content.decode()
    assert "Fête de la Saint-Jean" in text
    assert "Il reste 5 autorisations" in text
    sent = visit.post(f"/brouillons/{visit.draft}/envoyer/")
    assert sent.status_code == 302
    [case] = cases()
    assert sent.url == f"/demandes/{case.reference}/recu/"
    assert case.answers["event_name"] == "Fête de la Saint-Jean"
    assert visit.client.cookies["suivi"].value


@pytest.mark.parametrize("again", ["envoyer/", "", "page/who/"])
def test_sent_twice_it_is_one_case(visit, again):
    visit.fill()
    first = visit.post(f"/brouillons/{visit.draft}/envoyer/")
    path = f"/brouillons/{visit.draft}/{again}"
    second = visit.post(path) if again == "envoyer/" else visit.get(path)
    assert second.status_code == 302
    assert second.url == first.url
    assert len(cases()) == 1


def test_an_error_keeps_what_was_typed_and_saves_the_rest(visit):
    visit.begin()
    typed = {"f-association-name": "Les Corsaires", "f-association-rna": "W12", "f-agreed": "no", "version": "1"}
    answer = visit.post(visit.page("who"), typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="W12"' in text
    assert 'value="Les Corsaires"' in text
    assert "<title>Erreur" in text
    again = visit.get(visit.page("who")).content.decode()
    assert 'value="W12"' in again
    assert visit.version() == 2


def test_incomplete_it_cannot_be_sent(visit):
    visit.begin()
    assert visit.post(f"/brouillons/{visit.draft}/envoyer/").url == f"/brouillons/{visit.draft}/"
    text = visit.get(f"/brouillons/{visit.draft}/").content.decode()
    assert "réponses" in text
    assert "Envoyer la demande" not in text
    assert cases() == []


def test_two_windows_lose_nothing(visit):
    visit.begin()
    said = posts()
    visit.post(visit.page("who"), {**said["who"], "version": "1"})
    answer = visit.post(visit.page("event"), {**said["event"], "version": "1"})
    assert answer.status_code == 200
    assert "modifié dans une autre fenêtre" in answer.content.decode()
    with _as_owner():
        answers = Draft.objects.get(id=visit.draft).answers
    assert answers["association"]["name"] == "Les Corsaires de la Citadelle"
    assert answers["event_name"] == "Fête de la Saint-Jean"
    version = re.search(r'name="version" value="(\d+)"', answer.content.decode())
    assert version
    on = visit.post(visit.page("event"), {**said["event"], "version": version[1]})
    assert on.status_code == 302


def test_what_is_sent_later_is_in_the_language_that_was_read_last(visit):
    visit.begin()
    visit.client.cookies["langue"] = "en"
    visit.post(visit.page("who"), {**posts()["who"], "version": "1"})
    with _as_owner():
        assert Draft.objects.get(id=visit.draft).language == "en"


def test_autosave_keeps_half_a_page(visit):
    visit.begin()
    saved = visit.post(visit.page("who") + "brouillon/", {"f-association-name": "Les Cors", "version": "1"})
    assert saved.status_code == 200
    assert saved.json()["version"] == 2
    late = visit.post(visit.page("who") + "brouillon/", {"f-association-name": "Les Corsaires", "version": "1"})
    assert late.status_code == 409
    assert 'value="Les Corsaires"' in visit.get(visit.page("who")).content.decode()


def test_autosave_after_the_request_was_sent(visit):
    visit.fill()
    visit.post(f"/brouillons/{visit.draft}/envoyer/")
    late = visit.post(visit.page("who") + "brouillon/", {"f-association-name": "X", "version": "1"})
    assert late.status_code == 410


def test_another_browser_sees_no_draft(visit):
    visit.begin()
    for path in (visit.page("who"), f"/brouillons/{visit.draft}/", f"/brouillons/{visit.draft}/plus-tard/"):
        missing = Client().get(path, headers={"host": HOST})
        unknown = Client().get(path.replace(visit.draft, str(new_id())), headers={"host": HOST})
        assert missing.status_code == unknown.status_code == 404


def test_a_hidden_page_or_an_unknown_one_leads_to_a_visible_one(visit):
    visit.begin()
    assert visit.get(visit.page("nothing")).url == visit.page("who")
    assert visit.post(visit.page("nothing"), {"version": "1"}).status_code == 404


def test_resumed_elsewhere_by_a_link(visit, mailoutbox):
    visit.begin()
    visit.post(visit.page("who"), {**posts()["who"], "version": "1", "later": "1"})
    wrong = visit.post(f"/brouillons/{visit.draft}/plus-tard/", {"email": "jean"})
    assert wrong.status_code == 422
    assert 'value="jean"' in wrong.content.decode()
    assert (
        "Le lien est en route"
        in visit.post(f"/brouillons/{visit.draft}/plus-tard/", {"email": "jean@example.fr"}).content.decode()
    )
    run_waiting()
    link = re.search(r"http://dunkerque\.localhost(?::\d+)?(/reprendre/\S+/)", str(mailoutbox[0].body))
    assert link
    elsewhere = Client()
    assert elsewhere.get(link[1], headers={"host": HOST}).status_code == 200
    opened = elsewhere.post(link[1], headers={"host": HOST})
    assert opened.url == f"/brouillons/{visit.draft}/reprendre/"
    page = elsewhere.get(visit.page("who"), headers={"host": HOST})
    assert "Les Corsaires de la Citadelle" in page.content.decode()
    assert visit.get(visit.page("who")).status_code == 404
    assert Client().post(link[1], headers={"host": HOST}).status_code == 410


def test_a_draft_is_thrown_away_after_a_second_look(visit):
    visit.begin()
    assert visit.get(f"/brouillons/{visit.draft}/supprimer/").status_code == 200
    assert visit.post(f"/brouillons/{visit.draft}/supprimer/").url == "/"
    assert visit.get(visit.page("who")).status_code == 404


def test_a_closed_procedure_cannot_be_started(visit):
    with _as_owner():
        procedures.set_open(visit.territory.dunkerque.id, SLUG, is_open=False)
    assert "fermée pour l’instant" in visit.get(f"/demarches/{SLUG}/").content.decode()
    assert visit.post(f"/demarches/{SLUG}/commencer/")["Location"] == f"/demarches/{SLUG}/"


@contextmanager
def statements(most: int) -> Iterator[None]:
    """At most so many statements beside savepoints and the walls' settings."""
    with CaptureQueriesContext(connection) as queries:
        yield
    apart = ("SAVEPOINT", "RELEASE", "select set_config")
    found = [query["sql"] for query in queries if not query["sql"].startswith(apart)]
    assert len(found) <= most, "\n".join(found)


def test_statements_of_each_step(visit: Visit):
    said = posts()
    visit.get(f"/demarches/{SLUG}/")  # a process loads a revision once
    with statements(4):  # one of them for the real delays
        visit.get(f"/demarches/{SLUG}/")
    with statements(5):
        visit.begin()
    for page_id in ("who", "event"):
        with statements(1):
            visit.get(visit.page(page_id))
        version = str(visit.version())
        with statements(2):
            visit.post(visit.page(page_id), {**said[page_id], "version": version})


def test_how_to_be_told_is_asked_before_sending_and_kept(visit, settings):
    settings.PARVIS_SMS_GATEWAY = "simulator"
    page = visit.get(visit.fill()).content.decode()
    assert "Comment voulez-vous être prévenu" in page
    assert page.count('name="told"') == 2
    visit.post(f"/brouillons/{visit.draft}/envoyer/", {"told": ["sms"]})
    [case] = cases()
    assert case.told_by == {"receipt": ["sms"], "message": ["sms"], "decision": ["sms"]}
