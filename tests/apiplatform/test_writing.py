"""What a programme writes: requests with files, messages, transitions, decisions; once, in the version that it saw."""

import datetime as dt
import json
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from parvis.apiplatform.data import Scope
from parvis.apiplatform.domain import replaying
from parvis.apiplatform.models import Replay
from parvis.cases.models import Case, Message, TimelineEntry
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from tests.apiplatform.test_entering import refused
from tests.cases.conftest import ANSWERS
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.desk import desk
from tests.factories.programmes import offered, programme

SLUG = "buvette-temporaire"


def answers(**changes):
    opens = dt.datetime.combine(clock.today() + dt.timedelta(days=40), dt.time(18), PARIS)
    said = {"opens_at": opens.isoformat(), "closes_at": (opens + dt.timedelta(hours=6)).isoformat()}
    return {name: value for name, value in (ANSWERS | said | changes).items() if value is not None}


def asked_for(**changes):
    return {"procedure": SLUG, "answers": answers(**changes)}


def cases():
    with _as_owner():
        return Case.objects.count()


@pytest.fixture
def here(db):
    found = desk()
    offered(found)
    return found


def test_a_request_is_submitted_as_one_from_a_page_would_be(here):
    found = programme(here)
    answer = found.post("cases", asked_for())
    assert answer.status_code == 201, answer.content
    made = answer.json()
    case = found.get(f"cases/{made['id']}").json()
    assert case["channel"] == "api"
    assert case["reference"] == made["reference"]
    assert case["due_on"] == made["due_on"]
    first = found.get(f"cases/{made['id']}/timeline").json()[0]
    assert (first["kind"], first["actor_kind"], first["actor_name"]) == ("submitted", "agent", "Logiciel de la ville")


def test_what_is_wrong_is_told_where_it_stands(here):
    found = programme(here)
    body = refused(found.post("cases", asked_for(event_name=None, attendance="many", nothing=1)), 422, "invalid")
    places = {one["pointer"] for one in body["errors"]}
    assert places == {"/answers/attendance", "/answers/nothing"}
    body = refused(found.post("cases", asked_for(event_name=None)), 422, "invalid")
    assert {one["pointer"] for one in body["errors"]} == {"/answers/event_name"}
    assert all(one["detail"] for one in body["errors"])
    english = found.post("cases", asked_for(attendance="many"), Accept_Language="en").json()["errors"][0]["detail"]
    french = found.post("cases", asked_for(attendance="many")).json()["errors"][0]["detail"]
    assert english != french
    assert cases() == 0


@pytest.mark.parametrize("shape", [None, "x", 1, -1.5, True, [], {}, [[]], [{}], {"id": {}}, "x" * 100_000, ["x", 1]])
def test_no_shape_of_an_answer_breaks_anything(here, shape):
    found = programme(here)
    for name in ANSWERS:
        answer = found.post("cases", asked_for(**{name: shape}) | {"answers": answers() | {name: shape}})
        assert answer.status_code in (201, 422), (name, answer.content)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"procedure": "x", "answers": ' + b'{"a":' * 60 + b"1" + b"}" * 60 + b"}", 400),
        (b'{"procedure": NaN}', 400),
        (b'{"procedure": "\\u0000", "answers": {}}', 400),
        (b'{"procedure": "\\ud800", "answers": {}}', 400),
        (b'{"procedure": "x", "answers": {}, "more": 1}', 422),
        (b"[]", 422),
        (b"null", 422),
        (b'{"procedure": "x", "answers": {}}', 404),
        (b"x" * 1_000_001, 413),
    ],
)
def test_bodies_that_are_none(here, body, status):
    answer = programme(here).post("cases", body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_other_types_of_content_are_not_taken(here):
    found = programme(here)
    refused(found.call("POST", "cases", b"a=b", Content_Type="application/x-www-form-urlencoded"), 415, "wrong-type")
    refused(found.call("POST", "cases", b"--x--", Content_Type="multipart/form-data; boundary=x"), 415, "wrong-type")


def test_nothing_is_submitted_where_it_may_not(here):
    refused(programme(here, [Scope.CASES_READ]).post("cases", asked_for()), 403, "missing-scope")
    other = desk("Gravelines", "GV", "59273")
    refused(programme(other).post("cases", asked_for()), 404, "missing")
    found = programme(here)
    late = asked_for() | {"received_on": (clock.today() + dt.timedelta(days=1)).isoformat()}
    refused(found.post("cases", late), 422, "invalid")
    past = clock.today() - dt.timedelta(days=3)
    made = found.post("cases", asked_for() | {"received_on": past.isoformat()}).json()
    assert made["received_on"] == past.isoformat()


def test_files_are_brought_first_looked_into_and_go_with_the_request(here):
    attached.ask_for_files(here)
    found, other = programme(here), programme(here)
    draft = found.post("drafts", {"procedure": SLUG}).json()["id"]

    def bring(who, name, data, field="plan"):
        return who.client.post(
            f"/api/v1/drafts/{draft}/files",
            {"field": field, "file": SimpleUploadedFile(name, data)},
            headers={"Authorization": f"Bearer {who.secret}", "Host": f"{who.host}:8000"},
        )

    refused(bring(other, "plan.pdf", attached.pdf()), 404, "missing")
    refused(bring(found, "plan.pdf", attached.pdf(), field="event_name"), 422, "invalid")
    refused(bring(found, "plan.exe", b"MZ" + b"\0" * 100), 422, "invalid")
    kept = bring(found, "plan.pdf", attached.pdf())
    assert kept.status_code == 201, kept.content
    said = asked_for(plan=[{"id": kept.json()["id"]}], remark="voilà") | {"draft": draft}
    stolen = asked_for(plan=[{"id": str(uuid.uuid4())}], remark="voilà") | {"draft": draft}
    assert refused(found.post("cases", stolen), 422, "invalid")["errors"][0]["pointer"] == "/answers/plan"
    answer = found.post("cases", said)
    assert answer.status_code == 201, answer.content
    made = answer.json()["id"]
    (file,) = [one for one in found.get(f"cases/{made}/files").json() if one["origin"] == "attached"]
    assert (file["id"], file["name"]) == (kept.json()["id"], "plan.pdf")
    # sent again, the draft gives its case
    assert found.post("cases", said).json()["id"] == made


def test_a_case_is_moved_on_in_the_version_that_was_seen(here):
    made, found = here.submit(), programme(here)
    path = f"cases/{made.case_id}"
    tag = found.get(path)["ETag"]
    moves = {one["id"]: one for one in found.get(f"{path}/transitions").json()}
    assert moves["take"]["decides"] is None
    refused(found.post(f"{path}/transitions", {"transition": "take"}), 428, "no-version")
    refused(found.post(f"{path}/transitions", {"transition": "take"}, If_Match="x"), 400, "unreadable")
    answer = found.post(f"{path}/transitions", {"transition": "take"}, If_Match=tag)
    assert answer.status_code == 200, answer.content
    assert answer.json()["version"] == 2
    body = refused(found.post(f"{path}/messages", {"body": "Bonjour"}, If_Match=tag), 412, "changed")
    assert body["version"] == 2
    refused(found.post(f"{path}/transitions", {"transition": "take"}, If_Match="*"), 403, "not-allowed")
    written = found.post(f"{path}/messages", {"body": "Bonjour"})
    assert written.status_code == 201
    with _as_owner():
        message = Message.objects.get(id=written.json()["id"])
    assert (message.author_name, message.author_id) == ("Logiciel de la ville", found.id)


def test_who_may_decide_decides_once(here):
    made = here.submit()
    here.take(made, here.malik)
    path = f"cases/{made.case_id}/decision"
    writes = programme(here, [Scope.CASES_READ, Scope.CASES_WRITE])
    refused(writes.post(path, {"outcome": "closed"}, If_Match="*"), 403, "missing-scope")
    deciding = [one["id"] for one in writes.get(f"cases/{made.case_id}/transitions").json() if one["decides"]]
    for one in deciding:
        answer = writes.post(f"cases/{made.case_id}/transitions", {"transition": one}, If_Match="*")
        refused(answer, 403, "missing-scope")
    found = programme(here)
    body = {"outcome": "refused", "reason": "", "grounds": ["nothing"]}
    answer = found.post(path, body, If_Match="*")
    assert answer.status_code in (403, 422)
    for outcome in ("accepted", "refused", "closed"):
        answer = found.post(
            path,
            {"outcome": outcome, "reason": "Motif", "grounds": ["public_order"] if outcome == "refused" else []},
            If_Match="*",
        )
        if answer.status_code == 200:
            assert found.get(f"cases/{made.case_id}").json()["decision"]["decided_by"] == "Logiciel de la ville"
            refused(found.post(path, {"outcome": "closed"}, If_Match="*"), 403, "not-allowed")
            return
        # what only supervisors may do, no programme does
        refused(answer, 403, "not-allowed")


def test_the_same_key_gives_the_same_answer_and_has_one_effect(here):
    found = programme(here)
    body = asked_for()
    one = found.post("cases", body, Idempotency_Key="a-1")
    two = found.post("cases", body, Idempotency_Key="a-1")
    assert one.content == two.content
    assert two["Idempotent-Replayed"] == "true"
    assert cases() == 1
    refused(found.post("cases", asked_for(event_name="Autre"), Idempotency_Key="a-1"), 422, "key-reused")
    refused(found.post("cases", body, Idempotency_Key="é"), 400, "unreadable")
    refused(found.post("cases", body, Idempotency_Key="k" * 256), 400, "unreadable")
    # another token's key is another key
    other = programme(here)
    assert other.post("cases", body, Idempotency_Key="a-1").json()["id"] != one.json()["id"]
    # what failed is tried again
    refused(found.post("cases", asked_for(event_name=None), Idempotency_Key="a-2"), 422, "invalid")
    assert found.post("cases", body, Idempotency_Key="a-2").status_code == 201


def test_answers_are_forgotten_after_a_day(here):
    found = programme(here)
    found.post("cases", asked_for(), Idempotency_Key="a-1")
    with _as_owner():
        assert Replay.objects.count() == 1
        Replay.objects.update(at=clock.now() - dt.timedelta(days=2))
    with acting(Reach(actor="timer")):
        assert replaying.forget(at=clock.now()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_have_one_effect():
    here = desk()
    offered(here)
    found = programme(here)
    body, answers_, begin = asked_for(), [], threading.Barrier(2)

    def call():
        begin.wait()
        try:
            answers_.append(
                found.__class__(found.id, found.secret, found.host).post("cases", body, Idempotency_Key="k")
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    statuses = sorted(one.status_code for one in answers_)
    assert statuses in ([201, 201], [201, 409]), [one.content for one in answers_]
    assert cases() == 1
    again = found.post("cases", body, Idempotency_Key="k")
    assert json.loads(again.content)["id"] == next(one for one in answers_ if one.status_code == 201).json()["id"]
    with _as_owner():
        assert TimelineEntry.objects.filter(kind="submitted").count() == 1
