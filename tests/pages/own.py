"""Pages of people's own requests."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from playwright.sync_api import Page

from parvis.access.api import follow, issue_link
from parvis.access.cookies import FOLLOWED, VISITOR as SECRET
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, CaseTypeDefinition, Submitted
from parvis.cases.domain import links
from parvis.cases.domain.links import FOLLOW
from parvis.identity.api import digest, subject_for
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests import queue
from tests.browser import Server
from tests.cases import flowing
from tests.conftest import _as_owner
from tests.factories import attached, people
from tests.factories.desk import Desk, desk as make_desk
from tests.pages import Visit, draws_no_page, residents, visits

POSTS = "takes a POST and leads back"
draws_no_page("cases:forget", POSTS)
draws_no_page("cases:keep", POSTS)
draws_no_page("cases:copy", "gives a file")
draws_no_page("cases:document", "gives a file")
draws_no_page("cases:visit_file", "gives a file")
draws_no_page("cases:renew", POSTS)

QUESTION = "Bonjour,\ncombien de tables comptez-vous installer, et à quelle heure commence le montage\u202f?"


def _browser(server: Server, desk: Desk, *found: Submitted) -> dict[str, str]:
    """The cookie of a browser that follows these requests."""
    response = HttpResponse()
    request = RequestFactory().get("/", headers={"host": f"{desk.place.host}:{server.port}"})
    follow(request, response, [made.subject_id for made in found])
    return {FOLLOWED: response.cookies[FOLLOWED].value}


def _worked() -> None:
    """Let a worker do what waits: in a thread of its own, because Playwright's loop runs in this one."""

    def work() -> None:
        try:
            queue.run_waiting()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def _waiting(desk: Desk) -> Submitted:
    made = desk.submit()
    desk.take(made, desk.sofia)
    desk.move(made, "ask", desk.sofia, reason=QUESTION)
    return made


@visits("cases:receipt")
def receipt(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made = desk.submit()
    path, cookies = f"/demandes/{made.reference}/recu/", _browser(server, desk, made)
    yield Visit(path, label="new", host=desk.place.host, cookies=cookies)
    _worked()
    yield Visit(path, label="with its paper", host=desk.place.host, cookies=cookies)


@visits("cases:mine")
def mine(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    host = desk.place.host
    yield Visit("/demandes/", label="nothing", host=host)
    new, turn, late, done = desk.submit(), _waiting(desk), desk.submit(), desk.submit()
    desk.due(late, clock.today() - dt.timedelta(days=1))
    desk.take(done, desk.malik)
    desk.move(done, "accept", desk.malik)
    secret = "s" * 43
    with acting(Reach(actor="web", token=digest(secret))):
        cases.drafts.start(
            desk.town.case_type.id,
            desk.town.organisation_id,
            by=Actor(ActorKind.RESIDENT),
            at=clock.now(),
            token_hash=digest(secret),
            answers={"event_name": "Bal des pompiers"},
        )
    cookies = _browser(server, desk, new, turn, late, done) | {SECRET: secret}
    yield Visit("/demandes/", label="everything", host=host, cookies=cookies)
    jean = people.person(given_name="Jean", family_name="Deswarte")
    with acting(Reach(actor="web", person=jean.id)):
        subject_for(jean.id, desk.town.wall_id)
    cookies = _browser(server, desk, turn) | people.cookies(jean, host=host)
    yield Visit("/demandes/", label="to be kept", host=host, cookies=cookies)


@visits("cases:case")
def case(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    host = desk.place.host
    new, turn, accepted, refused = desk.submit(), _waiting(desk), desk.submit(), desk.submit()
    yield Visit(f"/demandes/{new.reference}/", label="elsewhere", host=host, status=404)
    for one in (accepted, refused):
        desk.take(one, desk.malik)
    desk.reply(accepted, "Bonjour,\nnous aurons douze tables.")
    desk.move(accepted, "accept", desk.malik)
    cookies = _browser(server, desk, new, turn, accepted, refused)
    yield Visit(f"/demandes/{accepted.reference}/", label="accepted a moment ago", host=host, cookies=cookies)
    desk.refuse(refused, "La place Jean-Bart accueille déjà le marché de nuit ce soir-là.")
    _worked()
    for label, one in (("new", new), ("your turn", turn), ("accepted", accepted), ("refused", refused)):
        yield Visit(f"/demandes/{one.reference}/", label=label, host=host, cookies=cookies)
    attached.ask_for_files(desk)
    made = attached.submit(desk, plan__jpg=attached.picture((900, 600)), devis__pdf=attached.pdf(3))
    yield Visit(f"/demandes/{made.reference}/", label="files", host=host, cookies=_browser(server, desk, made))


def _send(page: Page) -> None:
    page.get_by_role("button", name="Envoyer", exact=True).or_(page.get_by_role("button", name="Répondre")).click()


@visits("cases:message")
def message(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made = desk.submit()
    cookies = _browser(server, desk, made)
    path = f"/demandes/{made.reference}/"
    yield Visit(path, label="empty", host=desk.place.host, cookies=cookies, act=_send, languages=("fr",))


@visits("cases:move")
def move(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made, turn = desk.submit(), _waiting(desk)
    host, cookies = desk.place.host, _browser(server, desk, made, turn)
    yield Visit(f"/demandes/{made.reference}/suite/withdraw/", label="withdraw", host=host, cookies=cookies)
    path = f"/demandes/{turn.reference}/"
    yield Visit(path, label="empty answer", host=host, cookies=cookies, act=_send, languages=("fr",))

    def meanwhile(page: Page) -> None:
        page.locator("#said").fill("Douze tables, montage à 14 h.")
        desk.move(turn, "resume", desk.sofia)
        _send(page)

    yield Visit(path, label="overtaken", host=host, cookies=cookies, act=meanwhile, languages=("fr",))
    yield from _turns(server, desk)
    yield from _papers_to_mend(server, desk)
    yield from residents.changing(desk, lambda found: _browser(server, desk, found))


@visits("cases:track")
def track(server: Server) -> Iterator[Visit]:
    desk = make_desk()

    def wrong(page: Page) -> None:
        page.locator("#id_reference").fill("DK-26-4F7K2-H")
        page.locator("#id_element").fill("amina@example.fr")
        page.locator("form[action='/suivre/'] button").click()

    yield Visit("/suivre/", label="empty", host=desk.place.host)
    yield Visit("/suivre/", label="wrong", host=desk.place.host, act=wrong, languages=("fr",))


@visits("cases:send_link")
def send_link(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    yield Visit("/suivre/lien/", label="empty", host=desk.place.host)
    yield Visit("/suivre/lien/?envoye", label="sent", host=desk.place.host)


@visits("cases:by_link")
def by_link(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    with acting(Reach(actor="worker")):
        token = issue_link(FOLLOW, {"subjects": [], "reference": ""}, lifetime=links.FOLLOW_FOR)
    yield Visit(f"/suivre/lien/{token}/", label="open", host=desk.place.host)

    def use(page: Page) -> None:
        page.locator("main form button").click()

    yield Visit("/suivre/lien/unknown/", label="dead", host=desk.place.host, act=use, languages=("fr",))


def _turns(server: Server, desk: Desk) -> Iterator[Visit]:
    """The procedure asks for corrections and visits."""
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, flowing.definition(), at=clock.now())
    mends, chooses, comes = desk.submit(), desk.submit(), desk.submit()
    fields = (("setting", "incorrect", "Le stade, pas la place."), ("phone", "outdated", ""))
    wanted = [{"field": field, "why": why, "words": words} for field, why, words in fields]
    desk.ask(mends, "ask_corrections", desk.sofia, reason="Il manque aussi le plan.", given={"ask_corrections": wanted})
    slots = [{"at": f"{clock.today().year + 1}-06-0{day}T14:30:00+02:00"} for day in (2, 3)]
    said = {"slots": slots, "minutes": 20, "place": "Mairie, guichet 3", "bring": "Les originaux de vos pièces."}
    for made in (chooses, comes):
        desk.take(made, desk.sofia)
        desk.ask(made, "propose_visit", desk.sofia, said=said)
    with acting(Reach(actor="web", subjects=(comes.subject_id,))):
        cases.transition(
            comes.case_id,
            "confirm_visit",
            by=Actor(ActorKind.RESIDENT),
            at=clock.now(),
            version=None,
            given={"confirm_visit": slots[0]["at"]},
        )
    host, cookies = desk.place.host, _browser(server, desk, mends, chooses, comes)
    for label, made in (("to mend", mends), ("to choose", chooses), ("visit", comes)):
        yield Visit(f"/demandes/{made.reference}/", label=label, host=host, cookies=cookies)
    path = f"/demandes/{mends.reference}/suite/mend/"
    yield Visit(path, label="mend", host=host, cookies=cookies)

    def empty(page: Page) -> None:
        page.locator("main form .govuk-button").last.click()

    yield Visit(path, label="nothing mended", host=host, cookies=cookies, act=empty, languages=("fr",))
    path = f"/demandes/{chooses.reference}/suite/confirm_visit/"
    yield Visit(path, label="no moment", host=host, cookies=cookies, act=empty, languages=("fr",))
    yield Visit(f"/demandes/{comes.reference}/suite/move_visit/", label="move visit", host=host, cookies=cookies)


def _papers_to_mend(server: Server, desk: Desk) -> Iterator[Visit]:
    """A paper that cannot be read has to be sent again, beside an answer to complete."""
    document = flowing.document()
    document["form"]["pages"] = [*document["form"]["pages"], attached.PAGE]
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, CaseTypeDefinition.model_validate(document), at=clock.now())
    made = attached.submit(desk, plan__jpg=attached.picture((900, 600)))
    fields = (("plan", "incorrect", "On ne lit pas les noms des rues."), ("place", "incomplete", ""))
    wanted = [{"field": field, "why": why, "words": words} for field, why, words in fields]
    said = {"by_day": f"{clock.today().year + 1}-01-04"}
    desk.ask(made, "ask_corrections", desk.sofia, given={"ask_corrections": wanted}, said=said)
    host, cookies = desk.place.host, _browser(server, desk, made)
    path = f"/demandes/{made.reference}/suite/mend/"
    yield Visit(path, label="mend with files", host=host, cookies=cookies)

    def refused(page: Page) -> None:
        chooser = page.locator("[data-files=f-plan] input[type=file]")
        chooser.set_input_files([{"name": "programme.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(500)}])
        page.locator("[data-files=f-plan]").get_by_role("alert").wait_for()

    yield Visit(path, label="mend with a file refused", host=host, cookies=cookies, act=refused, answers=(422,))


@visits("cases:copies")
def copies(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    host = desk.place.host
    yield Visit("/demandes/copie/", label="nothing", host=host)
    cookies = _browser(server, desk, desk.submit())

    def ask(page: Page) -> None:
        page.locator("main form button").first.click()

    yield Visit("/demandes/copie/", label="asked", host=host, cookies=cookies, act=ask, languages=("fr",))
    _worked()
    yield Visit("/demandes/copie/", label="ready", host=host, cookies=cookies)
