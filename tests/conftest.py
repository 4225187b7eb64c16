"""What every test stands on: a database cloned from the template, entered with the application's role.

The session's user is the owner, the role is the application's: row-level security binds a test as it binds the product,
and `as_owner()` steps out of it inside the very same transaction to prepare or to tamper.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import hypothesis
import psycopg
import pytest
from django.db import connection, connections

from parvis.kernel import postgres
from tests import databases, frontend
from tests.environment import VAR


def pytest_configure() -> None:
    frontend.ensure_built()


#: files of few but long tests: begun last, one would keep a worker busy alone for a minute
LONG = (
    "architecture/test_pages_axe",
    "security/test_naughty_pages",
    "journeys/test_flow",
    "procedures/test_crowd",
    "journeys/",
    "notifications/test_outage",
    "finding/test_pages_of_words",
    "config/",
    "procedures/test_mass",
    "procedures/test_reached",
    "expressions/test_agreement",
    "security/test_marker",
    "corpus/",
    "files/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Several workers take whole files in this order (`--no-loadscope-reorder`): long ones, then by number of tests."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    size = Counter(item.path for item in items)

    def turn(item: pytest.Item) -> tuple[int, int]:
        long = (number for number, name in enumerate(LONG) if f"tests/{name}" in item.path.as_posix())
        return next(long, len(LONG)), -size[item.path]

    items.sort(key=turn)


# No example is late on a busy machine; continuous integration tries the same examples each time, so that a landing is
# judged by its own change (people's machines go on looking for new ones).
hypothesis.settings.register_profile(
    "parvis",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("parvis")


@pytest.fixture(scope="session")
def postgres_server() -> postgres.Server:
    return postgres.start(VAR, durable=False)


@pytest.fixture(scope="session")
def database_name(worker_id: str = "master") -> str:
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'master')}"


def _point_django_at(server: postgres.Server, name: str) -> None:
    connection.close()
    settings = connections["default"].settings_dict
    settings.update(NAME=name, USER=postgres.OWNER, HOST=str(server.socket_dir), PORT=str(postgres.PORT))
    settings["OPTIONS"] = {"options": f"-c role={postgres.APPLICATION}"}


@pytest.fixture(scope="session")
def django_db_setup(postgres_server: postgres.Server, database_name: str, django_db_blocker: Any) -> Iterator[None]:
    """Takes the place of pytest-django's: no migration runs here, the template is cloned."""
    databases.clone(postgres_server, database_name)
    with django_db_blocker.unblock():
        _point_django_at(postgres_server, database_name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    postgres_server.drop_database(database_name)


@pytest.fixture(autouse=True)
def _fresh_after_commits(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits leaves its database used: the next one gets a new clone instead of a flush."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if marker and marker.kwargs.get("transaction"):
        commits = True
    if not commits:
        yield
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name: str = request.getfixturevalue("database_name")
    yield
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock():
        connections.close_all()
        databases.clone(server, name)


@pytest.fixture(autouse=True, scope="session")
def _no_flush() -> None:
    """TransactionTestCase truncates tables, which the application's role may not: the clone takes its place."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda self: None  # type: ignore[method-assign]


@contextmanager
def _as_owner() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"set role {postgres.OWNER}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"set role {postgres.APPLICATION}")


@pytest.fixture(autouse=True)
def _territory_in_memory() -> Iterator[None]:
    """Pages stand on a site: one without database, until a test makes a territory (`factories.territory`)."""
    from parvis.territory.domain import directory
    from tests.factories.territory import bare_directory

    with directory.fixed(bare_directory()):
        yield


@pytest.fixture(autouse=True)
def _columns_read_anew() -> None:
    """The numbers that a test gave to columns of lists were rolled back with it."""
    from parvis.finding.domain import dictionary

    dictionary.forget()


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner(): …` runs the block outside the walls, in the test's transaction."""
    return _as_owner


@pytest.fixture
def owner_connection(
    postgres_server: postgres.Server, database_name: str, transactional_db: None
) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    """A second connection, as the owner, autocommit: for tests that commit."""
    with psycopg.connect(postgres_server.url(database_name, postgres.OWNER), autocommit=True) as found:
        yield found
