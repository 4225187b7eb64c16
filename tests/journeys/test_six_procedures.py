"""Each procedure of the demonstration, filled in on a phone in a real browser; one of them without JavaScript."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from parvis.cases.models import Case
from parvis.kernel import clock
from parvis.procedures.demonstration.answers import files_asked
from tests.browser import Browse, Server, ask
from tests.conftest import _as_owner
from tests.factories import attached
from tests.procedures.demonstration import Offering, offering, typed
from tests.procedures.test_definitions import example

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOST = "dunkerque.localhost"


def put(page: Page, name: str, value: str, javascript: bool) -> None:
    """Give one input its value, as its kind wants. Without scripts what it opens comes when the page is sent."""
    found = page.locator(f'[name="{name}"]')
    if found.count() == 0 and name.endswith("-choice"):
        return  # offered where a name is that of several communes
    if not javascript and not found.first.is_visible():
        return
    kind = found.first.evaluate("(input) => input.tagName === 'SELECT' ? 'select' : input.type")
    if kind in ("radio", "checkbox"):
        page.locator(f'[name="{name}"][value="{value}"]').check()
    elif kind == "select":
        found.select_option(value)
    elif kind != "hidden":
        found.fill(value)


def fill(page: Page, offered: Offering, page_id: str, answers: dict[str, Any], paper: Path, js: bool) -> None:
    """Type everything that the page asks, and add the files that it wants."""
    (asked,) = (one for one in offered.form.definition.pages if one.id == page_id)
    here = {getattr(item, "id", "") for section in asked.sections for item in section.items}
    for name, values in typed(offered.form, page_id, answers).items():
        for value in values if isinstance(values, list) else [values]:
            put(page, name, str(value), js)
    for name in files_asked(offered.form, answers, clock.today()):
        if name in here:
            page.locator(f'input[type=file][name="f-{name}"]').set_input_files(paper)
            if js:
                expect(page.locator(f'[name="f-{name}-kept"]')).to_have_count(1)


def walk(page: Page, server: Server, offered: Offering, answers: dict[str, Any], paper: Path, js: bool) -> None:
    """From the start page to the receipt: no page past the edge, none that a screen reader stumbles over."""
    page.goto(server.address(f"/demarches/{offered.entry.slug}/", HOST))
    assert ask(page, "pastTheEdge") == []
    page.get_by_role("button", name="Commencer").click()
    for _step in range(30):
        found = re.search(r"/page/([a-z_]+)/", page.url)
        if found is None:
            break
        assert ask(page, "pastTheEdge") == [], found[1]
        if js:  # its promises never end in a page without scripts
            assert ask(page, "axe") == [], found[1]
        fill(page, offered, found[1], answers, paper, js)
        if shots := os.environ.get("PARVIS_SHOTS"):
            page.screenshot(path=f"{shots}/{offered.entry.slug}-{found[1]}.png", full_page=True)
        page.get_by_role("button", name="Continuer", exact=True).click()
        assert page.locator(".govuk-error-summary").count() == 0, page.locator(".govuk-error-summary").inner_text()
    expect(page.locator("h1")).to_have_text("Vérifiez vos réponses avant d’envoyer")
    assert not js or ask(page, "axe") == []
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("**/recu/")


@pytest.mark.parametrize(
    ("slug", "javascript"),
    [
        ("acte-de-naissance", True),
        ("inscription-scolaire", True),
        ("stationnement-demenagement", True),
        ("carte-stationnement-resident", True),
        ("attestation-accueil", True),
        ("acte-de-naissance", False),
        ("stationnement-demenagement", False),
    ],
)
def test_from_the_start_page_to_the_receipt(
    server: Server, browse: Browse, tmp_path: Path, slug: str, javascript: bool
):
    offered = offering(slug)
    paper = tmp_path / "justificatif.pdf"
    paper.write_bytes(attached.pdf())
    page = browse(width=360, javascript=javascript, host=HOST)
    answers = {name: value for name, value in example(slug, 3, clock.today()).items() if name != "companions"}
    walk(page, server, offered, answers, paper, javascript)
    with _as_owner():
        assert Case.objects.get().status == "received"
