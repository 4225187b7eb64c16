"""The questions in a real browser, under the strict policy: with the script, and without."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import Browse, Server
from tests.forms import served

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def draft(settings) -> Iterator[dict]:
    settings.ROOT_URLCONF = "tests.forms.served"
    settings.PARVIS_PERMISSIONS = "tests.forms.served.PERMISSIONS"
    served.DRAFT.clear()
    yield served.DRAFT
    served.DRAFT.clear()


def test_questions_come_and_go_and_the_draft_is_saved(server: Server, browse: Browse, draft):
    page = browse(width=360)
    page.goto(server.address("/essai/"))
    group = page.get_by_role("group", name="Question group")
    expect(group).to_be_hidden()
    page.get_by_role("group", name="Question alcohol").get_by_label("Oui").check()
    expect(group).to_be_visible()
    expect(page.get_by_role("group", name="Question day").get_by_text("(facultatif)")).to_be_hidden()
    group.get_by_label("Groupe 3").check()
    page.get_by_label("Question title").fill("Bal")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Brouillon enregistré à \d+\sh\s\d\d"))
    assert draft["answers"] == {"title": "Bal", "alcohol": True, "group": "3"}
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("localStorage.length") == 0


def test_rows_come_and_go_in_place(server: Server, browse: Browse, draft):
    page = browse()
    page.goto(server.address("/essai/"))
    page.get_by_label("Question title").fill("Bal")
    page.get_by_role("button", name="Ajouter : Ligne").click()
    row = page.get_by_role("group", name="Ligne 1")
    expect(row).to_be_focused()
    expect(page.get_by_label("Question title")).to_have_value("Bal")
    row.get_by_label("Question area").fill("12")
    expect(page.locator("#f-total")).to_have_text("12")
    page.get_by_role("button", name="Retirer Ligne 1").click()
    expect(row).to_have_count(0)
    expect(page.get_by_role("button", name="Ajouter : Ligne")).to_be_focused()
    assert draft["answers"] == {"title": "Bal"}


def test_what_could_not_be_sent_stays_in_the_browser_until_it_can(server: Server, browse: Browse, draft):
    page = browse()
    page.goto(server.address("/essai/"))
    page.route("**/essai/brouillon/", lambda route: route.fulfill(status=200, body="the network's own login page"))
    page.get_by_label("Question title").fill("Bal des pompiers")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Pas enregistré"))
    assert page.evaluate("localStorage.length") == 1
    assert "answers" not in draft
    page.unroute("**/essai/brouillon/")
    page.reload()
    expect(page.get_by_label("Question title")).to_have_value("Bal des pompiers")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Brouillon enregistré"))
    assert draft["answers"] == {"title": "Bal des pompiers"}
    assert page.evaluate("localStorage.length") == 0


def test_all_of_it_without_javascript(server: Server, browse: Browse, draft):
    page = browse(javascript=False, width=360)
    page.goto(server.address("/essai/"))
    page.get_by_label("Question title").fill("Bal")
    page.get_by_role("group", name="Question alcohol").get_by_label("Oui").check()
    page.get_by_role("group", name="Question day").get_by_label("Jour").fill("14/7/2026")
    page.get_by_role("button", name="Ajouter : Ligne").click()
    page.get_by_role("group", name="Ligne 1").get_by_label("Question area").fill("12")
    page.get_by_label("Question born").fill("saint denis")
    # Enter in an input goes on: it never adds nor removes a row
    page.get_by_label("Question born").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_contain_text("communes correspondent")
    page.get_by_label("Saint-Denis (97400)").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Complétez «\u00a0Question group\u00a0»")
    page.get_by_role("link", name="Complétez «\u00a0Question group\u00a0»").click()
    page.get_by_label("Groupe 1").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("h1")).to_have_text("Fini")
    assert draft["answers"] == {
        "title": "Bal",
        "alcohol": True,
        "group": "1",
        "day": "2026-07-14",
        "stalls": [{"area": 12}],
        "born": {"insee": "97411", "name": "Saint-Denis"},
    }


def test_boxes_that_exclude_each_other(server: Server, browse: Browse):
    page = browse()
    page.goto(server.address("/essai/"))
    needs = page.get_by_role("group", name="Question needs")
    needs.get_by_label("Tables").check()
    needs.get_by_label("Rien").check()
    expect(needs.get_by_label("Tables")).not_to_be_checked()
