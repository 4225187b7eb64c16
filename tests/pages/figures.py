"""Figures, of the agents and for everybody."""

import datetime as dt
from collections.abc import Iterator

from parvis.access.data import Role
from parvis.kernel import clock
from tests.browser import Server
from tests.factories import people
from tests.factories.people import cookies_of
from tests.figures.facts import plant, published, several
from tests.pages import Visit, draws_no_page, visits


@visits("figures:agents")
def agents(server: Server) -> Iterator[Visit]:
    desk = several(clock.today())
    paul = people.member(desk.place, Role.ELECTED_MEMBER, who=people.person(given_name="Paul"))
    yield Visit("/agents/chiffres/", cookies=cookies_of(desk.malik))
    yield Visit("/agents/chiffres/?from=2026-13&procedure=x", label="mistyped", status=422, cookies=cookies_of(paul))
    plant(desk, dt.date(2024, 1, 1), ended=dt.date(2024, 2, 1), days=3, number=2)
    yield Visit(
        "/agents/chiffres/?from=2024-01&to=2024-01", label="nothing ended", host=desk.place.host,
        cookies=cookies_of(paul, desk.place.host),
    )  # fmt: skip


@visits("figures:delays")
def delays(server: Server) -> Iterator[Visit]:
    yield Visit("/delais/", label="nothing yet")
    published()
    yield Visit("/delais/", label="its town", host="dunkerque.localhost")
    yield Visit("/delais/", label="territory")


draws_no_page("figures:agents_csv", "gives a file")
draws_no_page("figures:delays_csv", "gives a file")
