"""Pages of entering, leaving, and an organisation's members."""

import datetime as dt
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from parvis.access.api import Role, acting_as, invite
from parvis.access.data import Right
from parvis.identity.models import Session
from parvis.kernel import clock
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits

draws_no_page("access_sign_in", "leads to the sign-in page")
draws_no_page("access_stay", "answers the page's script")
draws_no_page("access_give", "goes on to the site by itself")
draws_no_page("account_logout", "takes a POST and leads back")
draws_no_page("access_invite", "takes a POST and leads back")
draws_no_page("access_withdraw", "takes a POST and leads back")
draws_no_page("access_dismiss", "takes a POST and leads back")


def sends(page: Page) -> None:
    """Send the page's last form as it stands."""
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()


@visits("access_take")
def take(server: Server) -> Iterator[Visit]:
    at = people.place()
    yield Visit("/connexion/retour/?code=unknown", host=at.host, status=400)


@visits("access_invitation")
def invitation(server: Server) -> Iterator[Visit]:
    at = people.place()
    admin = people.member(at, Role.ADMINISTRATOR)

    def invited(email: str) -> str:
        with acting_as(admin.id, Right.ADMINISTER, actor="administrator"):
            token = invite(
                email=email,
                organisation_id=at.id,
                department_id=None,
                role=Role.AGENT,
                walls=[at.walls["general"]],
                by=admin.id,
            )
        return f"/invitation/{token}/"

    new = invited("nouvelle@example.org")
    yield Visit(new, label="new")
    yield Visit(new, label="empty", status=200, act=sends, languages=("fr",))
    known = people.person("amina@example.org", password=people.PASSWORD)
    yield Visit(invited(known.email), label="has an account")
    yield Visit(invited(known.email), label="mine", cookies=people.cookies(known))
    yield Visit("/invitation/trop-ancienne/", label="over", status=410)


@visits("access_members")
def members(server: Server) -> Iterator[Visit]:
    at = people.place()
    admin = people.member(at, Role.ADMINISTRATOR, who=people.person("claire.vandamme@example.org"))
    cookies = people.cookies(admin, host=at.host)
    yield Visit("/agents/membres/", label="alone", host=at.host, cookies=cookies)
    yield Visit("/agents/membres/", label="errors", host=at.host, cookies=cookies, act=sends, languages=("fr",))
    malik = people.person("malik.kaci@example.org", given_name="Malik", family_name="Kaci")
    people.member(at, Role.SUPERVISOR, "general", "social", who=malik)
    people.member(at, who=people.person("sofia@example.org", given_name="Sofia", family_name="Leclercq"))
    with acting_as(admin.id, Right.ADMINISTER, actor="administrator"):
        invite(
            email="nouvelle.agente@example.org",
            organisation_id=at.id,
            department_id=at.departments[0],
            role=Role.AGENT,
            walls=[at.walls["general"]],
            by=admin.id,
        )
    yield Visit("/agents/membres/", label="several", host=at.host, cookies=cookies)


@visits("access_kept")
def kept(server: Server) -> Iterator[Visit]:
    """What was typed when the session had ended: said on the way out, shown on the way back."""
    desk = make_desk()
    made = desk.submit()
    path = f"/agents/dossiers/{made.reference}/"
    sofia = cookies_of(desk.sofia)

    def too_late(page: Page) -> None:
        page.locator("#body").fill("Bonjour,\npouvez-vous préciser le nombre de tables\u202f?")
        end_sessions()
        page.locator("form#ecrire button[data-main]").click()
        expect(page.get_by_role("main")).to_contain_text("est conservé")

    def comes_back(page: Page) -> None:
        too_late(page)
        (key,) = cookies_of(desk.sofia).items()
        page.context.clear_cookies(name=key[0])
        page.context.add_cookies([{"name": key[0], "value": key[1], "url": server.address()}])
        page.get_by_role("main").get_by_role("link", name="Se connecter").click()
        expect(page.get_by_role("main")).to_contain_text("nombre de tables")

    # An agent's page, then the one that says that time is up.
    yield Visit(path, label="ended", cookies=sofia, act=too_late, languages=("fr",), budget=110_000)
    # Both layouts, of agents and of residents, one after the other.
    sofia = cookies_of(desk.sofia)
    yield Visit(path, label="found again", cookies=sofia, act=comes_back, languages=("fr",), budget=120_000)


def end_sessions() -> None:
    """Let every session be idle for an hour."""
    with _as_owner():
        Session.objects.update(seen_at=clock.now() - dt.timedelta(hours=1))
