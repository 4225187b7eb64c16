"""Pages of ready procedures and of packages."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from parvis.packages.domain.shelf import FOLDER
from tests.browser import Server
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.studio.conftest import LIST, make_studio

draws_no_page("packages:take", "gives a file")
draws_no_page("packages:keep", "takes a POST and leads to the draft; what it refuses is the page of the package again")

for _name in ("schema", "revision_schema", "definition_schema"):
    draws_no_page(f"procedures:{_name}", "gives a JSON Schema")

HOST = "cu-dunkerque.localhost"


@visits("packages:shelf")
def shelf(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    yield Visit(f"{LIST}pretes/", host=HOST, cookies=cookies_of(studio.ines, host=HOST))


@visits("packages:ready")
def ready(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    yield Visit(f"{LIST}pretes/buvette-temporaire/", host=HOST, cookies=cookies_of(studio.ines, host=HOST))


@visits("packages:packages")
def packages(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    path, cookies = f"{LIST}paquets/", cookies_of(studio.ines, host=HOST)
    yield Visit(path, host=HOST, cookies=cookies)

    def send(page: Page) -> None:
        page.locator("#package").set_input_files(str(Path(FOLDER) / "buvette-temporaire.json"))
        page.locator("form[enctype] button[type=submit]").click()
        page.get_by_role("heading", level=1).wait_for()

    yield Visit(path, label="unsigned", host=HOST, cookies=cookies, act=send, languages=("fr",))


@visits("packages:keys")
def keys(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    yield Visit(f"{LIST}paquets/cles/", host=HOST, cookies=cookies_of(studio.ines, host=HOST))
