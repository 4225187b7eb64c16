"""The shell in people's hands: without JavaScript, with the keyboard alone, on paper, enlarged."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import Browse, Server

pytestmark = pytest.mark.browser
COMPONENTS = "/demo/composants/"
FORM = "/demo/composants/formulaire/"
DESK = "/demo/composants/agent/"


def test_language_changes_without_javascript_and_stays(server: Server, browse: Browse):
    page = browse(javascript=False)
    page.goto(server.address("/demo/erreurs/404/?a=1"))
    expect(page.locator("h1")).to_have_text("Cette page est introuvable")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile(r"/demo/erreurs/404/\?a=1$"))
    expect(page.locator("h1")).to_have_text("This page cannot be found")
    page.goto(server.address("/demo/erreurs/503/"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_first_tab_skips_to_the_content(server: Server, browse: Browse):
    page = browse()
    page.goto(server.address(COMPONENTS))
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Aller au contenu")
    expect(link).to_be_focused()
    assert link.bounding_box()["height"] > 20  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(server: Server, browse: Browse):
    page = browse(width=360)
    page.goto(server.address(FORM))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Saisissez une adresse").click()
    expect(page.get_by_label("Adresse électronique")).to_be_focused()


def test_focus_is_seen_on_everything_that_can_be_reached(server: Server, browse: Browse):
    """Yellow with a dark ring, or the field's own dark edge under the yellow: at least 3 px everywhere."""
    page = browse()
    page.goto(server.address(COMPONENTS))
    unseen, met = [], 0
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
            const s = getComputedStyle(e);
            const [style, width] = [s.outlineStyle, parseFloat(s.outlineWidth)];
            return [e.outerHTML.slice(0, 80), style, width, s.outlineColor, s.boxShadow] }"""
        )
        if found is None:
            break
        met += 1
        what, style, width, colour, ring = found
        if style == "none" or width < 3 or (colour, ring) == ("rgb(255, 221, 0)", "none"):
            unseen.append(found)
    assert met > 20
    assert not unseen, unseen


def test_the_rail_is_a_menu_on_a_phone_even_without_javascript(server: Server, browse: Browse):
    from parvis.kernel.ui import shell

    item = shell.MenuItem("example", "Exemple", "ui:components", "agent", 1)
    sofia = shell.Account("Sofia Leclercq", "SL", "/deconnexion/")
    agent = shell.AccountSource("example", lambda request: sofia, lambda request: "")
    with shell.menu.overridden(item), shell.account_sources.overridden(agent):
        page = browse(width=360, javascript=False)
        page.goto(server.address(DESK))
        link = page.get_by_role("link", name="Exemple")
        expect(link).to_have_count(0)  # closed: out of the tree
        page.locator("summary").filter(has_text="Menu").click()
        expect(link).to_be_visible()

        page = browse(width=360)
        page.goto(server.address(DESK))
        summary = page.locator(".pv-railmenu summary")
        summary.click()
        expect(page.get_by_role("link", name="Exemple")).to_be_visible()
        page.keyboard.press("Escape")
        expect(summary).to_be_focused()
        expect(page.get_by_role("link", name="Exemple")).to_have_count(0)


def test_keys_walk_the_list_and_can_be_turned_off(server: Server, browse: Browse):
    page = browse()
    page.goto(server.address(DESK))
    search = page.get_by_label("Rechercher un dossier")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("j/n")  # while one types, letters are letters
    expect(search).to_have_value("j/n")
    search.blur()
    page.get_by_role("button", name="Couper les raccourcis").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(search).not_to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="Rétablir les raccourcis")).to_be_visible()


def test_a_double_click_sends_a_form_once(server: Server, browse: Browse):
    page = browse()
    page.goto(server.address(FORM))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    # the page takes no POST; what counts is how many leave
    page.route(lambda address: FORM in address, lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Continuer").dblclick()
    page.evaluate("new Promise(requestAnimationFrame)")  # both clicks have been dealt with
    assert len(sent) == 1


def test_paper_shows_the_content_and_no_controls(server: Server, browse: Browse):
    page = browse()
    page.goto(server.address(COMPONENTS))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Historique")).to_be_visible()
    for hidden in (".pv-strip", ".pv-pages", ".govuk-button >> nth=0", ".pv-head nav"):
        for found in page.locator(hidden).all():
            expect(found).to_be_hidden()


@pytest.mark.parametrize("path", [COMPONENTS, FORM, DESK])
def test_text_twice_as_large_still_fits(server: Server, browse: Browse, path: str):
    """200 % on a screen of 1280 px: WCAG 1.4.4, and 1.4.10 by the way."""
    page = browse(width=640, height=400)
    page.goto(server.address(path))
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
