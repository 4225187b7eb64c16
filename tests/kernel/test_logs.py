"""What the log says of an error: where and which, never what people wrote."""

import io
import logging
import re
import sys

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver, resolve
from django.utils.log import log_response
from structlog.stdlib import ProcessorFormatter

from parvis.kernel.logs import discreet

#: apart, because a traceback quotes the lines of the program
WRITTEN = "amina@example.org"


def written(run):
    try:
        run()
    except Exception:
        return discreet(sys.exc_info())
    raise AssertionError("nothing was raised")


def ask(sql, values=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_details_of_a_refused_row_stay_out_of_the_log(db):
    def run():
        ask(
            "create temporary table t (name text primary key, age int not null) on commit drop;"
            " insert into t values (%s, 1), (%s, 2)",
            [WRITTEN, WRITTEN],
        )

    with pytest.raises(IntegrityError, match=WRITTEN):
        run_as_owner(run)
    text = written(lambda: run_as_owner(run))
    assert WRITTEN not in text
    assert "t_pkey" in text, "the constraint is what the operator needs"
    assert "UniqueViolation" in text
    assert "test_logs.py" in text, "and where it happened"


def test_a_value_that_the_database_cannot_read_stays_out_of_the_log(db):
    text = written(lambda: ask("select %s::text::int", [WRITTEN]))
    assert WRITTEN not in text
    assert 'invalid input syntax for type integer: "…"' in text


def test_causes_and_groups_are_written_as_discreetly(db):
    def run():
        try:
            ask("select %s::text::int", [WRITTEN])
        except Exception as error:
            raise ExceptionGroup("two", [error, ValueError("said")]) from error

    text = written(run)
    assert WRITTEN not in text
    assert "ValueError: said" in text


def test_other_errors_are_written_whole():
    def run():
        raise RuntimeError("first\nsecond")

    assert "RuntimeError: first\nsecond" in written(run)


def run_as_owner(run):
    from tests.conftest import _as_owner

    with _as_owner():
        run()


SECRET = "Kf7GaVJd8o8JQe2VqM0m4kwjFPf70XpKZoZigw"


def with_secrets(patterns, before=""):
    """The paths of all pages whose address holds a secret."""
    for one in patterns:
        route = before + str(one.pattern)
        if not isinstance(one, URLPattern):
            yield from with_secrets(one.url_patterns, route)
        elif re.search(r"<str:(secret|token|key|code)>", route):
            filled = re.sub(r"<uuid:\w+>", "01a20453-9f04-778e-ba91-5f77df4b81f0", route)
            yield "/" + re.sub(r"<\w+:\w+>", SECRET, filled), route


def test_a_page_that_fails_leaves_its_secret_out_of_the_log(monkeypatch):
    found = dict(with_secrets(get_resolver().url_patterns))
    assert any(path.startswith("/essai/") for path in found)
    assert f"/demandes/invitation/{SECRET}/" in found
    [handler] = {one for one in logging.getLogger().handlers if isinstance(one.formatter, ProcessorFormatter)}
    for path, route in found.items():
        monkeypatch.setattr(handler, "stream", io.StringIO())
        request = RequestFactory().get(path)
        request.resolver_match = resolve(path)
        log_response("Internal Server Error: %s", path, response=HttpResponse(status=500), request=request)
        reason = f"Referer checking failed - https://ville.example{path} does not match any trusted origins."
        refused = HttpResponse(status=403)
        log_response("Forbidden (%s): %s", reason, path, response=refused, request=request, level="error")
        said = handler.stream.getvalue()
        assert SECRET not in said
        assert said.count(route) == 2, said
