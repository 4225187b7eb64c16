"""The agents' lists: what they hold, in which order, for whom, at what cost."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.data import Role
from parvis.access.models import Refusal
from parvis.cases import api as cases
from parvis.cases.api import Selection
from parvis.cases.domain import inbox, revisions
from parvis.finding import api as finding
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.territory.api import forget
from parvis.workspace.domain import counting
from tests.cases.conftest import VISITOR
from tests.factories import people
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    revisions.load.cache_clear()
    yield
    revisions.load.cache_clear()
    forget()


@pytest.fixture
def desk(db):
    return make_desk()


def client_of(who, host="localhost"):
    found = Client()
    people.sign_in(found, who, host=host)
    return found


def shown(response):
    """The references of a list, in order."""
    return re.findall(r'<span class="pv-reference">([^<]+)</span>', response.content.decode())


def test_the_most_urgent_come_first_and_those_without_a_date_last(desk):
    today = clock.today()
    soon, late, never = desk.submit(), desk.submit(), desk.submit()
    desk.due(soon, today + dt.timedelta(days=2))
    desk.due(late, today - dt.timedelta(days=1))
    desk.due(never, None)
    page = client_of(desk.sofia).get("/agents/")
    assert page.status_code == 200
    assert shown(page) == [late.reference, soon.reference, never.reference]
    text = page.content.decode()
    assert "en retard d’un jour" in text
    assert "dans 2 jours" in text
    assert "Les Corsaires de la Citadelle" in text


def test_each_filter_holds_its_own(desk):
    today = clock.today()
    mine, late, week = desk.submit(), desk.submit(), desk.submit()
    desk.take(mine, desk.sofia)
    desk.due(mine, today + dt.timedelta(days=30))
    desk.due(late, today - dt.timedelta(days=3))
    desk.due(week, today)
    client = client_of(desk.sofia)
    assert shown(client.get("/agents/miens/")) == [mine.reference]
    assert shown(client.get("/agents/non-attribues/")) == [late.reference, week.reference]
    assert shown(client.get("/agents/en-retard/")) == [late.reference]
    assert shown(client.get("/agents/cette-semaine/")) == [week.reference]
    page = client.get("/agents/").content.decode()
    for label, number in (("À traiter", 3), ("Mes dossiers", 1), ("Non attribués", 2), ("En retard", 1)):
        assert f"{label}\u00a0({number})" in page
    assert '<span class="pv-rail__count">3</span>' in page
    assert ">SL</span>" in page


def test_what_is_finished_leaves_the_list(desk):
    made = desk.submit()
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        cases.transition(made.case_id, "withdraw", by=VISITOR, at=clock.now(), version=1)
    page = client_of(desk.sofia).get("/agents/")
    assert shown(page) == []
    assert "Rien à traiter" in page.content.decode()


def test_a_new_message_shows_until_an_agent_reads_it(desk):
    made = desk.submit()
    desk.reply(made, "Une précision")
    client = client_of(desk.sofia)
    assert "Nouveau message" in client.get("/agents/").content.decode()
    assert client.get(f"/agents/dossiers/{made.reference}/").status_code == 200
    assert "Nouveau message" not in client.get("/agents/").content.decode()


def test_its_statements_do_not_grow_with_its_rows(desk):
    client = client_of(desk.sofia)
    desk.submit()
    client.get("/agents/")  # what a process keeps is read once
    counts = []
    for more in (0, 2):
        for _ in range(more):
            desk.reply(desk.submit(), "Bonjour")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/agents/").status_code == 200
        statements = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        counts.append(len(statements))
    assert counts[0] == counts[1], counts
    assert counts[1] <= 8, statements


def test_pages_go_on_and_back_by_key(desk, monkeypatch):
    today = clock.today()
    made = [desk.submit() for _ in range(5)]
    for one, days in zip(made, (3, 1, 1, None, 2), strict=True):
        desk.due(one, today + dt.timedelta(days=days) if days is not None else None)
    order = [made[1], made[2], made[4], made[0], made[3]]
    whole = finding.page
    monkeypatch.setattr(finding, "page", lambda *args, **options: whole(*args, **options, size=2))
    client = client_of(desk.sofia)
    link = re.compile(r'<a href="([^"]+)" rel="(prev|next)"')

    def follow(address):
        page = client.get(address)
        ways = {way: html.unescape(to) for to, way in link.findall(page.content.decode())}
        return shown(page), ways

    pages = [follow("/agents/")]
    while "next" in pages[-1][1]:
        pages.append(follow(pages[-1][1]["next"]))
    assert [reference for found, _ in pages for reference in found] == [one.reference for one in order]
    assert "prev" not in pages[0][1]
    back = follow(pages[2][1]["prev"])
    assert back[0] == pages[1][0]
    assert follow(back[1]["prev"])[0] == pages[0][0]


@pytest.mark.parametrize("typed", ["", "~", "2026-13-01~x", "x~01900000-0000-7000-8000-000000000001", "a" * 500])
def test_a_place_that_is_none_opens_the_first_page(desk, typed):
    made = desk.submit()
    assert shown(client_of(desk.sofia).get("/agents/", {"after": typed})) == [made.reference]


def test_numbers_are_exact_up_to_a_thousand(desk, monkeypatch):
    for _ in range(3):
        desk.submit()
    with acting(Reach(actor="web", walls=(desk.town.wall_id,))):
        counted = cases.inbox_counts([desk.town.wall_id], person_id=desk.sofia.id, today=clock.today())
    assert counted[Selection.ALL] == 3
    assert counted[Selection.MINE] == 0
    monkeypatch.setattr(inbox, "COUNTED", 2)
    with acting(Reach(actor="web", walls=(desk.town.wall_id,))):
        counted = cases.inbox_counts([desk.town.wall_id], person_id=desk.sofia.id, today=clock.today())
    assert counted[Selection.ALL] == 3  # more than two: it stopped there
    for found, words in ((999, "999"), (1000, "1\u202f000"), (1001, "1\u202f000\u202f+")):
        around = counting.Around(dict.fromkeys(Selection, found))
        monkeypatch.setattr(counting, "_ask", lambda *_, around=around: around)
        page = client_of(desk.sofia).get("/agents/").content.decode()
        assert f"À traiter\u00a0({words})" in page
        assert f'<span class="pv-rail__count">{words}</span>' in page


def test_an_agent_of_two_communes_sees_both_at_home_and_one_on_each_site(desk):
    other = make_desk("Gravelines", "GV", "59273")
    people.member(other.place, Role.AGENT, who=desk.sofia)
    here, there = desk.submit(), other.submit()
    both = client_of(desk.sofia).get("/agents/")
    assert set(shown(both)) == {here.reference, there.reference}
    assert "Collectivité" in both.content.decode()
    assert shown(client_of(desk.sofia, desk.place.host).get("/agents/")) == [here.reference]
    assert shown(client_of(desk.sofia, other.place.host).get("/agents/")) == [there.reference]
    assert client_of(desk.malik, other.place.host).get("/agents/").status_code == 404


def test_only_who_reads_requests_has_the_list(desk):
    assert client_of(desk.helene).get("/agents/").status_code == 404
    assert client_of(people.person()).get("/agents/").status_code == 404
    assert Client(HTTP_HOST="localhost").get("/agents/").status_code == 302


def test_whoever_has_a_page_in_the_rail_has_a_door_to_it_on_every_page(desk):
    door = re.compile(r'<a href="([^"]+)"[^>]*>Espace des agents</a>')
    host = desk.place.host
    admin = people.member(desk.place, Role.ADMINISTRATOR)
    for who, first in (
        (desk.sofia, "/agents/debut/"),
        (desk.helene, "/agents/consultations/"),
        (admin, "/agents/membres/"),
        (people.person("habitante@example.org"), None),
    ):
        client = client_of(who, host)
        text = client.get("/aide/", headers={"host": host}).content.decode()
        assert door.findall(text) == ([first] if first else []), who.email
        if first:
            assert client.get(first, headers={"host": host}, follow=True).status_code == 200


def test_a_reference_is_found_as_it_was_dictated(desk):
    made = desk.submit()
    client = client_of(desk.sofia)
    spoken = made.reference.replace("-", " ").lower().replace("0", "o")
    found = client.get("/agents/chercher/", {"q": spoken})
    assert (found.status_code, found["Location"]) == (302, f"/agents/dossiers/{made.reference}/")
    words = client.get("/agents/chercher/", {"q": "DK-26"})
    assert (words.status_code, words["Location"]) == (302, "/agents/?state=all&words=DK-26")
    assert client.get("/agents/chercher/").status_code == 302


def test_what_lies_outside_the_walls_is_not_found_and_the_attempt_is_noted(desk, as_owner):
    other = make_desk("Gravelines", "GV", "59273")
    there = other.submit()
    answer = client_of(desk.sofia).get("/agents/chercher/", {"q": there.reference})
    assert answer.status_code == 404
    assert there.reference in answer.content.decode()  # as typed
    with as_owner():
        noted = Refusal.objects.get()
    assert (noted.person_id, noted.kind) == (desk.sofia.id, "case")


def test_the_data_protection_officer_asks_by_reference_who_opened_a_request(desk):
    made, other = desk.submit(), make_desk("Gravelines", "GV", "59273").submit()
    helene = client_of(desk.helene)
    found = helene.get("/agents/consultations/", {"q": made.reference.lower()})
    assert found["Location"] == f"/agents/dossiers/{made.reference}/consultations/"
    page = helene.get(found["Location"]).content.decode()
    assert "Qui a ouvert quoi" in page  # the way back, in the rail
    assert 'href="/agents/"' not in page  # no list for her
    assert helene.get("/agents/consultations/", {"q": other.reference}).status_code == 404
    assert client_of(desk.sofia).get("/agents/consultations/").status_code == 404
