"""Opinions and approvals: the case's agents, who is asked inside and outside, who approves."""

import datetime as dt
from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.kernel import clock
from parvis.opinions.data import Expert
from parvis.opinions.domain import approving, delegating
from parvis.opinions.models import Link
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.desk import Desk
from tests.factories.people import cookies_of
from tests.opinions import asked
from tests.pages import Visit, draws_no_page, visits
from tests.queue import run_waiting

for name in (
    "withdraw",
    "remind",
    "mine_hand",
    "mine_decline",
    "withdraw_approval",
    "end_delegation",
    "link_hand",
    "link_decline",
):
    draws_no_page(f"opinions:{name}", "takes a POST and leads back")
for name in ("one_file", "mine_file", "link_file"):
    draws_no_page(f"opinions:{name}", "gives a file")
draws_no_page("opinions:link_again", "takes a POST and draws what opinions:link draws of a link that holds no more")


def _asked() -> tuple[Desk, str, object]:
    here = asked.desk()
    made = here.submit(at=clock.now() - dt.timedelta(days=5))
    here.take(made, here.malik)
    first = asked.ask(here, made, rule="safety")
    asked.answer(first, asked.colleague(here, "Nadia"), "reserved", "Pas après minuit.", access="yes")
    opinion = asked.ask(
        here, made, Expert(here.town.department_id), yes_no=(("q1", "Est-ce sûr ?"),), parts=("0.0", "0.1", "1.0")
    )
    run_waiting()
    return here, f"/agents/dossiers/{made.reference}/", opinion


@visits("opinions:ask")
def ask(server: Server) -> Iterator[Visit]:
    here, path, _opinion = _asked()
    yield Visit(f"{path}avis/demander/", cookies=cookies_of(here.malik))

    def press(page: Page) -> None:
        page.locator("main form button").click()

    yield Visit(f"{path}avis/demander/?avis=roads", label="tried", cookies=cookies_of(here.malik), act=press)
    yield Visit(path, label="case", cookies=cookies_of(here.malik))


@visits("opinions:one")
def one(server: Server) -> Iterator[Visit]:
    here, path, opinion = _asked()
    yield Visit(f"{path}avis/{opinion.id}/", cookies=cookies_of(here.malik))  # type: ignore[attr-defined]


@visits("opinions:mine")
def mine(server: Server) -> Iterator[Visit]:
    here, _path, _opinion = _asked()
    yield Visit("/agents/avis/", cookies=cookies_of(here.sofia))
    yield Visit("/agents/avis/", label="empty", cookies=cookies_of(asked.colleague(here, "Lise")))


@visits("opinions:mine_one")
def mine_one(server: Server) -> Iterator[Visit]:
    here, _path, opinion = _asked()

    def press(page: Page) -> None:
        page.locator("form[enctype] .govuk-button").click()

    yield Visit(f"/agents/avis/{opinion.id}/", label="tried", cookies=cookies_of(here.sofia), act=press)  # type: ignore[attr-defined]


def _approval() -> tuple[Desk, str, str]:
    here = asked.desk()
    made = here.submit()
    here.take(made, here.sofia)
    asked.colleague(here, "Nadia")
    asked.colleague(here, "Karim")
    with acting_as(here.sofia.id, Right.HANDLE_CASES):
        found = approving.ask(made.case_id, "accept", "Merci", by=here.actor(here.sofia), at=clock.now(), version=None)
    return here, f"/agents/dossiers/{made.reference}/", f"/agents/a-approuver/{found.id}/"


@visits("opinions:ask_approval")
def ask_approval(server: Server) -> Iterator[Visit]:
    here = asked.desk()
    made = here.submit()
    here.take(made, here.sofia)
    yield Visit(f"/agents/dossiers/{made.reference}/approbation/accept/", cookies=cookies_of(here.sofia))


@visits("opinions:to_approve")
def to_approve(server: Server) -> Iterator[Visit]:
    here, path, _address = _approval()
    yield Visit("/agents/a-approuver/", cookies=cookies_of(here.malik))
    yield Visit(path, label="case", cookies=cookies_of(here.malik))


@visits("opinions:approve")
def approve(server: Server) -> Iterator[Visit]:
    here, _path, address = _approval()
    yield Visit(address, cookies=cookies_of(here.malik))


@visits("opinions:delegations")
def delegations(server: Server) -> Iterator[Visit]:
    here = asked.desk()
    yield Visit("/agents/delegations/", label="empty", cookies=cookies_of(here.malik))
    today = clock.today()
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        delegating.give(here.place.id, here.sofia.id, today, today, by=here.malik.id, at=clock.now())
    yield Visit("/agents/delegations/", cookies=cookies_of(here.malik))


def _outside() -> tuple[Desk, str]:
    here = asked.desk()
    made = here.submit()
    here.take(made, here.malik)
    asked.ask(here, made, Expert(email="p.maes@sdis59.example", name="Capitaine Maes"), rule="safety")
    return here, asked.address_in(asked.mails("asked")[0])


@visits("opinions:link")
def link(server: Server) -> Iterator[Visit]:
    here, path = _outside()
    yield Visit("/avis/nobody/", label="unknown", host=here.place.host, status=404)
    yield Visit(path, label="gate", host=here.place.host)
    with _as_owner():
        Link.objects.update(expires_at=clock.now())
    yield Visit(path, label="expired", host=here.place.host, status=410)


@visits("opinions:link_code")
def link_code(server: Server) -> Iterator[Visit]:
    here, path = _outside()

    def press(page: Page) -> None:
        page.locator("main form button").click()

    yield Visit(f"{path}code/", label="tried", host=here.place.host, act=press)
