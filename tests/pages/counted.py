"""Pages of what is counted, of acts put online, and of cards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from playwright.sync_api import Page

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import capacities
from parvis.cases.models import Decision
from parvis.kernel import clock
from tests import queue
from tests.browser import Server
from tests.cases.counted import KERB, PLACES, raw
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits

draws_no_page("cases:act_file", "gives a file")

EVENT = "Fête de la Saint-Jean"
CARD = {
    "kind": "card",
    "series": "STA",
    "title": "Carte de stationnement résident",
    "holder": "{responsible.first_names} {responsible.family_name}",
    "plate": "AB-123-CD",
    "zone": "Zone verte",
}
PUBLIC = {"object": "Débit de boissons temporaire, {place}", "shown": ["place", "opens_at", "closes_at", "groups"]}


def _publish(desk: Desk, definition: dict[str, Any]) -> None:
    with _as_owner():
        at = clock.now()
        cases.types.publish(desk.town.case_type.id, CaseTypeDefinition.model_validate(definition), at=at)


def _counting() -> Desk:
    desk = make_desk()
    _publish(desk, raw(PLACES, KERB | {"amount": 25}))
    with desk.town.inside():
        for one in capacities.counted([desk.town.wall_id]):
            rows = (
                [(EVENT, 2), ("Tournoi de printemps", 0)] if one.resource.id == "places" else [("Place Jean-Bart", 40)]
            )
            for name, capacity in rows:
                capacities.add(one, [name], capacity, at=clock.now())
    return desk


def _accepted(desk: Desk) -> None:
    made = desk.submit()
    desk.take(made, desk.malik)
    desk.move(made, "accept", desk.malik)


def _worked() -> None:
    """Let a worker do what waits: in a thread of its own, because Playwright's loop runs in this one."""

    def work() -> None:
        try:
            queue.run_waiting()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


@visits("cases:capacities")
def capacities_page(server: Server) -> Iterator[Visit]:
    empty = make_desk("Gravelines", "GR", "59273")
    yield Visit("/agents/capacites/", label="nothing", cookies=cookies_of(empty.malik))
    desk = _counting()
    yield Visit("/agents/capacites/", label="counted", cookies=cookies_of(desk.malik))


@visits("cases:capacity")
def capacity(server: Server) -> Iterator[Visit]:
    desk = _counting()
    _accepted(desk)
    path = f"/agents/capacites/{desk.town.wall_id}"
    yield Visit(f"{path}/places/", label="supervisor", cookies=cookies_of(desk.malik))
    yield Visit(f"{path}/kerb/", label="agent", cookies=cookies_of(desk.sofia))
    made = desk.submit()
    desk.take(made, desk.malik)
    file = f"/agents/dossiers/{made.reference}/"
    yield Visit(file, label="case", cookies=cookies_of(desk.malik))
    yield Visit(f"{file}suite/accept/", label="before deciding", cookies=cookies_of(desk.malik))

    def accept(page: Page) -> None:
        page.locator("main .govuk-button").first.click()

    full = Visit(f"{file}suite/accept/", label="full", cookies=cookies_of(desk.malik), act=accept, languages=("fr",))
    yield full


@visits("cases:set_capacities")
def set_capacities(server: Server) -> Iterator[Visit]:
    desk = _counting()
    _accepted(desk)

    def lower(page: Page) -> None:
        page.locator(".pv-table input").first.fill("0")
        page.locator("main form .govuk-button").first.click()

    path = f"/agents/capacites/{desk.town.wall_id}/places/"
    yield Visit(path, label="below what is taken", cookies=cookies_of(desk.malik), act=lower, languages=("fr",))


@visits("cases:acts")
def acts(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    yield Visit("/actes/", label="none", host=desk.place.host)
    definition = raw()
    definition["decisions"]["accepted"]["public"] = PUBLIC
    _publish(desk, definition)
    for _ in range(3):
        _accepted(desk)
    _worked()
    yield Visit("/actes/", label="some", host=desk.place.host)


@visits("cases:act")
def act(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    definition = raw()
    definition["decisions"]["accepted"]["public"] = PUBLIC
    _publish(desk, definition)
    _accepted(desk)
    _worked()
    with _as_owner():
        label = Decision.objects.get().label
    yield Visit(f"/actes/{label}/", host=desk.place.host)


def _carded() -> tuple[Desk, str]:
    desk = make_desk()
    definition = raw()
    definition["decisions"]["accepted"] = CARD
    definition["decisions"]["valid"] = {"years": 1}
    _publish(desk, definition)
    _accepted(desk)
    with _as_owner():
        return desk, Decision.objects.get().label


@visits("cases:card")
def card(server: Server) -> Iterator[Visit]:
    desk, _label = _carded()
    yield Visit("/carte/", label="asks", host=desk.place.host)
    yield Visit("/carte/STA-2026-9999", label="unknown", host=desk.place.host, status=404)


@visits("cases:card_number")
def card_number(server: Server) -> Iterator[Visit]:
    desk, label = _carded()
    yield Visit(f"/carte/{label}", label="valid", host=desk.place.host)

    def compare(page: Page) -> None:
        page.locator("#plate").fill("ZZ-999-ZZ")
        page.locator("main .govuk-button").click()

    yield Visit(f"/carte/{label}", label="another vehicle", host=desk.place.host, act=compare, languages=("fr",))
