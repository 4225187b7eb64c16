"""What is to be told: written as it happens, to those within whose walls it happens, of what they chose."""

import pytest
from django.db import connection, transaction

from parvis.access.api import wall_for
from parvis.cases import api as cases
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.webhooks.models import Delivery, Endpoint
from tests import queue
from tests.conftest import _as_owner
from tests.factories.desk import desk
from tests.webhooks.endpoints import made, told

pytestmark = pytest.mark.django_db


def asked():
    return [name for _number, name, _arguments in queue.waiting() if name == "parvis.webhooks.domain.sending.send"]


def test_each_entry_of_the_timeline_is_told_in_its_order():
    here = desk()
    endpoint, _secret = made(here)
    case = here.submit()
    here.take(case, here.malik)
    with _as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select id, kind, version from cases_timelineentry where case_id = %s order by id", [case.case_id]
        )
        entries = cursor.fetchall()
    assert [(one.event_id, one.kind, one.version) for one in told(endpoint)] == entries
    assert entries[0][1] == "submitted"
    assert len(asked()) == 1


def test_nothing_is_told_where_nobody_asked():
    here = desk()
    here.submit()
    assert told() == []
    assert asked() == []


def test_what_did_not_happen_is_not_told():
    here = desk()
    made(here)
    case = here.submit()
    before = len(told())
    with pytest.raises(RuntimeError), transaction.atomic():
        here.take(case, here.malik)
        raise RuntimeError
    assert len(told()) == before


def test_one_hears_of_ones_own_walls_alone():
    here, other = desk(), desk("Gravelines", "GV", "59273")
    theirs, _secret = made(other)
    general, social = here.town.wall_id, wall_for(here.place.id, "social")
    first, _secret = made(here, walls=[social])
    second, _secret = made(here, walls=[general])
    here.submit()
    assert told(theirs) == told(first) == []
    assert {one.wall_id for one in told(second)} == {here.town.wall_id}


def test_one_hears_of_what_one_chose():
    here = desk()
    taken, _secret = made(here, kinds=["assigned"])
    nothing, _secret = made(here, case_types=[here.place.id])
    all_of_it, _secret = made(here, case_types=[here.town.case_type.id], kinds=["submitted", "assigned"])
    here.take(here.submit(), here.malik)
    assert {one.kind for one in told(taken)} == {"assigned"}
    assert told(nothing) == []
    assert [one.kind for one in told(all_of_it)] == ["submitted", "assigned"]


def test_what_is_erased_goes_and_says_so():
    here = desk()
    endpoint, _secret = made(here)
    first, second = here.submit(), here.submit()
    with acting(Reach(actor="protection", walls=(here.town.wall_id,))):
        cases.erase_case(first.case_id, at=clock.now())
    of_it = [one for one in told(endpoint) if one.case_id == first.case_id]
    assert [(one.kind, one.audience) for one in of_it] == [("erased", "")]
    assert any(one.case_id == second.case_id for one in told(endpoint))


def test_a_wall_of_another_organisation_is_refused_by_the_database():
    here, other = desk(), desk("Gravelines", "GV", "59273")
    with pytest.raises(Exception, match="another organisation"):
        made(here, walls=[other.town.wall_id])


def test_no_agent_and_no_resident_sees_any_of_it():
    here = desk()
    made(here)
    here.submit()
    for actor in ("web", "worker", "timer", ""):
        with acting(Reach(actor=actor, person=here.malik.id, walls=(here.town.wall_id,))):
            assert not Delivery.objects.exists()
            assert not Endpoint.objects.exists()
