"""What the application's role cannot do, whatever SQL it is made to run; and what a resident's reach cannot write."""

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from parvis.cases import api as cases
from parvis.cases.data import Outcome
from parvis.kernel import postgres
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import AT, make_town

TOKEN = "0" * 64


@pytest.fixture(scope="module")
def application(postgres_server, database_name, django_db_setup) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    """The very role of the product, not the owner who took it."""
    url = postgres_server.url(database_name, postgres.APPLICATION)
    with psycopg.connect(url, autocommit=True) as found:
        yield found


@pytest.mark.parametrize(
    "sql",
    [
        "set role parvis_owner",
        "set role postgres",
        "set session authorization parvis_owner",
        "alter role parvis_app superuser",
        "alter role parvis_app bypassrls",
        "alter table cases_case disable row level security",
        "alter table cases_case disable trigger all",
        "set session_replication_role = replica",
        "drop policy seen on cases_case",
        "create policy mine on cases_case using (true)",
        "drop table cases_case",
        "truncate cases_case",
        "create table mine (id int)",
        "create temporary table pg_class (relowner oid, oid oid)",
        "create function mine() returns int language sql as 'select 1'",
        "create function pg_temp.mine() returns int language sql as 'select 1'",
        "create schema mine",
        "create extension dblink",
        "copy cases_case to program 'cat'",
        "copy identity_throttle from program 'true'",
        "copy identity_throttle from '/etc/passwd'",
        "select pg_read_file('/etc/passwd')",
        "select pg_ls_dir('/')",
        "select lo_import('/etc/passwd')",
        "select * from pg_authid",
        "select * from pg_shadow",
        "alter system set log_statement = 'all'",
        "select pg_reload_conf()",
        "delete from django_migrations",
        "update access_wall set sphere = 'x'",
        "delete from access_wall",
        "update identity_session set second_factor = true",
        "insert into identity_session (id) values (gen_random_uuid())",
        "update identity_subject set person_id = null",
        "update access_membership set role = 'administrator'",
        "update access_membership set walls = '{}'",
        "update access_consultation set at = now()",
        "update access_refusal set at = now()",
        "update cases_case set answers = '{}'",
        "update cases_case set reference = 'x'",
        "update cases_case set subject_id = gen_random_uuid()",
        "update cases_case set wall_id = gen_random_uuid()",
        "update cases_message set body = 'x'",
        "delete from cases_message",
        "delete from cases_case",
        "update files_storedfile set sha256 = 'x'",
        "delete from documents_document",
        "update documents_document set number = 'x'",
        "update documents_document set short_code = 'x'",
        "update notifications_mail set \"to\" = 'x'",
        "update ledger_entry set digest = ''",
        "delete from ledger_entry",
        "insert into ledger_treehead (size, root, frontier, at) values (1, '', '', now())",
    ],
)
def test_the_application_may_not(application, sql):
    with pytest.raises(psycopg.Error) as refused:
        application.execute(sql)
    assert isinstance(
        refused.value, psycopg.errors.InsufficientPrivilege | psycopg.errors.FeatureNotSupported
    ) or "permission" in str(refused.value), refused.value


def test_the_application_belongs_to_no_other_role(application):
    rows = application.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,"
        " exists (select from pg_auth_members m where m.member = r.oid) from pg_roles r where rolname = current_user"
    ).fetchall()
    assert rows == [(False,) * 6]


def test_the_accounts_door_opens_to_the_timer_alone(db, as_owner):
    from tests.factories import people

    with as_owner():
        people.Person.objects.create(email="nobody@example.org", created_at=AT)
    for actor, gone in (("web", 0), ("worker", 0), ("timer", 1)):
        with acting(Reach(actor=actor)), connection.cursor() as cursor:
            cursor.execute("select identity_forget_unconfirmed(%s)", [AT.replace(year=2100)])
            assert cursor.fetchone() == (gone,)


class TestResident:
    """A resident's reach opens their case: SQL through it changes what a transition of theirs changes, and no more."""

    @pytest.fixture
    def made(self, db):
        self.town = make_town()
        return self.town.submit()

    def reach(self, made):
        return acting(Reach(actor="web", subjects=(made.subject_id,), token=TOKEN))

    def refused(self, sql, *values):
        with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
        assert isinstance(error.value.__cause__, psycopg.errors.InsufficientPrivilege), error.value

    @pytest.mark.parametrize(
        "change",
        [
            "due_on = due_on + 1",
            "last_day = last_day + 1",
            "silence_on = silence_on - 1, last_day = last_day - 1",
            "retain_until = now()",
            "assignee_id = gen_random_uuid()",
            "assignee_name = 'me'",
            "department_id = gen_random_uuid()",
            "status = 'accepted', kind = 'decided', closed_at = now()",
        ],
    )
    def test_may_not_change(self, made, change):
        with self.reach(made):
            self.refused(f"update cases_case set {change}, version = version + 1 where id = %s", made.case_id)

    def test_takes_one_step_at_a_time(self, made):
        with self.reach(made):
            self.refused("update cases_case set status = 'waiting', kind = 'waiting' where id = %s", made.case_id)
            with connection.cursor() as cursor:
                cursor.execute(
                    "update cases_case set status = 'withdrawn', kind = 'closed', closed_at = now(),"
                    " version = version + 1 where id = %s",
                    [made.case_id],
                )
                assert cursor.rowcount == 1
            self.refused(
                "update cases_case set status = 'received', kind = 'open', closed_at = null, version = version + 1"
                " where id = %s",
                made.case_id,
            )

    def test_decides_nothing(self, made):
        with self.reach(made):
            self.refused(
                "insert into cases_decision (id, case_id, wall_id, subject_id, organisation_id, outcome, series, year,"
                " number, grounds, text, decided_at, decider_name, decider_quality, salt) values (gen_random_uuid(),"
                " %s, %s, %s, %s, 'accepted', 'ARR', 2026, 1, '[]', '', now(), '', '', '')",
                made.case_id,
                self.town.wall_id,
                made.subject_id,
                self.town.organisation_id,
            )

    MESSAGE = (
        "insert into cases_message (id, case_id, wall_id, subject_id, direction, subject, body, at, author_name)"
        " values (gen_random_uuid(), %s, %s, %s, %s, '', 'x', now(), '')"
    )

    def test_writes_in_nobody_elses_name_nor_file(self, made):
        other = self.town.submit()
        with self.reach(made):
            self.refused(self.MESSAGE, made.case_id, self.town.wall_id, made.subject_id, "to_resident")
            self.refused(self.MESSAGE, other.case_id, self.town.wall_id, made.subject_id, "to_administration")
            self.refused(self.MESSAGE, made.case_id, uuid.uuid4(), made.subject_id, "to_administration")
            with connection.cursor() as cursor:
                cursor.execute(self.MESSAGE, [made.case_id, self.town.wall_id, made.subject_id, "to_administration"])

    def test_tells_nothing_in_the_timeline_as_somebody_else(self, made):
        with self.reach(made):
            self.refused(
                "insert into cases_timelineentry (id, case_id, wall_id, subject_id, at, kind, audience, actor_kind,"
                " actor_name, data, version, salt) values (gen_random_uuid(), %s, %s, %s, now(), 'decided', 'all',"
                " 'agent', 'Malik Kaci', '{}', 2, '')",
                made.case_id,
                self.town.wall_id,
                made.subject_id,
            )

    def test_marks_only_what_was_written_to_them_as_read(self, made):
        with self.reach(made), connection.cursor() as cursor:
            cursor.execute(self.MESSAGE, [made.case_id, self.town.wall_id, made.subject_id, "to_administration"])
            cursor.execute("update cases_message set read_at = now()")
            assert cursor.rowcount == 0

    def test_has_no_document_sealed_nor_mail_changed(self, made):
        with self.reach(made), connection.cursor() as cursor:
            cursor.execute("update documents_document set revoked_at = now()")
            assert cursor.rowcount == 0
            cursor.execute("update notifications_mail set state = 'failed'")
            assert cursor.rowcount == 0
            cursor.execute("select count(*) from notifications_mail")
            assert cursor.fetchone() == (0,)

    def test_adopts_only_what_is_within_reach(self, made):
        from parvis.identity.api import adopt_subject
        from tests.factories import people

        thief = people.person()
        with acting(Reach(actor="web", person=thief.id)), pytest.raises(DatabaseError), transaction.atomic():
            adopt_subject(thief.id, self.town.wall_id, made.subject_id)
        with acting(Reach(actor="web", person=thief.id, subjects=(made.subject_id,))):
            assert adopt_subject(thief.id, self.town.wall_id, made.subject_id)


def test_an_agent_cannot_rewrite_a_request_nor_unseal_an_order(db, as_owner):
    town = make_town()
    malik = town.agent("supervisor")
    made = town.submit()
    with town.inside():
        cases.transition(made.case_id, "take", by=malik, at=AT, version=1)
        cases.decide(made.case_id, Outcome.ACCEPTED, by=malik, at=AT, version=2)
        with connection.cursor() as cursor:
            cursor.execute("update documents_document set sealed_at = now(), content = null, sha256 = %s", ["a" * 64])
        for change in ("sha256 = repeat('b', 64)", "sealed_at = null, sha256 = ''"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"update documents_document set {change}")


def test_the_timer_sees_lapsed_drafts_alone(db, as_owner):
    town = make_town()
    old, _ = town.draft()
    new, _ = town.draft()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update cases_draft set saved_at = now() - interval '91 days' where id = %s", [old])
        cursor.execute("update cases_draft set saved_at = now() - interval '89 days' where id = %s", [new])
    with acting(Reach(actor="timer")), connection.cursor() as cursor:
        cursor.execute("select id from cases_draft")
        assert cursor.fetchall() == [(old,)]
        cursor.execute("delete from cases_draft")
        assert cursor.rowcount == 1
