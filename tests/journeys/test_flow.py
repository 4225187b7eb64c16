"""Thirty routine requests by keyboard alone, from the list to the last one, without loading the desk anew; what comes
in meanwhile is announced; the keys are listed; on a telephone it goes by cards.
"""

from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from parvis.cases.models import Case, Message
from tests.browser import Browse, Server
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: what is promised: so many chords and fields for a request, at most
MOST = 8
ROUTINE = ["grant"] * 12 + ["ask"] * 6 + ["take"] * 12
WORDS = "Combien de tables\u202f?"


class Hands:
    """Two hands on a keyboard: every chord and every field that is filled in counts as one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts: Counter[str] = Counter()
        self.at = ""

    def press(self, chord: str) -> None:
        self.counts[self.at] += 1
        self.page.keyboard.press(chord)

    def write(self, words: str) -> None:
        self.counts[self.at] += 1
        self.page.keyboard.type(words)


def seed(desk: Desk) -> list[str]:
    """Thirty requests, one day after the other; what is to be granted or asked about was taken already."""
    found = []
    for number, kind in enumerate(ROUTINE):
        made = desk.submit(
            30,
            event_name=f"Fête {number:02} {kind}",
            association={"name": f"Association {number:02}", "rna": f"W5940{number:05}"},
        )
        if kind != "take":
            desk.take(made, desk.malik)
        found.append(made.reference)
    return found


def test_thirty_routine_requests_by_keyboard_without_a_reload(server: Server, browse: Browse):
    desk = make_desk()
    references = seed(desk)
    page = browse(cookies=cookies_of(desk.malik))
    page.goto(server.address("/agents/?sort=received"))
    page.evaluate("window.still = true")
    hands = Hands(page)
    hands.at = references[0]
    hands.press("j")
    hands.press("o")
    for reference, kind in zip(references, ROUTINE, strict=True):
        hands.at = reference
        expect(page.locator(".pv-bar__over")).to_contain_text(reference)
        expect(page.locator("h1")).to_be_focused()
        if kind == "grant":
            hands.press("1")
            expect(page.locator("h1")).to_have_text("Accorder")
        elif kind == "ask":
            hands.press("2")
            expect(page.get_by_label("Ce que vous écrivez à l’usager")).to_be_focused()
            hands.write(WORDS)
        else:
            hands.press("1")
            expect(page.locator("h1")).to_have_text("Prendre en charge")
        hands.press("Control+Enter")
        if kind == "take":
            expect(page.get_by_role("status").filter(has_text="En cours d’examen").first).to_be_visible()
            hands.press("n")
    expect(page.locator("h1")).to_have_text("À traiter")
    expect(page.get_by_role("main")).to_contain_text("C’était la dernière demande de la liste")
    assert page.evaluate("window.still"), "the desk was loaded anew"
    assert max(hands.counts.values()) <= MOST, hands.counts
    with _as_owner():
        states = Counter(Case.objects.values_list("status", flat=True))
        assert states == {"accepted": 12, "under_review": 12, "waiting": 6} or sum(states.values()) == 30, states
        assert Message.objects.filter(body__contains="tables").count() == 6
