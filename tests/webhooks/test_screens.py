"""The screens of administrators: made, changed, paused, sent again; nobody else's; a count of statements."""

import datetime as dt
import re

import pytest
from django.test import Client

from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import acting
from parvis.webhooks.data import State
from parvis.webhooks.domain import endpoints, turning
from parvis.webhooks.models import Attempt, Delivery, Endpoint
from parvis.webhooks.registry import EVENTS
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk
from tests.factories.programmes import administrator
from tests.webhooks.endpoints import as_it_is, made, told

pytestmark = pytest.mark.django_db
LIST = "/administration/webhooks/"


@pytest.fixture
def at_work():
    here = desk()
    who = administrator(here)
    client = Client(HTTP_HOST=f"{here.place.host}:8000")
    people.sign_in(client, who, host=here.place.host)
    return here, who, client


def said(**changes):
    return {"name": "Logiciel", "url": "https://logiciel.example.fr/x", "spheres": ["general"], **changes}


def test_one_is_made_and_its_secret_shown_once(at_work):
    here, _who, client = at_work
    page = client.post(f"{LIST}nouveau/", said(events=["submitted", "decided"]))
    secret = re.search(r"whsec_[A-Za-z0-9+/=]{40,}", page.content.decode())[0]
    with _as_owner():
        row = Endpoint.objects.get()
    assert (row.kinds, row.walls, row.case_types) == (["decided", "submitted"], [here.town.wall_id], [])
    assert "no-store" in page["Cache-Control"]
    for path in (LIST, f"{LIST}{row.id}/", f"{LIST}{row.id}/modifier/"):
        again = client.get(path)
        assert again.status_code == 200
        assert secret not in again.content.decode()
    other = client.post(f"{LIST}{row.id}/secret/").content.decode()
    assert re.search(r"whsec_[A-Za-z0-9+/=]{40,}", other)[0] != secret
    assert as_it_is(row).former == row.secret


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://logiciel.example.fr/"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://[::1]:5432/"},
        {"url": "https://169.254.169.254/latest/meta-data/"},
        {"url": "https://localhost/"},
        {"url": "https://a:b@logiciel.example.fr/"},
        {"url": "javascript:alert(1)"},
        {"url": ""},
        {"name": ""},
        {"spheres": []},
        {"spheres": ["elsewhere"]},
        {"events": ["no_such"]},
        {"procedures": ["00000000-0000-0000-0000-000000000000"]},
    ],
)
def test_what_can_not_be_is_refused_with_a_word(at_work, wrong):
    _here, _who, client = at_work
    page = client.post(f"{LIST}nouveau/", said(**wrong))
    assert page.status_code == 422
    assert "govuk-error-message" in page.content.decode()
    with _as_owner():
        assert not Endpoint.objects.exists()


def test_it_is_paused_resumed_changed_and_removed(at_work):
    here, who, client = at_work
    endpoint, _secret = made(here, by=who)
    path = f"{LIST}{endpoint.id}/"
    assert client.post(f"{path}suspendre/").status_code == 302
    assert as_it_is(endpoint).state == State.PAUSED
    here.submit()
    assert "attend" in client.get(path).content.decode()
    assert client.post(f"{path}reprendre/").status_code == 302
    assert as_it_is(endpoint).state == State.LIVE
    assert client.post(f"{path}modifier/", said(name="Autre")).status_code == 302
    assert as_it_is(endpoint).name == "Autre"
    assert client.get(f"{path}supprimer/").status_code == 200
    assert client.post(f"{path}supprimer/").status_code == 302
    assert told() == []


def test_what_was_sent_is_listed_shown_and_sent_again(at_work):
    here, who, client = at_work
    endpoint, _secret = made(here, by=who)
    here.submit()
    with _as_owner():
        Delivery.objects.update(state="dead", tries=10, ended_at=clock.now(), last_status=500)
        first = Delivery.objects.order_by("id").first()
        Attempt.objects.create(
            delivery_id=first.id,
            organisation_id=here.place.id,
            wall_id=first.wall_id,
            at=clock.now(),
            status=500,
            milliseconds=12,
            excerpt="<b>down</b>",
        )
    path = f"{LIST}{endpoint.id}/"
    page = client.get(f"{path}?state=dead").content.decode()
    assert "case.submitted" in page
    assert "case.submitted" not in client.get(f"{path}?state=delivered").content.decode()
    one = client.get(f"{path}envois/{first.id}/").content.decode()
    assert "&lt;b&gt;down&lt;/b&gt;" in one
    assert f"msg_{first.event_id.hex}" in one
    assert client.post(f"{path}envois/{first.id}/renvoyer/").status_code == 302
    assert [str(one.state) for one in told() if one.id == first.id] == ["waiting"]
    assert client.post(f"{path}abandonnes/").status_code == 302
    assert {str(one.state) for one in told()} == {"waiting"}
    moment = clock.now().astimezone(PARIS) - dt.timedelta(hours=1)
    assert client.post(f"{path}renvoyer/", {"since": moment.strftime("%Y-%m-%dT%H:%M")}).status_code == 302
    for wrong in ("", "x", "2019-01-01T00:00", "2999-01-01T00:00"):
        assert client.post(f"{path}renvoyer/", {"since": wrong}).status_code == 422
    for nonsense in ("?before=x", "?before=-1", "?before=" + "9" * 30, "?state=x&before=1", "?before=²"):
        assert client.get(f"{path}{nonsense}").status_code == 200


def test_a_test_is_sent_from_the_screen(at_work):
    here, who, client = at_work
    endpoint, _secret = made(here, by=who)
    answer = client.post(f"{LIST}{endpoint.id}/essai/")
    assert answer.status_code == 302
    assert [one.kind for one in told()] == ["ping"]
    assert "ping" in client.get(answer["Location"]).content.decode()


def test_nobody_elses_endpoint_is_seen_or_changed(at_work):
    _here, _who, client = at_work
    other = desk("Gravelines", "GV", "59273")
    theirs, _secret = made(other)
    other.submit()
    number = told(theirs)[0].id
    path = f"{LIST}{theirs.id}/"
    for one in ("", "modifier/", "supprimer/", f"envois/{number}/"):
        assert client.get(path + one).status_code == 404
    for one in ("suspendre/", "secret/", "essai/", "abandonnes/", "renvoyer/", f"envois/{number}/renvoyer/"):
        assert client.post(path + one, said()).status_code == 404
    assert client.post(f"{path}modifier/", said()).status_code == 404
    assert client.post(f"{path}supprimer/").status_code == 404
    assert as_it_is(theirs).state == State.LIVE
    assert told(theirs)[0].tries == 0


def test_an_agent_sees_none_of_it(at_work):
    here, who, _client = at_work
    endpoint, _secret = made(here, by=who)
    for person in (here.sofia, here.malik):
        client = Client(HTTP_HOST=f"{here.place.host}:8000")
        people.sign_in(client, person, host=here.place.host)
        for path in (LIST, f"{LIST}{endpoint.id}/"):
            assert client.get(path).status_code in (403, 404)


def test_statements_do_not_grow_with_what_was_sent(at_work, django_assert_num_queries):
    here, who, client = at_work
    endpoint, _secret = made(here, by=who)

    def statements():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{LIST}{endpoint.id}/").status_code == 200
        return len(found)

    here.submit()
    statements()
    few = statements()
    for _ in range(3):
        here.submit()
    assert statements() == few


def test_no_more_than_twenty(at_work):
    here, who, client = at_work
    for _ in range(endpoints.MOST):
        made(here, by=who)
    page = client.post(f"{LIST}nouveau/", said())
    assert page.status_code == 422
    with _as_owner():
        assert Endpoint.objects.count() == endpoints.MOST


def test_every_kind_of_entry_has_a_public_name(at_work):
    """Each kind that the code writes is named; one that is not would be told as `case.changed`."""
    from pathlib import Path

    import parvis

    root = Path(parvis.__file__).parent
    written = set()
    for file in root.glob("*/domain/*.py"):
        written |= set(re.findall(r"\.note\(\s*\"([a-z_]+)\"", file.read_text()))
    for file in root.glob("*/plugins/*.py"):
        written |= set(re.findall(r"\.note\(\s*\"([a-z_]+)\"", file.read_text()))
    assert len(written) > 20
    assert written - set(EVENTS.keys()) == set()
    names = [one.name for one in EVENTS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"case(\.[a-z_]+)+", name) for name in names)


def test_the_description_of_the_api_names_each(at_work):
    _here, _who, client = at_work
    document = client.get("/api/v1/openapi.json").json()
    assert {one.name for one in EVENTS} | {"ping", "case.changed"} == set(document["webhooks"])
    sent = document["webhooks"]["case.submitted"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert sent["properties"]["type"] == {"const": "case.submitted"}


def test_what_is_sent_is_what_the_description_says(at_work):
    import jsonschema_rs

    from parvis.webhooks import rest
    from parvis.webhooks.domain import payloads

    here, who, _client = at_work
    made(here, by=who)
    here.take(here.submit(), here.malik)
    with acting(turning.REACH):
        claimed = turning.claim(32, turning.Counter())
    assert claimed
    for one in claimed:
        message = payloads.message(one)
        jsonschema_rs.validator_for(rest.schema(message["type"], one.kind)).validate(message)
