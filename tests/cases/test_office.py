"""In which quality somebody signs: said with the membership, printed by the act (CRPA L212-1)."""

import pytest
from django.utils.translation import override

from parvis.access.api import Right, Role, acting_as, standing_of
from parvis.access.domain import members
from parvis.cases import api as cases
from parvis.cases.data import Office, Outcome
from parvis.cases.domain import papers, revisions
from parvis.cases.models import Case, Decision
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.factories import people
from tests.factories.desk import desk

pytestmark = pytest.mark.django_db


def office(who, wall_id):
    with override("en"):
        return cases.actor_of(standing_of(who.id), as_agent=True).office_in(wall_id)


def test_a_role_s_name_in_french_where_no_quality_is_said():
    at = people.place()
    assert office(people.member(at, Role.SUPERVISOR), at.walls["general"]) == Office("Responsable", False)


def test_the_quality_is_that_of_the_wall():
    at, elsewhere = people.place(), people.place("gravelines", "GR")
    who = people.member(at, Role.AGENT, quality="Adjointe au maire", by_delegation=True)
    people.member(elsewhere, Role.SUPERVISOR, who=who)
    assert office(who, at.walls["general"]) == Office("Adjointe au maire", True)
    assert office(who, elsewhere.walls["general"]) == Office("Responsable", False)
    assert office(who, at.walls["social"]) == Office()


def test_an_invitation_carries_it():
    at, who = people.place(), people.person()
    chief = people.member(at, Role.ADMINISTRATOR)
    with acting_as(chief.id, Right.ADMINISTER, actor="administrator"):
        token = members.invite(
            email=who.email,
            organisation_id=at.id,
            department_id=None,
            role=Role.SUPERVISOR,
            walls=[at.walls["general"]],
            by=chief.id,
            quality=" Directrice des sports ",
            by_delegation=True,
        )
    with acting(Reach(actor="signin")):
        assert members.accept(token, person_id=who.id, email=who.email)
    assert office(who, at.walls["general"]) == Office("Directrice des sports", True)
    with acting_as(chief.id, Right.ADMINISTER, actor="administrator"):
        found = next(one for one in members.colleagues(at.id) if one.person_id == who.id)
    assert (found.quality, found.by_delegation) == ("Directrice des sports", True)


@pytest.mark.parametrize("by_delegation", [True, False])
def test_an_order_says_by_delegation_only_when_it_is(by_delegation):
    here = desk()
    mayor = people.member(here.place, Role.SUPERVISOR, quality="Le maire", by_delegation=by_delegation)
    made = here.submit()
    here.take(made, mayor)
    with acting_as(mayor.id, Right.HANDLE_CASES):
        cases.decide(made.case_id, Outcome.ACCEPTED, by=here.actor(mayor), at=clock.now(), version=2)
        case, decision = Case.objects.get(), Decision.objects.get()
        signed = papers.decision_content(case, revisions.load(case.revision_id), decision).signatory
    assert signed.quality == "Le maire"
    assert signed.delegation == ("Pour le maire et par délégation," if by_delegation else "")
    assert decision.payload()["by_delegation"] is by_delegation
