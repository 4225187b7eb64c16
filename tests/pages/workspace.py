"""The agents' lists."""

import datetime as dt
import uuid
from collections.abc import Iterator

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.finding.data import Filter, Operator, Query
from parvis.kernel import clock
from parvis.workspace.domain import keeping
from tests.browser import Server
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.pages.glance import beside, looking

_NAMES = (
    ("Les Corsaires de la Citadelle", "Fête de la Saint-Jean"),
    ("Amicale laïque de Petite-Synthe", "Tournoi de Pentecôte"),
    ("Union sportive de Rosendaël", "Kermesse du quartier de l’Estran et de la plage"),
    ("Comité des fêtes de Malo-les-Bains", "Bal du carnaval"),
)


def busy() -> Desk:
    """A desk with four requests in different states."""
    desk = make_desk()
    today = clock.today()
    made = [
        desk.submit(association={"name": who, "rna": f"W59400{number:04}"}, event_name=what)
        for number, (who, what) in enumerate(_NAMES)
    ]
    for one, days in zip(made, (-1, 0, 2, 30), strict=True):
        desk.due(one, today + dt.timedelta(days=days))
    desk.take(made[0], desk.sofia)
    desk.take(made[2], desk.malik)
    desk.move(made[2], "ask", desk.malik, "Combien de tables ?")
    desk.reply(made[0], "Bonjour")
    return desk


@visits("workspace:inbox")
def inbox(server: Server) -> Iterator[Visit]:
    desk = busy()
    yield Visit("/agents/", label="busy", cookies=cookies_of(desk.sofia))
    yield Visit("/agents/?ticked=page", label="chosen", cookies=cookies_of(desk.sofia), languages=("fr",))
    # what is asked for beside the list comes on top of its first view
    there = {"cookies": cookies_of(desk.malik), "budget": 115_000}
    yield Visit("/agents/", label="beside", act=beside, **there)
    yield Visit("/agents/", label="looking again", act=looking, languages=("fr",), **there)
    slug = desk.town.case_type.slug
    found = f"procedure={slug}&state=all&due:from=today-30&sort=-received&column=due&column=a.event_name"
    yield Visit(f"/agents/?{found}", label="filtered", cookies=cookies_of(desk.sofia))
    yield Visit("/agents/", label="on its site", host=desk.place.host, cookies=cookies_of(desk.malik, desk.place.host))


@visits("workspace:mine")
def mine(server: Server) -> Iterator[Visit]:
    yield Visit("/agents/miens/", cookies=cookies_of(busy().sofia))


@visits("workspace:unassigned")
def unassigned(server: Server) -> Iterator[Visit]:
    yield Visit("/agents/non-attribues/", cookies=cookies_of(busy().sofia))


@visits("workspace:late")
def late(server: Server) -> Iterator[Visit]:
    yield Visit("/agents/en-retard/", cookies=cookies_of(busy().sofia))


@visits("workspace:week")
def week(server: Server) -> Iterator[Visit]:
    yield Visit("/agents/cette-semaine/", cookies=cookies_of(busy().sofia))


@visits("workspace:find")
def find(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    there = make_desk("Gravelines", "GV", "59273").submit()
    yield Visit(f"/agents/chercher/?q={there.reference}", label="not there", status=404, cookies=cookies_of(desk.sofia))


@visits("workspace:consultations")
def consultations(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    yield Visit("/agents/consultations/", cookies=cookies_of(desk.helene))
    yield Visit("/agents/consultations/?q=DK", label="mistyped", status=422, cookies=cookies_of(desk.helene))


@visits("workspace:filter")
def filters(server: Server) -> Iterator[Visit]:
    desk = busy()
    own = cookies_of(desk.sofia)
    slug = desk.town.case_type.slug
    yield Visit(f"/agents/filtres/?list=mine&procedure={slug}", cookies=own)
    yield Visit("/agents/?due:from=32/13/2026&a.x:from=1", label="mistyped", status=422, cookies=own)


def _view(desk: Desk) -> uuid.UUID:
    with acting_as(desk.malik.id, Right.READ_CASES):
        return keeping.keep(
            desk.malik.id,
            "Buvettes de la semaine",
            Query(filters=(Filter("due", Operator.FROM, ("today-30",)),)),
            organisation_id=desk.town.organisation_id,
        ).id


@visits("workspace:view")
def view(server: Server) -> Iterator[Visit]:
    desk = busy()
    yield Visit(f"/agents/vues/{_view(desk)}/", cookies=cookies_of(desk.sofia))


@visits("workspace:keep")
def keep(server: Server) -> Iterator[Visit]:
    yield Visit("/agents/vues/garder/?list=mine&due:to=sunday", cookies=cookies_of(busy().sofia))


@visits("workspace:change_view")
def change_view(server: Server) -> Iterator[Visit]:
    desk = busy()
    found = _view(desk)
    yield Visit(f"/agents/vues/{found}/changer/", label="of one’s own", cookies=cookies_of(desk.malik))
    yield Visit(f"/agents/vues/{found}/changer/", label="of somebody else", cookies=cookies_of(desk.sofia))


draws_no_page("workspace:start", "leads to the list on which the day begins")
draws_no_page("workspace:news", "rows of a list, put in its page")
draws_no_page("workspace:delete_view", "takes a post")
