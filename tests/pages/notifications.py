"""Visitors of the demonstration's outbox."""

import uuid
from collections.abc import Iterable

from django.core.mail import EmailMultiAlternatives
from playwright.sync_api import Page

from parvis.notifications.domain import outbox
from tests.browser import Server
from tests.factories import people
from tests.pages import Visit, draws_no_page, visits

NAME = "0" * 31 + "1"


def _written() -> None:
    message = EmailMultiAlternatives(
        "Votre demande DK-26-4F7K2-H est bien arrivée",
        "Bonjour,\n\nSuivez-la à tout moment : https://dunkerque.example/suivi/DK-26-4F7K2-H",
        "Ville de Dunkerque <ne-pas-repondre@example.fr>",
        ["amina@example.fr"],
        headers={"Message-ID": f"<{NAME}@localhost>"},
    )
    message.attach("accusé de réception.pdf", b"%PDF-1.7", "application/pdf")
    outbox.OutboxBackend().send_messages([message])
    said = "Ville de Dunkerque : demande DK-26-4F7K2-H enregistree. Suivi : https://dunkerque.example/s/DK264F7K2H"
    outbox.keep_text(uuid.UUID(NAME), to="+33612345678", text=said)


@visits("notifications:outbox")
def mails(server: Server) -> Iterable[Visit]:
    _written()
    yield Visit("/demo/boite-d-envoi/")


@visits("notifications:outbox_mail")
def mail(server: Server) -> Iterable[Visit]:
    _written()
    yield Visit(f"/demo/boite-d-envoi/{NAME}/")


draws_no_page("notifications:outbox_html", "an e-mail's own layout, in a sandbox, as its reader's program shows it")
draws_no_page("notifications:outbox_attachment", "gives a file to keep")
draws_no_page("notifications:report", "a gateway's machine posts there")


@visits("notifications:preferences")
def preferences(server: Server) -> Iterable[Visit]:
    people.territory_site()
    amina = people.person(f"amina.{people.new_id().hex[-6:]}@example.org", password=people.PASSWORD)
    yield Visit("/compte/messages/", cookies=people.cookies(amina))

    def nothing(page: Page) -> None:
        page.locator("#receipt").uncheck()
        page.locator("main form button").click()

    yield Visit("/compte/messages/", "sans canal", cookies=people.cookies(amina), status=200, act=nothing)
