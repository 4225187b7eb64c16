"""Texts to mobile phones: once each, whatever the gateway does; counted as operators count them."""

import datetime as dt
import json
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, strategies as st

from parvis.kernel import clock, events
from parvis.kernel.reach import Reach, acting
from parvis.notifications import api as notifications
from parvis.notifications.api import MailState
from parvis.notifications.domain import texting
from parvis.notifications.domain.delivering import WAITS
from parvis.notifications.domain.lengths import length, plain
from parvis.notifications.domain.texting import deliver_text, is_mobile, report_address
from parvis.notifications.events import TextFailed, TextSent
from parvis.notifications.jobs import deliver_overdue
from parvis.notifications.models import TextMessage
from parvis.notifications.plugins.http_gateway import fill
from tests import queue
from tests.notifications.gateways import sms_gateway
from tests.notifications.test_mail import AGENT, CASE, SUBJECT, WALL

MOBILE = "+33612345678"


@pytest.fixture
def gateway(settings):
    with sms_gateway() as found:
        settings.PARVIS_SMS_GATEWAY, settings.PARVIS_SMS_URL = "http", found.url
        settings.PARVIS_SMS_SECRET, settings.PARVIS_SMS_SENDER = "s3cret{to}", "DUNKERQUE"
        settings.PARVIS_SMS_HEADERS = {"Authorization": "Bearer {secret}"}
        settings.PARVIS_SMS_ID = "messages.0.id"
        settings.PARVIS_SMS_TIMEOUT = 5
        yield found


@pytest.fixture
def news(monkeypatch):
    heard = []
    monkeypatch.setitem(events._subscribers, TextSent, [heard.append])
    monkeypatch.setitem(events._subscribers, TextFailed, [heard.append])
    return heard


def write(text="Ville de Dunkerque : demande DK-26-4F7K2-H reçue.", reach=AGENT, to=MOBILE):
    with acting(reach):
        return notifications.queue_text(
            text, template="cases/received", to=to, language="fr", wall_id=WALL, subject_id=SUBJECT, case_id=CASE
        )


def look(text_id):
    with acting(AGENT):
        return next(text for text in notifications.texts_of_case(CASE) if text.id == text_id)


def attempt(text_id):
    deliver_text(text_id=str(text_id), wall_id=str(WALL))
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'succeeded' where status = 'todo'")


@pytest.mark.django_db
def test_a_text_leaves_once_and_is_then_forgotten(gateway, news):
    text_id = write()
    assert queue.run_waiting() == 1
    [(headers, body)] = gateway.asked
    assert headers["Authorization"] == "Bearer s3cret{to}"
    assert headers["Idempotency-Key"] == str(text_id) == body["id"]
    assert (body["to"], body["sender"]) == (MOBILE, "DUNKERQUE")
    assert body["text"] == "Ville de Dunkerque : demande DK-26-4F7K2-H recue."
    assert body["report"].startswith("http")
    seen = look(text_id)
    assert (seen.state, seen.attempts, seen.maybe_twice) == (MailState.SENT, 1, False)
    with acting(AGENT):
        kept = TextMessage.objects.get(id=text_id)
        assert (kept.text, kept.gateway_id, kept.segments) == ("", "sms-1", 1)
    assert [type(event) for event in news] == [TextSent]
    attempt(text_id)
    assert len(gateway.asked) == 1


@pytest.mark.django_db
def test_a_gateway_that_is_away_for_an_hour_loses_nothing_and_doubles_nothing(gateway, news):
    # To three people: what is written to one goes out in its order (test_outage).
    texts = [write(f"Texte {number}", to=f"+3361234567{number}") for number in range(3)]
    # Two hours of a bad gateway: refused connections, errors, an answer that is lost after the text went out.
    gateway.answers = ["hang up", 503, "take, then 503", 401, 429, 503, 500, 502, 404]
    start = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
    for number in range(3):
        for text_id in texts:
            with clock.fixed(start):
                attempt(text_id)
            seen = look(text_id)
            assert (seen.state, seen.attempts) == (MailState.QUEUED, number + 1)
            with acting(AGENT):
                assert TextMessage.objects.get(id=text_id).due_at == start + WAITS[number]
    assert news == []
    for text_id in texts:
        attempt(text_id)
        assert look(text_id).state == MailState.SENT
    assert len(gateway.sent) == 3, "each went to the phone once"
    assert sorted(body["text"] for body in gateway.sent.values()) == ["Texte 0", "Texte 1", "Texte 2"]
    assert len(news) == 3


@pytest.mark.django_db
def test_a_gateway_that_does_not_listen_is_waited_for(settings):
    settings.PARVIS_SMS_GATEWAY, settings.PARVIS_SMS_URL = "http", "http://127.0.0.1:1/"
    text_id = write()
    attempt(text_id)
    assert look(text_id).state == MailState.QUEUED
    assert "ConnectError" in look(text_id).last_error


@pytest.mark.django_db
def test_the_retry_waits_in_the_queue(gateway):
    gateway.answers = [503]
    text_id = write()
    deliver_text(text_id=str(text_id), wall_id=str(WALL))
    with connection.cursor() as cursor:
        cursor.execute("select scheduled_at - now() from procrastinate_jobs where scheduled_at is not null")
        [(wait,)] = cursor.fetchall()
    assert dt.timedelta(seconds=50) < wait <= dt.timedelta(seconds=61)


@pytest.mark.django_db
def test_a_death_after_the_gateway_took_it_is_asked_again_under_the_same_id(gateway, monkeypatch):
    class Death(BaseException):
        pass

    def die(*_):
        raise Death

    text_id = write()
    with monkeypatch.context() as patch:
        patch.setattr(texting, "_note_sent", die)
        with pytest.raises(Death):
            attempt(text_id)
    assert look(text_id).state == MailState.SENDING
    attempt(text_id)
    seen = look(text_id)
    assert (seen.state, seen.attempts, seen.maybe_twice) == (MailState.SENT, 2, True)
    assert len(gateway.asked) == 2
    assert len(gateway.sent) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 410, 413, 422])
def test_a_refusal_for_good_is_final_at_once_and_repeats_no_number(gateway, news, status):
    gateway.answers = [status]
    text_id = write()
    attempt(text_id)
    seen = look(text_id)
    assert seen.state == MailState.FAILED
    assert MOBILE not in seen.last_error
    assert [type(event) for event in news] == [TextFailed]
    attempt(text_id)
    assert len(gateway.asked) == 1


@pytest.mark.django_db
def test_after_two_days_the_failure_is_final(gateway, news):
    gateway.answers = [503] * 20
    text_id = write()
    for _ in range(len(WAITS) + 1):
        attempt(text_id)
    assert look(text_id).state == MailState.FAILED
    assert len(news) == 1
    with acting(AGENT):
        assert TextMessage.objects.get(id=text_id).text == ""


@pytest.mark.django_db
def test_without_gateway_texts_wait(settings):
    settings.PARVIS_SMS_GATEWAY = ""
    text_id = write()
    attempt(text_id)
    assert look(text_id).state == MailState.QUEUED
    recipient = notifications.Recipient(email="a@example.fr", phone=MOBILE)
    assert notifications.Channel.SMS not in notifications.reaching(recipient)


@pytest.mark.django_db
def test_what_was_forgotten_is_asked_for_again_by_the_timer(gateway):
    text_id = write()
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed'")
    with clock.fixed(clock.now() + dt.timedelta(hours=1)), acting(Reach(actor="timer")):
        deliver_overdue(0)
        deliver_overdue(0)
    assert queue.run_waiting() == 1
    assert look(text_id).state == MailState.SENT


@pytest.mark.django_db
def test_the_timers_door_is_the_timers_alone():
    write()
    for actor in ("web", "worker", "signin"):
        with acting(Reach(actor=actor)), connection.cursor() as cursor:
            cursor.execute("select * from notifications_texts_overdue(now() + interval '1 day')")
            assert cursor.fetchall() == []


@pytest.mark.django_db
def test_a_resident_queues_and_does_not_read():
    write(reach=Reach(subjects=(SUBJECT,)))
    with acting(Reach(subjects=(SUBJECT,))):
        assert not TextMessage.objects.exists()
    with acting(AGENT):
        assert TextMessage.objects.count() == 1


@pytest.mark.django_db
def test_the_database_refuses_what_is_no_number():
    write()
    with acting(AGENT), pytest.raises(IntegrityError), transaction.atomic():
        now = clock.now()
        TextMessage.objects.create(
            wall_id=WALL, template="x", language="fr", to="0612345678", segments=1, queued_at=now, due_at=now
        )


def path_of(text_id):
    return "/" + report_address(text_id, WALL).split("/", 3)[3]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["DELIVRD", "delivered"])
def test_a_delivery_report_is_noted(client, gateway, status):
    text_id = write()
    attempt(text_id)
    assert client.post(path_of(text_id), {"status": status}).status_code == 204
    assert look(text_id).delivered_at is not None


@pytest.mark.django_db
def test_a_text_that_never_arrived_is_told(client, gateway, news):
    text_id = write()
    attempt(text_id)
    said = json.dumps({"report": {"status": "EXPIRED"}})
    assert client.post(path_of(text_id), said, content_type="application/json").status_code == 204
    assert look(text_id).state == MailState.FAILED
    assert isinstance(news[-1], TextFailed)
    client.post(path_of(text_id), {"status": "failed"})
    assert len(news) == 2


@pytest.mark.django_db
def test_only_the_signed_address_reports(client, gateway):
    text_id = write()
    attempt(text_id)
    forged = f"/sms/rapport/{text_id.hex}/"
    assert client.post(forged, {"status": "failed"}).status_code == 404
    assert client.get(path_of(text_id)).status_code == 405
    assert client.post(path_of(text_id), {"status": "sent on"}).status_code == 202
    assert client.post(path_of(text_id), "{", content_type="application/json").status_code == 202
    assert client.post(path_of(text_id), b"[1]", content_type="application/json").status_code == 202
    assert look(text_id).state == MailState.SENT


@pytest.mark.django_db
def test_the_demonstration_keeps_texts_in_its_outbox(client, settings):
    settings.PARVIS_SMS_GATEWAY = "simulator"
    write("Suivi : https://dunkerque.example/s/DK264F7K2H")
    queue.run_waiting()
    [text] = notifications.outbox_texts()
    assert (text.to, text.segments) == (MOBILE, 1)
    page = client.get("/demo/boite-d-envoi/").content.decode()
    assert 'href="https://dunkerque.example/s/DK264F7K2H"' in page
    assert MOBILE in page


@pytest.mark.parametrize(
    ("text", "encoding", "places", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),  # the escape is not cut from its letter
        ("ê" * 70, "UCS-2", 70, 1),
        ("ê" * 71, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("ê" * 66 + "😀" + "ê" * 66, "UCS-2", 134, 3),  # a pair is not cut in two
        ("éèùàòìÇäöñü§", "GSM-7", 12, 1),
    ],
)
def test_lengths(text, encoding, places, segments):
    found = length(text)
    assert (found.encoding, found.places, found.segments) == (encoding, places, segments)


def test_french_is_written_within_the_alphabet():
    said = plain("Reçu : « l’arrêté » du 3\u202fmai – cœur, où\u00a0? 5\u00a0€…")
    assert said == 'Recu : " l\'arreté " du 3 mai - coeur, où ? 5 €...'
    assert length(said).encoding == "GSM-7"


@given(st.text())
def test_plain_is_one_line_and_stays_plain(text):
    said = plain(text)
    assert plain(said) == said
    assert "\n" not in said
    assert length(said).segments >= 1


@given(st.text(alphabet=st.characters(max_codepoint=0x1F6FF), max_size=400))
def test_segments_hold_what_they_count(text):
    found = length(text)
    alone, joined = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    assert found.places <= (alone if found.segments == 1 else found.segments * joined)


@pytest.mark.parametrize(
    ("number", "mobile"),
    [
        ("+33612345678", True),
        ("+33712345678", True),
        ("+33328262626", False),
        ("+262692123456", True),
        ("+262262123456", False),
        ("+590690123456", True),
        ("+3225010211", True),
        ("0612345678", False),
        ("", False),
    ],
)
def test_mobiles(number, mobile):
    assert is_mobile(number) is mobile


@given(st.dictionaries(st.sampled_from(["to", "text", "id"]), st.text()))
def test_values_are_never_read_again(values):
    shape = {"a": ["{to} {text}", 3, {"b": "{id}{unknown}{"}], "c": None}
    shown = {key: values.get(key, "{" + key + "}") for key in ("to", "text", "id")}
    assert fill(shape, values) == {
        "a": [f"{shown['to']} {shown['text']}", 3, {"b": f"{shown['id']}{{unknown}}{{"}],
        "c": None,
    }


@pytest.mark.django_db
def test_a_number_that_takes_no_texts_is_refused():
    with acting(AGENT), pytest.raises(notifications.NumberRefused):
        notifications.queue_text("x", template="x", to="+33328262626", language="fr", wall_id=uuid.UUID(int=1))
