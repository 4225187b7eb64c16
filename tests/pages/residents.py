"""Pages by which people change what they sent, and take what was prepared for them."""

import datetime as dt
from collections.abc import Callable, Iterator

from parvis.cases import api as cases
from parvis.cases.data import Submitted
from parvis.cases.domain import amendments, own
from parvis.cases.models import Case
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from tests.browser import Server
from tests.cases.test_amending import definition
from tests.conftest import _as_owner
from tests.factories.desk import Desk
from tests.factories.people import cookies_of
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.pages import Visit, visits

HOST = "dunkerque.localhost"


def changing(here: Desk, browser: Callable[[Submitted], dict[str, str]]) -> Iterator[Visit]:
    """The step by which a person changes what they sent."""
    with _as_owner():
        cases.types.publish(here.town.case_type.id, definition(clock="restart"), at=clock.now())
    made = here.submit()
    path, cookies = f"/demandes/{made.reference}/suite/amend/", browser(made)
    yield Visit(path, label="choosing answers", host=here.place.host, cookies=cookies)
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        case = Case.objects.get(id=made.case_id)
        move = next(one for one in own.offered(case, at=clock.now()) if one.id == "amend")
        amendments.begin(case, move, ["place", "opens_at"], at=clock.now())
    yield Visit(path, label="changing them", host=here.place.host, cookies=cookies)
    yield Visit(f"/agents/dossiers/{made.reference}/", label="changing", cookies=cookies_of(here.sofia))


@visits("procedures:prefilled")
def prefilled(server: Server) -> Iterator[Visit]:
    temporary_bar_offered()
    path = f"/demarches/{SLUG}/prerempli/"
    yield Visit(f"{path}?event_name=Fête+du+quartier&setting=outside", host=HOST)
    wrong = f"{path}?event_name=Fête&opens_at=demain&colour=red"
    yield Visit(wrong, label="partly wrong", host=HOST)


@visits("procedures:claim")
def claim(server: Server) -> Iterator[Visit]:
    with _as_owner():
        found = temporary_bar_offered()
    offer = procedures.get(found.dunkerque.id, SLUG)
    now = clock.now()
    with acting(Reach(actor="api")):
        _draft, secret = cases.prefills.prepare(
            offer.case_type_id,
            found.dunkerque.id,
            {"event_name": "Fête de la Saint-Jean", "place": "Place Jean-Bart"},
            by="Office de la vie associative",
            at=now,
            until=now + dt.timedelta(days=30),
            language="fr",
        )
    yield Visit(f"/prerempli/{secret}/", host=HOST)
    yield Visit("/prerempli/nothing/", label="over", host=HOST, status=410)


@visits("procedures:blank")
def blank(server: Server) -> Iterator[Visit]:
    temporary_bar_offered()
    yield Visit(f"/demarches/{SLUG}/formulaire.pdf", host=HOST, status=202)
