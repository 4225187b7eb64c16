"""A condition written with the editor's script, by keyboard: drawn anew and checked while one types, saved once."""

import pytest
from playwright.sync_api import Page, expect

from parvis.studio.domain.elements import find
from tests.browser import Browse, Server
from tests.factories.people import cookies_of
from tests.studio.conftest import make_studio

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOST = "cu-dunkerque.localhost"


def held(page: Page) -> str:
    """The id of the control that has the keyboard."""
    return str(page.evaluate("document.activeElement.id"))


def test_a_condition_is_written_by_keyboard(server: Server, browse: Browse) -> None:
    studio = make_studio()
    draft = studio.begun()
    page = browse(cookies=cookies_of(studio.ines, host=HOST), host=HOST)
    page.goto(server.address(f"{draft.path}element/email/regle/affichage/0/", HOST))
    here = page.url
    state, told = page.locator("#rule-state"), page.locator("#rule-r-1-told")

    page.get_by_role("button", name="Condition", exact=True).press("Enter")
    expect(page.locator("#rule-r-0-subject")).to_be_focused()
    page.keyboard.type("Où la buvette")  # a list goes to what one types
    page.keyboard.press("Tab")
    expect(page.locator("#rule-r-0-op")).to_be_focused()  # which was not there before
    page.keyboard.type("est")
    page.keyboard.press("Tab")
    expect(page.locator("#rule-r-0-value")).to_be_visible()
    page.locator("#rule-r-0-value").select_option("sports_ground")
    expect(page.locator("#rule-text")).to_have_value('setting = "sports_ground"')
    expect(state).to_contain_text("Rien à corriger")

    # a second row, in a list of values that one types: what is wrong is said beside it, and the caret stays
    page.get_by_role("button", name="Condition", exact=True).press("Enter")
    expect(page.locator("#rule-r-1-subject")).to_be_focused()
    page.locator("#rule-r-1-subject").select_option("groups")
    page.locator("#rule-r-1-op").select_option("at_least")
    number = page.locator("#rule-r-1-number")
    number.press_sequentially("deux")
    expect(told).to_contain_text("n’est pas un nombre")
    assert held(page) == "rule-r-1-number"
    number.fill("2")
    expect(told).to_be_empty()
    expect(page.locator("#rule-text")).to_have_value('setting = "sports_ground" et nombre(groups) >= 2')

    # into a group, and the text taken for the rows
    page.get_by_role("button", name="Mettre dans un groupe : condition 2").press("Enter")
    expect(page.locator("#rule-r-1-1-subject")).to_be_focused()
    page.get_by_text("La même chose en texte").click()
    text = page.locator("#rule-text")
    text.fill('setting = "sports_ground" et (exceptional ou setting = "ailleurs")')
    expect(state).to_contain_text("corriger")
    text.fill('setting = "sports_ground" et (exceptional ou agreed)')
    page.get_by_role("button", name="Prendre le texte").press("Enter")
    expect(page.locator("#rule-r-1-1-op")).to_have_value("yes")
    expect(page.locator("#rule-r-1-mode")).to_have_value("any")
    assert page.url == here  # one page all along, and nothing saved

    place = find(draft.row.document, "email")
    assert place is not None
    assert "condition" not in place.element
    page.get_by_role("button", name="Enregistrer", exact=True).press("Enter")
    expect(page).to_have_url(server.address(f"{draft.path}element/email/", HOST))
    place = find(draft.row.document, "email")
    assert place is not None
    assert place.element["condition"] == {
        "and": [
            {"===": [{"var": "setting"}, "sports_ground"]},
            {"or": [{"===": [{"var": "exceptional"}, True]}, {"===": [{"var": "agreed"}, True]}]},
        ]
    }
