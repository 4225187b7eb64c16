"""Pages of a site's administrator."""

import uuid
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from parvis.access.api import Role, appoint, wall_for
from parvis.territory.api import sites
from parvis.territory.data import Text
from parvis.territory.domain import sheets
from parvis.territory.plugins import demonstration_zones
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.territory import Territory, territory
from tests.pages import Visit, draws_no_page, visits

DUNKERQUE = "dunkerque.localhost"

draws_no_page("territory:theme_css", "a style sheet")
draws_no_page("territory:logo", "a picture")
draws_no_page("territory:studio_remove_page", "takes a POST and leads back")
draws_no_page("territory:studio_remove_zones", "takes a POST and leads back")
draws_no_page("territory:studio_zone_csv", "a file")
draws_no_page("territory:studio_schools_csv", "a file")


def _claire(found: Territory | None = None) -> dict[str, str]:
    """The territory (a new one, if none is given), and the session of Dunkerque's administrator on its site."""
    found = found or territory()
    who = people.person("claire@example.org", given_name="Claire", family_name="Vandamme")
    with _as_owner():
        appoint(
            person_id=who.id,
            organisation_id=found.dunkerque.id,
            department_id=None,
            role=Role.ADMINISTRATOR,
            walls=[wall_for(found.dunkerque.id, "general")],
        )
    return people.cookies(who, host=DUNKERQUE)


def _site() -> uuid.UUID:
    """Dunkerque's site."""
    return next(found.id for found in sites.all() if found.host == DUNKERQUE)


def _send(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()


@visits("territory:studio_site")
def texts(server: Server) -> Iterator[Visit]:
    claire = _claire()
    yield Visit("/administration/site/", host=DUNKERQUE, cookies=claire)


@visits("territory:studio_colours")
def colours(server: Server) -> Iterator[Visit]:
    claire = _claire()

    def too_pale(page: Page) -> None:
        page.fill("#id_accent", "#ffcc00")
        page.click("main form button[type=submit]")

    yield Visit("/administration/site/couleurs/", host=DUNKERQUE, cookies=claire)
    yield Visit("/administration/site/couleurs/", label="too pale", host=DUNKERQUE, cookies=claire, act=too_pale)


@visits("territory:studio_logo")
def logo(server: Server) -> Iterator[Visit]:
    claire = _claire()
    yield Visit("/administration/site/logo/", host=DUNKERQUE, cookies=claire)
    yield Visit(
        "/administration/site/logo/", label="no file", host=DUNKERQUE, cookies=claire, act=_send, languages=("fr",)
    )


@visits("territory:studio_contact")
def contact(server: Server) -> Iterator[Visit]:
    claire = _claire()
    yield Visit("/administration/site/contact/", host=DUNKERQUE, cookies=claire)


@visits("territory:studio_pages")
def pages(server: Server) -> Iterator[Visit]:
    claire = _claire()
    yield Visit("/administration/site/pages/", label="none", host=DUNKERQUE, cookies=claire)
    sites.save_page(_site(), "marches", title=Text("Les marchés"), body=Text("Texte"))
    yield Visit("/administration/site/pages/", label="one", host=DUNKERQUE, cookies=claire)


@visits("territory:studio_new_page")
def new_page(server: Server) -> Iterator[Visit]:
    claire = _claire()
    yield Visit("/administration/site/pages/nouvelle/", host=DUNKERQUE, cookies=claire)
    yield Visit(
        "/administration/site/pages/nouvelle/", "empty", DUNKERQUE, cookies=claire, act=_send, languages=("fr",)
    )


@visits("territory:studio_page")
def page(server: Server) -> Iterator[Visit]:
    claire = _claire()
    sites.save_page(_site(), "marches", title=Text("Les marchés"), body=Text("Texte"))
    yield Visit("/administration/site/pages/marches/", host=DUNKERQUE, cookies=claire)


def _zones() -> dict[str, str]:
    """Dunkerque's invented sectors and schools, and its administrator."""
    claire = _claire()
    dunkerque = next(found.organisation_id for found in sites.all() if found.host == DUNKERQUE)
    assert dunkerque
    with _as_owner():
        demonstration_zones.fill()
    return claire


def _faulty(page: Page) -> None:
    content = "zone;voie;du;au\nA;Rue X;1;9\nB;Rue X;9;20\nB;Rue Y;vingt;\n"
    page.fill("#id_name_fr", "Secteurs")
    page.set_input_files("#id_sheet", {"name": "zones.csv", "mimeType": "text/csv", "buffer": content.encode()})
    page.click("button[name=check]")
    expect(page.locator(".pv-banner--late")).to_be_visible()


def _right(page: Page) -> None:
    sheet = sheets.write_schools(demonstration_zones.SCHOOLS["59183"])
    page.set_input_files("#id_sheet", {"name": "s.csv", "mimeType": "text/csv", "buffer": sheet})
    page.click("button[name=check]")
    expect(page.locator(".pv-banner--ok")).to_be_visible()


@visits("territory:studio_zones")
def zone_list(server: Server) -> Iterator[Visit]:
    claire = _zones()
    yield Visit("/administration/site/zones/", host=DUNKERQUE, cookies=claire)
    yield Visit("/administration/site/zones/", label="faults", host=DUNKERQUE, cookies=claire, act=_faulty)


@visits("territory:studio_zone_table")
def zone_table(server: Server) -> Iterator[Visit]:
    claire = _zones()
    yield Visit("/administration/site/zones/school/", host=DUNKERQUE, cookies=claire)


@visits("territory:studio_schools")
def school_list(server: Server) -> Iterator[Visit]:
    claire = _zones()
    yield Visit("/administration/site/ecoles/", host=DUNKERQUE, cookies=claire)
    yield Visit("/administration/site/ecoles/", label="checked", host=DUNKERQUE, cookies=claire, act=_right)
