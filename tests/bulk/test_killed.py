"""A worker that is killed within a case, and two that do the same run: each case is done once."""

import os
import signal
import threading

import pytest
from django.db import connection

from parvis.bulk.data import RunState
from parvis.bulk.domain import running
from parvis.bulk.models import Item, Run
from parvis.bulk.registry import act_of
from parvis.cases.models import Message
from tests.bulk.test_runs import address, confirm, run_of
from tests.concurrency.test_races import together
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import client_of

pytestmark = pytest.mark.django_db(transaction=True)


def write_to(count):
    """A run that writes to so many, confirmed and listed."""
    desk = make_desk()
    for day in range(count):
        desk.submit(20 + day)
    _look, done, _sent = confirm(client_of(desk.sofia), address("ecrire"), body="Le guichet est fermé lundi.")
    return desk, run_of(done)


def told():
    with _as_owner():
        return Message.objects.filter(body="Le guichet est fermé lundi.").count()


def states():
    with _as_owner():
        return list(Item.objects.order_by("id").values_list("state", flat=True))


def test_a_worker_killed_after_the_act_and_before_its_commit_does_nothing_twice():
    desk, run = write_to(4)
    given = {"run_id": str(run.id), "person_id": str(desk.sofia.id)}
    child = os.fork()
    if child == 0:  # the worker: another connection, and signal 9 when it has written to the third
        try:
            kept, connection.connection = connection.connection, None
            act, asked = act_of("message"), []
            real = act.do

            def do(todo, options):
                real(todo, options)
                asked.append(todo)
                if len(asked) == 3 and kept is not None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return True

            act.do = do
            running.work(**given)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert (states(), told()) == (["done", "done", "waiting", "waiting"], 2)
    running.work(**given)
    assert (states(), told()) == (["done"] * 4, 4)
    with _as_owner():
        assert Run.objects.get().state == RunState.DONE


def test_two_workers_share_a_run(monkeypatch):
    desk, run = write_to(6)
    given = {"run_id": str(run.id), "person_id": str(desk.sofia.id)}
    running._list(run)
    gate = threading.Barrier(2)
    real = running._do

    def meet(run, item_id, *more):
        if not gate.broken:
            try:
                gate.wait(timeout=5)
            except threading.BrokenBarrierError:
                pass
        real(run, item_id, *more)

    monkeypatch.setattr(running, "_do", meet)
    found = together(lambda: running.work(**given), lambda: running.work(**given))
    assert found == [None, None]
    running.work(**given)
    assert (states(), told()) == (["done"] * 6, 6)
