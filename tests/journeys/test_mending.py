"""What was asked again is mended on a telephone, without account: found by its reference, a file replaced, a mistake
made on the way; with JavaScript and without.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.models import Case, Turn
from parvis.kernel import clock
from tests.browser import Browse, Server
from tests.cases import flowing
from tests.cases.conftest import ANSWERS
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = "Le nouveau plan est à l’échelle."


@pytest.fixture
def desk(server: Server, settings: Any, tmp_path: Path) -> Desk:
    settings.PARVIS_VAR = tmp_path
    found = make_desk()
    document = flowing.document()
    document["form"]["pages"] = [*document["form"]["pages"], attached.PAGE]
    with _as_owner():
        definition = CaseTypeDefinition.model_validate(document)
        cases.types.publish(found.town.case_type.id, definition, at=clock.now())
    return found


def _file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def _fits(page: Page, label: str) -> None:
    """No sideways scroll; a picture for whoever wants to look at it (PARVIS_PICTURES names a folder)."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    folder = os.environ.get("PARVIS_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/mending-{label}.png", full_page=True)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_file_and_an_answer_are_mended_on_a_telephone(
    server: Server, browse: Browse, desk: Desk, javascript: bool
) -> None:
    made = attached.submit(desk, plan__jpg=attached.picture())
    wanted = [
        {"field": "plan", "why": "incorrect", "words": "On ne lit pas les noms des rues."},
        {"field": "place", "why": "incomplete", "words": ""},
    ]
    desk.ask(made, "ask_corrections", desk.sofia, given={"ask_corrections": wanted}, said={"by_day": "2099-01-04"})
    with _as_owner():
        turn = Turn.objects.get(case=made.case_id)
    host, mode = desk.place.host, "script" if javascript else "plain"
    page = browse(width=360, height=740, javascript=javascript, host=host, answers=(422,))

    page.goto(server.address("/suivre/", host))
    page.locator("#id_reference").fill(made.reference)
    page.locator("#id_element").fill(ANSWERS["email"])
    page.locator("form[action='/suivre/'] button").click()
    expect(page.get_by_text("On ne lit pas les noms des rues.")).to_have_count(1)
    _fits(page, f"case-{mode}")
    page.get_by_role("link", name="Mend", exact=True).click()
    questions = page.locator("[data-files]")
    expect(questions).to_have_count(1)
    expect(page.get_by_text("On ne lit pas les noms des rues.")).to_have_count(1)

    page.locator("#f-place").fill("Parc de la Marine, entrée nord")
    page.locator("#note").fill(NOTE)
    chooser = page.locator("[data-files=f-plan] input[type=file]")
    chooser.set_input_files([_file("programme.jpg", b"MZ" + bytes(500))])
    send = page.locator("main form .govuk-button").last
    if javascript:
        page.locator("[data-files=f-plan]").get_by_role("alert").wait_for()
    else:
        send.click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("programme.jpg")
    _fits(page, f"refused-{mode}")
    expect(page.locator("#f-place")).to_have_value("Parc de la Marine, entrée nord")
    expect(page.locator("#note")).to_have_value(NOTE)

    chooser.set_input_files([_file("plan-lisible.jpg", attached.picture((80, 50)))])
    if javascript:
        page.locator("[data-files=f-plan] [data-files-list]").get_by_text("plan-lisible.jpg").first.wait_for()
    send.click()
    expect(page.get_by_text("Vos corrections ont été envoyées")).to_be_visible()
    _fits(page, f"sent-{mode}")
    with _as_owner():
        answers = Case.objects.get(id=made.case_id).answers
        assert Turn.objects.get(id=turn.id).state == "answered"
    assert [one["name"] for one in answers["plan"]] == ["plan-lisible.jpg"]
    assert answers["place"] == "Parc de la Marine, entrée nord"

    agent = browse(width=1280, cookies=cookies_of(desk.sofia))
    agent.goto(server.address(f"/agents/dossiers/{made.reference}/"))
    mended = agent.get_by_role("region", name="Ce que l’usager a modifié")
    expect(mended.locator("del")).to_have_count(2)
    expect(mended.locator("ins").first).to_be_visible()
    expect(mended).to_contain_text(NOTE)
    _fits(agent, f"agent-{mode}")
