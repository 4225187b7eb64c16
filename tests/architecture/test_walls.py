"""The walls, through raw SQL: every table with personal data × every actor, on connections that were used before.

Each table gets one row behind wall A and one behind wall B, whatever else its columns are: in the test's transaction
the owner lifts its constraints first (PostgreSQL's DDL is transactional), so that a new model needs no factory here.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from parvis.access.data import MembershipFact, Right, Role, Standing
from parvis.access.rules import agent, reach_of
from parvis.kernel import postgres
from parvis.kernel.personal import declarations
from parvis.kernel.reach import NOBODY, Reach, acting
from tests.architecture import tables
from tests.conftest import _as_owner

A, B = uuid.UUID(int=0xA), uuid.UUID(int=0xB)
KEYS = ("wall_id", "subject_id", "person_id", "user_id", "organisation_id", "session_id", "membership_id")
OURS = {
    model._meta.db_table: declared
    for model, declared in declarations.items()
    if not model._meta.abstract and model._meta.managed and model.__module__.startswith("parvis.")
}
PERSONAL = sorted([table for table, declared in OURS.items() if declared.wall] + list(tables.WALLED_THIRD_PARTY))
ACTORS = ("web", "worker", "timer")


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def columns(table):
    return dict(
        sql(
            "select attname, format_type(atttypid, null) from pg_attribute "
            "where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
            table,
        )
    )


def primaries(table):
    """The columns of the primary key, by name: the one that tells the planted rows apart first."""
    return [
        row[0]
        for row in sql(
            "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid"
            " and a.attnum = any(i.indkey) where i.indrelid = %s::regclass and i.indisprimary order by 1",
            table,
        )
    ]


def primary(table):
    return primaries(table)[0]


def lift(table):
    """Leave nothing but the columns, the primary key and the policies."""
    keys = primaries(table)
    for (name,) in sql(
        "select conname from pg_constraint where conrelid = %s::regclass and contype in ('c', 'f', 'u', 'x')", table
    ):
        sql(f'alter table "{table}" drop constraint "{name}" cascade')
    for name in columns(table):
        if name not in keys:
            sql(f'alter table "{table}" alter column "{name}" drop not null')
    for (name,) in sql(
        "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid "
        "where i.indrelid = %s::regclass and i.indisunique and not i.indisprimary",
        table,
    ):
        sql(f'drop index "{name}"')
    sql(f'alter table "{table}" disable trigger user')


def plant(table, mark):
    """Add a row all of whose keys are `mark`; gives its primary key."""
    key, found = primary(table), columns(table)
    row = {name: mark for name in KEYS if found.get(name) == "uuid"}
    row |= {"token_hash": f"{mark.hex}"} if "token_hash" in found else {}
    if found[key] == "uuid":
        row.setdefault(key, mark)
    elif found[key] in ("bigint", "integer"):
        row[key] = mark.int
    else:
        row[key] = mark.hex
    row |= dict.fromkeys(primaries(table)[1:], 0)
    names = ", ".join(f'"{name}"' for name in row)
    sql(f'insert into "{table}" ({names}) values ({", ".join(["%s"] * len(row))})', *row.values())
    return row[key]


def seen(table):
    return {row[0] for row in sql(f'select "{primary(table)}" from "{table}"')}


@pytest.fixture
def planted(db, request):
    table = request.param
    with _as_owner():
        lift(table)
        rows = plant(table, A), plant(table, B)
    return table, rows


each = pytest.mark.parametrize("planted", PERSONAL, indirect=True)


@each
def test_every_table_has_its_walls_up(planted):
    table, _ = planted
    ((enabled,),) = sql("select relrowsecurity from pg_class where oid = %s::regclass", table)
    assert enabled, f"{table} has no row-level security"
    commands = {row[0] for row in sql("select cmd from pg_policies where tablename = %s", table)}
    assert "ALL" in commands or "SELECT" in commands, f"{table}: nobody could ever read it"


def sees(reach, table):
    with acting(reach):
        return seen(table)


@contextmanager
def forbidden() -> Iterator[None]:
    """What the walls may say to a command; nothing else that went wrong counts as their work."""
    try:
        yield
    except ProgrammingError as refused:
        if "permission denied" not in str(refused) and "row-level security" not in str(refused):
            raise


def changes(reach, table, wall=None):
    """What these commands touched or added, as this reach: nothing is right, being refused as well."""
    key, found = primary(table), []
    where, values = ("", ()) if wall is None else (" where wall_id = %s", (wall,))
    for change in (f'update "{table}" set "{key}" = "{key}"{where}', f'delete from "{table}"{where}'):
        with acting(reach), forbidden(), transaction.atomic():
            if touched := sql(change, *values):
                found.append((change, touched))
            transaction.set_rollback(True)
    return found


def adds(reach, table):
    """Whether a row behind nobody's wall could be added."""
    with acting(reach), forbidden(), transaction.atomic():
        plant(table, uuid.UUID(int=0xC))
        transaction.set_rollback(True)
        return True
    return False


# The table is made ready once: that is what costs. Whatever an actor could do is undone before the next one comes.
@each
def test_nobody_sees_changes_or_adds_anything(planted):
    table, rows = planted
    for actor in ("", *ACTORS, "signin", "administrator", "protection"):
        reach = Reach(actor=actor)
        expected = set(rows) if (actor, table) in tables.ACTOR_SEES else set()
        assert sees(reach, table) == expected, f"{actor or 'nobody'} sees {table}"
        if not expected:
            assert changes(reach, table) == [], f"{actor or 'nobody'} changes {table}"
            assert table in tables.ADDED_TO_BY_ALL or not adds(reach, table), f"{actor or 'nobody'} adds to {table}"


@each
def test_behind_one_wall_nothing_is_seen_of_another(planted):
    table, (own, other) = planted
    walled = "wall_id" in columns(table)
    for role, actor in product(Role, ACTORS):
        fact = MembershipFact(uuid.UUID(int=1), uuid.UUID(int=2), None, role, (A,))
        standing = Standing(person_id=uuid.UUID(int=3), memberships=(fact,))
        reach = replace(reach_of(agent(*fact.rights), standing, None), actor=actor)
        about = (role, actor, table)
        assert reach.walls == (A,), about
        assert (actor, table) in tables.ACTOR_SEES or other not in sees(reach, table), about
        assert not walled or changes(reach, table, wall=B) == [], about
        assert table in tables.ADDED_TO_BY_ALL or not adds(reach, table), about
        # The connection was used: what was set is gone.
        assert not {own, other} & seen(table), about


def test_what_could_be_changed_or_added_would_be_seen(db):
    """The tests above can fail: a table without walls lets everything through."""
    table = "cases_case"
    with _as_owner():
        lift(table)
        plant(table, A)
        plant(table, B)
        sql(f'alter table "{table}" disable row level security')
        sql(f'grant update, delete on "{table}" to {postgres.APPLICATION}')
    assert [touched for _, touched in changes(Reach(), table)] == [2, 2]
    assert [touched for _, touched in changes(Reach(), table, wall=B)] == [1, 1]
    assert adds(Reach(), table)
    assert len(sees(Reach(), table)) == 2


@each
def test_a_nested_reach_gives_the_outer_one_back(planted):
    table, (own, other) = planted
    outer = Reach(person=A, walls=(A,), subjects=(A,))
    with acting(outer):
        before = seen(table)
        assert other not in before
        with acting(Reach(person=B, walls=(B,), subjects=(B,))):
            assert own not in seen(table)
        assert seen(table) == before
        with transaction.atomic():
            assert seen(table) == before
        with acting(NOBODY):
            assert seen(table) == set()
        assert seen(table) == before
        with pytest.raises(RuntimeError), acting(Reach(walls=(B,))):
            raise RuntimeError
        assert seen(table) == before
    assert seen(table) == set()


def test_every_table_is_accounted_for(db):
    known = set(OURS) | set(tables.WALLED_THIRD_PARTY) | set(tables.OPEN_THIRD_PARTY)
    known |= set(tables.WITHOUT_MODEL)
    relations = {row[0] for row in sql("select tablename from pg_tables where schemaname = 'public'")}
    through = {field.m2m_db_table() for model in declarations for field in model._meta.local_many_to_many}
    assert relations - known - through == set(), "say in tests/architecture/tables.py what they hold"
    assert set(tables.OPEN_THIRD_PARTY) | set(tables.WALLED_THIRD_PARTY) <= relations
    assert (len(tables.WALLED_THIRD_PARTY), len(tables.OPEN_THIRD_PARTY)) == (3, 10)
    assert (len(tables.ACTOR_SEES), len(tables.ADDED_TO_BY_ALL)) == (5, 1)


def test_every_door_has_a_fixed_search_path_and_the_owner(db):
    doors = sql(
        "select proname, proconfig::text, pg_get_userbyid(proowner) from pg_proc "
        "where pronamespace = 'public'::regnamespace and prosecdef"
    )
    assert len(doors) >= 10
    for name, configuration, owner in doors:
        assert configuration is not None, name
        assert "search_path=" in configuration, name
        assert owner == "parvis_owner", name


marks = st.integers(1, 6).map(lambda number: uuid.UUID(int=number))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(marks, marks), max_size=12),
    memberships=st.lists(st.tuples(st.sampled_from(list(Role)), st.lists(marks, min_size=1, max_size=3)), max_size=4),
    right=st.sampled_from(list(Right)),
    subjects=st.lists(marks, max_size=2),
)
@pytest.mark.parametrize("planted", ["cases_case"], indirect=True)
def test_what_is_seen_is_what_the_naive_rule_says(planted, rows, memberships, right, subjects):
    table, _ = planted
    facts = tuple(
        MembershipFact(uuid.UUID(int=n), uuid.UUID(int=99), None, role, tuple(walls))
        for n, (role, walls) in enumerate(memberships)
    )
    standing = Standing(person_id=uuid.UUID(int=77), memberships=facts, subjects=tuple(subjects))
    with transaction.atomic():
        ids = [uuid.uuid4() for _ in rows]
        with _as_owner():
            for row_id, (wall, subject) in zip(ids, rows, strict=True):
                sql(f'insert into "{table}" (id, wall_id, subject_id) values (%s, %s, %s)', row_id, wall, subject)
        with acting(reach_of(agent(right), standing, None)):
            open_walls = {wall for fact in facts if right in fact.rights for wall in fact.walls}
            naive = {row_id for row_id, (wall, _) in zip(ids, rows, strict=True) if wall in open_walls}
            assert seen(table) == naive
        with acting(Reach(person=standing.person_id, subjects=standing.subjects)):
            own = {row_id for row_id, (_, subject) in zip(ids, rows, strict=True) if subject in subjects}
            assert seen(table) == own
        transaction.set_rollback(True)
