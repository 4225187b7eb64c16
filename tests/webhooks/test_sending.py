"""Sending: signed, in order within a case, again after failure, held back, given up, never lost."""

import datetime as dt
import json

import pytest
from django.core import mail

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.kernel import clock, http
from parvis.kernel.reach import acting
from parvis.webhooks.data import Standing, State
from parvis.webhooks.domain import asking, endpoints, noting, retrying, sending, signing, turning
from parvis.webhooks.models import Delivery, Endpoint
from tests import queue
from tests.conftest import _as_owner
from tests.factories.desk import desk
from tests.webhooks import receivers
from tests.webhooks.endpoints import as_it_is, made, send, told, tries
from tests.webhooks.receivers import answer, receiver

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def kinds(found):
    return [json.loads(one.body)["type"] for one in found.got]


def test_what_a_receiver_gets(settings):
    here = desk()
    with receiver() as found:
        endpoint, secret = made(here, found.url)
        case = here.submit()
        assert not send(settings, found)
    first = found.got[0]
    delivery = told(endpoint)[0]
    said = json.loads(first.body)
    assert said["type"] == "case.submitted"
    assert set(said["data"]) == {"organisation", "event", "case", "procedure", "version", "audience", "links"}
    assert said["data"]["case"] == str(case.case_id)
    assert said["data"]["links"]["case"].endswith(f"{here.place.host}:8000/api/v1/cases/{case.case_id}")
    assert first.headers["webhook-id"] == f"msg_{delivery.event_id.hex}"
    moment = int(first.headers["webhook-timestamp"])
    assert abs(moment - clock.now().timestamp()) < 60
    assert first.headers["webhook-signature"] == signing.sign(secret, first.headers["webhook-id"], moment, first.body)
    assert {one.state for one in told()} == {Standing.DELIVERED}
    assert [one.status for one in tries()] == [200] * len(found.got)
    # nothing personal: neither a name nor an answer nor the reference
    assert case.reference.encode() not in first.body
    with _as_owner():
        assert secret not in Endpoint.objects.get().secret


def test_a_failure_holds_back_its_own_case_alone(settings):
    here = desk()
    with receiver() as found:
        made(here, found.url, kinds=["submitted", "assigned"])
        first, second = here.submit(), here.submit()
        here.take(first, here.malik)
        found.next = [answer(500, b"out of order")]
        sent_to = turning.EACH
        turning.EACH = 1  # one after the other, so that the first is the one that fails
        try:
            send(settings, found)
        finally:
            turning.EACH = sent_to
        by_case = {one.case_id: [] for one in told()}
        for one in told():
            by_case[one.case_id].append(str(one.state))
        assert by_case == {first.case_id: ["waiting", "waiting"], second.case_id: ["delivered"]}
        assert [(one.status, one.excerpt) for one in tries()] == [(500, "out of order"), (200, "")]
        failed = told()[0]
        assert dt.timedelta(seconds=4) < failed.next_at - clock.now() + dt.timedelta(seconds=2) < MINUTE
        with clock.fixed(clock.now() + MINUTE):
            send(settings, found)
    assert kinds(found) == ["case.submitted", "case.submitted", "case.submitted", "case.assigned"]
    assert {one.state for one in told()} == {Standing.DELIVERED}
    ids = [one.headers["webhook-id"] for one in found.got]
    assert ids[0] == ids[2]  # tried again under the same name


def test_a_dead_worker_loses_nothing(settings):
    here = desk()
    with receiver() as found:
        made(here, found.url)
        here.submit()
        with acting(turning.REACH):
            claimed = turning.claim(32, turning.Counter())
        assert claimed
        # killed here: nothing was sent, nothing written down
        send(settings, found)
        assert not any(one.headers["webhook-id"] == f"msg_{claimed[0].event_id.hex}" for one in found.got)
        with clock.fixed(clock.now() + turning.CLAIM + MINUTE):
            send(settings, found)
    assert {one.state for one in told()} == {Standing.DELIVERED}
    assert len(found.got) == len(told())


def test_after_ten_tries_it_is_given_up_and_the_case_goes_on(settings):
    here = desk()
    with receiver() as found:
        endpoint, _secret = made(here, found.url, kinds=["submitted", "assigned"])
        case = here.submit()
        here.take(case, here.malik)
        with _as_owner():
            Delivery.objects.filter(kind="submitted").update(tries=len(retrying.WAITS))
        found.next = [answer(404, b"no such hook")]
        send(settings, found)
        assert [str(one.state) for one in told()] == ["dead", "delivered"]
        # shown, and sent again
        with acting_as(here.malik.id, Right.ADMINISTER, actor="administrator"):
            assert asking.again_dead(endpoint.id, at=clock.now()) == 0  # an agent is no administrator
        with acting(turning.REACH):
            assert asking.again_dead(endpoint.id, at=clock.now()) == 1
        send(settings, found)
    assert {one.state for one in told()} == {Standing.DELIVERED}


def test_gone_pauses_and_tells_its_owner(settings):
    here = desk()
    with receiver() as found:
        endpoint, _secret = made(here, found.url)
        case = here.submit()
        found.usual = answer(410)
        send(settings, found)
        assert as_it_is(endpoint).state == State.GONE
        before = len(found.got)
        here.take(case, here.malik)
        with clock.fixed(clock.now() + dt.timedelta(hours=1)):
            send(settings, found)
        assert len(found.got) == before
        queue.run_waiting()
        paused = [one for one in mail.outbox if "webhook" in one.subject]
        assert len(paused) == 1
        assert "410" in paused[0].body
        # what happened meanwhile waited
        found.usual = answer(204)
        with acting(turning.REACH):
            endpoints.resume(endpoint.id)
        with clock.fixed(clock.now() + dt.timedelta(days=1)):
            send(settings, found)
    assert {one.state for one in told()} == {Standing.DELIVERED}


def test_two_days_without_a_good_answer_pause(settings):
    here = desk()
    with receiver() as found:
        endpoint, _secret = made(here, found.url)
        here.submit()
        found.usual = receivers.close
        send(settings, found)
        row = as_it_is(endpoint)
        assert row.state == State.LIVE
        assert row.failures
        assert row.failing_since
        with clock.fixed(clock.now() + retrying.PATIENCE + MINUTE):
            send(settings, found)
        assert as_it_is(endpoint).state == State.FAILING
    assert {one.error for one in tries()} == {"protocol"}


def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(settings):
    here = desk()
    with receiver() as found:
        endpoint, _secret = made(here, found.url, kinds=["submitted"])
        here.submit()
        found.next = [answer(429, b"", b"Retry-After: 600\r\n")]
        send(settings, found)
        assert as_it_is(endpoint).hold_until > clock.now() + 9 * MINUTE
        here.submit()
        send(settings, found)
        assert len(found.got) == 1
        with clock.fixed(clock.now() + 11 * MINUTE):
            send(settings, found)
        assert len(found.got) == 3
    assert as_it_is(endpoint).hold_until is None


def test_while_two_secrets_sign_either_is_good(settings):
    here = desk()
    with receiver() as found:
        endpoint, former = made(here, found.url, kinds=["submitted"])
        with acting(turning.REACH):
            present = endpoints.rotate(as_it_is(endpoint), at=clock.now())
        assert present != former
        here.submit()
        send(settings, found)
        with clock.fixed(clock.now() + endpoints.OVERLAP + MINUTE):
            here.submit()
            send(settings, found)
            asking.forget()
    both, one = (got.headers["webhook-signature"].split() for got in found.got)
    first = found.got[0]
    signed = [
        signing.sign(key, first.headers["webhook-id"], int(first.headers["webhook-timestamp"]), first.body)
        for key in (present, former)
    ]
    assert both == signed
    assert len(one) == 1
    assert as_it_is(endpoint).former == ""


def test_a_ping_goes_to_one_that_is_paused_and_is_tried_once(settings):
    here = desk()
    with receiver() as found:
        endpoint, _secret = made(here, found.url)
        here.submit()
        with acting(turning.REACH):
            endpoints.pause(endpoint.id, at=clock.now())
            asking.ping(as_it_is(endpoint), at=clock.now())
        found.next = [answer(503)]
        send(settings, found)
    assert kinds(found) == ["ping"]
    assert json.loads(found.got[0].body)["data"] == {"organisation": str(here.place.id)}
    assert [str(one.state) for one in told() if one.kind == "ping"] == ["dead"]
    assert as_it_is(endpoint).failures == 0


def test_all_since_a_moment_is_sent_again_once_each(settings):
    here = desk()
    with receiver() as found:
        endpoint, _secret = made(here, found.url, kinds=["submitted"])
        here.submit()
        here.submit()
        send(settings, found)
        moment = clock.now()
        said = {"endpoint_id": str(endpoint.id), "since": (moment - MINUTE).isoformat(), "until": moment.isoformat()}
        asking.replay(**said)
        send(settings, found)
        asking.replay(**said)  # the same job, run twice: what it asked for has been sent since
        send(settings, found)
    ids = [one.headers["webhook-id"] for one in found.got]
    assert len(ids) == 4
    assert sorted(ids[:2]) == sorted(ids[2:])


def test_a_month_later_it_is_forgotten(settings):
    here = desk()
    with receiver() as found:
        made(here, found.url)
        here.submit()
        send(settings, found)
    assert tries()
    with clock.fixed(clock.now() + asking.KEPT - MINUTE):
        asking.forget()
    assert told()
    with clock.fixed(clock.now() + asking.KEPT + MINUTE):
        asking.forget()
    assert told() == []
    assert tries() == []


def test_what_is_removed_while_it_is_sent_is_let_go(settings):
    here = desk()
    with receiver() as found:
        endpoint, _secret = made(here, found.url)
        here.submit()
        with acting(turning.REACH):
            claimed = turning.claim(32, turning.Counter())
            endpoints.remove(endpoint.id)
        settings.PARVIS_OUTGOING_ALLOWED = found.allowed
        with http.Client(allowed=found.allowed) as client:
            results = [turning.attempt(client, one) for one in claimed]
        with acting(turning.REACH):
            noting.note(results)
    assert told() == []
    assert tries() == []


def test_a_job_asks_for_the_next_one_when_something_comes_due_soon(settings):
    here = desk()
    with receiver() as found:
        made(here, found.url, kinds=["submitted"])
        settings.PARVIS_OUTGOING_ALLOWED = found.allowed
        here.submit()
        found.next = [answer(500)]
        sending.send()
        left = [name for _number, name, _arguments in queue.waiting() if name == sending.send.job_name]
        assert len(left) == 1  # what was asked for before is done; five seconds from now is asked for


def test_a_secret_that_no_key_opens_stops_nobody_else(settings):
    here = desk()
    with receiver() as found:
        lost, _secret = made(here, found.url, kinds=["submitted"])
        made(here, found.url, kinds=["submitted"])
        with _as_owner():
            Endpoint.objects.filter(id=lost.id).update(secret="sealed elsewhere")
        here.submit()
        send(settings, found)
    assert len(found.got) == 1
    assert sorted(one.error for one in tries()) == ["", "secret"]
