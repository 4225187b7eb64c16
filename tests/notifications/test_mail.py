"""E-mails leave with the change that causes them, once as far as SMTP allows, and say so when they don't."""

import datetime as dt
import email
import email.policy
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend
from django.db import IntegrityError, connection, transaction
from hypothesis import given, strategies as st

from parvis.config.settings.mail import from_url
from parvis.files import api as files
from parvis.kernel import clock, events
from parvis.kernel.reach import Reach, acting
from parvis.notifications import api as notifications
from parvis.notifications.api import MailState
from parvis.notifications.domain import delivering
from parvis.notifications.domain.delivering import WAITS, deliver
from parvis.notifications.domain.writing import one_line
from parvis.notifications.events import MailFailed, MailSent
from parvis.notifications.jobs import deliver_overdue
from parvis.notifications.models import Mail
from tests import queue
from tests.notifications.servers import mail_server

WALL, OTHER, SUBJECT, CASE = (uuid.UUID(int=n) for n in range(1, 5))
AGENT = Reach(walls=(WALL,))


@pytest.fixture
def smtp(settings):
    with mail_server() as (handler, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        yield handler


@pytest.fixture
def news(monkeypatch):
    heard = []
    monkeypatch.setitem(events._subscribers, MailSent, [heard.append])
    monkeypatch.setitem(events._subscribers, MailFailed, [heard.append])
    return heard


def write(site, reach=AGENT, **options):
    asked = {
        "template": "made/up",
        "to": "amina@example.fr",
        "language": "fr",
        "context": {"site": site, "name": "Amina & co", "link": "https://dunkerque.example/suivi/x?a=1&b=2"},
        "wall_id": WALL,
        "subject_id": SUBJECT,
        "case_id": CASE,
    } | options
    with acting(reach):
        return notifications.send(**asked)


def look(mail_id, reach=AGENT):
    with acting(reach):
        return notifications.get(mail_id)


def attempt(mail_id, wall=WALL):
    deliver(mail_id=str(mail_id), wall_id=str(wall) if wall else None)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'succeeded' where status = 'todo'")


def parsed(envelope):
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


@pytest.mark.django_db
def test_an_email_leaves_in_text_and_html_and_is_then_forgotten(site, smtp, news):
    mail_id = write(site)
    assert look(mail_id).state == MailState.QUEUED
    assert queue.run_waiting() == 1
    [envelope] = smtp.taken
    message = parsed(envelope)
    assert envelope.rcpt_tos == ["amina@example.fr"]
    assert message["Subject"] == "Reçu : Amina & co"
    assert message["From"].addresses[0].display_name == "Ville de Dunkerque"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message["Message-ID"] == f"<{mail_id.hex}@localhost>"
    text = message.get_body(("plain",)).get_content()
    assert "Pièces jointes: Amina & co" in text
    assert "https://dunkerque.example/suivi/x?a=1&b=2" in text
    html = message.get_body(("html",)).get_content()
    assert "Pièces jointes: Amina &amp; co" in html
    assert '<html lang="fr">' in html
    for tracker in ("<img", "http://", "<script", "<table"):
        assert tracker not in html
    done = look(mail_id)
    assert (done.state, done.attempts, done.maybe_twice) == (MailState.SENT, 1, False)
    with acting(AGENT):
        assert Mail.objects.get(id=mail_id).html == Mail.objects.get(id=mail_id).text == ""
    assert [type(event) for event in news] == [MailSent]
    attempt(mail_id)
    assert len(smtp.taken) == 1


@pytest.mark.django_db
def test_an_email_is_written_in_its_readers_language(site, smtp):
    write(site, language="en")
    queue.run_waiting()
    assert "Attachments: Amina" in parsed(smtp.taken[0]).get_body(("plain",)).get_content()


@pytest.mark.django_db
def test_nothing_leaves_for_a_change_that_is_rolled_back(site):
    with acting(AGENT):
        notifications.send(
            template="made/up",
            to="a@example.fr",
            language="fr",
            context={"site": site, "name": "", "link": ""},
            wall_id=WALL,
        )
        transaction.set_rollback(True)
    assert queue.waiting() == []


@pytest.mark.django_db
def test_a_missing_name_fails_before_anything_is_queued(site):
    with pytest.raises(Exception, match="'link' is undefined"):
        write(site, context={"site": site, "name": ""})
    assert queue.waiting() == []


@pytest.mark.django_db
def test_a_passing_failure_is_tried_again_later_and_longer(site, smtp, news):
    smtp.answers = ["451 come back"] * 3
    mail_id = write(site)
    start = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
    for number, wait in enumerate(WAITS[:3], 1):
        with clock.fixed(start):
            attempt(mail_id)
        seen = look(mail_id)
        assert (seen.state, seen.attempts) == (MailState.QUEUED, number)
        assert "451" in seen.last_error
        with acting(AGENT):
            assert Mail.objects.get(id=mail_id).due_at == start + wait
    attempt(mail_id)
    assert look(mail_id).state == MailState.SENT
    assert look(mail_id).last_error == ""
    assert len(news) == 1


@pytest.mark.django_db
def test_the_retry_waits_in_the_queue(site, smtp):
    smtp.answers = ["451 come back"]
    mail_id = write(site)
    deliver(mail_id=str(mail_id), wall_id=str(WALL))
    with connection.cursor() as cursor:
        cursor.execute("select scheduled_at - now() from procrastinate_jobs where scheduled_at is not null")
        [(wait,)] = cursor.fetchall()
    assert dt.timedelta(seconds=50) < wait <= dt.timedelta(seconds=61)


@pytest.mark.django_db
def test_after_two_days_the_failure_is_final_and_visible(site, smtp, news):
    smtp.answers = ["451 come back"] * 20
    mail_id = write(site)
    for _ in range(len(WAITS) + 1):
        attempt(mail_id)
    assert look(mail_id).state == MailState.FAILED
    with acting(AGENT):
        assert [mail.id for mail in notifications.failed()] == [mail_id]
        assert [mail.state for mail in notifications.of_case(CASE)] == [MailState.FAILED]
    assert [type(event) for event in news] == [MailFailed]
    attempt(mail_id)
    assert len(smtp.answers) == 20 - len(WAITS) - 1


@pytest.mark.django_db
def test_a_refusal_for_good_is_final_at_once(site, smtp, news):
    smtp.answers = ["550 no such mailbox"]
    mail_id = write(site)
    attempt(mail_id)
    assert look(mail_id).state == MailState.FAILED
    assert "no such mailbox" in news[0].error


@pytest.mark.django_db
def test_a_server_that_is_away_is_waited_for(site, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail_id = write(site)
    attempt(mail_id)
    assert look(mail_id).state == MailState.QUEUED
    assert "ConnectionRefusedError" in look(mail_id).last_error


@pytest.mark.django_db
def test_a_death_while_sending_shows_as_the_same_message(site, smtp, monkeypatch):
    """The server has it, the worker died before noting it: the second copy has the same Message-ID, and we say so."""

    class Death(BaseException):
        pass

    def die(mail_id):
        raise Death

    mail_id = write(site)
    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_note_sent", die)
        with pytest.raises(Death):
            attempt(mail_id)
    assert look(mail_id).state == MailState.SENDING
    attempt(mail_id)
    seen = look(mail_id)
    assert (seen.state, seen.attempts, seen.maybe_twice) == (MailState.SENT, 2, True)
    first, second = map(parsed, smtp.taken)
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db
def test_a_server_that_hangs_up_after_taking_is_tried_again(site, smtp):
    smtp.hang_up = True
    mail_id = write(site)
    attempt(mail_id)
    assert look(mail_id).state == MailState.QUEUED
    smtp.hang_up = False
    attempt(mail_id)
    assert look(mail_id).state == MailState.SENT


@pytest.mark.django_db
def test_what_was_forgotten_is_asked_for_again_by_the_timer(site, smtp):
    mail_id, later = write(site), write(site, wall_id=None, subject_id=None, case_id=None)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed'")
    with clock.fixed(clock.now() + dt.timedelta(hours=1)), acting(Reach(actor="timer")):
        deliver_overdue(0)
        deliver_overdue(0)
    assert queue.run_waiting() == 2
    assert look(mail_id).state == MailState.SENT
    assert look(later, Reach(actor="worker")).state == MailState.SENT


@pytest.mark.django_db
def test_an_email_for_later_waits_for_its_time(site, smtp):
    at = clock.now() + dt.timedelta(days=2)
    mail_id = write(site, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select scheduled_at from procrastinate_jobs")
        assert abs(cursor.fetchone()[0] - at) < dt.timedelta(seconds=5)
    with clock.fixed(clock.now() + dt.timedelta(hours=1)), acting(Reach(actor="timer")):
        deliver_overdue(0)
    assert len(queue.waiting()) == 1
    assert look(mail_id).state == MailState.QUEUED


@pytest.mark.django_db
def test_attachments_are_files_of_the_wall(site, smtp):
    with acting(AGENT):
        ref = files.store(b"%PDF-1.7", name="Arrêté n° 1.pdf", media_type="application/pdf", wall_id=WALL)
    write(site, attachments=[ref])
    queue.run_waiting()
    [part] = parsed(smtp.taken[0]).iter_attachments()
    assert part.get_filename() == "Arrêté n° 1.pdf"
    assert part.get_content() == b"%PDF-1.7"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reach", "sees"),
    [
        (AGENT, True),
        (Reach(walls=(OTHER,)), False),
        (Reach(subjects=(SUBJECT,)), False),
        (Reach(actor="worker"), False),
        (Reach(actor="signin"), False),
    ],
)
def test_an_email_is_seen_behind_its_wall_alone(site, reach, sees):
    assert bool(look(write(site), reach)) is sees


@pytest.mark.django_db
def test_a_resident_and_sign_in_queue_without_reading(site):
    for reach, options in (
        (Reach(subjects=(SUBJECT,)), {}),
        (Reach(actor="signin"), {"wall_id": None, "subject_id": None, "case_id": None}),
    ):
        mail_id = write(site, reach, **options)
        assert look(mail_id, reach) is None


@pytest.mark.django_db
def test_a_resident_is_erased_from_the_queue(site, smtp):
    mail_id = write(site)
    with acting(AGENT):
        assert notifications.erase_subject(wall_id=WALL, subject_id=SUBJECT) == 1
    queue.run_waiting()
    assert look(mail_id) is None
    assert smtp.taken == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["", "a", "a@b\nBcc: c@d.fr", "a@b.fr\r\nX: y", "a@b.fr, c@d.fr", "<a@b.fr>", "a b@c.fr", "a@b.fr\n"]
)
def test_what_is_no_address_is_refused(site, address):
    with pytest.raises(notifications.AddressRefused):
        write(site, to=address)


@pytest.mark.django_db
def test_no_name_adds_a_header(site, smtp):
    evil = "Amina\r\nBcc: everyone@example.fr\r\n\r\nhello"
    site.name = evil
    write(site, context={"site": site, "name": evil, "link": ""})
    queue.run_waiting()
    message = parsed(smtp.taken[0])
    assert message["Bcc"] is None
    assert message["Subject"] == "Reçu : Amina Bcc: everyone@example.fr hello"
    assert smtp.taken[0].rcpt_tos == ["amina@example.fr"]


@pytest.mark.django_db
def test_the_database_refuses_a_header_that_ends(site, as_owner):
    mail_id = write(site)
    with as_owner(), pytest.raises(IntegrityError, match="no_header_injection"), transaction.atomic():
        Mail.objects.filter(id=mail_id).update(subject="a\nBcc: b")


@given(st.text())
def test_one_line_is_one_line(text):
    line = one_line(text)
    assert line.isprintable()
    assert one_line(line) == line


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.fr", ("mail.example.fr", 25, "", "", False, False)),
        ("smtp+tls://me%40x:p%3Aw@mail.example.fr", ("mail.example.fr", 587, "me@x", "p:w", True, False)),
        ("smtps://u:p@mail.example.fr:2465", ("mail.example.fr", 2465, "u", "p", False, True)),
    ],
)
def test_the_mail_servers_address_is_read(url, expected):
    assert tuple(from_url(url).values()) == expected
    EmailBackend(*expected[:4], use_tls=expected[4], use_ssl=expected[5])


@pytest.mark.parametrize("url", ["", "smtp://", "http://x", "mail.example.fr:25"])
def test_another_address_is_refused_in_plain_words(url):
    with pytest.raises(ImproperlyConfigured, match="PARVIS_EMAIL_URL"):
        from_url(url)


@pytest.mark.django_db
def test_what_has_no_wall_is_forgotten_after_a_month(site):
    from parvis.notifications.domain.erasing import forget_sent

    mail_id = write(site, wall_id=None)
    with acting(Reach(actor="worker")):
        queued_at = Mail.objects.get(id=mail_id).queued_at
        assert forget_sent(queued_at + dt.timedelta(days=30)) == 0
        assert forget_sent(queued_at + dt.timedelta(days=31)) == 1
