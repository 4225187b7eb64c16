"""The demonstration's outbox shows whole e-mails; outside the demonstration it does not exist."""

import uuid

import pytest
from django.core.mail import EmailMessage

from parvis.files import api as files
from parvis.kernel.reach import acting
from parvis.notifications import api as notifications
from parvis.notifications.domain import outbox
from tests import queue
from tests.notifications.test_mail import AGENT, WALL, write

PAGE = "/demo/boite-d-envoi/"


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "parvis.notifications.domain.outbox.OutboxBackend"


def sent(site, **options):
    mail_id = write(site, **options)
    queue.run_waiting()
    return mail_id.hex


@pytest.mark.django_db
def test_an_email_is_listed_and_read(client, site):
    with acting(AGENT):
        ref = files.store(b"%PDF", name="Reçu.pdf", media_type="application/pdf", wall_id=WALL)
    name = sent(site, attachments=[ref])
    [mail] = notifications.outbox()
    assert (mail.to, mail.subject, mail.files) == ("amina@example.fr", "Reçu : Amina & co", ("Reçu.pdf",))
    listing = client.get(PAGE).content.decode()
    assert f'href="{PAGE}{name}/"' in listing
    assert "amina@example.fr" in listing
    page = client.get(f"{PAGE}{name}/").content.decode()
    assert 'href="https://dunkerque.example/suivi/x?a=1&amp;b=2"' in page
    html = client.get(f"{PAGE}{name}/html/")
    assert "Pièces jointes: Amina &amp; co" in html.content.decode()
    assert html["Content-Security-Policy"].startswith("sandbox allow-popups")
    piece = client.get(f"{PAGE}{name}/pieces/0/")
    assert piece.content == b"%PDF"
    assert piece["Content-Disposition"].startswith("attachment")
    assert client.get(f"{PAGE}{name}/pieces/1/").status_code == 404


@pytest.mark.django_db
def test_an_empty_outbox_says_so(client):
    assert "Aucun courriel" in client.get(PAGE).content.decode()


@pytest.mark.django_db
def test_a_retry_replaces_and_the_latest_comes_first(site):
    first, second = sent(site), sent(site)
    assert [mail.id for mail in notifications.outbox()] == [second, first]
    message = EmailMessage("x", "y", to=["z@example.fr"], headers={"Message-ID": f"<{first}@localhost>"})
    assert message.send() == 1
    assert [mail.subject for mail in notifications.outbox()] == ["Reçu : Amina & co", "x"]
    assert EmailMessage("plain", "y", to=["z@example.fr"]).send() == 1
    assert [mail.subject for mail in notifications.outbox()][0] == "plain"


@pytest.mark.django_db
def test_outside_the_demonstration_there_is_no_outbox(client, site, settings):
    name = sent(site)
    settings.PARVIS_DEMO = False
    for path in ("", f"{name}/", f"{name}/html/", f"{name}/pieces/0/"):
        assert client.get(PAGE + path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["..", "x", "%2e%2e", uuid.UUID(int=1).hex, "A" * 32])
def test_no_other_file_is_read(client, name, tmp_path):
    (tmp_path / "secret.eml").write_text("Subject: secret\n\n")
    assert client.get(f"{PAGE}{name}/").status_code == 404
    assert outbox.find(name) is None
