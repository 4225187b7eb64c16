"""The pool's check of an idle connection: no statement, and no dead connection is handed out."""

import os

import psycopg
import pytest
from django.db import connection

from parvis.kernel import postgres
from parvis.kernel.database.base import DatabaseWrapper, check
from tests.waiting import until


@pytest.mark.django_db(transaction=True)
def test_an_ended_connection_is_found_out(owner_connection, postgres_server, database_name):
    idle = psycopg.connect(postgres_server.url(database_name, postgres.OWNER), autocommit=True)
    check(idle)
    assert idle.execute("select 1").fetchone() == (1,)
    check(idle)
    owner_connection.execute("select pg_terminate_backend(%s)", [idle.info.backend_pid])
    until(lambda: dead(idle), what="the end of the connection is seen")
    assert idle.closed


def dead(idle):
    try:
        check(idle)
    except psycopg.OperationalError:
        return True
    return False


def test_pages_use_this_backend():
    assert isinstance(connection.copy(), DatabaseWrapper)


def test_a_forked_process_leaves_its_parent_the_pool(monkeypatch):
    """The parent's pool closes what was idle for minutes by itself: a child on the same socket was cut off."""
    pools = DatabaseWrapper._connection_pools
    monkeypatch.setitem(pools, "parent", object())
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, repr(sorted(DatabaseWrapper._connection_pools)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        assert pipe.read() == "[]"
    os.waitpid(child, 0)
    assert "parent" in pools
