"""An agent who was away: warned before the session ends, and never at the price of what they were typing."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from parvis.cases.models import Message
from parvis.identity.models import Session
from parvis.kernel import clock
from tests.browser import Browse, Server, ask
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import cookies_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Bonjour,\npouvez-vous préciser le nombre de tables\u202f?"


def away(minutes: int) -> None:
    """Let that time pass for every session."""
    with _as_owner():
        Session.objects.update(seen_at=clock.now() - dt.timedelta(minutes=minutes))


def back_again(page: Page, server: Server, desk: Desk) -> None:
    """Sign in again: the sign-in page itself is tested elsewhere."""
    ((name, value),) = cookies_of(desk.sofia).items()
    page.context.clear_cookies(name=name)
    page.context.add_cookies([{"name": name, "value": value, "url": server.address()}])


@pytest.mark.parametrize("javascript", [False, True], ids=["without-javascript", "with-javascript"])
def test_a_message_sent_too_late_is_found_again_and_sent(server: Server, browse: Browse, javascript: bool):
    desk = make_desk()
    made = desk.submit()
    page = browse(javascript=javascript, cookies=cookies_of(desk.sofia))
    page.goto(server.address(f"/agents/dossiers/{made.reference}/"))
    page.get_by_label("Votre message à l’usager").fill(WORDS)
    away(31)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("main")).to_contain_text("est conservé")
    back_again(page, server, desk)
    page.get_by_role("main").get_by_role("link", name="Se connecter").click()
    expect(page.get_by_role("main")).to_contain_text("le nombre de tables")
    page.get_by_role("button", name="L’envoyer maintenant").click()
    expect(page.locator(".pv-thread")).to_contain_text("le nombre de tables")
    with _as_owner():
        assert [found.body.replace("\r\n", "\n") for found in Message.objects.filter(body__contains="tables")] == [
            WORDS
        ]


def test_the_end_is_announced_and_one_press_puts_it_off(server: Server, browse: Browse):
    desk = make_desk()
    made = desk.submit()
    page = browse(cookies=cookies_of(desk.sofia))
    page.clock.install()
    page.goto(server.address(f"/agents/dossiers/{made.reference}/"))
    page.get_by_label("Votre message à l’usager").fill(WORDS)
    dialog = page.get_by_role("alertdialog")
    page.clock.fast_forward("26:50")
    expect(dialog).to_have_count(0)
    page.clock.fast_forward("00:20")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Vous serez déconnecté à")
    assert ask(page, "axe") == []
    away(28)
    dialog.get_by_role("button", name="Rester connecté").click()
    expect(dialog).to_have_count(0)
    with _as_owner():
        assert Session.objects.get().seen_at > clock.now() - dt.timedelta(minutes=1)
    expect(page.get_by_label("Votre message à l’usager")).to_have_value(WORDS)

    page.clock.fast_forward("27:10")
    expect(dialog).to_be_visible()
    away(28)
    page.keyboard.press("Escape")  # somebody is there
    expect(dialog).to_have_count(0)

    page.clock.fast_forward("27:10")
    away(31)
    dialog.get_by_role("button", name="Rester connecté").click()
    expect(dialog).to_contain_text("Vous êtes déconnecté")
    dialog.get_by_role("button", name="Revenir à la page").click()
    expect(page.get_by_label("Votre message à l’usager")).to_have_value(WORDS)


def test_a_resident_is_not_hurried(server: Server, browse: Browse):
    from tests.factories import people

    people.territory_site()
    page = browse(cookies=cookies_of(people.person()))
    page.goto(server.address("/compte/"))
    expect(page.locator("dialog")).to_have_count(0)
