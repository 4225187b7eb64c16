"""The button that begins a run, pressed twice at once: one run, and both clicks come to it."""

import pytest

from parvis.bulk.domain import running
from parvis.bulk.models import Run
from tests.bulk.test_runs import address, client_of, look_at
from tests.concurrency.test_races import Meeting, together
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.queue import waiting

pytestmark = pytest.mark.django_db(transaction=True)


def runs_asked():
    return [one for one in waiting() if one[1].endswith("running.work")]


def test_two_clicks_at_once_are_one_run_and_a_run_of_somebody_else_is_missing(monkeypatch):
    desk = make_desk()
    made = desk.submit()
    path = address("etiqueter", [made])
    clients = [client_of(desk.sofia), client_of(desk.sofia)]
    _look, sent = look_at(clients[0], path, add="plage")
    meeting, create = Meeting(2), Run.objects.create

    def slowly(**values):
        meeting.wait()  # both have looked for the run, and found none
        return create(**values)

    monkeypatch.setattr(running.Run.objects, "create", slowly)
    found = together(*[lambda client=client: client.post(path, sent) for client in clients])
    assert [getattr(answer, "status_code", answer) for answer in found] == [302, 302]
    assert len({answer.headers["Location"] for answer in found}) == 1
    with _as_owner():
        assert Run.objects.count() == 1
    assert len(runs_asked()) == 1
    monkeypatch.undo()
    # somebody else who says that id learns nothing of it, and nothing of theirs is done
    assert client_of(desk.malik).post(path, sent).status_code == 404
    with _as_owner():
        assert Run.objects.get().person_id == desk.sofia.id
