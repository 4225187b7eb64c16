"""The filters at hand above a list: each value is a link, in force or not, and leads to what it says."""

import html
import re

import pytest

from parvis.cases.api import Selection
from parvis.finding.data import Filter, Operator, Query
from parvis.finding.domain import dictionary
from parvis.workspace.data import selected
from parvis.workspace.domain import quick
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew
from tests.workspace.test_lists import got, three  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _columns():
    """Numbers of columns that were rolled back are nobody's: the next test must not trust them."""
    dictionary.forget()
    yield
    dictionary.forget()


MENU = re.compile(r'<details class="pv-quick__menu".*?<summary[^>]*>(.*?)</summary>(.*?)</details>', re.S)


def menus(client, address="/agents/"):
    """Each menu of a list: its picks as (label, address, whether it is in force)."""
    text = client.get(address).content.decode()
    found = {}
    for name, body in MENU.findall(text):
        picks = re.findall(r'<a href="([^"]*)"( aria-current="true")?>(.*?)</a>', body, re.S)
        found[html.unescape(name)] = {
            html.unescape(re.sub(r"<.*", "", label, flags=re.S)).strip(): (html.unescape(to), bool(on))
            for to, on, label in picks
        }
    return found


def test_each_value_leads_to_the_list_with_it_and_back(three):  # noqa: F811
    desk, made = three
    client = client_of(desk.sofia)
    found = menus(client)
    assert set(found) == {"Statut", "Réponse attendue", "Attribué à", "Réponses"}
    for name, picks in found.items():
        for label, (address, on) in picks.items():
            assert not on
            answer = client.get(address)
            assert answer.status_code == 200, (name, label)
            if name == "Réponses":
                assert '<details class="pv-filters__group" id="answers" open>' in answer.content.decode()
                continue
            back, now = menus(client, address)[name][label]
            assert now, (name, label)
            assert back == "/agents/"
    assert got(desk, made, found["Attribué à"]["moi"][0]) == ["fair"]
    assert got(desk, made, found["Attribué à"]["personne"][0]) == ["ball"]
    assert got(desk, made, found["Statut"]["Reçue"][0]) == ["ball"]
    assert got(desk, made, found["Réponse attendue"]["aujourd’hui"][0]) == ["fair"]


def test_what_always_holds_in_a_list_has_no_menu(three):  # noqa: F811
    desk, _made = three
    client = client_of(desk.sofia)
    assert "Attribué à" not in menus(client, "/agents/miens/")
    assert "Réponse attendue" not in menus(client, "/agents/en-retard/")
    assert "Réponse attendue" not in menus(client, "/agents/?state=all")


def test_a_day_takes_the_place_of_another_and_leaves_other_filters_alone():
    base = selected(Selection.ALL)
    words = Filter("status", Operator.IS, ("received",))
    late = Query(filters=(words, Filter("late", Operator.IS, ("1",))))
    due = (Filter("due", Operator.FROM, ("today",)), Filter("due", Operator.TO, ("today",)))
    found = quick._pick(base, late, "today", *due, apart=("late",))
    assert found.address == base.page(Query(filters=(words, *due)))
    again = quick._pick(base, Query(filters=(words, *due)), "today", *due, apart=("late",))
    assert (again.current, again.address) == (True, base.page(Query(filters=(words,))))
