"""Pages of the way from case to case, of ready-made replies."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.cases.models import Reply
from parvis.kernel import clock
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits

draws_no_page("cases:agent_next", "leads to the next request of a list")
draws_no_page("cases:agent_previous", "leads to the request before in a list")
draws_no_page("cases:agent_keep", "answers the page's script, or leads back")
draws_no_page("cases:delete_reply", "takes a POST and leads back")
draws_no_page("workspace:take", "takes a POST and leads back to the list")


def _reply(desk: Desk, **more: object) -> Reply:
    text = {"fr": "Bonjour,\nil nous manque un plan pour {title} ({reference}).", "en": "Hello, a plan is missing."}
    values = {"person_id": desk.malik.id, "name": "Plan manquant", "text": text, "changed_at": clock.now()} | more
    with _as_owner():
        return Reply.objects.create(**values)


@visits("cases:replies")
def replies(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    yield Visit("/agents/reponses/", label="none", cookies=cookies_of(desk.sofia))
    _reply(desk)
    shared = {"person_id": None, "organisation_id": desk.town.organisation_id, "name": "Accusé de réception"}
    _reply(desk, procedure=desk.town.case_type.slug, **shared)
    yield Visit("/agents/reponses/", cookies=cookies_of(desk.malik))


@visits("cases:new_reply")
def new_reply(server: Server) -> Iterator[Visit]:
    desk = make_desk()

    def mistaken(page: Page) -> None:
        page.locator("#name").fill("Plan manquant")
        page.locator("#fr").fill("Bonjour {nom}, il manque un plan.")
        page.locator("main form button").first.click()

    path = "/agents/reponses/nouvelle/"
    yield Visit(path, cookies=cookies_of(desk.malik))
    yield Visit(path, label="mistaken", cookies=cookies_of(desk.malik), act=mistaken, languages=("fr",))


@visits("cases:reply")
def reply(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    found = _reply(desk)
    yield Visit(f"/agents/reponses/{found.id}/", cookies=cookies_of(desk.malik))
    made = desk.submit()
    way = f"/agents/dossiers/{made.reference}/?list=inbox"
    yield Visit(way, label="on the way, with a reply", cookies=cookies_of(desk.malik))
    desk.take(made, desk.malik)
    step = f"/agents/dossiers/{made.reference}/suite/ask/?list=inbox"
    yield Visit(step, label="a step on the way", cookies=cookies_of(desk.malik))
