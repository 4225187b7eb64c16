"""Jobs in tests: run what was deferred, in the test's own transaction, without a worker."""

from django.db import connection
from procrastinate.contrib.django import app


def waiting() -> list[tuple[int, str, dict[str, object]]]:
    """The jobs that wait, oldest first: id, task name, arguments."""
    with connection.cursor() as cursor:
        cursor.execute("select id, task_name, args from procrastinate_jobs where status = 'todo' order by id")
        return list(cursor.fetchall())


def run_waiting(limit: int = 1_000) -> int:
    """Run the waiting jobs and those that they defer; how many ran. An exception of a job goes through."""
    import json

    done = 0
    while jobs := waiting():
        for number, name, arguments in jobs:
            if done >= limit:
                raise RuntimeError(f"still jobs after {limit}: {jobs[:3]}")
            given = json.loads(arguments) if isinstance(arguments, str) else arguments
            # as a worker has it: what it defers under its own queueing lock is another job
            _become(number, "doing")
            try:
                app.tasks[name].func(**given)
            except BaseException:
                if not connection.needs_rollback:
                    _become(number, "todo")
                raise
            _become(number, "succeeded")
            done += 1
    return done


def _become(number: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = %s where id = %s", [status, number])
