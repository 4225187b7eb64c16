"""Four eyes without a proposal: who brought a case to where another has to look at it does not take it on."""

import pytest
from django.db import ProgrammingError, transaction

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Conflict, NotAllowed
from parvis.cases.domain import checking
from parvis.cases.models import Case, Decision
from tests.cases import flowing
from tests.cases.conftest import AT
from tests.cases.test_turns import LATER, agent, move

pytestmark = pytest.mark.django_db
POSTED = {"posted_on": LATER.date().isoformat()}


def looked_at_twice(**changes):
    """The definition of the tests in which posting, which decides, asks for a second agent."""
    document = flowing.definition().model_dump(mode="json", exclude_defaults=True)
    for one in document["workflow"]["transitions"]:
        if one["id"] == "posted":
            one |= {"four_eyes": True, "target": "accepted"} | changes
            one["actions"].append({"type": "decide", "options": {"outcome": "accepted"}})
    return CaseTypeDefinition.model_validate(document)


@pytest.fixture
def flow(town, as_owner):
    with as_owner():
        cases.types.publish(town.case_type.id, looked_at_twice(), at=AT)
    return town


def test_another_agent_takes_it_on(flow, as_owner):
    made, first, second = flow.submit(), agent(flow, "Sofia"), agent(flow, "Malik")
    move(flow, made, "take", first)
    with flow.inside():
        before = Case.objects.get(id=made.case_id).version
    move(flow, made, "prepare", first)
    with pytest.raises(NotAllowed):
        move(flow, made, "posted", first, said=POSTED)
    with flow.inside():
        assert "posted" not in {one.id for one in cases.available(made.case_id, by=first, at=LATER)}
        assert "posted" in {one.id for one in cases.available(made.case_id, by=second, at=LATER)}
        # a page that was opened before: what came first is told
        with pytest.raises(Conflict):
            cases.transition(made.case_id, "posted", by=first, at=LATER, version=before, said=POSTED)
        # and what no code of ours could let through by mistake
        held = Case.objects.get(id=made.case_id)
        with pytest.raises(ProgrammingError, match="brought it here"), transaction.atomic():
            Decision.objects.create(
                case=held,
                wall_id=held.wall_id,
                subject_id=held.subject_id,
                organisation_id=held.organisation_id,
                outcome="closed",
                year=2026,
                decided_at=LATER,
                decided_by=first.person_id,
                salt=b"0" * 16,
            )
    move(flow, made, "posted", second, said=POSTED)
    with as_owner():
        assert Decision.objects.get(case=made.case_id).decided_by == second.person_id


@pytest.mark.parametrize(
    "change", [{"rights": ["agent", "resident"]}, {"rights": ["resident"]}, {"sources": ["visit_planned"]}]
)
def test_it_is_checked_before_it_is_published(change):
    found = [one for one in checking.check(looked_at_twice(**change)) if one.path.endswith("four_eyes")]
    assert found, change
    assert all(one.message.fr and one.message.into("en") for one in found)


def test_a_definition_that_may_be_published_has_no_such_problem():
    assert [one for one in checking.check(looked_at_twice()) if one.path.endswith("four_eyes")] == []
