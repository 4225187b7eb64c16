"""Thirty routine requests by keyboard alone, from the list to the last one, without loading the desk anew; what comes
in meanwhile is announced and moves nothing; the keys are listed; what one writes outlives a crash; cards on a phone.
"""

from collections import Counter

import pytest
from playwright.sync_api import Page, Route, expect

from parvis.cases.data import Submitted
from parvis.cases.models import Case, Message, OwnText, Reply
from parvis.kernel import clock
from tests.browser import Browse, Server, ask
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: what is promised: so many chords and fields for a request, at most
MOST = 8
#: listeners of one page
FEW_EARS = 10
ROUTINE = ["grant"] * 14 + ["ask"] * 6 + ["take"] * 10
LIST = "/agents/?sort=received"
#: what is heard of the window when a page is shown again, as long as it is heard
HEARD = """window.heard = [];
const add = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (kind, does, options) {
  if (this === window && kind === "pageshow") window.heard.push(options);
  return add.call(this, kind, does, options);
};"""


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
    """Thirty requests in the order in which they came; what is to be granted or asked about was taken already."""
    found = []
    for number, kind in enumerate(ROUTINE):
        who = {"name": f"Association {number:02}", "rna": f"W5940{number:05}"}
        made = desk.submit(30, event_name=f"Fête {number:02}", association=who)
        if kind != "take":
            desk.take(made, desk.malik)
        found.append(made.reference)
    with _as_owner():
        Reply.objects.create(
            person_id=desk.malik.id,
            name="Plan manquant",
            text={"fr": "Pour {title}, il nous manque un plan des lieux."},
            changed_at=clock.now(),
        )
    return found


def handle(hands: Hands, reference: str, kind: str) -> None:
    """One request, from its page to the next one's."""
    page, hands.at = hands.page, reference
    expect(page.locator(".pv-bar__over")).to_contain_text(reference)
    expect(page.locator("h1")).to_be_focused()
    if kind == "ask":
        hands.press("2")
        expect(page.get_by_label("Ce que vous écrivez à l’usager")).to_be_focused()
        hands.press("Tab")
        hands.write("Plan")
        hands.press("Enter")
        words = f"Pour {title_of(reference)}, il nous manque un plan des lieux."
        expect(page.get_by_label("Ce que vous écrivez à l’usager")).to_have_value(words)
    else:
        hands.press("1")
        expect(page.locator("h1")).to_have_text("Accorder" if kind == "grant" else "Prendre en charge")
    hands.press("Control+Enter")
    if kind == "take":  # it stays on this desk: the next one is asked for
        expect(page.locator(".pv-banner")).to_contain_text("En cours d’examen")
        hands.press("n")


def title_of(reference: str) -> str:
    with _as_owner():
        return str(Case.objects.values_list("title", flat=True).get(reference=reference))


def test_thirty_routine_requests_by_keyboard_without_a_reload(server: Server, browse: Browse):
    desk = make_desk()
    references = seed(desk)
    page = browse(cookies=cookies_of(desk.malik))
    page.clock.install()
    page.add_init_script(HEARD)
    page.goto(server.address(LIST))
    page.evaluate("window.still = true")
    hands = Hands(page)
    hands.at = references[0]
    hands.press("j")
    first = page.evaluate("document.activeElement.textContent")

    # somebody takes one, another one comes in: the row says so, the arrival is announced, nothing moves
    late = desk.submit(50, event_name="Arrivée entre-temps")
    other = desk.submit(50, event_name="Arrivée ensuite")
    page.keyboard.press("?")
    shown = page.locator("dialog[data-keys]")
    expect(shown).to_be_visible()
    listed = shown.locator("kbd:visible").all_inner_texts()
    assert {"j", "k", "o", "a", "?", "/", "f"} <= set(listed)
    assert "n" not in listed  # no case here that one could go on from
    assert ask(page, "axe") == []
    page.keyboard.press("Escape")
    page.clock.fast_forward("00:21")
    expect(page.locator("#news")).to_contain_text("2 nouvelles demandes")
    assert page.evaluate("document.activeElement.textContent") == first
    expect(page.locator(f"tr:has-text('{late.reference}')")).to_have_count(0)

    hands.press("o")
    for reference, kind in zip(references, ROUTINE, strict=True):
        handle(hands, reference, kind)
    hands.at = "end"
    expect(page.locator(".pv-bar__over")).to_contain_text(late.reference)
    hands.press("n")
    expect(page.locator(".pv-bar__over")).to_contain_text(other.reference)
    hands.press("n")
    expect(page.locator("h1")).to_have_text("À traiter")
    expect(page.get_by_role("main")).to_contain_text("C’était la dernière demande de la liste")
    page.locator(f"tr:has-text('{late.reference}') th a").focus()
    page.keyboard.press("a")  # without leaving the list
    expect(page.get_by_role("main")).to_contain_text("Vous suivez maintenant")
    expect(page.locator(f"tr:has-text('{late.reference}') th a")).to_be_focused()
    heard = page.evaluate("heard.filter((one) => !one?.signal?.aborted).length")
    assert heard <= FEW_EARS, f"{heard} listeners are left of pages that went"
    assert page.evaluate("window.still"), "the desk was loaded anew"
    assert max(hands.counts.values()) <= MOST, hands.counts
    with _as_owner():
        assert Case.objects.filter(status="accepted").count() == ROUTINE.count("grant")
        assert Message.objects.filter(body__contains="un plan des lieux").count() == ROUTINE.count("ask")
        assert Case.objects.get(id=late.case_id).assignee_id == desk.malik.id
        assert not OwnText.objects.exists()

    _outlives_a_crash(page, server, late)
    _by_cards(browse, server, desk)


def _outlives_a_crash(page: Page, server: Server, late: Submitted) -> None:
    address, case_id = server.address(f"/agents/dossiers/{late.reference}/?list=inbox"), late.case_id
    page.goto(address)
    page.keyboard.press("r")
    page.keyboard.type("Bonjour, r 1 n\u202f?")  # letters are letters in a field
    expect(page.locator("#body-kept")).to_contain_text("Brouillon gardé")
    # a save is on its way while one sends: it arrives first, and nothing of what was sent stands again
    saves: list[Route] = []
    page.route("**/brouillon/message/**", lambda route: saves.append(route))  # noqa: PLW0108 - a function of ours
    with page.expect_request("**/brouillon/message/**"):
        page.keyboard.type(" et voilà")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if "/message/" in one.url else None)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Tab")
    assert sent == []
    saves.pop().continue_()
    expect(page.get_by_role("main")).to_contain_text("Votre message est envoyé")
    with _as_owner():
        assert Message.objects.filter(case_id=case_id, body="Bonjour, r 1 n\u202f? et voilà").count() == 1
        assert not OwnText.objects.exists()
    page.unroute("**/brouillon/message/**")
    # the line is cut as one sends: nobody knows whether it arrived, and the words are kept as a draft again
    page.evaluate("console.error = () => {}")  # htmx says there what failed
    page.route("**/dossiers/*/message/**", lambda route: route.abort("internetdisconnected"))
    page.keyboard.press("r")
    page.keyboard.type("Bonjour, r 1 n\u202f?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#cut")).to_contain_text("nous ne savons pas si l’envoi est arrivé")
    expect(page.locator("#body-kept")).to_contain_text("Brouillon gardé")
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#body")).to_have_value("Bonjour, r 1 n\u202f?")


def _by_cards(browse: Browse, server: Server, desk: Desk) -> None:
    page = browse(width=360, cookies=cookies_of(desk.malik))
    page.goto(server.address(LIST))
    page.evaluate("window.still = true")
    page.locator("[data-key-row] th a").first.click()
    expect(page.locator(".pv-way")).to_be_visible()
    over = page.locator(".pv-bar__over").inner_text()
    assert ask(page, "pastTheEdge") == []
    page.get_by_role("link", name="Demande suivante").click()
    expect(page.locator(".pv-bar__over")).not_to_have_text(over)
    page.get_by_role("link", name="À traiter").last.click()
    expect(page.locator("h1")).to_have_text("À traiter")
    assert ask(page, "pastTheEdge") == []
    assert page.evaluate("window.still")
