"""Pages of an organisation's administrator: departments, closing days, silence."""

import datetime as dt
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from parvis.access.api import Role
from parvis.calendars.api import Calendar, is_working_day
from parvis.kernel import clock
from parvis.territory.api import closing_days, departments, sites
from parvis.territory.data import Text
from tests.browser import Server
from tests.cases.test_clock import SUSPENDED, publish
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.factories.procedures import temporary_bar_offered
from tests.factories.programmes import administrator
from tests.factories.territory import territory
from tests.pages import Visit, draws_no_page, visits
from tests.pages.territory import DUNKERQUE, _claire, _send, _site

draws_no_page("territory:studio_remove_closing_day", "takes a POST and leads back")
draws_no_page("territory:studio_close_department", "takes a POST and leads back")
draws_no_page("territory:studio_reopen_department", "takes a POST and leads back")


def _departments() -> list[str]:
    """The addresses of Dunkerque's reception, and of another department, which is closed."""
    organisation_id = sites.get(_site()).organisation_id
    assert organisation_id is not None
    reception, other = departments.of(organisation_id)[:2]
    departments.close(other.id)
    return [f"/administration/services/{found.id}/" for found in (reception, other)]


@visits("territory:studio_departments")
def listed(server: Server) -> Iterator[Visit]:
    claire = _claire()
    _departments()
    yield Visit("/administration/services/", host=DUNKERQUE, cookies=claire)


@visits("territory:studio_new_department")
def new_department(server: Server) -> Iterator[Visit]:
    claire = _claire()
    path = "/administration/services/nouveau/"
    yield Visit(path, host=DUNKERQUE, cookies=claire)
    yield Visit(path, label="empty", host=DUNKERQUE, cookies=claire, act=_send, languages=("fr",))


@visits("territory:studio_department")
def department(server: Server) -> Iterator[Visit]:
    claire = _claire()
    reception, closed = _departments()
    yield Visit(reception, label="reception", host=DUNKERQUE, cookies=claire)
    yield Visit(closed, label="closed", host=DUNKERQUE, cookies=claire)


@visits("territory:studio_closing_days")
def closing(server: Server) -> Iterator[Visit]:
    claire = _claire()
    path = "/administration/site/fermetures/"
    yield Visit(path, label="none", host=DUNKERQUE, cookies=claire)
    organisation_id, soon = sites.get(_site()).organisation_id, clock.today() + dt.timedelta(days=20)
    closing_days.add(soon, Text("Pont de l’Ascension", "Day after Ascension"), organisation_id)
    closing_days.add(soon + dt.timedelta(days=30), Text("Fermeture du territoire", "Territory closed"))
    yield Visit(path, label="two", host=DUNKERQUE, cookies=claire)

    def no_day(page: Page) -> None:
        page.get_by_role("button", name="Fermer ce jour-là").click()

    yield Visit(path, label="no day", host=DUNKERQUE, cookies=claire, act=no_day, languages=("fr",))
    here = make_desk("Bergues", "BE", "59067")
    publish(here.town, _as_owner, SUSPENDED, promise_working_days=10)
    for event in ("Kermesse de l’école", "Tournoi de sandball"):
        here.submit(90, event_name=event)
    chief = administrator(here)
    people.member(here.place, Role.SUPERVISOR, who=chief)

    def moves(page: Page) -> None:
        days = (clock.today() + dt.timedelta(days=number) for number in range(1, 10))
        page.locator("[name=date]").fill(next(one for one in days if is_working_day(one, Calendar())).isoformat())
        page.get_by_role("button", name="Fermer ce jour-là").click()
        expect(page.get_by_text("changeraient d’échéance")).to_be_visible()

    cookies = people.cookies_of(chief, here.place.host)
    yield Visit(path, label="moves", host=here.place.host, cookies=cookies, act=moves, languages=("fr",))


@visits("procedures:studio_silences")
def silences(server: Server) -> Iterator[Visit]:
    found = territory()
    claire = _claire(found)
    path = "/administration/silence/"
    yield Visit(path, label="none", host=DUNKERQUE, cookies=claire)
    temporary_bar_offered(found)
    yield Visit(path, label="one", host=DUNKERQUE, cookies=claire)


@visits("procedures:studio_silence")
def silence(server: Server) -> Iterator[Visit]:
    claire = _claire(temporary_bar_offered())

    def open_first(page: Page) -> None:
        page.locator("main table a").first.click()

    def confirm(page: Page) -> None:
        open_first(page)
        page.get_by_role("button", name="Confirmer").click()
        open_first(page)

    path = "/administration/silence/"
    yield Visit(path, label="to confirm", host=DUNKERQUE, cookies=claire, act=open_first)
    yield Visit(path, label="confirmed", host=DUNKERQUE, cookies=claire, act=confirm, languages=("fr",))
