"""Supervisors see what their department's agents have running, and stop it: how far it is, never what it is about."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.access.api import acting_as
from parvis.access.data import Right, Role
from parvis.access.models import Membership
from parvis.bulk.data import RunState
from parvis.bulk.domain import running
from parvis.bulk.models import Run
from parvis.exchange.models import Export, Import
from parvis.kernel import clock
from parvis.territory import models as territory
from parvis.territory.domain.directory import forget
from tests.bulk.test_runs import address, confirm, run_of, said, states, work
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.workload.test_load import person
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db
PAGE = "/agents/en-masse/service/"
SECRET = "Monsieur Untel vous attend"


@pytest.fixture
def desk(db):
    return make_desk()


def elsewhere(desk, role, name):
    """Somebody of another department of the same organisation."""
    with _as_owner():
        green, _made = territory.Department.objects.get_or_create(
            organisation_id=desk.town.organisation_id, code="espaces-verts", defaults={"name_fr": "Espaces verts"}
        )
    forget()
    there = replace(desk.place, departments=[green.id])
    return people.member(there, role, who=people.person(given_name=name, family_name="Martin"))


def asked(desk, who, state="running"):
    """An export and an import of somebody."""
    now = clock.now()
    shared = {"person_id": who.id, "organisation_id": desk.town.organisation_id, "language": "fr", "asked_at": now}
    shared |= {"expires_at": now + dt.timedelta(days=7), "state": state, "total": 40, "done": 12}
    with _as_owner():
        export = Export.objects.create(
            **shared, walls=[desk.town.wall_id], format="csv", columns=[], address=f"words={SECRET}"
        )
        bringing = Import.objects.create(
            **shared,
            wall_id=desk.town.wall_id,
            case_type_id=desk.town.case_type.id,
            revision_id=uuid.uuid4(),
            procedure="x",
            name=f"{SECRET}.xlsx",
        )
    return export, bringing


def stop(client, kind, ident):
    return client.post(f"{PAGE}{kind}/{ident}/arreter/", follow=True)


def test_what_agents_have_running_is_seen_and_stopped_by_their_supervisor(desk, monkeypatch):
    for day in range(5):
        desk.submit(20 + day)
    _look, done, _sent = confirm(client_of(desk.sofia), address("ecrire"), body=SECRET)
    run = run_of(done)
    export, bringing = asked(desk, desk.sofia)
    monkeypatch.setattr(running, "SLICE", 2)
    running.work(run_id=str(run.id), person_id=str(desk.sofia.id))
    malik = client_of(desk.malik)
    shown = malik.get(PAGE)
    page = said(shown)
    assert SECRET not in shown.content.decode()
    assert page.count("Sofia Leclercq") >= 3
    assert "2 sur 5" in page
    assert page.count("12 sur 40") == 2
    part = malik.get(PAGE + "?part=rows", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 5s"' in part
    assert "<html" not in part
    for kind, one in (("run", run), ("export", export), ("import", bringing)):
        assert "Arrêté" in said(stop(malik, kind, one.id))
        assert "déjà fini" in said(stop(malik, kind, one.id))
    with _as_owner():
        assert [one.objects.get().state for one in (Run, Export, Import)] == ["stopped"] * 3
    work()
    assert [state for state, _reason in states().values()].count("done") == 2
    sofia = client_of(desk.sofia)
    assert "Une personne qui encadre votre service" in said(sofia.get(done.headers["Location"]))
    sofia.post(done.headers["Location"] + "reprendre/")
    work()
    with _as_owner():
        ended = Run.objects.get()
    assert (ended.state, ended.reason) == (RunState.DONE, "")


def test_nobody_else_sees_or_stops_them(desk):
    desk.submit()
    _look, done, _sent = confirm(client_of(desk.sofia), address("etiqueter"), add="x")
    run = run_of(done)
    export, bringing = asked(desk, desk.sofia)
    other = make_desk("Gravelines", "GV", "59273")
    nora, lea = person(desk, "Nora"), elsewhere(desk, Role.SUPERVISOR, "Léa")
    for who, sees in ((nora, 404), (lea, 200), (other.malik, 200), (desk.helene, 404)):
        client = client_of(who)
        shown = client.get(PAGE)
        assert shown.status_code == sees, who
        assert "Leclercq" not in shown.content.decode().replace("Sofia Leclercq · Agent", "")
        for kind, one in (("run", run), ("export", export), ("import", bringing)):
            assert stop(client, kind, one.id).status_code == sees
    malik = client_of(desk.malik)
    assert stop(malik, "case", run.id).status_code == 404
    assert stop(malik, "run", uuid.uuid4()).status_code == 200
    with _as_owner():
        assert [one.objects.get().state for one in (Run, Export, Import)] == ["asked", "running", "running"]
    # who left the department takes nothing of the supervisor's sight along
    with _as_owner():
        Membership.objects.filter(person_id=desk.sofia.id).update(
            since="2026-01-01", until=clock.today() - dt.timedelta(days=1)
        )
    assert "Leclercq" not in malik.get(PAGE).content.decode()
    assert "déjà fini" in said(stop(malik, "run", run.id))


def test_statements_do_not_grow_with_runs(desk):
    def cost():
        client = client_of(desk.malik)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    asked(desk, desk.sofia)
    few = cost()
    for name in ("Ana", "Inès", "Max"):
        asked(desk, person(desk, name))
    assert cost() == few


def test_the_whole_organisation_s_supervisor_sees_all_departments_and_not_the_other_way_round(desk):
    top, ana = elsewhere(desk, Role.SUPERVISOR, "Max"), elsewhere(desk, Role.AGENT, "Ana")
    with _as_owner():
        Membership.objects.filter(person_id=top.id).update(department_id=None)
    asked(desk, ana)
    asked(desk, desk.sofia)
    asked(desk, top)
    page = said(client_of(top).get(PAGE))
    assert page.count("Ana Martin") >= 2
    assert page.count("Sofia Leclercq") >= 2
    assert "Max Martin" not in said(client_of(desk.malik).get(PAGE))
    with acting_as(desk.malik.id, Right.ASSIGN_CASES):
        assert not Export.objects.exists(), "the rows themselves stay their person's"
