"""Pages on which exports of other systems are read."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import Server
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.studio.conftest import LIST, make_studio

draws_no_page("incoming:keep", "takes a POST and leads to the draft; what it refuses is visited from the report")
draws_no_page("incoming:download", "gives a file")

HOST = "cu-dunkerque.localhost"
EXAMPLES = Path(__file__).parents[1] / "examples"


@visits("incoming:read")
def reading(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    path, cookies = f"{LIST}lire/", cookies_of(studio.ines, host=HOST)
    yield Visit(path, host=HOST, cookies=cookies)

    def send(page: Page, *names: str) -> None:
        page.locator("#files").set_input_files([str(path) for name in names for path in (EXAMPLES / name).iterdir()])
        page.locator("form[enctype] button[type=submit]").click()

    def report(page: Page) -> None:
        send(page, "publik", "demarches")
        page.locator("details").last.locator("summary").click()

    yield Visit(path, label="report", host=HOST, cookies=cookies, act=report)

    def keep(page: Page) -> None:
        send(page, "publik")
        page.locator("form[action$='garder/'] button").first.click()

    yield Visit(path, label="domain", host=HOST, cookies=cookies, act=keep)
    yield Visit(path, label="nothing", host=HOST, cookies=cookies, act=send, languages=("fr",))

    def columns(page: Page) -> None:
        sheet = {
            "name": "salle.csv",
            "mimeType": "text/csv",
            "buffer": b"Quoi;Comment\nVotre nom;texte\nUn jour;date\n",
        }
        page.locator("#files").set_input_files([sheet])  # type: ignore[list-item]
        page.locator("form[enctype] button[type=submit]").click()
        page.locator("#column-1").wait_for()

    yield Visit(path, label="columns", host=HOST, cookies=cookies, act=columns, languages=("fr",))
