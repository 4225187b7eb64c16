"""Pages of what is done later: web services, and what a case's page says of timers and failures."""

from collections.abc import Iterator

from parvis.access.api import Role
from parvis.errands.domain import services
from parvis.kernel import clock
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.pages import Visit, draws_no_page, visits

draws_no_page("errands:remove_service", "takes a POST and leads back")
draws_no_page("errands:renew_service", "takes a POST; its page is that of a new secret, seen in tests/errands")
draws_no_page("errands:again", "takes a POST and leads back to the case")
HOST = "dunkerque.localhost"


def _administrator():
    desk = make_desk()
    who = people.member(desk.place, Role.ADMINISTRATOR, who=people.person(given_name="Claire", family_name="Petit"))
    with _as_owner():
        made, _secret = services.make(
            desk.town.organisation_id, "Calculateur d’aides", "https://aides.example.fr/calcul", at=clock.now()
        )
    return made, {"host": HOST, "cookies": people.cookies_of(who, host=HOST)}


@visits("errands:services")
def every(server: Server) -> Iterator[Visit]:
    _made, how = _administrator()
    yield Visit("/administration/services-web/", **how)


@visits("errands:new_service")
def new(server: Server) -> Iterator[Visit]:
    _made, how = _administrator()
    yield Visit("/administration/services-web/nouveau/", languages=("fr",), **how)


@visits("errands:service")
def service(server: Server) -> Iterator[Visit]:
    made, how = _administrator()
    yield Visit(f"/administration/services-web/{made.id}/", **how)
