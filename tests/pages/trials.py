"""Pages of trials, of those who make them and those who try; who has the pen, as a page asks for it."""

import datetime as dt
from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.kernel import clock
from parvis.kernel.reach import acting
from parvis.trials.domain import trying
from tests.browser import Server
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.studio.conftest import make_studio

HOST = "cu-dunkerque.localhost"
draws_no_page("trials:act", "takes a POST and leads back")
draws_no_page("trials:mark", "takes a POST and leads back")


@visits("trials:trials")
def made(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    draft = studio.begun()
    with acting(studio.reach()):
        until = clock.today() + dt.timedelta(days=9)
        made, secret = trying.make(draft.row, "Amina", until, by_id=studio.ines.id, by_name="Inès", at=clock.now())
    with trying.held(secret):
        trying.say(made, "association", "Le mot RNA est obscur.", at=clock.now())
    how = {"host": HOST, "cookies": cookies_of(studio.ines, host=HOST)}
    yield Visit(f"{draft.path}essais/", **how)
    yield Visit(f"{draft.path}element/association/", label="beside the question", languages=("fr",), **how)


@visits("trials:trial")
def tried(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    draft = studio.begun()
    with acting(studio.reach()):
        until = clock.today() + dt.timedelta(days=9)
        _made, secret = trying.make(draft.row, "Amina", until, by_id=studio.ines.id, by_name="Inès", at=clock.now())
    yield Visit(f"/essai/{secret}/", host=HOST)

    def to_the_end(page: Page) -> None:
        for _page in range(4):
            page.locator("button[name=skip]").click()

    yield Visit(f"/essai/{secret}/", label="end", host=HOST, act=to_the_end, languages=("fr",))
    yield Visit("/essai/xxxxxxxxxxxxxxxx/", label="ended", host=HOST, status=410, languages=("fr",))


@visits("studio:pen")
def pen(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    draft = studio.begun()
    yield Visit(
        f"{draft.path}stylo/?version=0", host=HOST, cookies=cookies_of(studio.marc, host=HOST), languages=("fr",)
    )
