"""The mail server and the SMS gateway away for an hour, seen from the whole application: requests come in and are
decided, nothing is lost, all goes out afterwards, once, in the order in which it was written; pages say so meanwhile.

No clock is waited for: each job runs at the moment for which it was asked.
"""

import datetime as dt
import json
import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from parvis.cases.models import Case
from parvis.kernel import clock
from parvis.notifications.models import Mail, TextMessage
from parvis.notifications.registry import Gateway, GatewayAway, gateways
from tests.cases.own import HOST, opened
from tests.cases.test_desk import client_of, page
from tests.conftest import _as_owner
from tests.documents.conftest import _seals, _var  # noqa: F401 - a var and a seal of the test's own
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


class Outside:
    """Mail server and gateway: away until `back`. taken: (channel, to, id), as they came."""

    def __init__(self) -> None:
        self.back: dt.datetime | None = None
        self.taken: list[tuple[str, str, str]] = []
        self.refused = 0

    def ask(self, channel: str, to: str, name: str, away: type[Exception]) -> None:
        if self.back is None or clock.now() < self.back:
            self.refused += 1
            raise away("connection refused")
        self.taken.append((channel, to, name))


OUTSIDE = Outside()


class Backend(BaseEmailBackend):
    """An SMTP server as Django's backend meets it."""

    def send_messages(self, messages: Any) -> int:
        for one in messages:
            OUTSIDE.ask("email", one.to[0], one.extra_headers["Message-ID"], ConnectionRefusedError)
        return len(messages)


@pytest.fixture
def outside(settings: Any) -> Iterator[Outside]:
    OUTSIDE.__init__()  # type: ignore[misc]
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    settings.PARVIS_SMS_GATEWAY = "outage"

    def send(text: Any) -> str:
        OUTSIDE.ask("sms", text.to, str(text.id), GatewayAway)
        return "x"

    with gateways.overridden(Gateway("outage", send)):
        yield OUTSIDE


def work(until: dt.datetime, chance: random.Random) -> None:
    """Run the waiting jobs, each at its hour, up to that moment; those that are due together in any order."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, task_name, args, coalesce(scheduled_at, '-infinity'::timestamptz) <= %s,"
                " extract(epoch from scheduled_at) from procrastinate_jobs where status = 'todo'"
                " and coalesce(scheduled_at, '-infinity'::timestamptz) <= %s order by scheduled_at nulls first, id",
                [clock.now(), until],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        due = [row for row in rows if row[3]] or rows[:1]
        number, name, arguments, _due, at = chance.choice(due)
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'succeeded' where id = %s", [number])
        moment = max(clock.now(), dt.datetime.fromtimestamp(float(at), dt.UTC)) if at else clock.now()
        with clock.fixed(moment):
            run = app.tasks[name].func
            run(**(json.loads(arguments) if isinstance(arguments, str) else arguments))
        if moment > clock.now():
            with clock.fixed(moment):
                work(until, chance)
            return


def written() -> list[tuple[str, str, str, str]]:
    """(channel, to, id, state) of all that concerns a request, in the order in which it was written."""
    with _as_owner():
        mails = [("email", one.to, one.message_id, one) for one in Mail.objects.exclude(case_id=None)]
        texts = [("sms", one.to, str(one.id), one) for one in TextMessage.objects.exclude(case_id=None)]
    rows = sorted(mails + texts, key=lambda row: (row[3].queued_at, row[3].id))
    return [(channel, to, name, str(one.state)) for channel, to, name, one in rows]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_hour_without_mail_server_and_gateway(outside: Outside, seed: int, monkeypatch: pytest.MonkeyPatch):
    chance, desk = random.Random(seed), make_desk()
    # Jobs are asked for from the clock of the application, which stands where the test puts it.
    standing = SimpleNamespace(datetime=SimpleNamespace(now=lambda _zone: clock.now()), UTC=dt.UTC)
    monkeypatch.setattr("parvis.kernel.jobs.dt", standing)
    began = clock.now().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    outside.back, made = began + HOUR, []
    for minutes in range(0, 60, 12):
        with clock.fixed(began + dt.timedelta(minutes=minutes)):
            work(clock.now(), chance)
            made.append(desk.submit(email=f"asker-{minutes}@example.org", phone="06 12 34 56 78"))
            if len(made) > 1:
                desk.take(made[-2], desk.malik)
                desk.refuse(made[-2], "La place est déjà occupée.")
    late = began + dt.timedelta(minutes=59)
    with clock.fixed(late):
        work(late, chance)
        desk.take(made[-1], desk.malik)
        desk.refuse(made[-1], "La place est déjà occupée.")
        work(late, chance)
        assert outside.taken == []
        assert outside.refused > len(made)
        assert {state for *_rest, state in written()} <= {"queued", "sending"}, "the outbox keeps all"
        resident = opened(desk_browser(), made[0]).get(f"/demandes/{made[0].reference}/").content.decode()
        assert "n’est pas encore parti" in resident
        assert "par courriel" in resident
        assert "Pas encore parti" in client_of(desk.malik).get(page(made[0])).content.decode()
    # The gateway answers again; half a day later everything has gone.
    with clock.fixed(late + dt.timedelta(hours=12)):
        noon = clock.now()
    with clock.fixed(late):
        work(noon, chance)
    expected = [(channel, to, name) for channel, to, name, _state in written()]
    assert len(expected) >= 2 * len(made)
    assert sorted(outside.taken) == sorted(expected), "each of them once"
    assert {state for *_rest, state in written()} == {"sent"}
    for channel, to in {(channel, to) for channel, to, _name in expected if channel == "email"}:
        went = [name for went_by, went_to, name in outside.taken if (went_by, went_to) == (channel, to)]
        assert went == [name for by, whom, name in expected if (by, whom) == (channel, to)], "in their order"
    with _as_owner():
        assert not Mail.objects.filter(maybe_twice=True).exists()
        assert Case.objects.filter(closed_at=None).count() == 0
    with clock.fixed(noon):
        resident = opened(desk_browser(), made[0]).get(f"/demandes/{made[0].reference}/").content.decode()
        assert "n’est pas encore parti" not in resident


def desk_browser() -> Client:
    return Client(headers={"host": HOST})
