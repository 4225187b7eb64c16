"""Pages of the data protection officer, and of closing one’s account."""

import datetime as dt
from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.cases.models import Case
from parvis.identity.models import Subject as Known
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.privacy.domain import requests
from parvis.privacy.models import Erasure, Reason
from parvis.privacy.registry import Subject
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import PASSWORD, cookies, cookies_of, person, territory_site
from tests.pages import Visit, visits

_HOME = "/agents/protection/"


def _desk() -> tuple[Desk, Subject]:
    """An open request and a refused one of the same person."""
    desk = make_desk()
    one, two = desk.submit(email="jeanne@example.org"), desk.submit(email="jeanne@example.org")
    desk.take(two, desk.malik)
    desk.refuse(two, "Trop de bruit la nuit.")
    with _as_owner():
        Case.objects.filter(id=one.case_id).update(subject_id=two.subject_id)
    return desk, Subject(desk.town.wall_id, two.subject_id)


def _asked(desk: Desk, who: Subject) -> Erasure:
    with acting(Reach(actor="protection", person=desk.helene.id, walls=(who.wall_id,))):
        batch = requests.ask([who], Reason.REQUEST, asked_by=desk.helene.id, name="Hélène Dubois", at=clock.now())
    with _as_owner():
        return Erasure.objects.get(batch_id=batch)


@visits("privacy:protection")
def protection(server: Server) -> Iterator[Visit]:
    desk, who = _desk()
    cookies = cookies_of(desk.helene)
    yield Visit(_HOME, label="nothing due", cookies=cookies)
    with _as_owner():
        Case.objects.filter(closed_at__isnull=False).update(retain_until=clock.today() - dt.timedelta(days=3))
    _asked(desk, who)
    yield Visit(_HOME, label="due", cookies=cookies)

    def nobody(page: Page) -> None:
        page.fill("#q", "personne@example.org")
        page.locator("main form button").click()

    yield Visit(_HOME, label="nobody", cookies=cookies, act=nobody, languages=("fr",), answers=(404,))


@visits("privacy:erase")
def erase(server: Server) -> Iterator[Visit]:
    desk, _ = _desk()

    def look(page: Page) -> None:
        page.fill("#q", "jeanne@example.org")
        page.locator("main form button").first.click()

    def unsure(page: Page) -> None:
        look(page)
        page.locator("main form button").last.click()

    yield Visit(_HOME, label="what is held", cookies=cookies_of(desk.helene), act=look)
    yield Visit(
        _HOME, label="not confirmed", cookies=cookies_of(desk.helene), act=unsure, languages=("fr",), answers=(422,)
    )


@visits("privacy:erasure")
def erasure(server: Server) -> Iterator[Visit]:
    desk, who = _desk()
    row = _asked(desk, who)
    path = f"{_HOME}effacements/{row.batch_id}/"
    yield Visit(path, label="waiting", cookies=cookies_of(desk.helene))
    with acting(Reach(actor="worker", walls=(row.wall_id,))):
        requests.give_up(row.id)
    yield Visit(path, label="failed", cookies=cookies_of(desk.helene), languages=("fr",))
    with acting(Reach(actor="worker", walls=(row.wall_id,))):
        requests.carry_out(row.id)
    yield Visit(path, label="done in part", cookies=cookies_of(desk.helene))


@visits("privacy:close")
def close(server: Server) -> Iterator[Visit]:
    territory_site()
    who = person("amina@example.org", password=PASSWORD)
    yield Visit("/compte/fermer/", label="nothing sent", cookies=cookies(who))
    desk = make_desk()
    made = [desk.submit() for _ in range(3)]
    for one in made[1:]:
        desk.take(one, desk.malik)
        desk.refuse(one, "Trop de bruit la nuit.")
    with _as_owner():
        for one in made:
            Known.objects.create(id=one.subject_id, person=who, wall_id=desk.town.wall_id, adopted=True)
        term = clock.today() + dt.timedelta(days=400)
        Case.objects.filter(id=made[1].case_id).update(retain_until=term)
        Case.objects.filter(id=made[2].case_id).update(retain_until=clock.today() - dt.timedelta(days=1))
    yield Visit("/compte/fermer/", label="of each kind", cookies=cookies(who))

    def errs(page: Page) -> None:
        page.fill("#password", "une phrase fausse")
        page.locator("main form button[type=submit]").last.click()

    yield Visit(
        "/compte/fermer/", label="wrong password", cookies=cookies(who), act=errs, languages=("fr",), answers=(422,)
    )
    yield Visit("/compte/fermer/", label="serves", cookies=cookies(desk.sofia))


@visits("privacy:closed")
def closed(server: Server) -> Iterator[Visit]:
    territory_site()
    yield Visit("/compte/ferme/")
