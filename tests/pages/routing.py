"""Pages of the rules that say where requests go."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.access.data import Role
from parvis.kernel import clock
from parvis.routing.data import RuleSet, SendingRule, Target, Way
from parvis.routing.models import Draft, Version
from parvis.territory import models as territory
from parvis.territory.api import forget
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.routing.test_engine import is_
from tests.routing.test_routing import rule

draws_no_page("routing:act", "takes a POST and leads back")
draws_no_page("routing:restore", "takes a POST and leads back")


def _ruled(*, changed: bool = True) -> tuple[Desk, dict[str, str], str, SendingRule]:
    """A commune with rules in force, others that are being changed, its administrator, who supervises too."""
    desk = make_desk()
    chief = people.member(desk.place, Role.ADMINISTRATOR, who=people.person(given_name="Claire", family_name="Masson"))
    people.member(desk.place, Role.SUPERVISOR, who=chief)
    with _as_owner():
        there = territory.Department.objects.create(
            organisation_id=desk.town.organisation_id, code="manifestations", name_fr="Grandes manifestations"
        ).id
    forget()
    here = desk.town.department_id
    rules = (
        rule(there, is_("event_name", "Carnaval"), "Le carnaval"),
        rule(here, is_("setting", "outside"), "Sur la voie publique", Way.PEOPLE, [desk.sofia]),
        rule(here, is_("receipt_channel", "post"), "Par courrier", Way.TURN, on=False),
        rule(there, True, "Tout le reste"),
        rule(there, is_("event_name", "Bal"), "Les bals"),
    )
    row = {
        "organisation_id": desk.town.organisation_id,
        "case_type": desk.town.case_type,
        "document": RuleSet(rules=rules, otherwise=Target(department=there)).model_dump(mode="json"),
    }
    with _as_owner():
        Version.objects.create(**row, number=1, by_id=chief.id, by_name="Claire Masson", at=clock.now())
        if changed:
            row["document"] = RuleSet(rules=rules[:3]).model_dump(mode="json")
            Draft.objects.create(
                **row, base=1, changed_by_id=chief.id, changed_by_name="Claire Masson", changed_at=clock.now()
            )
    page = f"/administration/aiguillage/{desk.town.case_type.id}/"
    return desk, cookies_of(chief, desk.place.host), page, rules[1]


@visits("routing:procedures")
def procedures(server: Server) -> Iterator[Visit]:
    desk, cookies, _page, _rule = _ruled()
    yield Visit("/administration/aiguillage/", host=desk.place.host, cookies=cookies)


@visits("routing:rules")
def rules(server: Server) -> Iterator[Visit]:
    desk, cookies, page, _rule = _ruled()
    yield Visit(page, host=desk.place.host, cookies=cookies)


@visits("routing:new_rule")
def new_rule(server: Server) -> Iterator[Visit]:
    desk, cookies, page, _rule = _ruled()
    yield Visit(f"{page}nouvelle/", host=desk.place.host, cookies=cookies)


@visits("routing:rule")
def one_rule(server: Server) -> Iterator[Visit]:
    desk, cookies, page, found = _ruled()

    def wrong(shown: Page) -> None:
        shown.locator("#id_name").fill("")
        shown.locator("main form .pv-narrow button.govuk-button").click()

    yield Visit(f"{page}regle/{found.id}/", host=desk.place.host, cookies=cookies)
    yield Visit(f"{page}regle/{found.id}/", label="wrong", host=desk.place.host, cookies=cookies, act=wrong)


@visits("routing:otherwise")
def otherwise(server: Server) -> Iterator[Visit]:
    desk, cookies, page, _rule = _ruled(changed=False)
    yield Visit(f"{page}sinon/", host=desk.place.host, cookies=cookies)


@visits("routing:trial")
def trial(server: Server) -> Iterator[Visit]:
    desk, cookies, page, _rule = _ruled()
    for name in ("Carnaval", "Bal", "Bal"):
        desk.submit(event_name=name)

    def press(shown: Page) -> None:
        shown.locator("form[action$='essai/'] button.govuk-button").click()

    yield Visit(page, label="tried", host=desk.place.host, cookies=cookies, act=press)


@visits("routing:versions")
def versions(server: Server) -> Iterator[Visit]:
    desk, cookies, page, _rule = _ruled()
    yield Visit(f"{page}versions/", host=desk.place.host, cookies=cookies)


@visits("routing:version")
def version(server: Server) -> Iterator[Visit]:
    desk, cookies, page, _rule = _ruled()
    yield Visit(f"{page}versions/1/", host=desk.place.host, cookies=cookies)


@visits("bulk:reroute")
def reroute(server: Server) -> Iterator[Visit]:
    desk, _cookies, _page, _rule = _ruled(changed=False)
    made = desk.submit(event_name="Bal")
    path = f"/agents/en-masse/reaiguiller/?case={made.case_id}"
    cookies = cookies_of(desk.malik, desk.place.host)

    def confirm(shown: Page) -> None:
        shown.locator("main form button.govuk-button").first.click()

    yield Visit(path, host=desk.place.host, cookies=cookies)
    yield Visit(path, label="confirm", host=desk.place.host, cookies=cookies, act=confirm)
