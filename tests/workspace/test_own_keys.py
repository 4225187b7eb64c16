"""Single keys that an agent changes or switches off: refused in words where two would be one, told to every page."""

import html
import json
import re

import pytest

from parvis.kernel.ui import keys
from parvis.workspace.domain import pressing
from parvis.workspace.models import Keys
from tests.cases.test_desk import page
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import client_of

PAGE = "/agents/touches/"
USUAL = {key: key for key in keys.usual()}


@pytest.mark.parametrize(
    ("typed", "digits", "kept"),
    [
        ({}, True, {}),
        ({"n": "m"}, True, {"n": "m"}),
        ({"n": "p", "p": "n"}, True, {"n": "p", "p": "n"}),
        ({"j": ""}, True, {"j": ""}),
        ({" ": "e"}, True, {" ": "e"}),
        ({"x": "Espace", " ": ""}, True, {"x": " ", " ": ""}),
        ({"x": "3"}, False, {"x": "3"} | dict.fromkeys(keys.DIGITS, "")),
        ({"n": "é"}, True, {"n": "é"}),
    ],
)
def test_what_is_kept_is_what_differs(typed, digits, kept):
    assert pressing.check(USUAL | typed, digits=digits) == kept


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"n": "p"}, {"n", "p"}),
        ({"n": "abc"}, {"n"}),
        ({"n": "3"}, {"n"}),
        ({"x": "espace"}, {"x", " "}),
        ({"x": "  "}, {"x", " "}),
        ({"n": "\u200b"}, {"n"}),
    ],
)
def test_what_can_not_be_is_refused_key_by_key(typed, wrong):
    with pytest.raises(pressing.Clash) as clash:
        pressing.check(USUAL | typed, digits=True)
    assert set(clash.value.problems) == wrong


def fields(**changed):
    return {f"key-{ord(key)}": changed.get(key, key) for key in keys.usual()} | {"digits": "1"}


def told(answer):
    """What the page tells the script, and the keys of its help."""
    text = answer.content.decode()
    return json.loads(html.unescape(re.search(r'data-own="([^"]*)"', text)[1])), text


@pytest.mark.django_db
def test_the_list_and_the_case_have_the_keys_of_who_looks():
    desk = make_desk()
    made = desk.submit()
    sofia = client_of(desk.sofia)
    assert sofia.post(PAGE, fields(n="m", j="")).headers["Location"] == PAGE
    for address in ("/agents/", page(made), PAGE):
        own, text = told(sofia.get(address))
        assert own == {"n": "m", "j": ""}, address
        assert re.search(r'data-does="down"[^>]*data-rests', text), address
        assert f'href="{PAGE}"' in text
    assert 'value="m"' in text
    assert told(client_of(desk.malik).get("/agents/"))[0] == {}
    refused = sofia.post(PAGE, fields(n="p"))
    assert refused.status_code == 422
    assert "sert déjà à" in html.unescape(refused.content.decode())
    sofia.post(PAGE, fields(n="z") | {"usual": "1"})
    assert told(sofia.get("/agents/"))[0] == {}
    with _as_owner():
        assert not Keys.objects.exists()


@pytest.mark.django_db
def test_what_was_kept_and_means_nothing_now_harms_nobody():
    desk = make_desk()
    with _as_owner():
        Keys.objects.create(person_id=desk.sofia.id, own={"ö": "x", "n": 7, "p": "q"})
    assert told(client_of(desk.sofia).get("/agents/"))[0] == {"p": "q"}
