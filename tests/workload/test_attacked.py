"""What changes under somebody's hands: two who hand out at once, a department that closes, rights that end."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from parvis.access.api import acting_as
from parvis.access.data import Right, Role
from parvis.access.models import Membership
from parvis.bulk.models import Item
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed
from parvis.cases.models import Case, Message, TimelineEntry
from parvis.documents.models import Document
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.mailroom.models import Letter
from parvis.territory import models as territory
from parvis.territory.domain.directory import forget
from parvis.workload import jobs
from parvis.workload.models import Notice, Rule, Setting
from tests.bulk.test_letters import PATH, TYPED
from tests.bulk.test_runs import address, confirm, states, work
from tests.cases.test_desk import page, text
from tests.concurrency.test_races import together
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.workload.test_load import followers, person
from tests.workload.test_notices import run
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

OUT = "/agents/charge/repartir/"


@pytest.fixture
def desk(db):
    return make_desk()


def close(department_id, closed=True):
    with _as_owner():
        territory.Department.objects.filter(id=department_id).update(is_closed=closed)
    forget()


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_who_hand_out_the_same_requests_at_once():
    desk = make_desk()
    awa = person(desk, "Awa", Role.SUPERVISOR)
    for day in range(8):
        desk.submit(20 + day)
    clients = [client_of(desk.malik), client_of(awa)]
    answers = together(*(lambda one=one: one.post(OUT) for one in clients))
    assert [one.status_code for one in answers] == [302, 302], answers
    with _as_owner():
        given = list(TimelineEntry.objects.filter(kind="assigned").values_list("case_id", flat=True))
        assert len(given) == len(set(given)) == 8, "each once"
        assert Case.objects.filter(assignee_id=None).count() == 0
        told = list(Notice.objects.values_list("case_id", flat=True))
        assert len(told) == len(set(told))
    counts = sorted(count for who, count in followers(desk).items() if who)
    assert counts[-1] - counts[0] <= 1, counts


@pytest.mark.django_db
class TestAClosedDepartment:
    """The only department of the desk closes; a reception elsewhere stays."""

    @pytest.fixture
    def made(self, desk):
        found = desk.submit()
        with _as_owner():
            territory.Department.objects.update(is_reception=False)
            territory.Department.objects.create(
                organisation_id=desk.town.organisation_id, code="accueil", name_fr="Accueil", is_reception=True
            )
            Setting.objects.create(
                department_id=desk.town.department_id, organisation_id=desk.town.organisation_id, arrival="all"
            )
            for department_id in (desk.town.department_id, uuid.uuid4()):  # one closes, the other one is no more
                Rule.objects.create(
                    id=new_id(),
                    organisation_id=desk.town.organisation_id,
                    department_id=department_id,
                    place=1,
                    people=[desk.sofia.id, uuid.uuid4()],
                )
        close(desk.town.department_id)
        return found

    def test_what_is_left_there_is_handed_out_and_followed(self, desk, made):
        malik = client_of(desk.malik)
        assert malik.get("/agents/charge/").status_code == 200
        assert malik.get("/agents/charge/regles/").status_code == 200
        assert malik.get(f"/agents/charge/?service={uuid.uuid4()}").status_code == 404
        run(jobs.hand_out_each_minute, "arrive")
        assert followers(desk) == {desk.sofia.id: 1}
        sofia = client_of(desk.sofia)
        sent = {"version": desk.version(made), "department": str(desk.town.department_id)}
        back = sofia.post(page(made, "attribuer/"), sent | {"to": ""})
        assert back.status_code == 302, text(back)
        assert followers(desk) == {None: 1}
        assert malik.post(OUT).status_code == 302
        assert followers(desk) == {desk.sofia.id: 1}
        with _as_owner():
            Case.objects.update(closed_at=clock.now(), kind="closed")
        assert malik.get("/agents/charge/").status_code == 404, "nothing is left to see to"

    def test_who_sees_to_the_whole_organisation_begins_where_something_is_open(self, desk, made):
        close(desk.town.department_id, closed=False)
        top = person(desk, "Max", Role.SUPERVISOR)
        with _as_owner():
            Membership.objects.filter(person_id=top.id).update(department_id=None)
            territory.Department.objects.filter(code="accueil").update(code="a-accueil")
        forget()
        assert "Vie associative" in client_of(top).get("/agents/charge/").content.decode().partition("<h1")[0]

    def test_nothing_more_is_given_to_it(self, desk, made):
        with _as_owner():
            other = territory.Department.objects.get(code="accueil")
            Case.objects.update(department_id=other.id)
        client = client_of(desk.malik)
        sent = {"to": "me", "version": desk.version(made), "department": str(desk.town.department_id)}
        assert client.post(page(made, "attribuer/"), sent).status_code == 422
        for department_id in (desk.town.department_id, uuid.uuid4()):
            with acting_as(desk.malik.id, Right.ASSIGN_CASES), pytest.raises(NotAllowed):
                cases.assign(
                    made.case_id,
                    by=desk.actor(desk.malik),
                    at=clock.now(),
                    version=None,
                    department_id=department_id,
                )

    def test_one_that_closes_between_the_confirmation_and_the_run(self, desk, made):
        with _as_owner():
            other = territory.Department.objects.create(
                organisation_id=desk.town.organisation_id, code="espaces-verts", name_fr="Espaces verts"
            )
        close(desk.town.department_id, closed=False)
        _look, _done, _sent = confirm(
            client_of(desk.malik), address("attribuer"), to="nobody", department=str(other.id)
        )
        close(other.id)
        work()
        assert states() == {made.reference: ("refused", "Le service est fermé")}


@pytest.mark.django_db
def test_rights_that_end_between_the_confirmation_and_the_letters(desk):
    for day in range(3):
        desk.submit(20 + day)
    _look, _done, _sent = confirm(client_of(desk.sofia), PATH, **TYPED | {"way": "chosen"})
    with _as_owner():
        Letter.objects.all().delete()
        before = Document.objects.count()
        Membership.objects.filter(person_id=desk.sofia.id).update(
            since="2026-01-01", until=clock.today() - dt.timedelta(days=1)
        )
    work()
    with _as_owner():
        assert {one.state for one in Item.objects.all()} <= {"refused"}
        assert (Document.objects.count(), Message.objects.count(), Letter.objects.count()) == (before, 0, 0)
    sofia = client_of(desk.sofia)
    assert sofia.post(PATH.replace("courrier/", "courrier/apercu/"), TYPED).status_code == 404


@pytest.mark.django_db
def test_rights_that_end_in_the_middle_of_handing_out(desk):
    for day in range(3):
        desk.submit(20 + day)
    given = {
        "organisation_id": str(desk.town.organisation_id),
        "department_id": str(desk.town.department_id),
        "person_id": str(desk.malik.id),
    }
    with _as_owner():
        Membership.objects.filter(person_id=desk.malik.id).update(role="agent")
    jobs.hand_out(**given)
    assert followers(desk) == {None: 3}
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name like '%hand_out' and status = 'todo'")
        assert cursor.fetchone()[0] == 0
