"""What Django keeps for each thread is kept by the interpreter, and still does all that Django asks of it.

Private names of Django's are set (ADR 0013): an upgrade that moves one of them fails here, not in production.
"""

import ast
import inspect
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import base, clear_script_prefix, get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils import timezone, translation
from django.utils.connection import BaseConnectionHandler
from django.utils.translation import trans_real

from tests.environment import ROOT

#: the places, by module and name
PLACES = ((trans_real, "_active"), (timezone, "_active"), (base, "_prefixes"), (base, "_urlconfs"))


@pytest.mark.parametrize(("module", "name"), PLACES, ids=lambda found: getattr(found, "__name__", found))
def test_django_still_keeps_it_there(module, name):
    """In its own source, as asgiref's Local: setting a name that Django no longer reads would do nothing, unsaid."""
    assert f"\n{name} = Local()" in inspect.getsource(module)
    assert type(getattr(module, name)) is threading.local


def test_django_still_keeps_connections_there():
    assert "self._connections = Local(" in inspect.getsource(BaseConnectionHandler.__init__)
    assert type(connections._connections) is threading.local


def test_each_thread_has_its_own_and_begins_with_none():
    def seen():
        return translation.get_language(), timezone.get_current_timezone_name(), get_script_prefix(), get_urlconf()

    def changed(language):
        before = seen()
        with translation.override(language), timezone.override("Asia/Tokyo"):
            set_script_prefix("/elsewhere/")
            set_urlconf("tests.nowhere")
            met.wait(10)
            within = seen()
        set_urlconf(None)
        clear_script_prefix()
        return before, within, seen()

    met = threading.Barrier(2)
    at_first = seen()
    with ThreadPoolExecutor(2) as threads:
        for language, (before, within, after) in zip(["en", "fr"], threads.map(changed, ("en", "fr")), strict=True):
            assert within == (language, "Asia/Tokyo", "/elsewhere/", "tests.nowhere")
            assert before[1:] == after[1:] == at_first[1:]
    assert seen() == at_first


def test_each_thread_has_its_own_connection():
    here = connections["default"]
    with ThreadPoolExecutor(1) as thread:
        there = thread.submit(lambda: connections["default"]).result()
    assert there is not here
    assert connections["default"] is here


def test_nothing_of_ours_that_reads_them_is_a_coroutine():
    """Two coroutines of one thread would share a language, a connection and its open transaction.

    Procrastinate's own loop is the one place with coroutines: it runs jobs in threads, and touches no model.
    """
    found = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if "async" in (text := path.read_text())
        and any(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(ast.parse(text)))
    }
    assert found == {"parvis/kernel/worker.py"}
    worker = (ROOT / "src/parvis/kernel/worker.py").read_text()
    assert "objects" not in worker
    assert "cursor" not in worker
