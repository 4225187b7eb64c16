"""Changing a sent request on its pages: choosing, two windows, an agent who decides at that moment."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.cases import api as cases
from parvis.cases.models import Case, Turn
from parvis.kernel import clock
from parvis.workload.models import Notice
from tests import queue
from tests.cases.test_amending import definition
from tests.cases.test_turn_pages import agent, held, own, resident, text
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    found = make_desk()
    with _as_owner():
        cases.types.publish(found.town.case_type.id, definition(), at=clock.now())
    return found


@pytest.fixture
def made(desk):
    return desk.submit()


def chosen(desk, made, *fields, browser=None):
    """The browser of the person, and the page of the answers that they chose."""
    browser = browser or resident(desk, made)
    answer = browser.post(f"{own(made, 'amend')}?choose", {"field": fields}, follow=True)
    return browser, answer


def sent(made, page, **answers):
    """What that page sends."""
    turn = re.search(r'name="turn" value="([^"]+)"', page.content.decode())[1]
    return {"version": held(made).version, "turn": turn, **{f"f-{name}": value for name, value in answers.items()}}


def test_from_the_request_to_the_agent_who_sees_what_changed(desk, made):
    browser, agents = resident(desk, made), agent(desk)
    agents.get(f"/agents/dossiers/{made.reference}/")
    with CaptureQueriesContext(connection) as before:
        agents.get(f"/agents/dossiers/{made.reference}/")
    assert own(made, "amend") in browser.get(f"/demandes/{made.reference}/").content.decode()
    assert "Place Jean-Bart" in text(browser.get(own(made, "amend")))
    empty = browser.post(own(made, "amend"), {})
    assert (empty.status_code, "Cochez" in text(empty)) == (422, True)
    browser, page = chosen(desk, made, "place", browser=browser)
    assert "Vous aviez répondu : Place Jean-Bart" in text(page)
    desk_page = text(agent(desk).get(f"/agents/dossiers/{made.reference}/"))
    assert "L’usager modifie ses réponses" in desk_page
    answer = browser.post(own(made, "amend"), sent(made, page, place="Parc de la Marine"), follow=True)
    assert "Vos modifications ont été envoyées." in text(answer)
    with CaptureQueriesContext(connection) as after:
        seen = text(agents.get(f"/agents/dossiers/{made.reference}/"))
    assert len(after) <= len(before)
    assert "de sa propre initiative" in seen
    assert "1 réponse modifiée par l’usager" in seen
    assert held(made).answers["place"] == "Parc de la Marine"


def test_a_second_click_sends_nothing_more(desk, made):
    browser, page = chosen(desk, made, "place")
    data = sent(made, page, place="Parc")
    for _time in range(2):
        assert browser.post(own(made, "amend"), data).status_code == 302
    assert held(made).version == 2


def test_two_windows_that_chose_different_answers_lose_nothing(desk, made):
    browser, first = chosen(desk, made, "place")
    one = sent(made, first, place="Parc")
    browser, second = chosen(desk, made, "event_name", browser=browser)
    other = sent(made, second, event_name="Fête du quartier")
    assert browser.post(own(made, "amend"), one).status_code == 302
    behind = browser.post(own(made, "amend"), other)
    assert (behind.status_code, "Fête du quartier" in behind.content.decode()) == (409, True)
    again = sent(made, behind, event_name="Fête du quartier")
    assert browser.post(own(made, "amend"), again).status_code == 302
    found = held(made).answers
    assert (found["place"], found["event_name"]) == ("Parc", "Fête du quartier")


def test_an_agent_takes_it_on_at_that_moment_and_what_was_typed_is_not_lost(desk, made):
    browser, page = chosen(desk, made, "place")
    data = sent(made, page, place="Parc de la Marine") | {"note": "Il pleuvra."}
    desk.take(made, desk.sofia)
    late = browser.post(own(made, "amend"), data)
    assert late.status_code == 409
    assert "Parc de la Marine\nIl pleuvra." in late.content.decode()
    assert held(made).answers["place"] == "Place Jean-Bart"
    gone = browser.get(own(made, "amend"), follow=True)
    assert "Cela n’est plus possible" in text(gone) or gone.redirect_chain


def test_a_stranger_finds_nothing(desk, made):
    _browser, page = chosen(desk, made, "place")
    other = desk.submit(phone="+33612345679")
    stranger = resident(desk, other)
    assert stranger.get(own(made, "amend")).status_code == 404
    assert stranger.post(own(made, "amend"), sent(made, page, place="X")).status_code == 404
    assert held(made).answers["place"] == "Place Jean-Bart"


def test_who_follows_the_request_is_told(desk, made, as_owner):
    with as_owner():
        Case.objects.filter(id=made.case_id).update(assignee_id=desk.sofia.id, assignee_name="Sofia Leclercq")
    browser, page = chosen(desk, made, "place")
    browser.post(own(made, "amend"), sent(made, page, place="Parc"))
    queue.run_waiting()
    with as_owner():
        assert Notice.objects.filter(person_id=desk.sofia.id, what="amended", case_id=made.case_id).exists()
        assert Turn.objects.get(state="answered").kind == "amendment"
