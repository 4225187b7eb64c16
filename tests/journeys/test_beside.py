"""Requests handled beside their list by keyboard alone, one of each kind, with keys of one's own: the place, what was
chosen and the page itself stay; who came first is told. Thirty in a row are `test_flow`'s.
"""

import pytest
from playwright.sync_api import Page, expect

from parvis.cases.data import Submitted
from parvis.cases.models import Case, Decision, Tag
from parvis.workspace.models import Keys
from tests.browser import Browse, Server, ask
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROUTINE = ["take", "grant", "mine", "tag", "give", "late", "open"]
#: keys and fields for one request, the step to it among them
MOST = 4


def seed(desk: Desk) -> list[Submitted]:
    """Requests in the order in which they came; what is to be granted was taken already."""
    found = []
    for number, kind in enumerate(ROUTINE):
        who = {"name": f"Association {number:02}", "rna": f"W5940{number:05}"}
        made = desk.submit(30, event_name=f"Fête {number:02}", association=who)
        if kind == "grant":
            desk.take(made, desk.malik)
        found.append(made)
    with _as_owner():
        Keys.objects.create(person_id=desk.malik.id, own={"j": "s", "t": "e"})
    return found


def handle(page: Page, desk: Desk, made: Submitted, kind: str) -> int:
    """Do with the request that is shown what is to be done with it; with how many keys and fields."""
    panel, row = page.locator("#glance"), page.locator(f"[id='case-{made.case_id}']")
    expect(panel).to_contain_text(made.reference)
    expect(panel).not_to_have_attribute("inert", "")
    told = panel.locator(".pv-glance__told")
    if kind == "late":  # somebody else is quicker
        desk.take(made, desk.sofia)
    match kind:
        case "take" | "late":
            page.keyboard.press("1")
        case "grant":
            page.keyboard.press("1")
            expect(panel.get_by_role("button", name="Accorder", exact=True)).to_be_focused()
            page.keyboard.press("Enter")
        case "mine":
            page.keyboard.press("a")
        case "tag":
            page.keyboard.press("e")
            page.keyboard.type("Carnaval")
            page.keyboard.press("Enter")
        case "give":
            page.keyboard.press("g")
            page.keyboard.type("Sofia")
            page.keyboard.press("Enter")
    said = {
        "take": "En cours d’examen",
        "late": "Sofia Leclercq a modifié cette demande",
        "grant": "Accordée",
        "mine": "Vous suivez maintenant",
        "tag": "étiquettes",
        "give": "Sofia Leclercq suit",
    }
    expect(told).to_contain_text(said[kind])
    seen = {"take": "En cours d’examen", "late": "En cours d’examen", "grant": "Accordée", "tag": "Carnaval"}
    if kind in seen:  # the row at once
        expect(row).to_contain_text(seen[kind])
    expect(row.locator("th a")).to_be_focused()
    return {"take": 1, "late": 1, "grant": 2, "mine": 1, "tag": 3, "give": 3}[kind]


def test_requests_beside_the_list_by_keyboard(server: Server, browse: Browse):
    desk = make_desk()
    found = seed(desk)
    page = browse(cookies=cookies_of(desk.malik), answers=(409,))
    page.goto(server.address("/agents/?sort=received"))
    page.evaluate("window.still = true")
    page.keyboard.press("j")  # no longer a key of theirs
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("s")
    page.keyboard.press("x")
    page.locator("[data-key-row] th a").first.focus()
    page.keyboard.press("Space")
    for made, kind in zip(found[:-1], ROUTINE, strict=False):
        assert handle(page, desk, made, kind) + 1 <= MOST, kind
        page.keyboard.press("s")
    expect(page.locator("#glance")).to_contain_text(found[-1].reference)
    page.keyboard.press("s")  # the end of the page: it stays
    page.keyboard.press("?")
    listed = page.locator("dialog[data-keys]").locator("kbd:visible").all_inner_texts()
    assert {"s", "k", "n", "p", "e", "Espace", "Échap", "1"} <= set(listed)
    assert not {"j", "t"} & set(listed)
    page.keyboard.press("Escape")
    assert ask(page, "axe") == []
    expect(page.locator("#glance")).to_contain_text(found[-1].reference)
    page.keyboard.press("p")
    expect(page.locator("#glance")).to_contain_text(found[-2].reference)
    expect(page.locator(".pv-acts__count")).to_have_text("1 choisie")
    page.keyboard.press("Escape")
    expect(page.locator("#glance")).not_to_be_visible()
    expect(page.locator(f"[id='case-{found[-2].case_id}'] th a")).to_be_focused()
    assert page.evaluate("window.still"), "the desk was loaded anew"
    with _as_owner():
        assert Decision.objects.count() == ROUTINE.count("grant")
        assert Tag.objects.get().case_id == found[ROUTINE.index("tag")].case_id
        assert Case.objects.get(id=found[ROUTINE.index("mine")].case_id).assignee_id == desk.malik.id
        given = [found[ROUTINE.index(kind)].case_id for kind in ("give", "late")]
        assert set(Case.objects.filter(id__in=given).values_list("assignee_id", flat=True)) == {desk.sofia.id}
    page.keyboard.press("Space")
    page.keyboard.press("o")  # its own page, and back
    expect(page.locator(".pv-way")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-key-row]")).to_have_count(len(found) - ROUTINE.count("grant"))
    expect(page.locator(".pv-acts__count")).to_have_text("1 choisie")  # what was chosen is chosen still
    page.set_viewport_size({"width": 360, "height": 760})  # a sheet, over the cards
    page.locator("[data-glance]").nth(2).click()
    expect(page.locator("dialog[data-glance-sheet] #glance-title")).to_be_focused()
    assert ask(page, "pastTheEdge") == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog[data-glance-sheet]")).not_to_be_visible()
