"""The session carried to a site: single use, 30 seconds, one host, one browser; and nowhere else to go."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from parvis.access.views.entry import STATE
from parvis.identity.domain import handover
from parvis.identity.models import HandOver, Session
from parvis.identity.secrets import digest
from parvis.kernel import clock
from parvis.territory.models import Site
from tests.factories import people

COOKIE = settings.SESSION_COOKIE_NAME


class Browser:
    """A browser with a jar for each host, that follows the way from a site to the territory and back, step by step."""

    def __init__(self):
        self.jars = {}

    def at(self, host):
        return self.jars.setdefault(host, Client(HTTP_HOST=f"{host}:8000"))

    def get(self, address):
        parts = urlsplit(address)
        return self.at(parts.hostname).get(f"{parts.path}?{parts.query}")


@pytest.fixture
def at(db):
    return people.place()


def ask(browser, at, path="/compte/sessions/?x=1"):
    """From the site to the territory: the address of the page that gives the code."""
    answer = browser.at(at.host).get("/connexion/", {"next": path})
    assert answer.status_code == 302
    return answer["Location"]


def given(page):
    """The address that the page goes on to."""
    return re.search(r'content="0;url=([^"]+)"', page.content.decode()).group(1).replace("&amp;", "&")


def test_signed_in_on_the_territory_is_signed_in_on_a_site_and_out_of_both(at):
    browser, who = Browser(), people.person(password=people.PASSWORD)
    address = ask(browser, at)
    first = browser.get(address)
    assert first.status_code == 302
    login = browser.at("localhost").get(first["Location"])
    entry = parse_qs(urlsplit(first["Location"]).query)["next"][0]
    assert browser.at("localhost").get(entry).status_code == 302
    assert login.status_code in (200, 302)
    done = browser.at("localhost").post(
        "/compte/connexion/", {"login": who.email, "password": people.PASSWORD, "next": address.split("8000", 1)[1]}
    )
    back = given(browser.at("localhost").get(done["Location"]))
    assert back.startswith(f"http://{at.host}:8000/connexion/retour/?code=")
    arrived = browser.get(back)
    assert (arrived.status_code, arrived["Location"]) == (302, "/compte/sessions/?x=1")
    key = browser.at(at.host).cookies[COOKIE].value
    assert key != browser.at("localhost").cookies[COOKIE].value
    with people._as_owner():
        child = Session.objects.get(key_hash=digest(key))
        assert (child.person_id, child.host, child.parent.host) == (who.id, at.host, "localhost")
    assert browser.at(at.host).get("/invitation/x/").status_code == 302  # leads to the territory's host
    browser.at(at.host).post("/deconnexion/")
    with people._as_owner():
        assert not Session.objects.filter(person=who).exists(), "signing out anywhere ends all"


def code_for(browser, at, who, path="/"):
    """A code for this browser, and the way back that carries it."""
    address = ask(browser, at, path)
    people.sign_in(browser.at("localhost"), who)
    return given(browser.get(address))


def test_a_code_serves_once(at):
    browser = Browser()
    back = code_for(browser, at, people.person())
    state = browser.at(at.host).cookies[STATE].value
    assert browser.get(back).status_code == 302
    browser.at(at.host).cookies[STATE] = state
    assert browser.get(back).status_code == 400


def test_a_code_is_good_for_thirty_seconds(at):
    start = clock.now()
    for seconds, status in ((29, 302), (30, 400)):
        with clock.fixed(start):
            browser = Browser()
            back = code_for(browser, at, people.person())
        with clock.fixed(start + dt.timedelta(seconds=seconds)):
            assert browser.get(back).status_code == status


def test_a_stolen_code_opens_nothing_and_is_burnt(at):
    victim, thief = Browser(), Browser()
    back = code_for(victim, at, people.person())
    assert thief.get(back).status_code == 400
    assert COOKIE not in thief.at(at.host).cookies
    ask(thief, at)
    assert thief.get(back).status_code == 400, "a state of its own does not help"
    assert victim.get(back).status_code == 400, "presented, so gone"


def test_a_code_for_one_site_opens_no_other(at):
    other = people.place("gravelines", "GR")
    browser = Browser()
    back = code_for(browser, at, people.person())
    browser.at(other.host).cookies[STATE] = browser.at(at.host).cookies[STATE].value
    assert browser.get(back.replace(at.host, other.host)).status_code == 400


def test_a_code_of_a_session_that_ended_opens_nothing(at):
    browser, who = Browser(), people.person()
    back = code_for(browser, at, who)
    browser.at("localhost").post("/deconnexion/")
    assert browser.get(back).status_code == 400


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:1", "x"])
def test_it_leads_nowhere_else(at, evil):
    browser = Browser()
    back = code_for(browser, at, people.person(), evil)
    assert urlsplit(back).netloc == f"{at.host}:8000"
    assert browser.get(back)["Location"] == "/"


@pytest.mark.parametrize("site", ["", "evil.example", "018f4f0e-0000-7000-8000-000000000000"])
def test_a_code_is_given_for_our_sites_alone(at, site):
    client = Client()
    people.sign_in(client, people.person())
    answer = client.get("/connexion/vers-le-site/", {"site": site, "state": "0" * 64, "next": "/"})
    assert answer.status_code == 404
    with people._as_owner():
        assert not HandOver.objects.exists()


def test_a_challenge_is_a_digest(at):
    client = Client()
    people.sign_in(client, people.person())
    from parvis.territory.api import sites

    for state in ("", "short", "Z" * 64):
        answer = client.get("/connexion/vers-le-site/", {"site": str(sites.of(at.id).id), "state": state})
        assert answer.status_code == 404


def test_two_tabs_share_a_state(at):
    browser = Browser()
    first, second = ask(browser, at), ask(browser, at)
    people.sign_in(browser.at("localhost"), people.person())
    state = browser.at(at.host).cookies[STATE].value
    for address in (second, first):
        assert browser.get(given(browser.get(address))).status_code == 302
        browser.at(at.host).cookies[STATE] = state
        del browser.at(at.host).cookies[COOKIE]


@pytest.mark.django_db(transaction=True)
def test_of_two_that_present_a_code_at_once_one_gets_in():
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    from parvis.access.api import acting_as

    at, who = people.place(), people.person()
    people.cookies(who)
    with people._as_owner():
        session = Session.objects.get(person=who)
    barrier = Barrier(4)
    with acting_as(who.id):
        code = handover.give(session_id=session.id, person_id=who.id, host=at.host, challenge=digest("state"), path="/")

    def take(_):
        try:
            barrier.wait(timeout=10)
            return handover.take(code=code, host=at.host, state="state", user_agent="")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, range(4)))
    assert len([found for found in taken if found]) == 1


def test_without_a_state_no_code_is_given_and_the_site_asks_again(at):
    browser, who = Browser(), people.person()
    people.sign_in(browser.at("localhost"), who)
    with people._as_owner():
        site = Site.objects.get(organisation_id=at.id)
    page = browser.at("localhost").get("/connexion/vers-le-site/", {"site": site.id, "next": "/demandes/"})
    assert given(page) == f"http://{at.host}:8000/connexion/?next=%2Fdemandes%2F"
    with people._as_owner():
        assert not HandOver.objects.exists()
    elsewhere = browser.at("localhost").get(
        "/connexion/vers-le-site/", {"site": site.id, "next": "https://elsewhere.example/"}
    )
    assert given(elsewhere) == f"http://{at.host}:8000/connexion/?next=%2F"
