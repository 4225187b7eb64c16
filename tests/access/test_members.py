"""Memberships, invitations, links and followed requests."""

import datetime as dt
import re
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from parvis.access import api, cookies
from parvis.access.data import Right, Role
from parvis.access.models import Invitation, Membership
from parvis.identity.models import Person
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.factories import people


@pytest.fixture
def at(db):
    return people.place()


def test_a_wall_of_another_organisation_is_refused_by_the_database(at):
    other, who = people.place("gravelines", "GR"), people.person()
    with people._as_owner(), pytest.raises(DatabaseError), transaction.atomic():
        api.appoint(
            person_id=who.id, organisation_id=at.id, department_id=None, role=Role.AGENT, walls=[other.walls["general"]]
        )


def test_an_agent_can_write_no_membership(at):
    who = people.member(at)
    with api.acting_as(who.id, Right.HANDLE_CASES), pytest.raises(DatabaseError), transaction.atomic():
        api.appoint(
            person_id=who.id,
            organisation_id=at.id,
            department_id=None,
            role=Role.SUPERVISOR,
            walls=[at.walls["school"]],
        )


def test_an_administrator_writes_those_of_their_organisation_alone(at):
    other, who = people.place("gravelines", "GR"), people.person()
    admin = people.member(at, Role.ADMINISTRATOR)
    with api.acting_as(admin.id, Right.ADMINISTER, actor="administrator"):
        api.appoint(
            person_id=who.id, organisation_id=at.id, department_id=None, role=Role.AGENT, walls=[at.walls["school"]]
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            api.appoint(
                person_id=who.id, organisation_id=other.id, department_id=None, role=Role.AGENT,
                walls=[other.walls["school"]],
            )  # fmt: skip


def test_colleagues_are_those_of_ones_organisation(at):
    other = people.place("gravelines", "GR")
    sofia = people.member(at)
    people.member(other, who=people.person(given_name="Nora", family_name="Lefebvre"))
    with api.acting_as(sofia.id, Right.READ_CASES):
        assert [found.name for found in api.colleagues(at.id)] == ["Sofia Leclercq"]
        assert api.colleagues(other.id) == []
    with acting(Reach()):
        assert api.colleagues(at.id) == []


@pytest.fixture
def posted():
    from parvis.identity.registry import PostOffice, post_offices

    letters = []
    with post_offices.overridden(PostOffice("a test", letters.append)):
        yield letters


def invite(at, posted, email="nouvelle@example.org"):
    admin, client = people.member(at, Role.ADMINISTRATOR, "general", "social"), Client()
    people.sign_in(client, admin, host=at.host)
    body = {"email": email, "role": "agent", "department": str(at.departments[0]), "spheres": ["social"]}
    assert client.post("/agents/membres/inviter/", body).status_code == 302
    link = re.search(r"http://localhost:8000(/invitation/\S+)", posted[-1].text).group(1)
    return client, link


def test_an_invitation_makes_an_agent_once(at, posted, settings):
    client = Client(HTTP_HOST="localhost:8000")
    _, link = invite(at, posted)
    settings.PARVIS_SECOND_FACTOR = True
    assert client.get(link).status_code == 200
    body = {"given_name": "Nouvelle", "family_name": "Agente", "password": people.PASSWORD}
    answer = client.post(link, body)
    assert (answer.status_code, answer["Location"]) == (302, "/compte/securite/"), "a second factor comes first"
    assert client.get(link).status_code == 410
    with people._as_owner():
        found = Membership.objects.get(person__email="nouvelle@example.org")
        assert (found.role, found.walls, found.since) == ("agent", [at.walls["social"]], clock.today())
        assert not Invitation.objects.exists()


def test_an_invitation_lapses_after_a_week(at, posted):
    start = clock.now()
    with clock.fixed(start):
        _, link = invite(at, posted)
    client = Client(HTTP_HOST="localhost:8000")
    with clock.fixed(start + dt.timedelta(days=7, seconds=1)):
        assert client.get(link).status_code == 410


def test_an_invitation_for_a_known_address_is_accepted_by_its_account_alone(at, posted):
    who, other = people.person("nouvelle@example.org"), people.person()
    _, link = invite(at, posted)
    stranger, client = Client(), Client()
    people.sign_in(stranger, other)
    assert stranger.post(link, {"given_name": "x", "family_name": "y", "password": people.PASSWORD}).status_code == 422
    people.sign_in(client, who)
    assert client.post(link).status_code == 302
    with people._as_owner():
        assert list(Membership.objects.filter(role="agent").values_list("person_id", flat=True)) == [who.id]
        assert Person.objects.filter(email="nouvelle@example.org").count() == 1


def test_the_members_page_is_as_dear_for_three_as_for_one(at):
    admin, client = people.member(at, Role.ADMINISTRATOR), Client()
    people.sign_in(client, admin, host=at.host)
    counts = []
    for _ in range(2):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get("/agents/membres/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/agents/membres/").status_code == 200
        counts.append(len(asked))
        for _ in range(2):
            people.member(at)
    assert counts[0] == counts[1]


def test_an_ended_membership_opens_nothing_from_the_same_day(at):
    admin, client = people.member(at, Role.ADMINISTRATOR), Client()
    who = people.member(at, since=clock.today() - dt.timedelta(days=3))
    people.sign_in(client, admin, host=at.host)
    with people._as_owner():
        membership = Membership.objects.get(person=who)
    assert client.post(f"/agents/membres/{membership.id}/terminer/").status_code == 302
    assert api.standing_of(who.id).memberships == ()
    with people._as_owner():
        own = Membership.objects.get(person=admin)
    assert client.post(f"/agents/membres/{own.id}/terminer/").status_code == 404


def test_a_link_serves_once_for_its_purpose_and_in_time(db):
    start = clock.now()
    with clock.fixed(start), acting(Reach()):
        token = api.issue_link("tracking", {"subjects": ["x"]}, lifetime=dt.timedelta(hours=1))
        late = api.issue_link("tracking", {}, lifetime=dt.timedelta(hours=1))
        assert api.redeem_link(token, "draft") is None
        assert api.redeem_link(token, "tracking") == {"subjects": ["x"]}
        assert api.redeem_link(token, "tracking") is None
    with clock.fixed(start + dt.timedelta(hours=1)):
        assert api.redeem_link(late, "tracking") is None


def carried(host="dunkerque.localhost:8000", raw=None):
    request = RequestFactory().get("/", HTTP_HOST=host)
    if raw:
        request.COOKIES[cookies.FOLLOWED] = raw
    return request


def test_followed_requests_travel_signed_on_their_host_for_a_while():
    ids = [uuid.UUID(int=number) for number in range(1, 26)]
    response = HttpResponse()
    cookies.follow(carried(), response, ids[:3])
    raw = response.cookies[cookies.FOLLOWED].value
    assert cookies.followed(carried(raw=raw)) == tuple(ids[:3])
    assert cookies.followed(carried("gravelines.localhost:8000", raw)) == ()
    assert cookies.followed(carried(raw="B" + raw[1:])) == ()
    cookies.follow(carried(raw=raw), response, ids)
    assert cookies.followed(carried(raw=response.cookies[cookies.FOLLOWED].value)) == tuple(ids[-cookies.MOST :])
    assert response.cookies[cookies.FOLLOWED]["httponly"]


def test_a_visitor_gets_a_secret_and_the_reach_of_it(db):
    request = carried()
    from parvis.kernel.reach import current

    with acting(Reach()):
        token = api.visitor(request)
        assert current().token == token
    response = HttpResponse()
    cookies.set_visitor(request, response)
    again = carried()
    again.COOKIES[cookies.VISITOR] = response.cookies[cookies.VISITOR].value
    assert api.visitor_hash(again) == token


def test_an_invitation_that_was_taken_back_or_replaced_opens_nothing(at, posted):
    """Nor does its page say whom it was for: as one that never was."""
    admin, first = invite(at, posted)
    _, second = invite(at, posted)
    with people._as_owner():
        left = Invitation.objects.get()
    browser = Client(HTTP_HOST="localhost:8000")
    assert (browser.get(first).status_code, browser.get(second).status_code) == (410, 200)
    elsewhere, stranger = people.place("gravelines", "GR"), Client()
    people.sign_in(stranger, people.member(elsewhere, Role.ADMINISTRATOR), host=elsewhere.host)
    stranger.post(f"/agents/membres/invitations/{left.id}/retirer/")
    assert browser.get(second).status_code == 200, "not by another town's administrator"
    assert admin.post(f"/agents/membres/invitations/{left.id}/retirer/").status_code == 302
    body = {"given_name": "Nouvelle", "family_name": "Agente", "password": people.PASSWORD}
    for link in (first, second, "/invitation/jamais-envoyee/"):
        answer = browser.post(link, body)
        assert answer.status_code == 410
        assert "nouvelle@example.org" not in answer.content.decode()
    with people._as_owner():
        assert not Person.objects.filter(email="nouvelle@example.org").exists()
