"""Pages of cases, as agents see them."""

import datetime as dt
from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, Submitted
from parvis.cases.models import Case
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.browser import Server
from tests.cases import flowing
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits

draws_no_page("cases:agent_document", "gives a file")
draws_no_page("cases:short", "leads on to the request")


@visits("cases:agent_resend")
def agent_resend(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    path = f"/agents/dossiers/{desk.submit().reference}/envoyer/"

    def nothing_chosen(page: Page) -> None:
        page.locator("main form button").last.click()

    yield Visit(path, cookies=cookies_of(desk.sofia))
    yield Visit(path, label="nothing chosen", cookies=cookies_of(desk.sofia), act=nothing_chosen, languages=("fr",))


def _late(desk: Desk, made: Submitted) -> None:
    desk.due(made, clock.today() - dt.timedelta(days=1))


@visits("cases:agent_case")
def agent_case(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    new, late, done = desk.submit(), desk.submit(), desk.submit()
    yield Visit(f"/agents/dossiers/{new.reference}/", label="new", cookies=cookies_of(desk.sofia))
    for one in (late, done):
        desk.take(one, desk.sofia)
    desk.reply(late, "Bonjour,\nle chapiteau sera monté dès 14 h, est-ce possible\u202f?")
    _late(desk, late)
    with _as_owner():  # it came by post: its receipt has not left yet
        Case.objects.filter(id=late.case_id).update(channel="post", received_on=clock.today() - dt.timedelta(days=30))
    path = f"/agents/dossiers/{late.reference}/"
    yield Visit(path, label="late", cookies=cookies_of(desk.malik))
    yield Visit(path, label="on its site", host=desk.place.host, cookies=cookies_of(desk.sofia, desk.place.host))
    desk.move(done, "accept", desk.malik)
    yield Visit(f"/agents/dossiers/{done.reference}/", label="accepted", cookies=cookies_of(desk.sofia))


def _send_empty(page: Page) -> None:
    page.get_by_role("button", name="Envoyer").or_(page.get_by_role("button", name="Send", exact=True)).click()


@visits("cases:agent_message")
def agent_message(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made = desk.submit()
    path = f"/agents/dossiers/{made.reference}/"
    yield Visit(path, label="empty", cookies=cookies_of(desk.sofia), act=_send_empty, languages=("fr",))

    def meanwhile(page: Page) -> None:
        page.locator("#body").fill("Bonjour,\npouvez-vous préciser le nombre de tables\u202f?")
        desk.take(made, desk.malik)
        _send_empty(page)

    yield Visit(path, label="conflict", cookies=cookies_of(desk.sofia), act=meanwhile, languages=("fr",))


@visits("cases:agent_note")
def agent_note(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made = desk.submit()
    path = f"/agents/dossiers/{made.reference}/"

    def keep(page: Page, words: str) -> None:
        page.locator("#noter summary").click()
        page.locator("#note").fill(words)
        page.locator("#noter .govuk-button").click()

    yield Visit(path, label="empty", cookies=cookies_of(desk.sofia), act=lambda page: keep(page, ""), languages=("fr",))
    desk.reply(made, "Bonjour,\npuis-je ajouter une table\u202f?")
    words = "Vu avec la police municipale\u202f: pas d’objection si la fin est à 1 h."
    yield Visit(path, label="kept", cookies=cookies_of(desk.sofia), act=lambda page: keep(page, words))


draws_no_page("cases:agent_others", "a piece of the request's page, which is visited with somebody else in it")
draws_no_page("cases:agent_unlink", "takes a POST and leads back")
draws_no_page("cases:agent_return", "takes a POST and leads back")


@visits("cases:agent_link")
def agent_link(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made = desk.submit()
    other = desk.submit()
    path = f"/agents/dossiers/{made.reference}/"
    yield Visit(path, label="perhaps the same", cookies=cookies_of(desk.sofia))
    yield Visit(f"{path}lier/", cookies=cookies_of(desk.sofia))

    def link(page: Page, reference: str) -> None:
        page.locator("#kind-2").check()
        page.locator("#other").fill(reference)
        page.locator("main form .govuk-button").first.click()

    yield Visit(
        f"{path}lier/",
        label="unknown",
        cookies=cookies_of(desk.sofia),
        act=lambda page: link(page, "x"),
        languages=("fr",),
    )
    yield Visit(
        f"{path}lier/",
        label="linked",
        cookies=cookies_of(desk.sofia),
        act=lambda page: link(page, other.reference),
        languages=("fr",),
    )


@visits("cases:agent_lend")
def agent_lend(server: Server) -> Iterator[Visit]:
    desk, other = make_desk(), make_desk("Gravelines", "GV", "59273")
    made = desk.submit()
    path = f"/agents/dossiers/{made.reference}/"
    yield Visit(f"{path}confier/", cookies=cookies_of(desk.malik))

    def empty(page: Page) -> None:
        page.locator("main form .govuk-button").first.click()

    yield Visit(f"{path}confier/", label="nothing chosen", cookies=cookies_of(desk.malik), act=empty, languages=("fr",))
    desk.lend(made, other)
    desk.open(made, desk.sofia)
    yield Visit(path, label="lent", cookies=cookies_of(desk.malik))
    yield Visit(path, label="lent to us", cookies=cookies_of(other.sofia))


@visits("cases:agent_assign")
def agent_assign(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made = desk.submit()
    yield Visit(f"/agents/dossiers/{made.reference}/attribuer/", cookies=cookies_of(desk.malik))


@visits("cases:agent_consultations")
def agent_consultations(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made = desk.submit()
    path = f"/agents/dossiers/{made.reference}/consultations/"
    yield Visit(path, label="nobody", cookies=cookies_of(desk.helene))
    desk.open(made, desk.sofia)
    yield Visit(path, label="somebody", cookies=cookies_of(desk.malik))


@visits("cases:agent_transition")
def agent_transition(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    made = desk.submit()
    desk.take(made, desk.sofia)
    path = f"/agents/dossiers/{made.reference}/suite"
    malik = cookies_of(desk.malik)
    yield Visit(f"{path}/accept/", label="accept", cookies=malik)
    yield Visit(f"{path}/ask/", label="ask", cookies=malik)
    asked = desk.submit()
    desk.take(asked, desk.sofia)
    desk.ask(asked, "ask", desk.sofia, reason="Quel est le plan\u202f?")
    yield Visit(f"/agents/dossiers/{asked.reference}/suite/resume/", label="go on", cookies=malik)

    def refuse(page: Page) -> None:
        page.locator(".govuk-button--warning").click()

    yield Visit(f"{path}/refuse/", label="refuse without grounds", cookies=malik, act=refuse, languages=("fr",))

    def preview(page: Page) -> None:
        page.locator("#grounds").check()
        page.locator("#reason").fill("Trois plaintes du voisinage en mai 2026 pour du bruit après minuit.")
        page.locator("[name=preview]").click()

    yield Visit(f"{path}/refuse/", label="refusal", cookies=malik, act=preview, languages=("fr",))

    def meanwhile(page: Page) -> None:
        page.locator("#reason").fill("Combien de tables\u202f?")
        desk.move(made, "ask", desk.malik, "Combien ?")
        page.locator("main .govuk-button").first.click()

    yield Visit(f"{path}/ask/", label="no longer possible", cookies=malik, act=meanwhile, languages=("fr",))
    yield from _turns(desk)


def _turns(desk: Desk) -> Iterator[Visit]:
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, flowing.definition(), at=clock.now())
    asked, mended, proposed = desk.submit(), desk.submit(), desk.submit()
    sofia, malik = cookies_of(desk.sofia), cookies_of(desk.malik)
    path = "/agents/dossiers/{}/suite/{}/"

    def tick(page: Page) -> None:
        page.locator("#mend-place").check()
        page.locator("#mend-phone").check()
        page.locator("main form .govuk-button").first.click()

    yield Visit(path.format(asked.reference, "ask_corrections"), label="corrections", cookies=sofia)
    yield Visit(
        path.format(asked.reference, "ask_corrections"),
        label="corrections without why",
        cookies=sofia,
        act=tick,
        languages=("fr",),
    )
    wanted = [{"field": "place", "why": "incorrect", "words": "Le parc, pas la place."}]
    desk.ask(mended, "ask_corrections", desk.sofia, given={"ask_corrections": wanted})
    yield Visit(f"/agents/dossiers/{mended.reference}/", label="awaited", cookies=sofia)
    with acting(Reach(actor="web", subjects=(mended.subject_id,))):
        answers = {"answers": {"place": "Parc de la Marine"}, "note": "Merci."}
        by = Actor(ActorKind.RESIDENT)
        cases.transition(mended.case_id, "mend", by=by, at=clock.now(), version=None, given={"mend": answers})
    yield Visit(f"/agents/dossiers/{mended.reference}/", label="mended", cookies=sofia)
    yield Visit(path.format(mended.reference, "propose_visit"), label="visit", cookies=sofia)
    desk.take(proposed, desk.sofia)
    yield Visit(path.format(proposed.reference, "propose_refuse"), label="propose", cookies=sofia)
    desk.ask(proposed, "propose_refuse", desk.sofia, reason="Trois plaintes en mai.", grounds=["public_order"])
    yield Visit(f"/agents/dossiers/{proposed.reference}/", label="proposed", cookies=malik)
    yield Visit(path.format(proposed.reference, "confirm_refuse"), label="confirm", cookies=malik)
