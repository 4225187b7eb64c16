"""Pages of webhooks: where an organisation has other programmes told, and what was sent to them."""

import datetime as dt
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from parvis.kernel import clock
from parvis.webhooks.models import Attempt, Delivery, Endpoint
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.factories.programmes import administrator
from tests.pages import Visit, draws_no_page, visits
from tests.webhooks.endpoints import made

for _name in ("pause", "resume", "again", "again_dead", "again_since", "ping"):
    draws_no_page(f"webhooks:{_name}", "takes a POST and leads back")
draws_no_page("webhooks:rotate", "shows the secret as webhooks:new does, in answer to a POST")
LIST = "/administration/webhooks/"


def _told(here, who) -> Endpoint:
    """An endpoint that was told, failed and gave up."""
    endpoint, _secret = made(here, "https://logiciel.example.fr/parvis/evenements", by=who)
    here.take(here.submit(), here.malik)
    here.submit()
    now = clock.now()
    with _as_owner():
        rows = list(Delivery.objects.filter(endpoint_id=endpoint.id).order_by("id"))
        for number, row in enumerate(rows):
            state = ("delivered", "dead", "waiting")[min(number, 2)]
            status = 200 if state == "delivered" else 503
            ended = None if state == "waiting" else now
            found = Delivery.objects.filter(id=row.id)
            found.update(
                state=state, tries=3, last_status=status, ended_at=ended, next_at=now + dt.timedelta(minutes=30)
            )
            for _ in range(2):
                Attempt.objects.create(
                    delivery_id=row.id,
                    organisation_id=row.organisation_id,
                    wall_id=row.wall_id,
                    at=now,
                    status=status,
                    milliseconds=143,
                    excerpt='{"error": "database is being maintained, please try again later"}'
                    if status != 200
                    else "",
                )
    return endpoint


@visits("webhooks:endpoints")
def endpoints(server: Server) -> Iterator[Visit]:
    here = make_desk()
    who = administrator(here)
    cookies = cookies_of(who, here.place.host)
    yield Visit(LIST, label="none", host=here.place.host, cookies=cookies)
    _told(here, who)
    made(here, "https://entrepot.example.fr/", by=who)
    with _as_owner():
        Endpoint.objects.filter(url__contains="entrepot").update(state="failing", failures=31, paused_at=clock.now())
    yield Visit(LIST, label="several", host=here.place.host, cookies=cookies)


@visits("webhooks:new")
def new(server: Server) -> Iterator[Visit]:
    here = make_desk()
    cookies = cookies_of(administrator(here), here.place.host)

    def wrong(page: Page) -> None:
        page.get_by_role("button", name="Créer le webhook").click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()

    def right(page: Page) -> None:
        page.locator("[name=name]").fill("Logiciel métier")
        page.locator("[name=url]").fill("https://logiciel.example.fr/parvis")
        page.locator("[name=spheres]").first.check()
        page.get_by_role("button", name="Créer le webhook").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Le secret de")

    path = f"{LIST}nouveau/"
    yield Visit(path, label="new", host=here.place.host, cookies=cookies)
    yield Visit(path, label="errors", host=here.place.host, cookies=cookies, act=wrong, languages=("fr",))
    yield Visit(path, label="made", host=here.place.host, cookies=cookies, act=right, languages=("fr",))


@visits("webhooks:endpoint")
def endpoint(server: Server) -> Iterator[Visit]:
    here = make_desk()
    who = administrator(here)
    found = _told(here, who)
    cookies = cookies_of(who, here.place.host)
    path = f"{LIST}{found.id}/"
    yield Visit(path, label="told", host=here.place.host, cookies=cookies)
    with _as_owner():
        Endpoint.objects.filter(id=found.id).update(state="gone", paused_at=clock.now())
    yield Visit(path, label="gone", host=here.place.host, cookies=cookies, languages=("fr",))


@visits("webhooks:change")
def change(server: Server) -> Iterator[Visit]:
    here = make_desk()
    who = administrator(here)
    found, _secret = made(here, by=who)
    yield Visit(f"{LIST}{found.id}/modifier/", host=here.place.host, cookies=cookies_of(who, here.place.host))


@visits("webhooks:remove")
def remove(server: Server) -> Iterator[Visit]:
    here = make_desk()
    who = administrator(here)
    found, _secret = made(here, by=who)
    yield Visit(f"{LIST}{found.id}/supprimer/", host=here.place.host, cookies=cookies_of(who, here.place.host))


@visits("webhooks:delivery")
def delivery(server: Server) -> Iterator[Visit]:
    here = make_desk()
    who = administrator(here)
    found = _told(here, who)
    with _as_owner():
        number = Delivery.objects.filter(endpoint_id=found.id, state="dead").first().id
    path = f"{LIST}{found.id}/envois/{number}/"
    yield Visit(path, label="dead", host=here.place.host, cookies=cookies_of(who, here.place.host))
