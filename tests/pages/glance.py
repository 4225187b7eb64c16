"""A request beside its list: looked at on the page of the list (`pages.workspace`), where it stands."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser import Server
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits

draws_no_page("cases:agent_glance", "a piece of the page of a list, visited there; else leads to the request")
draws_no_page("cases:agent_glance_act", "takes a POST and answers that piece")


def beside(page: Page) -> None:
    """Open the second request of a list beside it."""
    page.locator("[data-glance]").nth(1).dispatch_event("click")
    expect(page.locator("#glance-title")).to_be_visible()
    expect(page.locator("#glance")).not_to_have_attribute("inert", "")


def looking(page: Page) -> None:
    """There, see what granting the third one would write."""
    page.locator("[data-glance]").nth(0).dispatch_event("click")
    page.locator("[hx-get*='move=accept']").click()
    expect(page.locator(".pv-glance__look")).to_be_visible()


@visits("workspace:keys")
def own_keys(server: Server) -> Iterator[Visit]:
    desk = make_desk()

    def mistaken(page: Page) -> None:
        page.locator("#key-110").fill("p")
        page.locator("main form button").first.click()

    yield Visit("/agents/touches/", cookies=cookies_of(desk.sofia))
    yield Visit("/agents/touches/", label="mistaken", cookies=cookies_of(desk.sofia), act=mistaken, languages=("fr",))
