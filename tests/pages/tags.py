"""The tags of a request."""

from collections.abc import Iterator

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.cases import api as cases
from parvis.kernel import clock
from tests.browser import Server
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, visits


@visits("cases:agent_tags")
def agent_tags(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made = desk.submit()
    with acting_as(desk.sofia.id, Right.HANDLE_CASES):
        cases.tagging.tag(made.case_id, by=desk.actor(desk.sofia), at=clock.now(), add=("À rappeler", "Carnaval 2027"))
    yield Visit(f"/agents/dossiers/{made.reference}/etiquettes/", cookies=cookies_of(desk.sofia))
