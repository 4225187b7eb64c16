"""By keyboard alone: a request from the list to its receipt, and a decision from the list to the order.

Every stop of the tabulator is looked at: it must show where one is, come in the order of the page, and let one go on.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from parvis.cases.models import Case, Decision
from tests.browser import Browse, Server
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.factories.procedures import temporary_bar_offered
from tests.procedures.conftest import event_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOST = "dunkerque.localhost"
#: more stops than any page has: who needs them all is in a trap
STOPS = 80

#: the element that has the focus: its words, whether its ring is drawn, whether it stands after the last one
FOCUSED = """() => {
  const here = document.activeElement;
  const words = here.labels?.length ? here.labels[0].innerText : here.getAttribute("aria-label") ?? here.innerText;
  const drawn = (style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const box = here.matches("[type=radio], [type=checkbox]") ? here.nextElementSibling : null;
  const last = window.lastFocused;
  const onwards = !last?.isConnected || Boolean(last.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.lastFocused = here;
  return {
    words: words.trim(),
    body: here === document.body,
    onwards,
    ring: drawn(getComputedStyle(here)) || Boolean(box && drawn(getComputedStyle(box, "::before"))),
  };
}"""


def tab_to(page: Page, words: str) -> None:
    """Go on by tabulator until the focus is on what is called so. Fails on a hidden focus, a leap back or a trap."""
    met: list[str] = []
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        assert not found["body"], f"{words!r} was never met: {met}"
        met.append(found["words"])
        assert found["ring"], f"nothing shows that the focus is on {found['words']!r}"
        assert found["onwards"], f"back from {met[-2:]}"
        if re.search(words, found["words"]):
            return
    raise AssertionError(f"{words!r} was not met in {STOPS} stops: {met}")


def write(page: Page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.type(text)


def choose(page: Page, first: str, wanted: str) -> None:
    """Among radio buttons that are reached at `first`, go down to `wanted`."""
    tab_to(page, first)
    page.keyboard.press("Space")
    while not re.search(wanted, page.evaluate("document.activeElement.labels[0].innerText")):
        page.keyboard.press("ArrowDown")


def press(page: Page, words: str, title: str | re.Pattern[str]) -> None:
    """Follow a link or push a button, and wait for the page it leads to."""
    tab_to(page, words)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


def skip(page: Page) -> None:
    """The first stop of every page leads past its menus."""
    tab_to(page, "Aller au contenu")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_request_is_sent_by_keyboard_alone(server: Server, browse: Browse):
    with _as_owner():
        temporary_bar_offered()
    page = browse(host=HOST)
    page.goto(server.address("/demarches/", HOST))
    skip(page)
    press(page, "Ouvrir une buvette", "Ouvrir une buvette temporaire")
    press(page, "Commencer", "Votre association")
    write(page, "Nom de l’association", "Les Corsaires de la Citadelle")
    write(page, "Numéro RNA", "W594001234")
    choose(page, "^Oui", "^Non")
    press(page, "^Continuer$", "La manifestation")
    write(page, "Nom de la manifestation", "Fête de la Saint-Jean")
    choose(page, "enceinte sportive", "^Hors")
    choose(page, "manifestation|foire", "l’association organise")
    press(page, "^Continuer$", "Lieu, dates et boissons")
    write(page, "Lieu de la buvette", "Place Jean-Bart")
    day = event_day()
    for time in ("18 h", "23 h"):
        for label, value in (("Jour", day.day), ("Mois", day.month), ("Année", day.year), ("Heure", time)):
            write(page, f"^{label}", str(value))
    tab_to(page, "^Groupe 1")
    page.keyboard.press("Space")
    press(page, "^Continuer$", "La personne responsable")
    write(page, "^Prénoms", "Jean")
    write(page, "^Nom", "Deswarte")
    write(page, "quel titre", "Trésorier")
    write(page, "Adresse électronique", "jean.deswarte@example.fr")
    write(page, "^Téléphone", "06 12 34 56 78")
    press(page, "^Continuer$", "Vérifiez vos réponses avant d’envoyer")
    press(page, "Envoyer la demande", re.compile("bien reçue"))
    with _as_owner():
        assert Case.objects.get().answers["event_name"] == "Fête de la Saint-Jean"


def test_mistakes_are_met_and_mended_by_keyboard(server: Server, browse: Browse):
    with _as_owner():
        temporary_bar_offered()
    page = browse(width=360, host=HOST)
    page.goto(server.address("/demarches/", HOST))
    press(page, "Ouvrir une buvette", "Ouvrir une buvette temporaire")
    press(page, "Commencer", "Votre association")
    tab_to(page, "^Continuer$")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()  # what is wrong is read first
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first mistake leads to its field
    assert page.evaluate("document.activeElement.name").startswith("f-association-")


def test_a_decision_is_taken_by_keyboard_alone(server: Server, browse: Browse):
    desk = make_desk()
    made = desk.submit()
    desk.take(made, desk.sofia)
    page = browse(cookies=cookies_of(desk.malik))
    page.goto(server.address("/agents/"))
    skip(page)
    press(page, "Les Corsaires de la Citadelle", re.compile("Les Corsaires"))
    # the desk is put in place of the list: the focus is on its heading already
    press(page, "^Accorder$", "Accorder")
    press(page, "^Accorder$", re.compile("Les Corsaires"))
    with _as_owner():
        assert Decision.objects.get().outcome == "accepted"
