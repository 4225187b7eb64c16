"""The request's door: who acts, what they reach, what it costs."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from parvis.access import api
from parvis.access.data import Right, Role
from parvis.config import urls as config_urls
from parvis.identity.models import Session
from parvis.kernel import clock, reach
from tests.factories import people

SEEN: dict[str, object] = {}


def look(request):
    SEEN["reach"] = reach.current()
    SEEN["standing"] = request.standing
    if request.method == "POST" and "fail" in request.POST:
        from parvis.access.domain.journal import log_refusal

        log_refusal(person_id=request.standing.person_id, kind="x", sought="y", path="/", organisation_id=None)
        raise RuntimeError("on purpose")
    if "missing" in request.GET:
        api.fetch_or_missing(Session.objects.all(), "case", id="018f4f0e-0000-7000-8000-000000000000")
    return HttpResponse(request.standing.name)


urlpatterns = [
    *config_urls.urlpatterns,
    path("t/public/", look, name="t_public"),
    path("t/resident/", look, name="t_resident"),
    path("t/agent/", look, name="t_agent"),
    path("t/bare/", look, name="t_bare"),
    path("t/unlisted/", look, name="t_unlisted"),
]
handler404 = config_urls.handler404
handler500 = config_urls.handler500


@pytest.fixture
def client(db, settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.access.test_middleware"
    from parvis.config import permissions

    for name, rule in {
        "t_public": api.public(),
        "t_resident": api.resident(),
        "t_agent": api.agent(Right.READ_CASES),
        "t_bare": api.bare(),
    }.items():
        monkeypatch.setitem(permissions.TABLE, name, rule)
    SEEN.clear()
    return Client(HTTP_HOST="localhost:8000", raise_request_exception=False)


def test_nobody_reaches_nothing(client):
    people.territory_site()
    assert client.get("/t/public/").status_code == 200
    assert SEEN["reach"] is None
    assert client.post("/t/public/").status_code == 200
    assert SEEN["reach"] == reach.Reach()


def test_a_page_that_is_not_in_the_table_is_missing(client):
    people.territory_site()
    assert client.get("/t/unlisted/").status_code == 404
    assert SEEN == {}


def test_a_bare_page_asks_the_database_nothing(client):
    people.territory_site()
    client.get("/t/bare/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/t/bare/").status_code == 200
    assert len(asked) == 0


def test_a_residents_page_reaches_their_subjects_and_no_wall(client):
    at = people.place()
    who = people.member(at)
    with api.acting_as(who.id):
        from parvis.identity.api import subject_for

        subject = subject_for(who.id, at.walls["social"])
    people.sign_in(client, who)
    client.get("/t/resident/")
    assert SEEN["reach"].walls == ()
    assert SEEN["reach"].subjects == (subject,)
    assert SEEN["reach"].person == who.id


def test_an_agents_page_reaches_the_walls_of_the_right_that_opens_it(client):
    at, other = people.place(), people.place("gravelines", "GR")
    who = people.member(at, Role.AGENT, "social")
    people.member(at, Role.SERVICE_DESIGNER, "school", who=who)
    people.member(other, Role.AGENT, "general", who=who)
    people.sign_in(client, who)
    client.get("/t/agent/")
    assert SEEN["reach"].walls == tuple(sorted([at.walls["social"], other.walls["general"]]))
    assert SEEN["reach"].subjects == ()
    people.sign_in(client, who, host=at.host)
    client.get("/t/agent/")
    assert SEEN["reach"].walls == (at.walls["social"],)


def test_an_agent_of_another_organisation_meets_what_does_not_exist(client):
    at, other = people.place(), people.place("gravelines", "GR")
    who = people.member(other)
    people.sign_in(client, who, host=at.host)
    absent = client.get("/t/there-is-no-such-page/")
    refused = client.get("/t/agent/")
    assert refused.status_code == absent.status_code == 404
    assert SEEN == {}
    with people._as_owner():
        from parvis.access.models import Refusal

        noted = Refusal.objects.get()
    assert (noted.person_id, noted.sought, noted.organisation_id) == (who.id, "t_agent", at.id)


def test_a_row_outside_the_walls_is_missing_and_the_attempt_is_noted(client):
    at = people.place()
    who = people.member(at)
    people.sign_in(client, who, host=at.host)
    assert client.get("/t/agent/?missing").status_code == 404
    with people._as_owner():
        from parvis.access.models import Refusal

        noted = Refusal.objects.get()
    assert (noted.kind, noted.sought, noted.person_id) == ("case", "018f4f0e-0000-7000-8000-000000000000", who.id)


@pytest.mark.parametrize(
    ("since", "until", "opens"),
    [(0, None, True), (1, None, False), (-5, -1, False), (-5, 0, True), (-1, 1, True)],
)
def test_a_membership_opens_from_its_first_day_to_its_last(client, since, until, opens):
    at = people.place()
    today = clock.today()
    day = dt.timedelta(days=1)
    who = people.member(at, since=today + since * day, until=None if until is None else today + until * day)
    people.sign_in(client, who, host=at.host)
    assert client.get("/t/agent/").status_code == (200 if opens else 404)


def test_an_agent_without_second_factor_sets_one_up_first(client, settings):
    at = people.place()
    who = people.member(at)
    settings.PARVIS_SECOND_FACTOR = True
    people.sign_in(client, who, host=at.host, second_factor=False)
    answer = client.get("/t/agent/")
    assert answer.status_code == 302
    assert answer["Location"] == "http://localhost:8000/compte/securite/"
    assert client.get("/t/resident/").status_code == 200
    people.sign_in(client, who, host=at.host, second_factor=True)
    assert client.get("/t/agent/").status_code == 200


def test_the_demonstration_asks_for_no_second_factor(client):
    assert settings.PARVIS_SECOND_FACTOR is False
    at = people.place()
    people.sign_in(client, people.member(at), host=at.host, second_factor=False)
    assert client.get("/t/agent/").status_code == 200


def test_two_statements_a_request(client):
    at = people.place()
    people.sign_in(client, people.member(at), host=at.host)
    client.get("/t/agent/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/t/agent/")
    mine = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    # The third gives the test's own outer transaction its reach back; a request of the product has none.
    assert len(mine) == 3, mine
    assert "access_open" in mine[0]
    assert "set_config" in mine[1]


def test_nobodys_page_costs_no_statement(client):
    people.territory_site()
    client.get("/t/public/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/t/public/")
    assert len(asked) == 0


def test_a_failing_page_commits_nothing(client):
    at = people.place()
    people.sign_in(client, people.member(at), host=at.host)
    answer = client.post("/t/agent/", {"fail": "1"})
    assert answer.status_code == 500
    with people._as_owner():
        from parvis.access.models import Refusal

        assert Refusal.objects.count() == 0


def test_an_idle_agent_signs_in_again_a_resident_does_not(client):
    at = people.place()
    agent_, resident = people.member(at), people.person()
    start = clock.now()
    with clock.fixed(start):
        people.sign_in(client, agent_, host=at.host)
    with clock.fixed(start + dt.timedelta(minutes=29)):
        assert client.get("/t/agent/").status_code == 200
    with clock.fixed(start + dt.timedelta(minutes=58)):
        assert client.get("/t/agent/").status_code == 200
    with clock.fixed(start + dt.timedelta(minutes=89)):
        answer = client.get("/t/agent/?page=2")
    assert answer.status_code == 302
    assert answer["Location"] == "/connexion/?next=%2Ft%2Fagent%2F%3Fpage%3D2"
    with clock.fixed(start):
        people.sign_in(client, resident)
    with clock.fixed(start + dt.timedelta(days=13)):
        assert client.get("/t/resident/").status_code == 200


def test_a_busy_agent_signs_in_once_a_day(client):
    at = people.place()
    start = clock.now()
    with clock.fixed(start):
        people.sign_in(client, people.member(at), host=at.host)
    for quarter in range(1, 12 * 4):
        with clock.fixed(start + dt.timedelta(minutes=15 * quarter)):
            assert client.get("/t/agent/").status_code == 200
    with clock.fixed(start + dt.timedelta(hours=12)):
        assert client.get("/t/agent/").status_code == 302


def test_what_was_being_typed_is_kept_for_its_author_alone(client):
    at = people.place()
    who, other = people.member(at), people.member(at)
    start = clock.now()
    with clock.fixed(start):
        people.sign_in(client, who, host=at.host)
    with clock.fixed(start + dt.timedelta(hours=2)):
        answer = client.post("/t/agent/?case=1", {"note": "Une longue <note>", "password": "secret", "empty": ""})
        assert answer.status_code == 401
        assert SEEN == {}
        text = answer.content.decode()
        kept = text.split("saisie-conservee%2F")[1][:36]
        people.sign_in(client, other, host=at.host)
        assert client.get(f"/saisie-conservee/{kept}/").status_code == 404
        people.sign_in(client, who)
        assert client.get(f"/saisie-conservee/{kept}/").status_code == 404, (
            "it belongs to the host that it was typed on"
        )
        people.sign_in(client, who, host=at.host)
        page = client.get(f"/saisie-conservee/{kept}/").content.decode()
    assert 'name="note" value="Une longue &lt;note&gt;"' in page
    assert 'action="/t/agent/?case=1"' in page
    assert "secret" not in page


def test_a_post_of_nobody_is_not_kept(client):
    at = people.place()
    client.defaults["HTTP_HOST"] = at.host
    assert client.post("/t/agent/", {"note": "x"}).status_code == 401
    with people._as_owner():
        from parvis.identity.models import KeptPost

        assert KeptPost.objects.count() == 0


def test_a_session_is_good_on_its_host_alone(client):
    at, other = people.place(), people.place("gravelines", "GR")
    who = people.person()
    people.sign_in(client, who, host=at.host)
    assert client.get("/t/resident/").status_code == 200
    assert client.get("/t/resident/", HTTP_HOST=other.host).status_code == 302
    assert client.get("/t/resident/", HTTP_HOST="localhost:8000").status_code == 302


def test_a_password_that_changed_ends_the_sessions(client):
    who = people.person()
    people.territory_site()
    people.sign_in(client, who)
    assert client.get("/t/resident/").status_code == 200
    with people._as_owner():
        who.set_password("une autre phrase longue")
        who.save()
    assert client.get("/t/resident/").status_code == 302


def test_a_closed_account_is_nobody(client):
    who = people.person()
    people.territory_site()
    people.sign_in(client, who)
    with people._as_owner():
        who.is_active = False
        who.save()
    assert client.get("/t/resident/").status_code == 302


def test_personal_pages_are_kept_by_no_cache(client):
    people.territory_site()
    people.sign_in(client, people.person())
    answer = client.get("/t/resident/")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]
