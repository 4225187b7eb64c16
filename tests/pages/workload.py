"""Pages of supervisors: who has how much, handing out, absences."""

import datetime as dt
import uuid
from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.kernel import clock
from parvis.workload.domain import digesting
from parvis.workload.models import Absence, Rule
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.pages.workspace import busy

draws_no_page("workload:raise_rule", "takes a POST and leads back")
draws_no_page("workload:delete_rule", "takes a POST and leads back")
draws_no_page("workload:end_absence", "takes a POST and leads back")


def _away(desk: Desk) -> None:
    with _as_owner():
        Absence.objects.create(
            organisation_id=desk.town.organisation_id,
            person_id=desk.sofia.id,
            replacement_id=desk.malik.id,
            first_day=clock.today(),
            last_day=clock.today() + dt.timedelta(days=6),
            entered_by_id=desk.malik.id,
            entered_at=clock.now(),
        )


@visits("workload:load")
def load(server: Server) -> Iterator[Visit]:
    desk = busy()
    _away(desk)
    yield Visit("/agents/charge/", cookies=cookies_of(desk.malik))


@visits("workload:settings")
def settings(server: Server) -> Iterator[Visit]:
    yield Visit("/agents/charge/reglages/", cookies=cookies_of(make_desk().malik))


@visits("workload:hand_out")
def hand_out(server: Server) -> Iterator[Visit]:
    desk = busy()
    yield Visit("/agents/charge/repartir/", cookies=cookies_of(desk.malik))


@visits("workload:preferences")
def preferences(server: Server) -> Iterator[Visit]:
    yield Visit("/agents/notifications/", cookies=cookies_of(make_desk().sofia))


@visits("workload:unsubscribe")
def unsubscribe(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    path = f"/sans-resume/{digesting.key(desk.sofia.id)}/"
    yield Visit(path, host=desk.place.host)

    def press(page: Page) -> None:
        page.locator("main form button").click()

    yield Visit(path, label="done", host=desk.place.host, act=press)


def _rule(desk: Desk) -> uuid.UUID:
    with _as_owner():
        return Rule.objects.create(
            organisation_id=desk.town.organisation_id,
            department_id=desk.town.department_id,
            place=1,
            procedure=desk.town.case_type.slug,
            first_letter="A",
            last_letter="K",
            variable="event_name",
            operator="contains",
            value="carnaval",
            people=[desk.sofia.id],
        ).id


@visits("workload:rules")
def rules(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    yield Visit("/agents/charge/regles/", label="empty", cookies=cookies_of(desk.malik))
    _rule(desk)
    yield Visit("/agents/charge/regles/", cookies=cookies_of(desk.malik))


@visits("workload:new_rule")
def new_rule(server: Server) -> Iterator[Visit]:
    yield Visit("/agents/charge/regles/nouvelle/", cookies=cookies_of(make_desk().malik))


@visits("workload:rule")
def rule(server: Server) -> Iterator[Visit]:
    desk = busy()
    own = cookies_of(desk.malik)
    path = f"/agents/charge/regles/{_rule(desk)}/"

    def attempt(page: Page) -> None:
        page.locator("#variable").select_option("")
        page.locator("#first_letter").select_option("")
        page.locator("#last_letter").select_option("")
        page.locator("main form button").first.click()

    yield Visit(path, label="tried", cookies=own, act=attempt)


@visits("workload:absences")
def absences(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    yield Visit("/agents/absences/", label="empty", cookies=cookies_of(desk.sofia))
    _away(desk)
    yield Visit("/agents/absences/", cookies=cookies_of(desk.malik))
