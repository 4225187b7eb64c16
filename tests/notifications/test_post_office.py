"""Sign-in's e-mails go through the queue."""

import pytest

from parvis.identity.data import Mail
from parvis.identity.registry import post_offices
from parvis.kernel.reach import Reach, acting
from parvis.notifications import api as notifications
from tests import queue


@pytest.mark.django_db
def test_the_first_post_office_is_the_queue(settings):
    settings.EMAIL_BACKEND = "parvis.notifications.domain.outbox.OutboxBackend"
    office = next(iter(post_offices))
    with acting(Reach(actor="signin")):
        office.post(Mail("password_reset_key", "amina@example.fr", "fr", "Sujet", "Texte", "<p>Texte</p>"))
    assert notifications.outbox() == []
    assert queue.run_waiting() == 1
    [mail] = notifications.outbox()
    assert (mail.to, mail.subject, mail.text.strip(), mail.html.strip()) == (
        "amina@example.fr",
        "Sujet",
        "Texte",
        "<p>Texte</p>",
    )
