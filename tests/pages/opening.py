"""Opening and closing procedures: the pages on which that is set, and the start page that says so."""

import datetime as dt
from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.kernel import clock
from parvis.procedures.domain import availability
from tests.browser import Server
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.pages import Visit, visits
from tests.pages.territory import DUNKERQUE, _claire

PATH = "/administration/ouvertures/"


@visits("procedures:studio_openings")
def listed(server: Server) -> Iterator[Visit]:
    claire = _claire(found := temporary_bar_offered())
    soon = clock.now() + dt.timedelta(days=20)
    availability.plan(found.dunkerque.id, SLUG, is_open=True, opens_at=None, closes_at=soon, quota=40, said={})
    yield Visit(PATH, host=DUNKERQUE, cookies=claire)


@visits("procedures:studio_opening")
def opening(server: Server) -> Iterator[Visit]:
    claire = _claire(temporary_bar_offered())
    path = f"{PATH}{SLUG}/"
    yield Visit(path, host=DUNKERQUE, cookies=claire)

    def wrong(page: Page) -> None:
        page.fill("#id_opens_at", "2027-05-04T09:00")
        page.fill("#id_closes_at", "2027-05-03T09:00")
        page.get_by_role("button", name="Enregistrer").click()

    yield Visit(path, label="wrong", host=DUNKERQUE, cookies=claire, act=wrong, languages=("fr",))
