"""Web services and requests of other procedures: signed, bounded, once in our own rows, told where they fail."""

import json

import pytest
from django.db import connection
from django.test import Client

from parvis.access.api import Role, wall_for
from parvis.cases import api as cases
from parvis.cases.models import Case
from parvis.errands.data import State
from parvis.errands.domain import calling, doing, services
from parvis.errands.models import Service
from parvis.expressions.api import Program, RuleFailed
from parvis.kernel import clock, http, jobs
from parvis.kernel.reach import Reach, acting
from parvis.territory.data import Sphere
from parvis.webhooks.api import signed_headers
from tests import queue
from tests.conftest import _as_owner
from tests.errands.conftest import definition, errands, history, kept, publish, step
from tests.factories import people

pytestmark = pytest.mark.django_db

CALLS = definition(
    step(
        "query",
        {
            "type": "call",
            "options": {
                "service": "calculateur",
                "sends": {"event": {"var": "event_name"}, "today": {"today": []}},
                "keeps": {"amount": "offer.amount", "opinion": "words", "seen_on": "days.0"},
            },
        },
    )
)


class Receiver:
    """What stands in for the network: it answers one after the other, and keeps what it was sent."""

    def __init__(self, *answers):
        self.answers, self.got = list(answers), []

    def __call__(self, **options):
        self.options = options
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def post(self, url, body, *, headers, seconds, largest):
        self.got.append((url, body, dict(headers)))
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        status, said = answer
        return http.Answer(status, said if isinstance(said, bytes) else json.dumps(said).encode())


@pytest.fixture
def asked(desk, monkeypatch):
    """A case whose step calls a service, and the service's secret."""
    publish(desk, CALLS)
    with _as_owner():
        _made, secret = services.make(desk.town.organisation_id, "Calculateur", "https://a.example.fr/", at=clock.now())
    made = desk.submit()

    def call(*answers):
        receiver = Receiver(*answers)
        monkeypatch.setattr(calling.http, "Client", receiver)
        desk.move(made, "query", desk.sofia)
        return receiver

    return desk, made, call, secret


GOOD = (200, {"offer": {"amount": 120}, "words": "d’accord", "days": ["2026-05-04T10:00:00Z"], "more": "x" * 50})


def test_what_a_service_answers_is_kept_typed_and_told(asked):
    desk, made, call, secret = asked
    receiver = call(GOOD)
    queue.run_waiting()
    assert kept(desk, made) == {"amount": 120, "opinion": "d’accord", "seen_on": "2026-05-04"}
    [(url, body, headers)] = receiver.got
    said = json.loads(body)
    [errand] = errands(made)
    assert (said["id"], said["reference"], said["step"]) == (str(errand.id), made.reference, "query")
    assert said["data"] == {"event": "Fête de la Saint-Jean", "today": clock.today().isoformat()}
    stamp = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signed_headers([secret], str(errand.id), stamp, body)["webhook-signature"]
    assert ("errand_done", {"what": "call", "name": "calculateur"}) in history(made)
    with _as_owner():
        assert secret not in Service.objects.get().secret
        assert Case.objects.get(id=made.case_id).version == desk.version(made)
    doing.do(errand_id=str(errand.id), wall_id=str(errand.wall_id))
    assert len(receiver.got) == 1


def test_values_of_another_kind_are_left_out(asked):
    desk, made, call, _secret = asked
    call((200, {"offer": {"amount": "beaucoup"}, "words": 5, "days": ["jamais"]}))
    queue.run_waiting()
    assert kept(desk, made) == {}
    assert errands(made)[0].state == State.DONE


HOSTILE = b'{"offer": {"amount": 1%s}, "words": "\\ud800", "days": ["9999999999"]}' % (b"0" * 400)


def test_values_that_cannot_be_kept_are_left_out_and_the_service_is_not_asked_again(asked):
    desk, made, call, _secret = asked
    receiver = call((200, HOSTILE))
    queue.run_waiting()
    assert (errands(made)[0].state, kept(desk, made), len(receiver.got)) == (State.DONE, {}, 1)


def test_an_answer_that_breaks_what_keeps_it_is_told_at_once(asked, monkeypatch):
    _desk, made, call, _secret = asked
    receiver = call(GOOD)

    def breaks(*args, **options):
        raise OverflowError

    monkeypatch.setattr(cases, "keep_values", breaks)
    queue.run_waiting()
    assert (errands(made)[0].state, len(receiver.got)) == (State.FAILED, 1)


def test_a_service_is_asked_one_thing_at_a_time_behind_all_other_work(asked):
    desk, made, call, _secret = asked
    receiver = call(GOOD, GOOD)
    second = desk.submit()
    desk.move(second, "query", desk.sofia)
    with connection.cursor() as cursor:
        cursor.execute("select distinct priority from procrastinate_jobs where task_name = %s", [doing.do.job_name])
        assert cursor.fetchall() == [(jobs.BACKGROUND,)]
    with acting(Reach(actor="worker", walls=(desk.town.wall_id,))):
        doing._taken(errands(made)[0].id)  # by the other worker, which waits for the answer
    [waits] = errands(second)
    doing.do(errand_id=str(waits.id), wall_id=str(waits.wall_id))
    assert (receiver.got, errands(second)[0].state) == ([], State.WAITING)


def test_a_service_that_lets_several_down_is_left_alone_for_a_while(asked, monkeypatch):
    desk, made, call, _secret = asked
    those = [*(desk.submit() for _more in range(doing.LET_DOWN)), made]
    for one in those[:-1]:
        desk.move(one, "query", desk.sofia)
    receiver = call(*[http.Unreachable("gone", "timeout")] * doing.LET_DOWN, GOOD)
    queue.run_waiting()
    assert [errands(one)[0].attempts for one in those] == [1] * doing.LET_DOWN + [0]
    assert len(receiver.got) == doing.LET_DOWN
    later = clock.now() + doing.HELD
    monkeypatch.setattr(clock, "now", lambda: later)
    [held] = errands(those[-1])
    doing.do(errand_id=str(held.id), wall_id=str(held.wall_id))
    assert errands(those[-1])[0].state == State.DONE


def test_a_formula_that_cannot_be_worked_out_costs_no_step(asked, monkeypatch):
    desk, made, call, _secret = asked
    call(GOOD)

    def fails(*args):
        raise RuleFailed("budget")

    monkeypatch.setattr(Program, "run", fails)
    desk.move(made, "query", desk.sofia)
    assert [kind for kind, _data in history(made)].count("rule_failed") == 1


def test_a_failure_that_may_pass_is_tried_again_under_the_same_id(asked, monkeypatch):
    desk, made, call, _secret = asked
    receiver = call(http.Unreachable("gone", "timeout"), (503, {}), GOOD)
    queue.run_waiting()
    for _try in range(2):
        [errand] = errands(made)
        assert errand.state == State.WAITING
        monkeypatch.setattr(clock, "now", lambda at=errand.due_at: at)
        doing.do(errand_id=str(errand.id), wall_id=str(errand.wall_id))
    assert errands(made)[0].state == State.DONE
    assert len({headers["webhook-id"] for _url, _body, headers in receiver.got}) == 1
    assert kept(desk, made)["amount"] == 120


@pytest.mark.parametrize("answer", [(400, {}), (302, {}), (200, b"<html>"), (200, b"[" * 100_000)])
def test_a_failure_that_stays_is_told_and_can_be_asked_again(asked, answer):
    desk, made, call, _secret = asked
    call(answer)
    queue.run_waiting()
    [errand] = errands(made)
    assert errand.state == State.FAILED
    assert history(made)[-1][0] == "errand_failed"
    client = Client()
    people.sign_in(client, desk.sofia, host="dunkerque.localhost")
    page = client.get(f"/agents/dossiers/{made.reference}/").content.decode()
    assert "Réessayer" in page
    assert client.post(f"/agents/dossiers/{made.reference}/suites/{errand.id}/").status_code == 302
    assert errands(made)[0].state == State.WAITING
    assert client.post(f"/agents/dossiers/{made.reference}/suites/{errand.id}/").status_code == 404


def test_a_worker_that_dies_while_it_asks_asks_again_and_keeps_once(asked, monkeypatch):
    """It dies after the service answered, before that was kept: asked twice under one id, kept once."""
    desk, made, call, _secret = asked
    receiver = call(KeyboardInterrupt(), GOOD)
    with pytest.raises(KeyboardInterrupt):
        queue.run_waiting()
    [errand] = errands(made)
    assert errand.state == State.DOING
    doing.do(errand_id=str(errand.id), wall_id=str(errand.wall_id))  # not while it may still be asking
    assert len(receiver.got) == 1
    monkeypatch.setattr(clock, "now", lambda: errand.due_at)
    doing.do(errand_id=str(errand.id), wall_id=str(errand.wall_id))
    assert errands(made)[0].state == State.DONE
    assert sum(1 for kind, _data in history(made) if kind == "kept") == 1
    assert len({headers["webhook-id"] for _url, _body, headers in receiver.got}) == 1


def test_a_service_that_is_not_there_is_told(asked):
    _desk, made, call, _secret = asked
    with _as_owner():
        Service.objects.all().delete()
    receiver = call(GOOD)
    queue.run_waiting()
    assert errands(made)[0].state == State.FAILED
    assert receiver.got == []


# -- pages ----------------------------------------------------------------------------------------------------------


def administrator(desk) -> Client:
    who = people.member(desk.place, Role.ADMINISTRATOR, who=people.person(given_name="Claire", family_name="Petit"))
    client = Client()
    people.sign_in(client, who, host="dunkerque.localhost")
    return client


def test_an_administrator_keeps_web_services(desk):
    client = administrator(desk)
    path = "/administration/services-web/"
    answer = client.post(f"{path}nouveau/", {"name": "Calculateur", "url": "https://a.example.fr/c"})
    with _as_owner():
        [made] = Service.objects.all()
    assert "whsec_" in answer.content.decode()
    assert "whsec_" not in client.get(f"{path}{made.id}/").content.decode()
    assert made.code == "calculateur"
    for wrong in ("http://a.example.fr/", "https://127.0.0.1/", "https://x:y@a.example.fr/", "nothing"):
        assert client.post(f"{path}nouveau/", {"name": "B", "url": wrong}).status_code == 422
    client.post(f"{path}{made.id}/", {"name": "Autre nom", "url": "https://b.example.fr/"})
    before = made.secret
    client.post(f"{path}{made.id}/secret/")
    with _as_owner():
        made.refresh_from_db()
    assert (made.name, made.url, made.code) == ("Autre nom", "https://b.example.fr/", "calculateur")
    assert made.secret != before
    stranger = Client()
    people.sign_in(stranger, desk.sofia, host="dunkerque.localhost")
    assert stranger.get(path).status_code in (403, 404)
    with acting(Reach(actor="web", person=desk.sofia.id, walls=(desk.town.wall_id,))):
        assert not Service.objects.exists()
    with acting(Reach(actor="worker", walls=(wall_for(desk.town.organisation_id, Sphere.GENERAL),))):
        assert Service.objects.count() == 1
    client.post(f"{path}{made.id}/retirer/")
    with _as_owner():
        assert not Service.objects.exists()
