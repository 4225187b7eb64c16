"""What a programme reads: lists, one case and what goes with it, schemas; tags, cursors, constant statements."""

import datetime as dt
import uuid

import jsonschema_rs
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.access.models import Consultation
from parvis.apiplatform.data import Scope
from parvis.cases.domain import changing
from parvis.finding import api as finding
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.apiplatform.test_entering import refused
from tests.conftest import _as_owner
from tests.factories import attached, people
from tests.factories.desk import desk
from tests.factories.programmes import offered, programme

pytestmark = pytest.mark.django_db


def index(here, *found):
    for made in found:
        with acting(Reach(actor="worker", walls=tuple(here.place.walls.values()))):
            finding.index([made.case_id])


def test_a_case_is_read_with_all_that_goes_with_it():
    here = desk()
    offered(here)
    made = here.submit()
    here.take(made, here.malik)
    here.reply(made, "Merci, à bientôt")
    found = programme(here)
    answer = found.get(f"cases/{made.case_id}")
    case = answer.json()
    assert case["reference"] == made.reference
    assert case["status"]["kind"] == "open"
    assert case["sphere"] == "general"
    assert case["assignee"] == "Malik Kaci"
    assert case["deadlines"]["due_on"] == case["due_on"]
    assert case["decision"] is None
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]
    schema = found.get(f"revisions/{case['revision']['id']}/schema").json()
    jsonschema_rs.validator_for(schema).validate(case["answers"])
    assert found.get("procedures/buvette-temporaire/schema").json() == schema
    assert found.get("procedures/buvette-temporaire").json()["revision"] == case["revision"]["id"]
    kinds = [one["kind"] for one in found.get(f"cases/{made.case_id}/timeline").json()]
    assert kinds[0] == "submitted"
    assert "moved" in kinds
    (message,) = found.get(f"cases/{made.case_id}/messages").json()
    assert message["body"] == "Merci, à bientôt"
    assert message["read_at"] is None
    # who opened it is written down, as for an agent
    with _as_owner():
        assert Consultation.objects.filter(person_id=found.id, object_id=made.case_id).count() == 3
    client = Client()
    people.sign_in(client, here.malik, host=here.place.host)
    journal = client.get(reverse("cases:agent_consultations", args=[made.reference]))
    assert "Logiciel de la ville" in journal.content.decode()


def test_an_entity_tag_spares_and_tells_versions():
    here = desk()
    made, found = here.submit(), programme(here)
    answer = found.get(f"cases/{made.case_id}")
    tag = answer["ETag"]
    assert tag.startswith('"1.')
    again = found.get(f"cases/{made.case_id}", If_None_Match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert found.get(f"cases/{made.case_id}", If_None_Match=f'"x", W/{tag}').status_code == 304
    here.take(made, here.malik)
    changed = found.get(f"cases/{made.case_id}", If_None_Match=tag)
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_files_are_read_and_only_those_of_the_case():
    here = desk()
    attached.ask_for_files(here)
    made = attached.submit(here, plan__pdf=attached.pdf())
    other = attached.submit(here, other__pdf=attached.pdf())
    found = programme(here)
    (file,) = [one for one in found.get(f"cases/{made.case_id}/files").json() if one["origin"] == "attached"]
    answer = found.get(f"cases/{made.case_id}/files/{file['id']}")
    body = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert len(body) == file["size"]
    assert answer["Content-Disposition"].startswith("attachment")
    refused(found.get(f"cases/{other.case_id}/files/{file['id']}"), 404, "missing")


def test_the_list_is_walked_by_cursors_whatever_their_number():
    here = desk()
    offered(here)
    made = [here.submit() for _ in range(5)]
    index(here, *made)
    found = programme(here)
    seen, cursor, pages = [], "", 0
    while True:
        page = found.get(f"cases?limit=2&cursor={cursor}").json()
        seen += [one["id"] for one in page["items"]]
        pages += 1
        if page["next"] is None:
            break
        cursor = page["next"]
    assert sorted(seen) == sorted(str(one.case_id) for one in made)
    assert len(seen) == len(set(seen))
    assert pages == 3
    line = found.get("cases?limit=1&answers=true").json()["items"][0]
    assert line["procedure"] == "buvette-temporaire"
    assert line["answers"]["event_name"]
    assert found.get("cases?limit=1").json()["items"][0]["answers"] is None


def test_the_list_is_filtered_and_searched():
    here = desk()
    offered(here)
    one, two = here.submit(event_name="Braderie de printemps"), here.submit(event_name="Concours de boules")
    here.take(two, here.malik)
    index(here, one, two)
    found = programme(here)

    def ids(query):
        return {row["id"] for row in found.get(f"cases?{query}").json()["items"]}

    first, second = str(one.case_id), str(two.case_id)
    status = found.get(f"cases/{second}").json()["status"]["id"]
    assert ids(f"status={status}") == {second}
    assert ids("procedure=buvette-temporaire") == {first, second}
    assert ids(f"reference={one.reference}") == {first}
    assert ids("q=braderie") == {first}
    assert ids("state=closed") == set()
    assert ids(f"received_to={(clock.today() - dt.timedelta(days=1)).isoformat()}") == set()


def test_what_a_clock_that_is_behind_wrote_comes_with_the_next_walk():
    here = desk()
    offered(here)
    here.submit()
    found, before = programme(here), clock.now()
    page = found.get("cases?changed_since=2020-01-01T00:00:00Z").json()
    assert page["items"] == []
    assert dt.datetime.fromisoformat(page["complete_until"]) < before - dt.timedelta(seconds=3)


def test_what_changed_is_walked_in_its_order(monkeypatch):
    monkeypatch.setattr(changing, "SKEW", dt.timedelta(0))
    here = desk()
    offered(here)
    made = [here.submit() for _ in range(4)]
    found = programme(here)
    since = (clock.now() - dt.timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    page = found.get(f"cases?changed_since={since}&limit=3").json()
    assert [one["id"] for one in page["items"]] == [str(one.case_id) for one in made[:3]]
    rest = found.get(f"cases?changed_since={since}&limit=3&cursor={page['next']}").json()
    assert [one["id"] for one in rest["items"]] == [str(made[3].case_id)]
    assert rest["next"] is None
    later = (clock.now() + dt.timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    assert found.get(f"cases?changed_since={later}").json()["items"] == []
    # another organisation's programme sees nothing change
    other = programme(desk("Gravelines", "GV", "59273"))
    assert other.get(f"cases?changed_since={since}").json()["items"] == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=altered", "cursor"),
        ("cursor=2026-01-01:" + str(uuid.UUID(int=0)) + "x", "cursor"),
        ("changed_since=yesterday", "changed_since"),
        ("changed_since=2026-01-01T00:00:00", "changed_since"),
        ("changed_since=2026-01-01T00:00:00Z&cursor=zz", "cursor"),
        ("changed_since=2026-01-01T00:00:00Z&q=a", "q"),
        ("procedure=No%20such", "procedure"),
        ("received_from=x", "received_from"),
        ("state=odd", "state"),
    ],
)
def test_what_is_asked_wrongly_is_told_by_its_name(query, parameter):
    here = desk()
    here.submit()
    body = refused(programme(here).get(f"cases?{query}"), 422, "invalid")
    assert [one["parameter"] for one in body["errors"]] == [parameter]


def test_statements_do_not_grow_with_rows(monkeypatch):
    monkeypatch.setattr(changing, "SKEW", dt.timedelta(0))
    here = desk()
    offered(here)
    found = programme(here)
    few = [here.submit()]
    index(here, *few)
    paths = ["procedures", "cases?limit=100&answers=true", "cases?changed_since=2020-01-01T00:00:00Z"]
    paths += [f"cases/{few[0].case_id}{part}" for part in ("", "/timeline", "/messages", "/files", "/deadlines")]

    def counted():
        for path in paths:
            assert found.get(path).status_code == 200  # what a process keeps is there
        counts = []
        for path in paths:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                found.get(path)
            counts.append(len(queries))
        return counts

    before = counted()
    more = [here.submit() for _ in range(6)]
    index(here, *more)
    for _ in range(5):
        here.reply(few[0], "Bonjour")
    after = counted()
    assert after == before
    assert max(after) <= 18, dict(zip(paths, after, strict=True))


def test_the_description_names_every_address_and_answers_without_a_token():
    here = desk()
    found = programme(here, [Scope.PROCEDURES_READ])
    found.secret = "none"
    answer = found.get("openapi.json")
    assert answer.status_code == 200
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        assert path.startswith("/api/v1/")
        for operation in methods.values():
            assert operation["security"] == [{"Token": []}]
            assert operation["summary"]
    assert found.get("openapi.json", If_None_Match=answer["ETag"]).status_code == 304


def test_what_the_list_does_not_know_is_refused():
    """A name that is spelt wrong would ask for everything."""
    here = desk()
    answer = programme(here).get("cases?chnged_since=2026-11-22T08:00:00Z&limit=2")
    assert answer.status_code == 422
    assert [one["parameter"] for one in answer.json()["errors"]] == ["chnged_since"]
