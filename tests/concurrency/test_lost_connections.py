"""PostgreSQL ends the connection of an export at work: the job is tried again, and the file is whole."""

import pytest
from django.db import OperationalError, close_old_connections, connection

from parvis.exchange.domain import exports, reading
from parvis.exchange.models import Export
from tests.conftest import _as_owner
from tests.exchange.test_exports import fetched
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting
from tests.workspace.test_inbox import client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("step", ["reading", "writing"])
def test_an_export_whose_connection_is_lost_goes_on(step, owner_connection, monkeypatch, tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    desk = make_desk()
    references = sorted(desk.submit(event_name=name).reference for name in ("Bal", "Fête"))
    run_waiting()
    monkeypatch.setattr(reading, "CHUNK", 1)
    client = client_of(desk.sofia)
    fields = {"address": "state=all", "go": "1", "format": "csv", "column": ["reference"]}
    page = client.post("/agents/exports/nouveau/", fields)["Location"]
    lost = []

    def lose():
        if not lost:
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                lost.append(cursor.fetchone()[0])
            owner_connection.execute("select pg_terminate_backend(%s)", lost)

    with monkeypatch.context() as away:
        if step == "reading":
            real = reading.Chunks.next
            away.setattr(reading.Chunks, "next", lambda self, export: (export.done and lose(), real(self, export))[1])
        else:
            rows = reading.rows
            away.setattr(reading, "rows", lambda export: (lose(), rows(export))[1])
        with pytest.raises(OperationalError):
            run_waiting()
    close_old_connections()  # as the worker does before each job
    with _as_owner():
        export = Export.objects.get()
    assert (lost != [], export.state, export.done) == (True, "running", 1 if step == "reading" else 2)
    for _run in range(2):  # tried again, as the worker does; the second time there is nothing left
        exports.make(export_id=str(export.id), person_id=str(desk.sofia.id))
        run_waiting()
    assert sorted(fetched(client, page).decode("utf-8-sig").split()[1:]) == references
