"""Pages of the residents' face."""

from collections.abc import Iterator

from parvis.territory.api import sites
from parvis.territory.data import Text
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.procedures import temporary_bar_offered
from tests.factories.territory import territory
from tests.pages import Visit, visits

DUNKERQUE = "dunkerque.localhost"


@visits("portal:home")
def home(server: Server) -> Iterator[Visit]:
    found = territory()
    yield Visit("/", label="commune", host=DUNKERQUE)
    yield Visit("/", label="territory")
    with _as_owner():
        temporary_bar_offered(found)
    yield Visit("/", label="with procedures", host=DUNKERQUE)


@visits("portal:procedures")
def procedures(server: Server) -> Iterator[Visit]:
    found = territory()
    yield Visit("/demarches/", label="none", host=DUNKERQUE)
    with _as_owner():
        temporary_bar_offered(found)
    yield Visit("/demarches/", label="one", host=DUNKERQUE)


@visits("portal:search")
def search(server: Server) -> Iterator[Visit]:
    found = territory()
    yield Visit("/recherche/", label="empty", host=DUNKERQUE)
    yield Visit("/recherche/?q=gravelines", label="commune")
    yield Visit("/recherche/?q=zzzz", label="nothing", host=DUNKERQUE)
    with _as_owner():
        temporary_bar_offered(found)
    yield Visit("/recherche/?q=buvette", label="found", host=DUNKERQUE)


@visits("portal:help")
def help_page(server: Server) -> Iterator[Visit]:
    territory()
    yield Visit("/aide/", label="commune", host=DUNKERQUE)
    yield Visit("/aide/", label="territory")


@visits("portal:accessibility")
def accessibility(server: Server) -> Iterator[Visit]:
    territory()
    yield Visit("/accessibilite/", host=DUNKERQUE)


@visits("portal:privacy")
def privacy(server: Server) -> Iterator[Visit]:
    territory()
    yield Visit("/donnees-personnelles/", host=DUNKERQUE)


@visits("portal:legal")
def legal(server: Server) -> Iterator[Visit]:
    territory()
    yield Visit("/mentions-legales/", host=DUNKERQUE)


@visits("portal:page")
def page(server: Server) -> Iterator[Visit]:
    found = territory()
    site = sites.of(found.dunkerque.id)
    sites.save_page(
        site.id,
        "marches",
        title=Text("Les marchés", "Markets"),
        body=Text(
            "# Où et quand\n\n- place Jean-Bart, mercredi\n\n| Jour | Heures |\n|---|---|\n| mercredi | 8 h |",
            "",
        ),
    )
    yield Visit("/pages/marches/", host=DUNKERQUE)
