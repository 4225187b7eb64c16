"""Pages on which agents enter for somebody."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.access.api import Right, acting_as, standing_of
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, Channel
from parvis.finding import api as finding
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from tests.browser import Server
from tests.factories import attached
from tests.factories.intake import Counter, answers, counter
from tests.factories.people import cookies_of
from tests.factories.procedures import SLUG
from tests.pages import Visit, draws_no_page, visits

HOST = "dunkerque.localhost"
VISITOR = Actor(ActorKind.RESIDENT, name="Jean Deswarte")
draws_no_page("procedures:intake_submit", "takes a POST and leads back to intake")
draws_no_page("procedures:intake_resume", "leads to the page where the draft was left")
draws_no_page("procedures:intake_autosave", "answers the page's script")
draws_no_page("procedures:intake_attach", "answers the page's script")
draws_no_page("procedures:intake_detach", "answers the page's script")
draws_no_page("procedures:intake_attachment", "gives a file to keep")


def _draft(at: Counter) -> str:
    """What the agent began to enter, with every answer: its address."""
    offer = procedures.get(at.found.dunkerque.id, SLUG)
    with acting_as(at.samira.id, Right.HANDLE_CASES):
        draft = cases.drafts.start(
            offer.case_type_id,
            at.found.dunkerque.id,
            by=cases.actor_of(standing_of(at.samira.id), as_agent=True),
            at=clock.now(),
            channel=Channel.POST,
            received_on=clock.today(),
            answers=answers(),
        )
    return f"/agents/saisie/{draft.id}/"


def _before(at: Counter) -> str:
    """An open request of the same person: its reference."""
    offer = procedures.get(at.found.dunkerque.id, SLUG)
    token = "b" * 64
    with acting(Reach(actor="web", token=token)):
        draft = cases.drafts.start(
            offer.case_type_id,
            at.found.dunkerque.id,
            by=VISITOR,
            at=clock.now(),
            token_hash=token,
            answers=answers(),
        )
        made = cases.submit(draft.id, by=VISITOR, at=clock.now())
    with acting(Reach(actor="worker", walls=(at.wall,))):
        finding.index([made.case_id])
    return made.reference


def _begin(page: Page) -> None:
    page.get_by_role("button", name="Remplir le formulaire").or_(
        page.get_by_role("button", name="Fill in the form")
    ).click()


@visits("workspace:intake")
def intake(server: Server) -> Iterator[Visit]:
    at = counter()
    reference, who = _before(at), cookies_of(at.samira, HOST)
    _draft(at)
    yield Visit("/agents/saisie/", label="empty", host=HOST, cookies=who)
    yield Visit("/agents/saisie/", label="errors", host=HOST, cookies=who, act=_begin, answers=(422,))
    yield Visit(f"/agents/saisie/?q={reference}", label="found", host=HOST, cookies=who)
    yield Visit(f"/agents/saisie/?entered={reference}", label="registered", host=HOST, cookies=who)


@visits("procedures:intake_page")
def page(server: Server) -> Iterator[Visit]:
    at = counter()
    yield Visit(f"{_draft(at)}page/association/", host=HOST, cookies=cookies_of(at.samira, HOST))


@visits("procedures:intake_check")
def check(server: Server) -> Iterator[Visit]:
    at = counter()
    _before(at)
    yield Visit(_draft(at), host=HOST, cookies=cookies_of(at.samira, HOST))


@visits("procedures:intake_discard")
def discard(server: Server) -> Iterator[Visit]:
    at = counter()
    yield Visit(f"{_draft(at)}supprimer/", host=HOST, cookies=cookies_of(at.samira, HOST))


@visits("procedures:intake_join")
def join(server: Server) -> Iterator[Visit]:
    at = counter(attached.definition())
    address, who = f"{_draft(at)}page/papers/", cookies_of(at.samira, HOST)
    yield Visit(f"{address}reunir/", label="empty", host=HOST, cookies=who)
    yield Visit(f"{address}reunir/", label="nothing chosen", host=HOST, cookies=who, act=_join, answers=(422,))
    yield Visit(address, label="beside the question", host=HOST, cookies=who)


def _join(page: Page) -> None:
    page.get_by_role("button", name="Les réunir").or_(page.get_by_role("button", name="Join them")).click()
