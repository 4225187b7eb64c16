"""Looked at in groups, moved, brought back: nothing that was answered is lost, nothing moves that was not looked at."""

import datetime as dt
import json

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.urls import reverse

from parvis.access.api import Right, acting_as
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import adapting
from parvis.cases.models import TimelineEntry
from parvis.errands.models import Errand
from parvis.exchange.domain.columns import Reader, offered
from parvis.finding import api as finding
from parvis.finding.data import Query
from parvis.kernel import clock
from parvis.kernel.reach import acting
from parvis.procedures.demonstration import temporary_bar
from parvis.revising.data import ItemState, State
from parvis.revising.models import Passage
from tests.conftest import _as_owner
from tests.factories import people
from tests.queue import run_waiting
from tests.revising.conftest import changed
from tests.workspace.test_inbox import client_of


def _first(row):
    items = adapting.items(cases.types.load(row.revision_id))
    return items["groups"].options["choices"][0]["value"]


def test_groups_say_what_would_change_and_looking_writes_nothing(bench):
    plain, reviewed = bench.desk.submit(), bench.desk.submit()
    waiting = bench.desk.submit()
    bench.desk.take(reviewed, bench.desk.sofia)
    bench.desk.take(waiting, bench.desk.sofia)
    draft_id, _token = bench.draft()
    before = [bench.case(one) for one in (plain, reviewed)]
    bench.publish()
    assert "2" in bench.client.get(bench.path).content.decode()
    passage = bench.look()
    assert passage.state == State.LOOKED
    items = bench.items(passage)
    assert [bool(one.draft_id) for one in items] == [False, False, False, True]
    assert set(items[0].effects) == {"gone:capacity", "refused:groups", "asked:groups", "asked:insured"}
    assert set(items[1].effects) - set(items[0].effects) == {"status:under_review"}
    assert items[1].group == items[2].group != items[0].group
    assert "asked:insured" in items[3].effects
    assert [bench.case(one).version for one in (plain, reviewed)] == [one.version for one in before]
    page = bench.client.get(f"{bench.path}{passage.id}/").content.decode()
    assert "Êtes-vous assurés" in page
    assert 'name="status-under_review"' in page
    assert bench.row(draft_id).version == 1


def test_moved_nothing_is_lost_and_all_of_it_comes_back(bench):
    made = bench.desk.submit(event_name="Kermesse")
    bench.desk.take(made, bench.desk.sofia)
    before = bench.case(made)
    to = bench.publish()
    passage = bench.look()
    # a status that has gone needs a place first, and not one where requests have ended
    assert bench.move(passage).state == State.LOOKED
    assert bench.move(passage, under_review="closed").state == State.LOOKED
    assert bench.move(passage, under_review="examined").state == State.DONE
    after = bench.case(made)
    assert (after.revision_id, after.status, after.version) == (to.id, "examined", before.version + 1)
    assert {"capacity", "groups"} == {one["id"] for one in after.former}
    assert before.answers == after.answers | {one["id"]: one["value"] for one in after.former}
    with _as_owner():
        entry = TimelineEntry.objects.get(case=after, kind="revised")
        assert entry.data["mover"] == "Inès Morel"
        assert entry.data["answers"] == after.answers_digest != before.answers_digest
        assert not entry.case.timeline.filter(kind="message").exists()
    # read by its agent and its person, found by what it said, exported under the column that it had
    page = client_of(bench.desk.sofia).get(reverse("cases:agent_case", args=[after.reference])).content.decode()
    assert "Trésorier" in page
    assert "qui ne sont plus posées" in page
    run_waiting()
    wall = bench.desk.town.wall_id
    with acting_as(bench.desk.sofia.id, Right.READ_CASES):
        query = Query.read({"q": "trésorier"})
        found = finding.page(query, [wall], person_id=bench.desk.sofia.id, today=clock.today())
        assert [one.case.id for one in found.lines] == [after.id]
        columns = offered("buvette-temporaire", [wall])
        assert columns["a.capacity"].former
        record = cases.streaming.records([after.id], answers=True)
        assert (
            Reader([columns["a.capacity"], columns["a.groups"]], clock.today()).row(record[0]).cells[0] == "Trésorier"
        )
    # and back
    bench.client.post(f"{bench.path}{passage.id}/ramener/")
    run_waiting()
    back = bench.case(made)
    assert (back.revision_id, back.status, back.answers, back.former) == (
        before.revision_id,
        "under_review",
        before.answers,
        [],
    )
    assert back.answers_digest == before.answers_digest
    assert bench.client.post(f"{bench.path}{passage.id}/ramener/").status_code == 302  # a second time does nothing
    with _as_owner():
        assert Passage.objects.filter(back_of=passage).count() == 1


def test_what_went_on_since_is_left_and_said(bench):
    first, second, asked = bench.desk.submit(), bench.desk.submit(), bench.desk.submit()
    bench.desk.take(asked, bench.desk.sofia)
    bench.desk.ask(asked, "ask", bench.desk.sofia, reason="Il manque le plan.")
    bench.publish()
    passage = bench.look()
    bench.desk.take(first, bench.desk.sofia)  # its status has no place now: another group than it was
    bench.move(passage, under_review="examined")
    items = {one.case_id: one for one in bench.items(passage)}
    assert (items[first.case_id].state, items[first.case_id].reason) == (ItemState.REFUSED, "differs")
    assert items[second.case_id].state == ItemState.DONE
    assert bench.case(first).former == []
    page = bench.client.get(f"{bench.path}{passage.id}/").content.decode()
    assert "depuis que vous" in page


def test_a_draft_being_written_is_left_and_one_at_rest_is_told(bench):
    resting, token = bench.draft()
    busy, _ = bench.draft(age=1)
    to = bench.publish()
    passage = bench.look()
    bench.move(passage)
    items = {one.draft_id: one for one in bench.items(passage)}
    assert (items[busy].state, items[busy].reason) == (ItemState.REFUSED, "written")
    row = bench.row(resting)
    assert (row.revision_id, row.version, row.page) == (to.id, 2, "")
    assert {"capacity", "groups"} == {one["id"] for one in row.former}
    assert row.answers["event_name"] == "Fête de la Saint-Jean"
    # sent, it keeps nothing aside
    from parvis.kernel.reach import Reach
    from tests.cases.conftest import VISITOR

    with acting(Reach(actor="web", token=token)):
        cases.drafts.save(
            resting,
            row.answers | {"insured": True, "groups": [_first(row)]},
            page="",
            version=2,
            by=VISITOR,
            at=clock.now(),
        )
        made = cases.submit(resting, by=VISITOR, at=clock.now())
    assert bench.row(resting).former == []
    assert "capacity" not in bench.case(made).answers


def test_the_database_loses_no_answer(bench):
    made = bench.desk.submit()
    case, to = bench.case(made), bench.publish()
    call = "select cases_revise(%s, %s, %s, %s, '', %s, 'x', '{x}')"
    given = {name: value for name, value in case.answers.items() if name != "capacity"}
    with acting(bench.reach), connection.cursor() as cursor:
        with pytest.raises((InternalError, ProgrammingError), match="capacity"), transaction.atomic():
            cursor.execute(call, [case.id, case.version, to.id, json.dumps(given), "[]"])
        kept = [{"id": "capacity", "revision": str(case.revision_id), "value": "Trésorier"}]
        cursor.execute(call, [case.id, case.version + 1, to.id, json.dumps(given), json.dumps(kept)])
        assert cursor.fetchone() == (False,)  # another version
        cursor.execute(call, [case.id, case.version, to.id, json.dumps(given), json.dumps(kept)])
        assert cursor.fetchone() == (True,)
    with acting_as(bench.desk.sofia.id, Right.HANDLE_CASES), connection.cursor() as cursor:
        cursor.execute(call, [case.id, case.version, to.id, json.dumps(given), json.dumps(kept)])
        assert cursor.fetchone() == (False,)  # an agent moves nothing by hand


def test_stopped_killed_and_two_at_once(bench, monkeypatch):
    from parvis.revising.domain import passing

    for _ in range(5):
        bench.desk.submit()
    bench.publish(changed(status=False))
    passage = bench.look()
    real, done = passing._one, []

    def dies(found, item_id, known):
        real(found, item_id, known)
        done.append(item_id)
        if len(done) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(passing, "_one", dies)
    with pytest.raises(KeyboardInterrupt):
        bench.move(passage)
    monkeypatch.setattr(passing, "_one", real)
    # the second was cut before its commit: nothing of it was done
    assert [one.state for one in bench.items(passage)].count(ItemState.DONE) == 1
    bench.client.post(f"{bench.path}{passage.id}/arreter/")
    run_waiting()
    assert [one.state for one in bench.items(passage)].count(ItemState.DONE) == 1
    # nobody looks or moves beside it
    assert bench.client.post(bench.path)["Location"] == bench.path
    bench.client.post(f"{bench.path}{passage.id}/continuer/")
    run_waiting()
    assert bench.fresh(passage).state == State.DONE
    with _as_owner():
        assert TimelineEntry.objects.filter(kind="revised").count() == 5


def test_timers_of_the_new_workflow_count_those_of_the_old_are_dropped(bench):
    document = changed(status=False).model_dump(mode="json")
    timer = {
        "id": "late",
        "status": "received",
        "transition": "close",
        "days": 9,
        "reason": {"fr": "Sans suite.", "en": "No follow-up."},
    }
    document["workflow"]["transitions"] = [
        one | {"rights": [*one["rights"], "system"]} if one["id"] == "close" else one
        for one in document["workflow"]["transitions"]
    ]
    document["workflow"]["timers"] = [timer]

    made = bench.desk.submit()
    bench.publish(CaseTypeDefinition.model_validate(document))
    passage = bench.look()
    bench.move(passage)
    with _as_owner():
        assert [(one.name, one.state) for one in Errand.objects.filter(case=made.case_id)] == [("late", "waiting")]
    bench.client.post(f"{bench.path}{passage.id}/ramener/")
    run_waiting()
    with _as_owner():
        assert [(one.name, one.state) for one in Errand.objects.filter(case=made.case_id)] == [("late", "dropped")]


def test_a_timer_that_is_shorter_is_said_and_closes_nothing_by_moving(bench):
    def closing(days):
        document = temporary_bar.definition().model_dump(mode="json")
        for one in document["workflow"]["transitions"]:
            if one["id"] == "close":
                one["rights"] = [*one["rights"], "system"]
        reason = {"fr": "Sans suite.", "en": "No follow-up."}
        timer = {"id": "late", "status": "received", "transition": "close", "days": days, "reason": reason}
        document["workflow"]["timers"] = [timer]
        return CaseTypeDefinition.model_validate(document)

    bench.publish(closing(90))
    made = bench.desk.submit()
    with _as_owner():
        errand = Errand.objects.get(case=made.case_id)
        Errand.objects.filter(id=errand.id).update(asked_at=errand.asked_at - dt.timedelta(days=40))
    bench.publish(closing(30))
    passage = bench.look()
    assert bench.items(passage)[0].effects == ["timer:30:days:close"]
    assert "30 jours dans ce statut" in bench.client.get(f"{bench.path}{passage.id}/").content.decode()
    moved = clock.now()
    bench.move(passage)
    with _as_owner():
        errand.refresh_from_db()
    assert errand.state == "waiting"
    assert errand.due_at >= moved + dt.timedelta(days=7)
    bench.publish(closing(90))
    bench.move(bench.look())
    with _as_owner():
        errand.refresh_from_db()
    assert errand.due_at > moved + dt.timedelta(days=45)  # longer again: from when it began


def test_others_find_nothing_and_one_request_is_for_its_agents(bench):
    made = bench.desk.submit()
    bench.publish()
    passage = bench.look()
    item = bench.items(passage)[0]
    one = f"{bench.path}{passage.id}/apercu/{item.id}/"
    assert bench.client.get(one).status_code == 404  # a designer is no agent of it
    assert made.reference not in bench.client.get(f"{bench.path}{passage.id}/").content.decode()
    from parvis.access.api import Role

    people.member(bench.desk.place, Role.AGENT, who=bench.ines)
    page = bench.client.get(one).content.decode()
    assert made.reference in page
    assert "Trésorier" in page
    for path in (bench.path, f"{bench.path}{passage.id}/", one):
        assert client_of(bench.desk.sofia).get(path).status_code == 404
    for verb in ("deplacer", "arreter", "continuer", "ramener"):
        assert client_of(bench.desk.sofia).post(f"{bench.path}{passage.id}/{verb}/").status_code == 404


def test_queries_do_not_grow_with_requests(bench, django_assert_max_num_queries):
    for _ in range(3):
        bench.desk.submit()
    bench.publish()
    passage = bench.look()
    with django_assert_max_num_queries(22):
        bench.client.get(f"{bench.path}{passage.id}/")
