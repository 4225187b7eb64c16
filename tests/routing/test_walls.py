"""Who may read and write rules in raw SQL, and what erasing a person leaves of them there."""

import pytest
from django.db import ProgrammingError, connection, transaction

from parvis.access.data import Role
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.routing.data import RuleSet, Way
from parvis.routing.domain import erasing
from parvis.routing.models import Draft, Version
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.routing.test_routing import in_force, rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk()


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def test_walls_in_raw_sql(desk):
    """Agents of the organisation read the versions; administrators and designers alone the drafts, on their pages."""
    other = make_desk("Gravelines", "GR", "59273")
    chief = people.member(desk.place, Role.ADMINISTRATOR)
    stranger = people.member(other.place, Role.ADMINISTRATOR)
    kept = in_force(desk, rule(desk.town.department_id))
    with _as_owner():
        Draft.objects.create(
            organisation_id=desk.town.organisation_id,
            case_type=desk.town.case_type,
            document={},
            changed_at=clock.now(),
        )

    def seen(reach):
        with acting(reach):
            return tuple(len(sql(f"select id from {table}")) for table in ("routing_version", "routing_draft"))

    wall, foreign = (desk.town.wall_id,), (other.town.wall_id,)
    assert seen(Reach(actor="web", person=desk.sofia.id, walls=wall)) == (1, 0)
    assert seen(Reach(actor="web", person=chief.id, walls=wall)) == (1, 0)
    assert seen(Reach(actor="designer", person=desk.malik.id, walls=wall)) == (1, 0)
    assert seen(Reach(actor="designer", person=chief.id, walls=wall)) == (1, 1)
    assert seen(Reach(actor="designer", person=stranger.id, walls=foreign)) == (0, 0)
    assert seen(Reach(actor="web", subjects=(new_id(),))) == (0, 0)
    for who, walls in ((desk.malik, wall), (stranger, foreign)):
        with pytest.raises(ProgrammingError), acting(Reach(actor="designer", person=who.id, walls=walls)):
            sql(
                "insert into routing_version (id, organisation_id, case_type_id, number, document, by_name, at)"
                " values (%s, %s, %s, 2, '{}', '', now())",
                new_id(),
                desk.town.organisation_id,
                desk.town.case_type.id,
            )
    with acting(Reach(actor="designer", person=chief.id, walls=wall)):
        for statement in ("update routing_version set number = 9", "delete from routing_version"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                sql(statement)
    # whoever submits gets the rules in force through the door, once
    with acting(Reach(actor="web", token="x")):
        door = "select id, document is null from routing_in_force(%s, %s, %s)"
        asked = (desk.town.case_type.id, desk.town.organisation_id)
        assert sql(door, *asked, None) == [(kept.id, False)]
        assert sql(door, *asked, kept.id) == [(kept.id, True)]
        assert sql(door, desk.town.case_type.id, other.town.organisation_id, None) == []


def test_who_is_erased_is_in_no_rule(desk):
    here = desk.town.department_id
    in_force(
        desk,
        rule(here, True, "Les deux", Way.PEOPLE, [desk.sofia, desk.malik]),
        rule(here, True, "Malik", Way.PEOPLE, [desk.malik]),
    )
    with _as_owner():
        assert erasing.erase_service(desk.malik.id) == 2
        row = Version.objects.get()
        assert str(desk.malik.id) not in str(row.document)
        assert row.by_name == ""
        first, second = RuleSet.model_validate(row.document).rules
    assert first.to.people == (desk.sofia.id,)
    assert second.to.way is Way.PILE
