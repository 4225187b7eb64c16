"""A request filled in on a phone: saved as one types, kept when the network goes, whole without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from parvis.cases.models import Case
from tests.browser import Browse, Scales, Server, ask
from tests.conftest import _as_owner
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.procedures.conftest import event_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOST = "dunkerque.localhost"
SAVED = re.compile("enregistré à")


@pytest.fixture
def _offered(server: Server) -> None:
    with _as_owner():
        temporary_bar_offered()


def jar(page: Page) -> dict[str, str]:
    """The cookies of a browser, for another one."""
    return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}


def begin(page: Page, server: Server) -> None:
    """From the list of procedures to the first page."""
    page.goto(server.address("/demarches/", HOST))
    page.get_by_role("link", name="Ouvrir une buvette temporaire").click()
    page.get_by_role("button", name="Commencer").click()
    expect(page.locator("h1")).to_have_text("Votre association")


def go_on(page: Page, title: str) -> None:
    page.get_by_role("button", name="Continuer", exact=True).click()
    expect(page.locator("h1")).to_have_text(title)
    assert ask(page, "pastTheEdge") == [], title


def who(page: Page) -> None:
    page.locator("[name=f-association-name]").fill("Les Corsaires de la Citadelle")
    page.locator("[name=f-association-rna]").fill("W594001234")
    page.get_by_role("group", name="sportive agréée").get_by_label("Non").check()


def event(page: Page) -> None:
    page.get_by_label("Nom de la manifestation").fill("Fête de la Saint-Jean")
    page.get_by_label("Hors d’une enceinte sportive").check()
    # without scripts, the question that depends on this one comes with the next page
    occasion = page.get_by_label("Une manifestation que l’association organise")
    if not occasion.is_visible():
        page.get_by_role("button", name="Continuer", exact=True).click()
    occasion.check()


def place(page: Page) -> None:
    page.get_by_label("Lieu de la buvette").fill("Place Jean-Bart")
    for name, time in (("f-opens_at", "18 h"), ("f-closes_at", "23 h")):
        for part, value in (("day", event_day().day), ("month", event_day().month), ("year", event_day().year)):
            page.locator(f"[name={name}-{part}]").fill(str(value))
        page.locator(f"[name={name}-time]").fill(time)
    page.locator("[name=f-groups]").first.check()


def contact(page: Page) -> None:
    page.locator("[name=f-responsible-first_names]").fill("Jean")
    page.locator("[name=f-responsible-family_name]").fill("Deswarte")
    page.locator("[name=f-capacity]").fill("Trésorier")
    page.locator("[name=f-email]").fill("jean.deswarte@example.fr")
    page.locator("[name=f-phone]").fill("06 12 34 56 78")


@pytest.mark.usefixtures("_offered")
@pytest.mark.parametrize(("width", "javascript"), [(320, True), (360, False)], ids=["320-px", "no-javascript"])
def test_from_the_list_to_the_receipt_on_a_phone(server: Server, browse: Browse, width: int, javascript: bool):
    page = browse(width=width, height=640, javascript=javascript, host=HOST)
    begin(page, server)
    who(page)
    if javascript:
        expect(page.locator("[data-saved]")).to_have_text(SAVED)
    go_on(page, "La manifestation")
    event(page)
    go_on(page, "Lieu, dates et boissons")
    place(page)
    go_on(page, "La personne responsable")
    contact(page)
    go_on(page, "Vérifiez vos réponses avant d’envoyer")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page).to_have_url(re.compile(r"/demandes/[A-Z0-9-]+/recu/$"))
    assert ask(page, "pastTheEdge") == []
    with _as_owner():
        assert Case.objects.get().answers["event_name"] == "Fête de la Saint-Jean"


@pytest.mark.usefixtures("_offered")
def test_what_is_typed_before_the_script_is_there_is_saved(server: Server, browse: Browse):
    """On a slow line the page can be filled in seconds before its script comes."""
    page, held = browse(width=360, host=HOST), []
    begin(page, server)
    page.route("**/*.js", lambda script: held.append(script))
    page.reload(wait_until="commit")
    page.locator("[name=f-association-name]").fill("Les Corsaires")
    assert held
    page.unroute("**/*.js")  # lets go on what was held
    expect(page.locator("[data-saved]")).to_have_text(SAVED)


@pytest.mark.usefixtures("_offered")
def test_what_is_typed_while_the_network_is_away_is_saved_when_it_is_back(server: Server, browse: Browse):
    page = browse(width=360, host=HOST)
    begin(page, server)
    saved = page.locator("[data-saved]")
    page.locator("[name=f-association-name]").fill("Les Corsaires")
    expect(saved).to_have_text(SAVED)
    page.route("**/brouillon/", lambda route: route.abort("internetdisconnected"))
    page.locator("[name=f-association-name]").fill("Les Corsaires de la Citadelle")
    expect(saved).to_have_attribute("data-state", "failed")
    assert ask(page, "axe") == []
    page.reload()  # closed in the underground: it is still in this browser
    expect(page.locator("[name=f-association-name]")).to_have_value("Les Corsaires de la Citadelle")
    page.unroute("**/brouillon/")
    expect(saved).to_have_attribute("data-state", "done")
    elsewhere = browse(width=360, javascript=False, host=HOST, cookies=jar(page))
    elsewhere.goto(page.url)
    expect(elsewhere.locator("[name=f-association-name]")).to_have_value("Les Corsaires de la Citadelle")


@pytest.mark.usefixtures("_offered")
def test_a_first_view_is_light_and_still_fits_at_twice_the_size(server: Server, browse: Browse):
    page = browse(width=640, height=400, host=HOST)
    start = Scales(page)
    page.goto(server.address(f"/demarches/{SLUG}/", HOST), wait_until="networkidle")
    assert 10_000 < start.total <= 100_000, start.bytes
    page.get_by_role("button", name="Commencer").click()
    address = page.url
    cold = browse(width=640, height=400, host=HOST, cookies=jar(page))
    form = Scales(cold)
    cold.goto(address, wait_until="networkidle")
    assert 10_000 < form.total <= 100_000, form.bytes
    for one in (page, cold):
        one.evaluate("document.documentElement.style.fontSize = '200%'")
        assert ask(one, "pastTheEdge") == []
