"""The pages of runs over many requests."""

from collections.abc import Iterator
from functools import partial

from playwright.sync_api import Page

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.bulk.domain import running
from parvis.bulk.domain.choosing import Chosen
from parvis.bulk.models import Run
from parvis.bulk.registry import act_of
from parvis.cases import api as cases
from parvis.identity.models import Person
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from tests.browser import Server
from tests.factories.desk import Desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.pages.workspace import busy

draws_no_page("bulk:stop", "takes a POST and leads back")
draws_no_page("bulk:resume", "takes a POST and leads back")
draws_no_page("bulk:overseen_stop", "takes a POST and leads back")
draws_no_page("bulk:refusals", "gives a file")
draws_no_page("bulk:letter_preview", "gives a PDF")
_ALL = "?all=1&state=all&back=/agents/"


def made(desk: Desk, body: str, who: Person | None = None) -> Run:
    """A message to all, asked for by the supervisor, or by who."""
    by = who or desk.malik
    with acting_as(by.id, Right.HANDLE_CASES) as reach:
        ids = [one.id for one in cases.list_for_agents(reach.walls).lines]
        act = act_of("message")
        return running.start(
            new_id(),
            act,
            Chosen(None, tuple(ids), len(ids), cases.foresee(ids, by=desk.actor(by), at=clock.now())),
            {"body": body},
            person_id=by.id,
            organisation_id=None,
            title="4 demandes · Le guichet est fermé lundi.",
            back="/agents/",
            language="fr",
            at=clock.now(),
        )


def done(desk: Desk) -> Run:
    """Two runs on the same cases: the second one is refused."""
    first, second = made(desk, "Le guichet est fermé lundi."), made(desk, "Le guichet est ouvert mardi.")
    for run in (first, second):
        running._list(run)
    for run in (first, second):
        running.work(run_id=str(run.id), person_id=str(desk.malik.id))
    return second


@visits("bulk:runs")
def runs(server: Server) -> Iterator[Visit]:
    desk = busy()
    yield Visit("/agents/en-masse/", label="empty", cookies=cookies_of(desk.sofia))
    done(desk)
    yield Visit("/agents/en-masse/", cookies=cookies_of(desk.malik))


@visits("bulk:overseen")
def overseen(server: Server) -> Iterator[Visit]:
    desk = busy()
    yield Visit("/agents/en-masse/service/", label="empty", cookies=cookies_of(desk.malik), languages=("fr",))
    for body in ("Le guichet est fermé lundi.", "Le guichet est fermé mardi."):
        running._list(made(desk, body, desk.sofia))
    yield Visit("/agents/en-masse/service/", cookies=cookies_of(desk.malik))


@visits("bulk:run")
def run(server: Server) -> Iterator[Visit]:
    desk = busy()
    yield Visit(f"/agents/en-masse/{done(desk).id}/", label="refused", cookies=cookies_of(desk.malik))
    waits = made(desk, "Le guichet est fermé mardi.")
    yield Visit(f"/agents/en-masse/{waits.id}/", label="under way", cookies=cookies_of(desk.malik), languages=("fr",))


def _send(page: Page, fill: dict[str, str]) -> None:
    for name, value in fill.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        else:
            field.fill(value)
    page.locator("form.pv-narrow button").click()


@visits("bulk:assign")
def assign(server: Server) -> Iterator[Visit]:
    who = cookies_of(busy().malik)
    yield Visit(f"/agents/en-masse/attribuer/{_ALL}", cookies=who)
    yield Visit("/agents/en-masse/attribuer/", label="nothing", cookies=who, status=422, languages=("fr",))
    act = partial(_send, fill={"to": "me"})
    yield Visit(f"/agents/en-masse/attribuer/{_ALL}", label="confirm", cookies=who, act=act)


@visits("bulk:tag")
def tag(server: Server) -> Iterator[Visit]:
    who = cookies_of(busy().sofia)
    yield Visit(f"/agents/en-masse/etiqueter/{_ALL}", label="empty", cookies=who, act=partial(_send, fill={}))


@visits("bulk:message")
def message(server: Server) -> Iterator[Visit]:
    yield Visit(f"/agents/en-masse/ecrire/{_ALL}", cookies=cookies_of(busy().sofia))


@visits("bulk:move")
def move(server: Server) -> Iterator[Visit]:
    who = cookies_of(busy().malik)
    yield Visit(f"/agents/en-masse/faire-avancer/{_ALL}", cookies=who)

    def act(page: Page) -> None:
        page.get_by_label("Prendre en charge").check()
        page.locator("form.pv-narrow button").click()

    yield Visit(f"/agents/en-masse/faire-avancer/{_ALL}", label="confirm", cookies=who, act=act, languages=("fr",))


@visits("bulk:print")
def printed(server: Server) -> Iterator[Visit]:
    yield Visit(f"/agents/en-masse/imprimer/{_ALL}", cookies=cookies_of(busy().sofia), languages=("fr",))


@visits("bulk:letter")
def letter(server: Server) -> Iterator[Visit]:
    who = cookies_of(busy().sofia)
    path = f"/agents/en-masse/courrier/{_ALL}"
    yield Visit(path, cookies=who)
    yield Visit(path, label="wrong", cookies=who, act=partial(_send, fill={"body_fr": "{nom}"}), languages=("fr",))
    written = {"subject_fr": "Votre {demarche}", "body_fr": "Bonjour,\n\nVotre demande {reference} est arrivée."}
    yield Visit(path, label="confirm", cookies=who, act=partial(_send, fill=written), languages=("fr",))


@visits("bulk:hand_out")
def hand_out(server: Server) -> Iterator[Visit]:
    desk = busy()
    own = cookies_of(desk.malik)

    def looked(page: Page) -> None:
        page.locator("main form button").first.click()

    yield Visit(f"/agents/en-masse/distribuer/{_ALL}", cookies=own)
    yield Visit(f"/agents/en-masse/distribuer/{_ALL}", label="looked at", cookies=own, act=looked, languages=("fr",))
