"""A case lent across its wall: that case alone, in its days alone, to that wall's agents alone; by raw SQL too."""

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.api import Right, Role, acting_as
from parvis.access.models import Consultation
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.domain import lending
from parvis.cases.domain.lending import lapse
from parvis.cases.models import Case, Grant, TimelineEntry
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from tests.cases.own import HOST, opened
from tests.cases.test_desk import client_of, page, text
from tests.cases.test_informing import tell
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db
GOES_WITH_IT = ("cases_case", "cases_timelineentry", "cases_message", "documents_document", "files_storedfile")


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def other(desk):
    return make_desk("Gravelines", "GV", "59273")


def lend(desk, made, other, days=10, **options):
    return desk.lend(made, other, days, **options)


def rows(table, reach):
    """Ids that a raw statement sees."""
    with acting(reach), connection.cursor() as cursor:
        cursor.execute(f'select id from "{table}"')
        return {row[0] for row in cursor.fetchall()}


def reach_of(desk):
    return Reach(person=desk.sofia.id, walls=(desk.town.wall_id,))


class TestByRawSql:
    @pytest.fixture
    def made(self, desk, other):
        made = desk.submit()
        desk.submit()
        desk.reply(made, "Bonjour")
        run_waiting()
        return made

    @pytest.mark.parametrize("table", GOES_WITH_IT)
    def test_it_opens_that_case_and_what_goes_with_it_alone(self, desk, other, made, table, as_owner):
        assert rows(table, reach_of(other)) == set()
        lend(desk, made, other)
        run_waiting()
        column = {"cases_case": "id", "files_storedfile": None}.get(table, "case_id")
        with as_owner(), connection.cursor() as cursor:
            if column:
                cursor.execute(f'select id from "{table}" where "{column}" = %s', [made.case_id])
            else:
                cursor.execute("select file_id from documents_document where case_id = %s", [made.case_id])
            its_own = {row[0] for row in cursor.fetchall()}
        assert its_own
        assert rows(table, reach_of(other)) == its_own

    @pytest.mark.parametrize(("since", "until"), [(-5, -1), (1, 5)])
    def test_only_within_its_dates(self, desk, other, made, as_owner, since, until):
        grant = lend(desk, made, other)
        now = clock.now()
        with as_owner():
            Grant.objects.filter(id=grant.id).update(
                since=now + dt.timedelta(days=since), until=now + dt.timedelta(days=until)
            )
        for table in GOES_WITH_IT:
            assert rows(table, reach_of(other)) == set(), table

    def test_only_for_that_walls_agents(self, desk, other, made, as_owner):
        third = people.place("loon", "LP")
        lend(desk, made, other)
        for reach in (
            Reach(person=other.sofia.id, walls=(third.walls["general"],)),
            Reach(person=other.sofia.id, walls=(third.walls["social"],)),
            Reach(person=other.sofia.id),
            Reach(actor="worker"),
            Reach(actor=""),
            Reach(person=other.sofia.id, subjects=(new_id(),)),
        ):
            for table in GOES_WITH_IT:
                assert rows(table, reach) == set(), (table, reach)

    def test_not_once_it_has_ended(self, desk, other, made, as_owner):
        lend(desk, made, other)
        with acting_as(desk.malik.id, Right.ASSIGN_CASES):
            assert cases.give_back(made.case_id, by=desk.actor(desk.malik), at=clock.now())
        for table in GOES_WITH_IT:
            assert rows(table, reach_of(other)) == set()
        # What is lent is lent as it was said.
        with pytest.raises(ProgrammingError), acting(reach_of(desk)), connection.cursor() as cursor:
            cursor.execute("update cases_grant set until = until + interval '9 days'")

    def test_nobody_gives_themselves_a_case_of_others(self, desk, other, made, as_owner):
        with as_owner():
            case = Case.objects.get(id=made.case_id)

        def forged(**changes):
            now = clock.now()
            values = {
                "id": new_id(),
                "case_id": case.id,
                "wall_id": other.town.wall_id,
                "subject_id": case.subject_id,
                "to_wall_id": desk.town.wall_id,
                "to_organisation_id": desk.town.organisation_id,
                "to_department_id": desk.town.department_id,
                "since": now,
                "until": now + dt.timedelta(days=3),
                "reason": "x",
                "decides": False,
                "giver_name": "",
                "ender_name": "",
            } | changes
            names = ", ".join(values)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"insert into cases_grant ({names}) values ({', '.join(['%s'] * len(values))})",
                    list(values.values()),
                )

        to_us = {"to_wall_id": other.town.wall_id, "to_organisation_id": other.town.organisation_id}
        for changes in ({}, {"wall_id": desk.town.wall_id} | to_us, to_us):
            with pytest.raises(DatabaseError), transaction.atomic(), acting(reach_of(other)):
                forged(**changes)
        # Nor does its own side lend it to another sphere, or twice.
        third = people.place("loon", "LP")
        with pytest.raises(DatabaseError), transaction.atomic(), acting(reach_of(desk)):
            forged(wall_id=desk.town.wall_id, to_wall_id=third.walls["social"], to_organisation_id=third.id)
        lend(desk, made, other)
        with pytest.raises(IntegrityError), transaction.atomic(), acting(reach_of(desk)):
            forged(wall_id=desk.town.wall_id, **to_us)
        assert rows("cases_case", Reach(walls=(third.walls["social"],))) == set()

    def test_a_lent_case_is_not_lent_on(self, desk, other, made):
        grant = lend(desk, made, other)
        third = make_desk("Loon", "LP", "59359")
        with acting_as(other.malik.id, Right.ASSIGN_CASES):
            by = lending.acting_on(other.actor(other.malik), grant)
            with pytest.raises(NotAllowed):
                cases.lend(
                    made.case_id,
                    third.town.department_id,
                    last_day=clock.today(),
                    reason="x",
                    by=by,
                    at=clock.now(),
                    version=None,
                )

    def test_the_roles_are_for_that_case_alone(self, desk, other, made):
        second = desk.submit()
        by = lending.acting_on(other.actor(other.sofia), lend(desk, made, other))
        with acting(reach_of(other)):
            assert cases.available(made.case_id, by=by, at=clock.now())
            with pytest.raises(NotFound):
                cases.available(second.case_id, by=by, at=clock.now())
        # even where the walls would let it through
        with acting(reach_of(desk)), pytest.raises(NotFound):
            cases.available(second.case_id, by=by, at=clock.now())

    def test_the_agents_list_costs_no_more_for_it(self, desk, other, made):
        """Within one's own walls the policy never asks for grants: the sub-select is not run."""
        with acting(reach_of(desk)), connection.cursor() as cursor:
            cursor.execute(
                "explain (analyze, costs off, timing off, summary off) select * from cases_case"
                " where wall_id = %s and kind = 'open' order by due_on, id limit 51",
                [desk.town.wall_id],
            )
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "never executed" in plan, plan


class TestAtTheDesk:
    @pytest.fixture
    def made(self, desk, other):
        made = desk.submit()
        lend(desk, made, other)
        return made

    def test_the_other_side_finds_opens_and_handles_it(self, desk, other, made, as_owner):
        nora = client_of(other.sofia)
        assert made.reference in nora.get("/agents/").content.decode()
        shown = nora.get(page(made))
        assert shown.status_code == 200
        read = text(shown)
        assert "Place Jean-Bart" in read
        assert "Confiée par Ville de Dunkerque" in read
        assert nora.post(page(made, "attribuer/"), {"to": "me", "version": desk.version(made)}).status_code == 302
        assert nora.post(page(made, "suite/take/"), {"version": desk.version(made)}).status_code == 302
        assert nora.post(page(made, "note/"), {"note": "Vu"}).status_code == 302
        sent = {"body": "Bonjour", "version": desk.version(made)}
        assert nora.post(page(made, "message/"), sent).status_code == 302
        with as_owner():
            case = Case.objects.get(id=made.case_id)
            assert (case.status, case.assignee_id) == ("under_review", other.sofia.id)

    def test_it_is_decided_by_its_own_organisation_unless_it_says_otherwise(self, desk, other, made, as_owner):
        malik = client_of(other.malik)
        malik.post(page(made, "suite/take/"), {"version": desk.version(made)})
        assert "suite/accept/" not in malik.get(page(made)).content.decode()
        malik.post(page(made, "suite/accept/"), {"version": desk.version(made)})
        with as_owner():
            assert Case.objects.get(id=made.case_id).status == "under_review"
        second = desk.submit()
        lend(desk, second, other, decides=True)
        malik.post(page(second, "suite/take/"), {"version": desk.version(second)})
        assert malik.post(page(second, "suite/accept/"), {"version": desk.version(second)}).status_code == 302
        with as_owner():
            case = Case.objects.get(id=second.case_id)
            assert case.status == "accepted"
            assert case.decision.decider_name == "Malik Kaci"

    def test_both_sides_write_down_who_opened_it(self, desk, other, made, as_owner):
        client_of(other.sofia).get(page(made))
        with as_owner():
            found = Consultation.objects.filter(object_id=made.case_id, person_id=other.sofia.id)
            assert set(found.values_list("wall_id", flat=True)) == {desk.town.wall_id, other.town.wall_id}
        read = text(client_of(desk.helene).get(page(made, "consultations/")))
        assert "autre collectivité" in read

    def test_each_side_ends_it_and_the_wall_stands_again(self, desk, other, made):
        nora = client_of(other.sofia)
        assert nora.post(page(made, "rendre/")).status_code == 302
        assert nora.get(page(made)).status_code == 404
        assert made.reference not in nora.get("/agents/").content.decode()
        lend(desk, made, other)
        assert nora.get(page(made)).status_code == 200
        assert client_of(desk.malik).post(page(made, "rendre/")).status_code == 302
        assert nora.get(page(made)).status_code == 404
        assert client_of(desk.malik).post(page(made, "rendre/")).status_code == 302  # a second click

    def test_the_person_reads_who_handles_it(self, desk, other, made, as_owner):
        visitor = Client(headers={"host": HOST})
        opened(visitor, made)
        with CaptureQueriesContext(connection) as queries:
            read = text(visitor.get(f"/demandes/{made.reference}/"))
        assert len(queries) <= 12
        assert "Votre demande est maintenant traitée par le service « Vie associative et événements »" in read
        assert "Ville de Gravelines" in read
        assert "Elle se tient pour moitié à Gravelines." in read
        client_of(desk.malik).post(page(made, "rendre/"))
        read = text(visitor.get(f"/demandes/{made.reference}/"))
        assert "Votre demande est de nouveau au service" in read

    def test_the_new_department_is_told(self, desk, other, made, as_owner):
        run_waiting()
        tell()
        with as_owner():
            told = Mail.objects.filter(template="cases/agents").get()
        assert made.reference in told.subject
        assert told.to == "mairie@example.fr"

    def test_it_says_what_has_not_left_yet_to_whom_it_is_lent_and_nobody_else(self, desk, other, made, as_owner):
        with as_owner():
            assert Mail.objects.filter(case_id=made.case_id).update(last_error="connection refused")
        with CaptureQueriesContext(connection) as queries:
            assert "Pas encore parti" in client_of(other.sofia).get(page(made)).content.decode()
        assert len(queries) <= 16
        third = people.place("loon", "LP")

        def unsent(reach):
            with acting(reach), connection.cursor() as cursor:
                cursor.execute("select jsonb_array_length(notifications_unsent(%s, now()))", [made.case_id])
                return cursor.fetchone()[0]

        assert unsent(reach_of(desk)) == unsent(reach_of(other)) > 0
        assert unsent(Reach(person=other.sofia.id, walls=(third.walls["general"],))) == 0
        assert unsent(Reach()) == 0
        client_of(desk.malik).post(page(made, "rendre/"))
        assert unsent(reach_of(other)) == 0

    def test_it_lapses_by_itself(self, desk, other, made, as_owner):
        with as_owner():
            grant = Grant.objects.get()
            now = clock.now()
            Grant.objects.update(since=now - dt.timedelta(days=3), until=now - dt.timedelta(seconds=1))
        assert client_of(other.sofia).get(page(made)).status_code == 404
        for _ in range(2):
            lapse(case_id=str(made.case_id), wall_id=str(desk.town.wall_id), grant_id=str(grant.id))
        with as_owner():
            assert TimelineEntry.objects.filter(kind="returned").count() == 1
            assert Grant.objects.get().ended_at is not None


class TestThePage:
    def test_a_supervisor_lends_it(self, desk, other, as_owner):
        made = desk.submit()
        malik = client_of(desk.malik)
        shown = malik.get(page(made, "confier/")).content.decode()
        assert "Ville de Gravelines" in shown
        for wrong in ({}, {"reason": "x"}, {"until": "2020-01-01"}, {"department": str(desk.town.department_id)}):
            assert malik.post(page(made, "confier/"), {"version": 1} | wrong).status_code == 422
        sent = {
            "version": 1,
            "department": str(other.town.department_id),
            "until": (clock.today() + dt.timedelta(days=5)).isoformat(),
            "reason": "Chez vous.",
        }
        assert malik.post(page(made, "confier/"), sent).status_code == 302
        with as_owner():
            assert Grant.objects.get().decides is False
        read = text(malik.get(page(made)))
        assert "Confiée à Ville de Gravelines" in read
        assert "Chez vous." in read

    def test_not_by_an_agent_who_does_not_assign_nor_from_outside(self, desk, other, as_owner):
        made = desk.submit()
        for who in (desk.sofia, other.malik, desk.helene):
            assert client_of(who).get(page(made, "confier/")).status_code == 404
            assert client_of(who).post(page(made, "confier/"), {"version": 1}).status_code == 404
        with as_owner():
            assert not Grant.objects.exists()

    def test_what_was_written_is_kept_when_somebody_else_came_first(self, desk, other):
        made = desk.submit()
        desk.take(made, desk.sofia)
        sent = {
            "version": 1,
            "department": str(other.town.department_id),
            "until": (clock.today() + dt.timedelta(days=5)).isoformat(),
            "reason": "Mes mots à garder.",
        }
        answer = client_of(desk.malik).post(page(made, "confier/"), sent)
        assert answer.status_code == 409
        assert "Mes mots à garder.</textarea>" in answer.content.decode()


def test_it_is_erased_with_its_case(desk, other, as_owner):
    made = desk.submit()
    lend(desk, made, other)
    with acting(Reach(actor="worker", walls=(desk.town.wall_id,))):
        cases.erase_case(made.case_id, at=clock.now())
    with as_owner():
        assert not Grant.objects.exists()


def test_an_organisation_member_without_cases_sees_nothing(desk, other):
    made = desk.submit()
    lend(desk, made, other)
    desk_member = people.member(other.place, Role.ELECTED_MEMBER)
    assert client_of(desk_member).get(page(made)).status_code == 404
