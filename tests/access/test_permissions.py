"""One table, every page × every right; and the rules behind it, as pure functions."""

import uuid
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from parvis.access.data import RIGHTS, Host, MembershipFact, Right, Role, Rule, Standing, Verdict, Who
from parvis.access.middleware import AccessMiddleware
from parvis.access.rules import agent, decide, entry, public, reach_of, resident
from parvis.config.permissions import TABLE
from parvis.kernel.reach import current
from tests.architecture.test_pages_axe import url_names
from tests.factories import people

HERE, ELSEWHERE = uuid.UUID(int=1), uuid.UUID(int=2)
WALL, OTHER_WALL = uuid.UUID(int=11), uuid.UUID(int=12)


def test_the_table_and_the_addresses_are_the_same():
    assert set(TABLE) == set(url_names())


def holder(role: Role, organisation: uuid.UUID = HERE) -> Standing:
    wall = WALL if organisation == HERE else OTHER_WALL
    fact = MembershipFact(uuid.UUID(int=21), organisation, None, role, (wall,))
    return Standing(person_id=uuid.UUID(int=31), memberships=(fact,), second_factor=True)


RESIDENT = Standing(person_id=uuid.UUID(int=31))
KINDS: dict[str, Standing] = {
    "anonymous": Standing(),
    "resident": RESIDENT,
    **{role.value: holder(role) for role in Role},
    "agent of another organisation": holder(Role.AGENT, ELSEWHERE),
}


def expected(rule: Rule, kind: str, organisation_id: uuid.UUID | None) -> Verdict:
    """The naive rule, said again in other words."""
    if rule.host is Host.TERRITORY and organisation_id:
        return Verdict.ELSEWHERE
    if rule.host is Host.ORGANISATION and not organisation_id:
        return Verdict.MISSING
    if rule.who is Who.PUBLIC:
        return Verdict.OPEN
    if kind == "anonymous":
        return Verdict.SIGN_IN
    if rule.who is Who.RESIDENT:
        return Verdict.OPEN
    if kind == "resident":
        return Verdict.MISSING
    role = Role.AGENT if kind.startswith("agent") else Role(kind)
    here = organisation_id in (None, ELSEWHERE if "another" in kind else HERE)
    return Verdict.OPEN if here and (not rule.rights or RIGHTS[role] & rule.rights) else Verdict.MISSING


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_for_every_right(kind):
    for (name, rule), place in product(TABLE.items(), (None, HERE)):
        assert decide(rule, KINDS[kind], place, second_factor=True) is expected(rule, kind, place), (name, place)


@pytest.mark.parametrize("name", sorted(name for name, rule in TABLE.items() if not rule.bare))
def test_the_middleware_obeys_the_table(db, name):
    """Each page is asked for by nobody, a resident and an agent of elsewhere: its view runs when the table says so."""
    at, other = people.place(), people.place("gravelines", "GR")
    who = {"anonymous": None, "resident": people.person(), "agent of another organisation": people.member(other)}
    from parvis.territory.api import sites

    for kind, person in who.items():
        request = RequestFactory(HTTP_HOST=f"{at.host}:8000").get("/")
        request.user, request.site = AnonymousUser(), sites.of(at.id)
        if person:
            request.COOKIES |= people.cookies(person, host=at.host)
        ran = []

        def inner(request, name=name, ran=ran, holder=(middleware := [])):
            request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name=name)
            answer = holder[0].process_view(request, None, (), {})
            if answer is None:
                ran.append(current())
            return answer or HttpResponse()

        middleware.append(AccessMiddleware(inner))
        answer = middleware[0](request)
        rule = TABLE[name]
        verdict = expected(rule, kind, at.id)
        assert bool(ran) is (verdict is Verdict.OPEN), (name, kind)
        if verdict is Verdict.MISSING:
            assert answer.status_code == 404
        if ran and ran[0] is not None:
            assert ran[0].walls == ()


def test_rights_and_walls_go_together_and_never_cross():
    facts = (
        MembershipFact(uuid.UUID(int=21), HERE, None, Role.AGENT, (WALL,)),
        MembershipFact(uuid.UUID(int=22), HERE, None, Role.SUPERVISOR, (OTHER_WALL,)),
    )
    both = Standing(person_id=uuid.UUID(int=31), memberships=facts)
    assert both.may(Right.HANDLE_CASES, wall_id=WALL)
    assert not both.may(Right.ASSIGN_CASES, wall_id=WALL)
    assert both.may(Right.ASSIGN_CASES, wall_id=OTHER_WALL)
    assert reach_of(agent(Right.ASSIGN_CASES), both, HERE).walls == (OTHER_WALL,)


def test_pages_of_ones_own_reach_no_wall_and_agents_pages_no_subject():
    subject, followed = uuid.UUID(int=41), uuid.UUID(int=42)
    found = Standing(
        person_id=uuid.UUID(int=31),
        memberships=holder(Role.AGENT).memberships,
        subjects=(subject,),
        followed=(subject, followed),
    )
    for rule in (public(), resident(), entry()):
        assert reach_of(rule, found, HERE).walls == ()
        assert reach_of(rule, found, HERE).subjects == (subject, followed)
    assert reach_of(agent(Right.READ_CASES), found, HERE).subjects == ()


def test_sign_in_pages_alone_act_as_sign_in():
    assert {name for name, rule in TABLE.items() if rule.actor == "signin"} == {
        name for name, rule in TABLE.items() if rule.who is Who.PUBLIC and rule.host is Host.TERRITORY and not rule.bare
    }
