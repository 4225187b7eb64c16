"""Pages of the studio: a procedure being changed."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.forms.data import LocalizedText
from parvis.kernel import clock
from parvis.kernel.reach import acting
from parvis.studio.data import AddField, Author, Delete
from parvis.studio.domain import editing
from tests.browser import Server
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.studio.conftest import LIST, Changed, Studio, make_studio
from tests.studio.test_examples import kept_and_red

draws_no_page("studio:begin", "takes a POST and leads back")
draws_no_page("studio:again", "takes a POST and leads back")
draws_no_page("studio:act", "takes a POST and leads back")

HOST = "cu-dunkerque.localhost"


def _changed() -> tuple[Changed, Studio]:
    """A procedure with something to correct, beside a question and beside the form."""
    studio = make_studio()
    draft = studio.begun()
    row = draft.row
    for operation in (
        AddField(into="what", type="choice", label=LocalizedText(fr="Quel matériel\u202f?", en="Which material?")),
        Delete(id="agreed"),
    ):
        with acting(studio.reach()):
            row, _focus = editing.change(
                row.id, operation, version=row.version, by=Author(studio.ines.id, "Inès Morel"), at=clock.now()
            )
    return draft, studio


@visits("studio:procedures")
def listed(server: Server) -> Iterator[Visit]:
    _draft, studio = _changed()
    yield Visit(LIST, host=HOST, cookies=cookies_of(studio.ines, host=HOST))
    yield Visit(LIST, label="shared", host="dunkerque.localhost", cookies=cookies_of(studio.luc, "dunkerque.localhost"))


@visits("studio:new")
def new(server: Server) -> Iterator[Visit]:
    yield Visit(f"{LIST}nouvelle/", host=HOST, cookies=cookies_of(make_studio().ines, host=HOST))


@visits("studio:draft")
def outline(server: Server) -> Iterator[Visit]:
    draft, studio = _changed()
    yield Visit(draft.path, host=HOST, cookies=cookies_of(studio.ines, host=HOST))
    yield Visit(draft.path, label="another", host=HOST, cookies=cookies_of(studio.marc, host=HOST))


@visits("studio:element")
def element(server: Server) -> Iterator[Visit]:
    draft, studio = _changed()
    cookies = cookies_of(studio.ines, host=HOST)
    yield Visit(f"{draft.path}element/quel_materiel/", label="choice", host=HOST, cookies=cookies)
    yield Visit(f"{draft.path}element/who/", label="page", host=HOST, cookies=cookies)


@visits("studio:add")
def add(server: Server) -> Iterator[Visit]:
    draft, studio = _changed()
    path = f"{draft.path}ajouter/?into=what&what="
    cookies = cookies_of(studio.ines, host=HOST)
    yield Visit(f"{path}field", label="question", host=HOST, cookies=cookies)
    yield Visit(f"{path}block", label="block", host=HOST, cookies=cookies)


@visits("studio:settings")
def settings(server: Server) -> Iterator[Visit]:
    draft, studio = _changed()
    yield Visit(f"{draft.path}reglages/", host=HOST, cookies=cookies_of(studio.ines, host=HOST))


@visits("studio:preview")
def preview(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    draft = studio.begun()
    cookies = cookies_of(studio.ines, host=HOST)
    yield Visit(f"{draft.path}apercu/", host=HOST, cookies=cookies)

    def press(page: Page) -> None:
        page.locator("button[name=skip]").click()

    yield Visit(f"{draft.path}apercu/?large", label="large", host=HOST, cookies=cookies, act=press)

    def why(page: Page) -> None:
        page.locator("input[value=sports_ground]").check()
        page.locator("button[name=why]").click()

    # leads from the residents' layout to the agents': the styles of both
    path = f"{draft.path}apercu/?page=event"
    yield Visit(path, label="why", host=HOST, cookies=cookies, act=why, budget=140_000)
    draft.post("ajouter/?into=what&what=field", {"label_fr": "Sans choix", "label_en": "None", "type": "choice"})
    yield Visit(f"{draft.path}apercu/", label="none", host=HOST, cookies=cookies)


@visits("studio:publish")
def publish(server: Server) -> Iterator[Visit]:
    draft, studio = _changed()
    cookies = cookies_of(studio.ines, host=HOST)
    yield Visit(f"{draft.path}publier/", label="blocked", host=HOST, cookies=cookies)
    draft.act("undo")
    draft.act("undo")
    draft.act("down:event_name")
    yield Visit(f"{draft.path}publier/", host=HOST, cookies=cookies)
    kept_and_red(draft)
    yield Visit(f"{draft.path}publier/", label="though an example is red", host=HOST, cookies=cookies)


@visits("studio:discard")
def discard(server: Server) -> Iterator[Visit]:
    draft, studio = _changed()
    yield Visit(f"{draft.path}abandonner/", host=HOST, cookies=cookies_of(studio.ines, host=HOST))


def _published() -> tuple[Studio, str]:
    studio = make_studio()
    draft = studio.begun()
    adding = {"label_fr": "Combien de tables\u202f?", "label_en": "How many tables?", "type": "integer"}
    draft.post("ajouter/?into=what&what=field", adding)
    draft.post("element/event_name/", {"label_fr": "Nom de la fête", "label_en": "Name", "required": "always"})
    done = draft.post("publier/", {"note": "La délibération du 3 mai ne demande plus cet accord."})
    return studio, done["Location"]


@visits("studio:history")
def history(server: Server) -> Iterator[Visit]:
    studio, path = _published()
    yield Visit(path, host=HOST, cookies=cookies_of(studio.ines, host=HOST))


@visits("studio:revision")
def revision(server: Server) -> Iterator[Visit]:
    studio, path = _published()
    cookies = cookies_of(studio.ines, host=HOST)
    yield Visit(f"{path}1/", host=HOST, cookies=cookies)
    yield Visit(f"{path}2/", label="latest", host=HOST, cookies=cookies)
