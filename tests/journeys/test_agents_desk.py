"""From the list to the order, without JavaScript; the list by keyboard, with it."""

import pytest
from playwright.sync_api import expect

from parvis.cases.models import Decision
from tests.browser import Browse, Server
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_request_is_taken_asked_about_and_granted_without_javascript(server: Server, browse: Browse):
    desk = make_desk()
    made = desk.submit()
    sofia = browse(javascript=False, cookies=cookies_of(desk.sofia))
    sofia.goto(server.address("/agents/"))
    sofia.get_by_role("link", name="Les Corsaires de la Citadelle").click()
    sofia.get_by_role("link", name="Prendre en charge").click()
    sofia.get_by_role("button", name="Prendre en charge", exact=True).click()
    expect(sofia.locator(".pv-banner--ok")).to_contain_text("En cours d’examen")
    sofia.get_by_role("link", name="Demander une précision").click()
    sofia.get_by_label("Ce que vous écrivez à l’usager").fill("Combien de tables\u202f?")
    sofia.get_by_role("button", name="Actualiser l’aperçu").click()
    expect(sofia.locator("aside")).to_contain_text("Combien de tables")
    sofia.get_by_role("button", name="Demander une précision", exact=True).click()
    expect(sofia.locator(".pv-thread")).to_contain_text("Combien de tables")
    sofia.get_by_role("link", name="Reprendre l’examen").click()
    sofia.get_by_role("button", name="Reprendre l’examen", exact=True).click()
    expect(sofia.get_by_role("link", name="Accorder")).to_have_count(0)

    malik = browse(javascript=False, width=360, cookies=cookies_of(desk.malik))
    malik.goto(server.address(f"/agents/dossiers/{made.reference}/"))
    malik.get_by_role("link", name="Accorder").click()
    expect(malik.locator("aside")).to_contain_text("ARRÊTÉ DU MAIRE")
    malik.get_by_role("button", name="Accorder").click()
    expect(malik.locator("main")).to_contain_text("n°\u00a0ARR-")
    with _as_owner():
        assert Decision.objects.get().outcome == "accepted"


def test_the_list_is_walked_by_keyboard(server: Server, browse: Browse):
    desk = make_desk()
    first, second = desk.submit(), desk.submit()
    page = browse(cookies=cookies_of(desk.sofia))
    page.goto(server.address("/agents/"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator(".pv-bar__over")).to_contain_text(second.reference)
    page.go_back()
    expect(page.locator("h1")).to_have_text("À traiter")
    expect(page.locator(f"tr:has-text('{second.reference}') a")).to_be_focused()  # where one was
    page.keyboard.press("/")
    page.keyboard.type(first.reference.replace("-", ""))
    page.keyboard.press("Enter")
    expect(page.locator(".pv-bar__over")).to_contain_text(first.reference)
