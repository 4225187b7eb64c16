"""The agents' lists."""

import datetime as dt
from collections.abc import Iterator

from parvis.kernel import clock
from tests.browser import Server
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, visits

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
    yield Visit("/agents/chercher/?q=DK-26", label="not a reference", status=422, cookies=cookies_of(desk.sofia))


@visits("workspace:consultations")
def consultations(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    yield Visit("/agents/consultations/", cookies=cookies_of(desk.helene))
    yield Visit("/agents/consultations/?q=DK", label="mistyped", status=422, cookies=cookies_of(desk.helene))
