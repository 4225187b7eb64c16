"""Pages of the studio: plain language, and the words that a territory avoids."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.forms.data import LocalizedText
from parvis.studio.data import AddField
from tests.browser import Server
from tests.factories.people import cookies_of
from tests.pages import Visit, visits
from tests.studio.conftest import LIST, make_studio, written

HOST = "cu-dunkerque.localhost"


@visits("studio:plain")
def plain(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    draft = studio.begun()
    cookies = cookies_of(studio.ines, host=HOST)
    yield Visit(f"{draft.path}langage/", label="nothing", host=HOST, cookies=cookies)
    hint = (
        "Joignez les pièces justificatives, "
        + "ou à défaut une copie certifiée conforme, " * 4
        + "sous peine de rejet."
    )
    operation = AddField(
        into="what",
        type="file",
        label=LocalizedText(fr="Le bail du pétitionnaire"),
        values={"hint": {"fr": hint}},
    )
    written(studio, operation, draft.row)
    yield Visit(f"{draft.path}langage/", label="remarks", host=HOST, cookies=cookies)


@visits("studio:vocabulary")
def vocabulary(server: Server) -> Iterator[Visit]:
    cookies = cookies_of(make_studio().ines, host=HOST)
    yield Visit(f"{LIST}mots/", host=HOST, cookies=cookies)

    def wrong(page: Page) -> None:
        page.get_by_label("Mots à éviter, en français").fill("diligenter = faire\n= rien")
        page.get_by_role("button", name="Enregistrer").click()

    yield Visit(f"{LIST}mots/", label="wrong", host=HOST, cookies=cookies, act=wrong, languages=("fr",))
