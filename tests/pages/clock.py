"""Pages around the law's clock and decisions."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.cases import api as cases
from parvis.kernel import clock
from tests.browser import Server
from tests.cases.test_computing import definition
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.pages.own import _browser
from tests.studio.conftest import make_studio

draws_no_page("cases:attest", "takes a POST and leads back")
draws_no_page("cases:agree", "takes a POST and leads back")
draws_no_page("cases:agent_hand", "takes a POST and leads back")


@visits("cases:computed")
def computed(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, definition(), at=clock.now())
    made = desk.submit()
    desk.take(made, desk.sofia)
    desk.move(made, "accept", desk.malik)
    yield Visit(f"/demandes/{made.reference}/calcul/", host=desk.place.host, cookies=_browser(server, desk, made))


@visits("cases:agent_came")
def came(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    path = f"/agents/dossiers/{desk.submit().reference}/venue-d-ailleurs/"

    def empty(page: Page) -> None:
        page.locator("main form button").last.click()

    yield Visit(path, cookies=cookies_of(desk.sofia))
    yield Visit(path, label="nothing said", cookies=cookies_of(desk.sofia), act=empty, languages=("fr",), status=200)


@visits("studio:clock")
def simulated(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    path = f"{studio.begun().path}delai/"
    story = "?sent=2026-05-04&kind-0=asked&on-0=2026-05-20&by-0=2026-06-10&kind-1=answered&on-1=2026-06-02"
    host, cookies = "cu-dunkerque.localhost", cookies_of(studio.ines, host="cu-dunkerque.localhost")
    yield Visit(path + story, host=host, cookies=cookies)
    yield Visit(f"{path}?sent=demain", label="no day", host=host, cookies=cookies, status=422, answers=(422,))
