"""A job is asked for in the transaction of the change, and acts behind the walls."""

import datetime as dt
import uuid

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from parvis.kernel import jobs
from parvis.kernel.reach import Reach, acting, current
from tests.queue import run_waiting, waiting

seen: list[tuple[dict[str, str], Reach | None]] = []


@jobs.job()
def remember(**arguments: str) -> None:
    seen.append((arguments, current()))


@pytest.fixture(autouse=True)
def _known(request: pytest.FixtureRequest) -> None:
    seen.clear()
    name = remember.job_name  # type: ignore[attr-defined]
    app.tasks.setdefault(name, jobs._tasks[name])


@pytest.mark.django_db
def test_a_job_acts_as_the_worker_inside_its_wall():
    wall = uuid.uuid4()
    jobs.defer(remember, case_id="1", wall_id=str(wall))
    assert run_waiting() == 1
    assert seen == [({"case_id": "1", "wall_id": str(wall)}, Reach(actor="worker", walls=(wall,)))]


@pytest.mark.django_db
def test_a_job_rolls_back_with_its_transaction():
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        jobs.defer(remember, case_id="1")
        raise Undone
    assert waiting() == []


@pytest.mark.django_db
def test_a_job_under_a_queueing_lock_waits_once():
    with acting(Reach(actor="web")):
        for _ in range(3):
            jobs.defer(remember, queueing_lock="one", case_id="1")
    assert run_waiting() == 1


@pytest.mark.django_db
def test_a_job_under_a_queueing_lock_is_written_as_procrastinate_writes_the_others():
    """Every column, events and triggers' work too, but the lock; a taken lock leaves the transaction as it was."""
    with acting(Reach(actor="web")), jobs.in_background():
        jobs.defer(remember, delay=dt.timedelta(hours=1), case_id="1")
        jobs.defer(remember, delay=dt.timedelta(hours=1), queueing_lock="one", case_id="1")
        jobs.defer(remember, queueing_lock="one", case_id="other")
    with connection.cursor() as cursor:
        cursor.execute(
            "select to_jsonb(j) - 'id' - 'queueing_lock' - 'scheduled_at', queueing_lock, "
            "scheduled_at > now() + interval '59 minutes', (select array_agg(e.type order by e.id) "
            "from procrastinate_events e where e.job_id = j.id) from procrastinate_jobs j order by j.id"
        )
        plain, locked = cursor.fetchall()
    assert plain[0] == locked[0]
    assert (plain[1], locked[1]) == (None, "one")
    assert plain[2:] == locked[2:]
    assert plain[2] is True
