"""A job is asked for in the transaction of the change, and acts behind the walls."""

import uuid

import pytest
from django.db import transaction
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
