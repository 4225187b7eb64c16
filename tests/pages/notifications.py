"""Visitors of the demonstration's outbox."""

from collections.abc import Iterable

from django.core.mail import EmailMultiAlternatives

from parvis.notifications.domain import outbox
from tests.browser import Server
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
