"""Choosing cases in a list: the boxes, the address that goes with them, who sees what can be done."""

import html
import re

import pytest

from parvis.access.api import Right, held_here
from parvis.kernel.ui import shell
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import client_of

pytestmark = pytest.mark.django_db


def _sent(page):
    """What the form of the list sends beside the boxes."""
    form = re.search(r'<form id="choose".*?</form>', page, re.DOTALL).group(0)
    return [
        (html.unescape(name), html.unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    ]


def test_a_registered_action_is_a_button_that_takes_the_chosen_and_the_address_of_the_list(db):
    desk = make_desk()
    made = desk.submit()
    desk.take(made, desk.sofia)
    client = client_of(desk.sofia)
    mine = shell.ListAction("try", "Essayer", "workspace:start", 999)
    others = shell.ListAction(
        "other", "Interdit", "workspace:keep", 999, shown=lambda request: bool(held_here(request, Right.ASSIGN_CASES))
    )
    with shell.LIST_ACTIONS.overridden(mine), shell.LIST_ACTIONS.overridden(others):
        page = client.get("/agents/miens/?state=all&sort=-received").content.decode()
        ticked = client.get("/agents/miens/?state=all&ticked=page").content.decode()
        live = client.get(f"/agents/nouveau/?list=mine&since={made.case_id}&seen={made.case_id.hex}.0").content.decode()
    assert f'name="case" value="{made.case_id}" form="choose"' in page
    assert 'formaction="/agents/debut/">Essayer' in page
    assert "Interdit" not in page
    # what always holds in the list goes along: it is not in its address
    assert _sent(page) == [
        ("state", "all"),
        ("assignee:is", "me"),
        ("sort", "-received"),
        ("back", "/agents/miens/?state=all&sort=-received"),
    ]
    assert not re.search(r'name="case"[^>]* checked', page)
    assert re.search(r'name="case"[^>]* checked', ticked), "the page is ticked without scripts"
    assert 'name="case"' in live, "a row drawn anew keeps its box"
