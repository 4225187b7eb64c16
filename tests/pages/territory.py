"""Pages of a site's administrator."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.territory.api import sites
from parvis.territory.data import Text
from tests.browser import Server
from tests.factories.territory import territory
from tests.pages import Visit, draws_no_page, visits

DUNKERQUE = "dunkerque.localhost"

draws_no_page("territory:theme_css", "a style sheet")
draws_no_page("territory:logo", "a picture")
draws_no_page("territory:studio_remove_page", "takes a POST and leads back")


@visits("territory:studio_site")
def texts(server: Server) -> Iterator[Visit]:
    territory()
    yield Visit("/administration/site/", host=DUNKERQUE)


@visits("territory:studio_colours")
def colours(server: Server) -> Iterator[Visit]:
    territory()

    def too_pale(page: Page) -> None:
        page.fill("#id_accent", "#ffcc00")
        page.click("main form button[type=submit]")

    yield Visit("/administration/site/couleurs/", host=DUNKERQUE)
    yield Visit("/administration/site/couleurs/", label="too pale", host=DUNKERQUE, act=too_pale)


@visits("territory:studio_logo")
def logo(server: Server) -> Iterator[Visit]:
    territory()
    yield Visit("/administration/site/logo/", host=DUNKERQUE)


@visits("territory:studio_contact")
def contact(server: Server) -> Iterator[Visit]:
    territory()
    yield Visit("/administration/site/contact/", host=DUNKERQUE)


@visits("territory:studio_pages")
def pages(server: Server) -> Iterator[Visit]:
    found = territory()
    yield Visit("/administration/site/pages/", label="none", host=DUNKERQUE)
    sites.save_page(sites.of(found.dunkerque.id).id, "marches", title=Text("Les marchés"), body=Text("Texte"))
    yield Visit("/administration/site/pages/", label="one", host=DUNKERQUE)


@visits("territory:studio_new_page")
def new_page(server: Server) -> Iterator[Visit]:
    territory()
    yield Visit("/administration/site/pages/nouvelle/", host=DUNKERQUE)


@visits("territory:studio_page")
def page(server: Server) -> Iterator[Visit]:
    found = territory()
    sites.save_page(sites.of(found.dunkerque.id).id, "marches", title=Text("Les marchés"), body=Text("Texte"))
    yield Visit("/administration/site/pages/marches/", host=DUNKERQUE)
