"""The same file sent twice, both brought in at once: each line becomes one case."""

import pytest

from parvis.cases.models import Case
from parvis.exchange.domain import imports, making
from parvis.exchange.models import Brought, Import
from tests.concurrency.test_races import Meeting, together
from tests.conftest import _as_owner
from tests.exchange.test_imports import RIGHT, checked, csv_of, sent
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_imports_of_one_file_at_once_make_each_case_once(monkeypatch, tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    desk = make_desk()
    lines = csv_of(*([f"2024-{number}", RIGHT[1], f"Fête {number}", *RIGHT[3:]] for number in range(3)))
    for _number in range(2):
        client, page = sent(desk, lines)
        checked(client, page)
        assert client.post(page + "commencer/").status_code == 302
    meeting, take_turns = Meeting(2), making._take_turns

    def at_once(row):
        meeting.wait()
        take_turns(row)

    monkeypatch.setattr(making, "_take_turns", at_once)
    with _as_owner():
        ids = list(Import.objects.values_list("id", flat=True))
    together(*[lambda one=one: imports.bring(import_id=str(one), person_id=str(desk.malik.id)) for one in ids])
    monkeypatch.undo()
    settings.PARVIS_VAR = tmp_path
    run_waiting()
    with _as_owner():
        assert Case.objects.count() == Brought.objects.count() == 3
        assert sorted((one.state, one.made, one.known) for one in Import.objects.all()) == [
            ("done", 0, 3),
            ("done", 3, 0),
        ]
