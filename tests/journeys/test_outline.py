"""Two designers before one outline: what one drags the other sees, asks for the pen, gets it, and drags in turn."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Browse, Server
from tests.factories.people import cookies_of
from tests.studio.conftest import make_studio

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOST = "cu-dunkerque.localhost"


def _drag(page: Page, what: str, above: str) -> None:
    """Take a question by its grip and let it go over the upper half of another."""
    grip, place = page.locator(f"#e-{what} [data-grip]").bounding_box(), page.locator(f"#e-{above}").bounding_box()
    assert grip
    assert place
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + place["height"] * 0.2, steps=4)
    expect(page.locator(".st-drop")).to_have_count(1)
    with page.expect_navigation():
        page.mouse.up()


def _begins_with(page: Page, *ids: str) -> None:
    for place, name in enumerate(ids):
        expect(page.locator("[data-drag=field]").nth(place)).to_have_id(f"e-{name}")


def test_one_drags_the_other_looks_on_and_asks_for_the_pen(server: Server, browse: Browse) -> None:
    studio = make_studio()
    address = server.address(studio.begun().path, host=HOST)
    ines, marc = (browse(host=HOST, cookies=cookies_of(who, host=HOST)) for who in (studio.ines, studio.marc))
    ines.goto(address)
    marc.goto(address)
    _begins_with(marc, "association", "agreed")
    expect(marc.locator("[data-grip]")).to_have_count(0)
    _drag(ines, "agreed", "association")
    _begins_with(ines, "agreed", "association")
    _begins_with(marc, "agreed", "association")  # by itself
    marc.locator("button[value=ask]").click()
    ines.locator("button[value=give]").click()  # it came by itself
    expect(ines.locator("button[value=ask]")).to_be_visible()
    expect(marc.locator("[data-grip]").first).to_be_visible()  # it came by itself, too
    _drag(marc, "association", "agreed")
    _begins_with(marc, "association", "agreed")
