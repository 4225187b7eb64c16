"""Pages of requests being filled in."""

import datetime as dt
import secrets
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from parvis.access.api import issue_link
from parvis.access.cookies import VISITOR
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind
from parvis.identity.secrets import digest
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from parvis.procedures.data import Stage
from parvis.procedures.domain import availability
from parvis.procedures.models import Procedure
from tests.browser import Server
from tests.cases.conftest import ANSWERS
from tests.conftest import _as_owner
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.pages import Visit, attachments, draws_no_page, visits

HOST = "dunkerque.localhost"
draws_no_page("procedures:begin", "takes a POST and leads to the first page")
draws_no_page("procedures:submit", "takes a POST and leads to the receipt")
draws_no_page("procedures:resume", "leads to the page where the draft was left")
draws_no_page("procedures:autosave", "answers the page's script")


def begun(**changes: object) -> tuple[str, dict[str, str]]:
    """A draft, and the cookie that opens it."""
    with _as_owner():
        found = temporary_bar_offered()
        offer = procedures.get(found.dunkerque.id, SLUG)
    secret = secrets.token_urlsafe(32)
    opens = clock.now() + dt.timedelta(days=40)
    answers = ANSWERS | {
        "opens_at": opens.isoformat(timespec="minutes"),
        "closes_at": (opens + dt.timedelta(hours=6)).isoformat(timespec="minutes"),
        **changes,
    }
    with acting(Reach(token=digest(secret))):
        draft = cases.drafts.start(
            offer.case_type_id,
            found.dunkerque.id,
            by=Actor(ActorKind.RESIDENT),
            at=clock.now(),
            token_hash=digest(secret),
            answers=answers,
        )
    return f"/brouillons/{draft.id}/", {VISITOR: secret}


def _continue(page: Page) -> None:
    page.get_by_role("button", name="Continuer", exact=True).or_(
        page.get_by_role("button", name="Continue", exact=True)
    ).click()


@visits("procedures:start")
def start(server: Server) -> Iterator[Visit]:
    address, cookies = begun()
    yield Visit(f"/demarches/{SLUG}/", host=HOST)
    yield Visit(f"/demarches/{SLUG}/?association=W594001234", label="counted, with a draft", host=HOST, cookies=cookies)
    yield Visit(f"/demarches/{SLUG}/?association=12", label="wrong number", host=HOST)
    with _as_owner():
        here = Procedure.objects.get(slug=SLUG).organisation_id
    soon = clock.now() + dt.timedelta(days=20)
    when: dict[str, Any] = {"is_open": True, "opens_at": soon, "closes_at": None, "quota": None, "said": {}}
    said = {Stage.BEFORE: {"fr": "Les places seront mises en ligne après le conseil municipal."}}
    availability.plan(here, SLUG, **when | {"said": said})
    yield Visit(f"/demarches/{SLUG}/", label="before it opens", host=HOST)
    availability.plan(here, SLUG, **when | {"opens_at": None, "closes_at": soon, "quota": 12})
    yield Visit(f"/demarches/{SLUG}/", label="places left", host=HOST)


@visits("procedures:page")
def page(server: Server) -> Iterator[Visit]:
    address, cookies = begun(opens_at=None, email=None, capacity=None)
    for page_id in ("who", "event", "place_and_hours", "contact"):
        yield Visit(f"{address}page/{page_id}/", label=page_id, host=HOST, cookies=cookies)
    for page_id in ("place_and_hours", "contact"):
        path = f"{address}page/{page_id}/"
        yield Visit(path, label=f"{page_id}, errors", host=HOST, cookies=cookies, act=_continue)
    yield from attachments.form_pages()


@visits("procedures:check")
def check(server: Server) -> Iterator[Visit]:
    address, cookies = begun()
    yield Visit(address, host=HOST, cookies=cookies)
    yield from attachments.check_page()


@visits("procedures:later")
def later(server: Server) -> Iterator[Visit]:
    address, cookies = begun()

    def no_address(found: Page) -> None:
        found.locator("main form button[type=submit]").click()

    yield Visit(f"{address}plus-tard/", host=HOST, cookies=cookies)
    yield Visit(f"{address}plus-tard/", label="no address", host=HOST, cookies=cookies, act=no_address)


@visits("procedures:discard")
def discard(server: Server) -> Iterator[Visit]:
    address, cookies = begun()
    yield Visit(f"{address}supprimer/", host=HOST, cookies=cookies)


@visits("procedures:by_link")
def by_link(server: Server) -> Iterator[Visit]:
    begun()
    with _as_owner():
        secret = issue_link("draft", {}, lifetime=dt.timedelta(hours=1))
    yield Visit(f"/reprendre/{secret}/", host=HOST)
