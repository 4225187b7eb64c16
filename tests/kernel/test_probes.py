"""`/healthz`, `/readyz`, `/metrics`, request ids and log lines."""

import io
import json
import logging
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from parvis.kernel import health
from parvis.kernel.logs import RequestLog, configuration


@pytest.fixture
def probe() -> Callable[..., Any]:
    """Ask the middleware without opening or closing the test's connection."""

    def ask(path: str, **headers: str) -> Any:
        request = RequestFactory().get(path, **headers)  # type: ignore[arg-type]
        return health.Probes(lambda request: HttpResponse("page", status=418))(request)

    return ask


@pytest.fixture
def _open_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(health, "_migrated", False)


def test_healthz_touches_nothing(probe: Callable[..., Any], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    answer = probe("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"


def test_other_addresses_pass(probe: Callable[..., Any]) -> None:
    assert probe("/healthz/").status_code == 418
    assert probe("/demarches").status_code == 418


def test_probes_are_read_only(db: None) -> None:
    answer = health.Probes(lambda request: HttpResponse())(RequestFactory().post("/readyz"))
    assert answer.status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("_open_connection")
class TestReadiness:
    def test_without_a_worker_it_is_not_ready(self, probe: Callable[..., Any]) -> None:
        answer = probe("/readyz")
        assert answer.status_code == 503
        assert json.loads(answer.content)["parts"] == {"database": "ok", "migrations": "ok", "worker": "never seen"}

    @pytest.mark.parametrize(("age", "status"), [(5, 200), (29, 200), (31, 503), (4000, 503)])
    def test_a_worker_counts_while_it_gives_signs_of_life(
        self, probe: Callable[..., Any], age: int, status: int
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into procrastinate_workers (last_heartbeat) values (now() - %s * interval '1 s')", [age]
            )
        assert probe("/readyz").status_code == status

    def test_a_missing_migration_is_told(
        self, probe: Callable[..., Any], as_owner: Callable[[], AbstractContextManager[None]]
    ) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("delete from django_migrations where app = 'ledger'")
        parts = json.loads(probe("/readyz").content)["parts"]
        assert re.fullmatch(r"\d+ not applied", parts["migrations"])


@pytest.mark.django_db
@pytest.mark.usefixtures("_open_connection")
@pytest.mark.parametrize(
    ("demonstration", "token", "headers", "status"),
    [
        (True, "", {}, 200),
        (True, "", {"HTTP_X_FORWARDED_FOR": "203.0.113.7"}, 404),
        (True, "", {"HTTP_FORWARDED": "for=203.0.113.7"}, 404),
        (True, "", {"REMOTE_ADDR": "203.0.113.7"}, 404),
        (True, "", {"REMOTE_ADDR": ""}, 404),
        (True, "", {"REMOTE_ADDR": "::1"}, 200),
        (False, "", {}, 404),
        (False, "", {"HTTP_AUTHORIZATION": "Bearer "}, 404),
        (False, "secret", {}, 404),
        (False, "secret", {"HTTP_AUTHORIZATION": "Bearer secreT"}, 404),
        (False, "secret", {"HTTP_AUTHORIZATION": "Bearer secret", "REMOTE_ADDR": "203.0.113.7"}, 200),
    ],
)
def test_figures_are_for_who_may_read_them(
    probe: Callable[..., Any],
    settings: Settings,
    demonstration: bool,
    token: str,
    headers: dict[str, str],
    status: int,
) -> None:
    settings.PARVIS_DEMO = demonstration
    settings.PARVIS_METRICS_TOKEN = token
    answer = probe("/metrics", **headers)
    assert answer.status_code == status
    assert (b"parvis_jobs" in answer.content) is (status == 200)


def _through(given: str | None) -> tuple[HttpRequest, Any]:
    seen: list[HttpRequest] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse("page")

    headers = {} if given is None else {"HTTP_X_REQUEST_ID": given}
    answer = RequestLog(page)(RequestFactory().get("/suivi/ABCD-EFGH", **headers))  # type: ignore[arg-type]
    return seen[0], answer


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0af7651916cd43dd8448eb211c80319c", True),
        ("abcdefgh", True),
        (None, False),
        ("", False),
        ("short", False),
        ("a" * 65, False),
        ("line\nbreak-line", False),
        ("<script>alert(1)</script>", False),
        ("été-été-été", False),
    ],
)
def test_a_request_s_id_is_taken_over_only_if_well_formed(given: str | None, kept: bool) -> None:
    request, answer = _through(given)
    assert answer["X-Request-ID"] == request.request_id  # type: ignore[attr-defined]
    assert (answer["X-Request-ID"] == given) is kept
    if not kept:
        assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-ID"])


def test_log_lines_are_json_with_the_id_and_without_the_path() -> None:
    stream = io.StringIO()
    shape = configuration("INFO")["formatters"]["line"]
    formatter = shape["()"](processors=shape["processors"], foreign_pre_chain=shape["foreign_pre_chain"])
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.getLogger("parvis.requests")
    logger.addHandler(handler)
    before = logger.level
    logger.setLevel(logging.INFO)
    try:
        _through("0af7651916cd43dd8448eb211c80319c")
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
    line = json.loads(stream.getvalue())
    assert line["event"] == "request"
    assert line["request_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert (line["status"], line["method"], line["bytes"]) == (200, "GET", 4)
    assert "ABCD" not in stream.getvalue()


def test_the_error_page_shows_the_id(client: Client, db: None) -> None:
    answer = client.get("/nothing-is-here")
    assert answer.status_code == 404
    assert len(answer["X-Request-ID"]) == 32
