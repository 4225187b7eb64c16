"""`/healthz` (this process answers), `/readyz` (it can serve: database, migrations, worker) and `/metrics`.

Answered by a middleware before sessions, sites and walls: a probe names no site, and `/healthz` touches nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

SILENCE = 30.0
"""Seconds without a sign of life after which the worker counts as absent (it gives one every 5 s)."""


class Part(NamedTuple):
    """One thing that must be so; `problem` is empty when it is."""

    name: str
    problem: str


@dataclass(frozen=True)
class Queue:
    """The state of the background work; seconds. `silence` is None when no worker ever ran."""

    numbers: dict[str, int]
    oldest_due: float
    silence: float | None


def queue() -> Queue:
    """Read the queue's state. Raises DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("select status::text, count(*) from procrastinate_jobs where status <> 'succeeded' group by 1")
        numbers = {str(status): int(number) for status, number in cursor.fetchall()}
        cursor.execute(
            "select coalesce(extract(epoch from now() - min(coalesce(j.scheduled_at, e.at))), 0)::float"
            " from procrastinate_jobs j"
            " left join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'"
            " where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at <= now())"
        )
        oldest_due = float(cursor.fetchone()[0])
        cursor.execute("select extract(epoch from now() - max(last_heartbeat))::float from procrastinate_workers")
        silence = cursor.fetchone()[0]
    return Queue(numbers, oldest_due, silence)


def pending_migrations() -> list[str]:
    """Migrations of this version that the database lacks. Raises DatabaseError."""
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    # Without a connection: the loader would look for conflicts with more queries than we need.
    wanted = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in wanted if (app, name) not in applied)


_migrated = False


def parts() -> list[Part]:
    """Everything that a request needs, each with its problem in plain words."""
    global _migrated
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return [Part("database", "not reachable")]
    found = [Part("database", "")]
    try:
        # Migrations are applied once and for all; a process that saw them all need not look again.
        pending = [] if _migrated else pending_migrations()
        _migrated = not pending
        found.append(Part("migrations", f"{len(pending)} not applied" if pending else ""))
        silence = queue().silence
    except DatabaseError:
        return [*found, Part("migrations", "not applied")]
    if silence is None:
        found.append(Part("worker", "never seen"))
    else:
        found.append(Part("worker", f"silent for {silence:.0f} s" if silence > SILENCE else ""))
    return found


class Probes:
    """Middleware that answers the three addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._answers = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self._answers.get(request.path)
        if answer is None:
            return self._get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = answer(request)
        response["Cache-Control"] = "no-store"
        return response

    def _healthz(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok\n", content_type="text/plain")

    def _readyz(self, request: HttpRequest) -> HttpResponse:
        try:
            found = parts()
        finally:
            connection.close()
        ready = not any(part.problem for part in found)
        return JsonResponse(
            {"ready": ready, "parts": {part.name: part.problem or "ok" for part in found}}, status=200 if ready else 503
        )

    def _metrics(self, request: HttpRequest) -> HttpResponse:
        from prometheus_client import CONTENT_TYPE_LATEST

        from parvis.kernel.metrics import render

        if not _may_read_metrics(request):
            return HttpResponse(status=404)
        try:
            return HttpResponse(render(), content_type=CONTENT_TYPE_LATEST)
        except DatabaseError:
            return HttpResponse("the database is not reachable\n", status=503, content_type="text/plain")
        finally:
            connection.close()


def _may_read_metrics(request: HttpRequest) -> bool:
    """With the token; in the demonstration also from this machine itself, not through a proxy.

    In production this machine is not enough: behind a reverse proxy every request comes from it.
    """
    token: str = settings.PARVIS_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    if not settings.PARVIS_DEMO or {"HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"} & set(request.META):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
