"""Pages by which people change what they sent, and take what was prepared for them."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.test import RequestFactory
from playwright.sync_api import Page

from parvis.access.api import follow
from parvis.access.cookies import FOLLOWED, VISITOR
from parvis.cases import api as cases
from parvis.cases.data import Submitted
from parvis.cases.domain import amendments, own
from parvis.cases.models import Case, Draft, DraftChange, Share
from parvis.identity.secrets import digest
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from tests.browser import Server
from tests.cases.test_amending import definition
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.factories.programmes import offered
from tests.pages import Visit, draws_no_page, visits
from tests.pages.procedures import begun

HOST = "dunkerque.localhost"
draws_no_page("procedures:unshare", "takes a POST and leads back")


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


@visits("procedures:share")
def share(server: Server) -> Iterator[Visit]:
    path, cookies, _link = _shared()
    yield Visit(path, host=HOST, cookies=cookies)

    def empty(page: Page) -> None:
        page.get_by_role("button", name="Inviter", exact=True).click()

    yield Visit(path, label="empty", host=HOST, cookies=cookies, act=empty, languages=("fr",))


@visits("procedures:join_in")
def join_in(server: Server) -> Iterator[Visit]:
    _path, _cookies, link = _shared()

    def coded(page: Page) -> None:
        page.locator("main form button").first.click()

    yield Visit(link, host=HOST)
    yield Visit(link, label="code", host=HOST, act=coded, languages=("fr",))
    yield Visit("/a-plusieurs/nothing/", label="over", host=HOST, status=410)


def _shared() -> tuple[str, dict[str, str], str]:
    """A draft that two write, a third one invited: its page, its owner's cookie, the third's link."""
    address, cookies = begun()
    now = clock.now()
    with acting(Reach(token=digest(cookies[VISITOR]))):
        draft = Draft.objects.get()
        said = {"by": "Jean Deswarte", "owner_email": "", "language": "fr", "at": now}
        cases.sharing.invite(draft, "anne.roussel@courriel.example", **said)
        link = cases.sharing.invite(draft, "paul@courriel.example", **said)
    with _as_owner():
        Share.objects.filter(email__startswith="anne").update(name="Anne Roussel", accepted_at=now, invite_hash="")
        change = {"draft": draft, "at": now, "name": "Anne Roussel", "version": 1, "before": {"event_name": None}}
        DraftChange.objects.create(**change)
    return f"{address}a-plusieurs/", cookies, f"/a-plusieurs/{link}/"


@visits("procedures:again")
def again(server: Server) -> Iterator[Visit]:
    here = make_desk()
    offered(here)
    made = here.submit()
    response = HttpResponse()
    request = RequestFactory().get("/", headers={"host": f"{here.place.host}:{server.port}"})
    follow(request, response, [made.subject_id])
    cookies = {FOLLOWED: response.cookies[FOLLOWED].value}
    yield Visit(f"/demarches/{SLUG}/depuis/{made.reference}/", host=here.place.host, cookies=cookies)
    yield Visit(f"/demarches/{SLUG}/", label="with an earlier request", host=here.place.host, cookies=cookies)
