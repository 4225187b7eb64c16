"""Who is let in at the API: tokens stolen, expired, altered, from elsewhere, used too often."""

import datetime as dt

import pytest
from django.test import Client

from parvis.apiplatform.data import Scope
from parvis.apiplatform.domain import tokens
from parvis.apiplatform.models import Token
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.kernel.ui.formats import date_short
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk
from tests.factories.programmes import administrator, offered, programme

pytestmark = pytest.mark.django_db


def refused(answer, status, kind):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == f"/api/#{kind}"
    assert body["status"] == status
    assert body["title"]
    return body


def test_a_token_reads_and_its_use_is_noted():
    here = desk()
    offered(here)
    found = programme(here)
    answer = found.get("procedures")
    assert answer.status_code == 200
    assert [one["slug"] for one in answer.json()] == ["buvette-temporaire"]
    assert answer["RateLimit"].startswith('"minute";r=9999;t=')
    assert answer["RateLimit-Policy"] == '"minute";q=10000;w=60, "day";q=1000000;w=86400'
    assert "Set-Cookie" not in answer
    with _as_owner():
        row = Token.objects.get(id=found.id)
    assert row.last_used_at is not None
    assert found.secret not in (row.digest, row.prefix)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer pvs_",
        "Basic YTpi",
        "Bearer pvs_aaaaaaaaaaaa_bbbb",
        "Bearer " + "é" * 40,
        "Bearer " + "a" * 5000,
    ],
)
def test_what_is_no_token_is_refused(said):
    here = desk()
    answer = Client().get("/api/v1/cases", headers={"Authorization": said, "Host": f"{here.place.host}:8000"})
    refused(answer, 401, "no-token")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_right_prefix_with_another_secret_is_refused():
    here = desk()
    found = programme(here)
    found.secret = found.secret[:-1] + ("a" if found.secret[-1] != "a" else "b")
    refused(found.get("cases"), 401, "no-token")


def test_a_session_opens_nothing_of_the_api():
    here = desk()
    client = Client()
    people.sign_in(client, here.malik, host=here.place.host)
    refused(client.get("/api/v1/cases"), 401, "no-token")


def test_expired_and_revoked_tokens_are_refused():
    here = desk()
    who = administrator(here)
    old = programme(here, by=who, at=clock.now() - dt.timedelta(days=40))
    refused(old.get("cases"), 401, "expired-token")
    found = programme(here, by=who)
    assert found.get("cases").status_code == 200
    client = Client()
    people.sign_in(client, who, host=here.place.host)
    assert client.post(f"/administration/api/{found.id}/revoquer/").status_code == 302
    refused(found.get("cases"), 401, "expired-token")


def test_a_token_is_used_from_its_addresses_alone():
    here = desk()
    who = administrator(here)
    refused(programme(here, by=who, networks=["192.0.2.0/24"]).get("cases"), 403, "wrong-address")
    assert programme(here, by=who, networks=["192.0.2.0/24", "127.0.0.1"]).get("cases").status_code == 200
    # an untrusted header is not believed
    forged = programme(here, by=who, networks=["192.0.2.0/24"])
    refused(forged.get("cases", X_Forwarded_For="192.0.2.7"), 403, "wrong-address")


def test_a_stolen_token_of_another_organisation_reaches_nothing_here():
    here, other = desk(), desk("Gravelines", "GV", "59273")
    theirs, made = programme(other), here.submit()
    assert theirs.get("cases").json()["items"] == []
    for path in ("", "/timeline", "/messages", "/files", "/deadlines"):
        refused(theirs.get(f"cases/{made.case_id}{path}"), 404, "missing")
    theirs.host = here.place.host
    refused(theirs.get("cases"), 403, "wrong-site")
    theirs.host = "localhost"
    assert theirs.get("cases").json()["items"] == []


def test_what_a_token_was_not_given_is_refused():
    here = desk()
    made = here.submit()
    found = programme(here, [Scope.PROCEDURES_READ])
    body = refused(found.get(f"cases/{made.case_id}", Accept_Language="en"), 403, "missing-scope")
    assert "cases:read" in body["detail"]
    refused(found.get("cases"), 403, "missing-scope")


def test_a_token_of_other_spheres_sees_none_of_the_cases():
    from parvis.access.api import wall_for

    here = desk()
    made = here.submit()
    with _as_owner():
        social = wall_for(here.place.id, "social")
    found = programme(here, walls=[social])
    assert found.get("cases").json()["items"] == []
    refused(found.get(f"cases/{made.case_id}"), 404, "missing")


def test_quotas_are_told_and_hold():
    here = desk()
    found = programme(here, per_minute=3)
    at = clock.now().replace(second=5, microsecond=0)
    with clock.fixed(at):
        assert [found.get("procedures").status_code for _ in range(3)] == [200] * 3
        answer = found.get("procedures")
        refused(answer, 429, "too-many")
        assert answer["Retry-After"] == "55"
        assert '"minute";r=0;t=55' in answer["RateLimit"]
    with clock.fixed(at + dt.timedelta(minutes=1)):
        assert found.get("procedures").status_code == 200
    daily = programme(here, per_day=1)
    assert daily.get("procedures").status_code == 200
    refused(daily.get("procedures"), 429, "too-many")


def test_refusals_speak_the_callers_language():
    here = desk()
    found = programme(here)
    french = found.get("nothing")
    assert refused(french, 404, "missing")["title"] == "Rien de tel ici"
    assert french["Content-Language"] == "fr"
    assert refused(found.get("nothing", Accept_Language="en-GB,fr;q=0.5"), 404, "missing")["title"].startswith("There")
    assert refused(found.get("nothing", Cookie="django_language=en"), 404, "missing")["title"] == "Rien de tel ici"
    assert refused(found.call("DELETE", "cases"), 405, "wrong-method")
    assert "GET" in found.call("DELETE", "cases")["Allow"]


def test_refusals_before_the_entry_are_problems_too():
    here = desk()
    found = programme(here)
    refused(found.get("cases?q=%00"), 400, "unreadable")
    refused(found.post("cases", b"x" * 10_600_000), 413, "too-large")
    answer = Client().get("/api/v1/cases", headers={"Host": "nowhere.example"})
    refused(answer, 400, "unreadable")


def test_only_administrators_of_the_organisation_see_and_end_its_tokens():
    here, other = desk(), desk("Gravelines", "GV", "59273")
    found = programme(here)
    client = Client()
    people.sign_in(client, administrator(other), host=other.place.host)
    assert found.secret[:16].encode() not in client.get("/administration/api/").content
    assert client.post(f"/administration/api/{found.id}/revoquer/").status_code == 404
    assert found.get("cases").status_code == 200
    people.sign_in(client, here.malik, host=here.place.host)
    assert client.get("/administration/api/").status_code == 404
    # what acts as a programme makes none
    with acting(Reach(actor="web", person=found.id, walls=tuple(here.place.walls.values()))):
        assert Token.objects.count() == 0
        assert tokens.names([found.id]) == {found.id: "Logiciel de la ville"}
    with acting(Reach(actor="web", walls=tuple(other.place.walls.values()))):
        assert tokens.names([found.id]) == {}


def test_a_token_is_made_on_a_screen_and_shown_once():
    here = desk()
    client = Client()
    people.sign_in(client, administrator(here), host=here.place.host)
    page = client.post("/administration/api/jeton/", {"name": "", "until": "2020-01-01", "networks": "here"})
    assert page.status_code == 422
    until = (clock.today() + dt.timedelta(days=90)).isoformat()
    said = {
        "name": "Logiciel <b>état civil</b>",
        "scopes": ["cases:read"],
        "spheres": ["general"],
        "until": until,
        "networks": "127.0.0.1\n192.0.2.0/24",
        "per_minute": 60,
        "per_day": 1000,
    }
    page = client.post("/administration/api/jeton/", said)
    assert page.status_code == 200
    secret = page.content.decode().split('readonly value="', 1)[1].split('"', 1)[0]
    assert secret.startswith("pvs_")
    assert "no-store" in page["Cache-Control"]
    shown = client.get("/administration/api/").content.decode()
    assert secret not in shown
    assert secret[:16] in shown
    assert "&lt;b&gt;" in shown
    assert f"jusqu’au {date_short(clock.today() + dt.timedelta(days=90))}" in shown
    answer = Client().get(
        "/api/v1/cases", headers={"Authorization": f"Bearer {secret}", "Host": f"{here.place.host}:8000"}
    )
    assert answer.status_code == 200
    foreign = client.post("/administration/api/jeton/", said | {"spheres": ["nowhere"]})
    assert foreign.status_code == 422
