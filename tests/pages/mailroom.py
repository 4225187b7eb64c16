"""Pages of the mailroom: letters to print and post."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.cases import api as cases
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.mailroom.domain import batches
from parvis.mailroom.models import Batch, Letter
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of
from tests.mailroom.conftest import NOTHING, postal_definition
from tests.pages import Visit, draws_no_page, visits

draws_no_page("mailroom:pdf", "gives a file")
draws_no_page("mailroom:again", "takes a POST and leads back")
draws_no_page("mailroom:reprint", "takes a POST and leads back")


def _desk() -> Desk:
    desk = make_desk()
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, postal_definition(), at=clock.now())
        desk.town.case_type.refresh_from_db()
    return desk


def _letters(desk: Desk, count: int) -> list[Letter]:
    for _ in range(count):
        desk.submit(**NOTHING)
    with _as_owner():
        Letter.objects.update(document_id=None)
        return list(Letter.objects.order_by("id"))


def _batch(desk: Desk, letters: list[Letter]) -> Batch:
    with acting(Reach(actor="web", walls=(desk.town.wall_id,))):
        done = batches.claim(
            [letter.id for letter in letters],
            walls=[desk.town.wall_id],
            by="Sofia Leclercq",
            by_id=desk.sofia.id,
            at=clock.now(),
        )
        return Batch.objects.get(id=done.batches[0])


def _submits(page: Page) -> None:
    page.locator("main form button").last.click()


@visits("mailroom:queue")
def queue(server: Server) -> Iterator[Visit]:
    desk = _desk()
    path = "/agents/courriers/"
    yield Visit(path, label="empty", cookies=cookies_of(desk.sofia))
    letters = _letters(desk, 3)
    _batch(desk, letters[:1])
    yield Visit(path, label="waiting", cookies=cookies_of(desk.sofia))

    def nothing_chosen(page: Page) -> None:
        for box in page.locator("input[name=letter]").all():
            box.uncheck()
        _submits(page)

    yield Visit(path, label="nothing chosen", cookies=cookies_of(desk.sofia), act=nothing_chosen, languages=("fr",))


@visits("mailroom:batch")
def batch(server: Server) -> Iterator[Visit]:
    desk = _desk()
    letters = _letters(desk, 2)
    made = _batch(desk, letters)
    path = f"/agents/courriers/lots/{made.id}/"
    yield Visit(path, label="in preparation", cookies=cookies_of(desk.sofia))
    with _as_owner():
        Batch.objects.filter(id=made.id).update(last_error="OSError: full")
    yield Visit(path, label="failed", cookies=cookies_of(desk.sofia))
    with _as_owner():
        Batch.objects.filter(id=made.id).update(file_id=new_id(), pages=4, last_error="")
        Letter.objects.filter(id=letters[0].id).update(state="withdrawn", reason="N’habite pas à l’adresse")
    yield Visit(path, label="to be posted", cookies=cookies_of(desk.sofia))
    with _as_owner():
        Letter.objects.filter(id=letters[1].id).update(state="posted", posted_on=clock.today())
        Batch.objects.filter(id=made.id).update(posted_on=clock.today())
    yield Visit(path, label="posted", cookies=cookies_of(desk.sofia))


@visits("mailroom:withdraw")
def withdraw(server: Server) -> Iterator[Visit]:
    desk = _desk()
    (letter,) = _letters(desk, 1)
    path = f"/agents/courriers/{letter.id}/retirer/"
    yield Visit(path, cookies=cookies_of(desk.sofia))
    yield Visit(path, label="no reason", cookies=cookies_of(desk.sofia), act=_submits, languages=("fr",))
