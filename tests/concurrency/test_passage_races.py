"""A request or draft brought to another form at the moment in which somebody sends it, takes it, or presses twice."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection

from parvis.cases import api as cases
from parvis.cases.data import Conflict, NotAllowed
from parvis.cases.domain import revising
from parvis.cases.models import Draft, TimelineEntry
from parvis.kernel import clock, rows
from parvis.kernel.reach import Reach, acting
from parvis.revising.data import ItemState, Refused, State
from parvis.revising.domain import passing
from parvis.revising.models import Passage
from tests.cases.conftest import VISITOR
from tests.concurrency.test_races import together
from tests.conftest import _as_owner
from tests.queue import run_waiting, waiting
from tests.revising.conftest import bench as bench

pytestmark = pytest.mark.django_db(transaction=True)


def _looked(bench):
    """What was found, moved by nobody yet, with a place for the status that has gone."""
    passage = bench.look()
    return passage, [one.group for one in bench.items(passage)]


@pytest.mark.parametrize("guarded", [False, True], ids=["shown without the lock", "closed by it"])
def test_a_draft_is_sent_as_it_was_read_or_moved_but_never_both(bench, monkeypatch, guarded):
    """The move begins once the submission has read the draft, and writes where nothing holds it back."""
    draft_id, token = bench.draft()
    seen = bench.row(draft_id).revision_id
    looking = revising.Looking(cases.types.load(bench.publish().id))
    read, complete, look = threading.Event(), cases.submit.__globals__["_complete"], revising.Looking.draft
    moves = []

    def move():
        try:
            with acting(bench.reach):
                return revising.move_draft(draft_id, looking, None, at=clock.now())
        finally:
            connection.close()

    def have_read(self, *given):
        change = look(self, *given)
        read.set()
        return change

    monkeypatch.setattr(revising.Looking, "draft", have_read)
    with ThreadPoolExecutor(1) as pool:

        def completing(*given):
            moves.append(pool.submit(move))
            assert read.wait(20)
            if not guarded:
                assert moves[0].result(20) is True
            return complete(*given)

        monkeypatch.setitem(cases.submit.__globals__, "_complete", completing)
        if not guarded:
            monkeypatch.setitem(cases.submit.__globals__, "_locked", rows.Select(Draft, "where id = %s"))
        with acting(Reach(actor="web", token=token)):
            made = cases.submit(draft_id, by=VISITOR, at=clock.now(), revision_id=seen)
        refused = moves[0].exception(20)
    row = bench.row(draft_id)
    assert bench.case(made).revision_id == seen
    if guarded:
        assert (type(refused), str(refused)) == (NotAllowed, "written")
        assert (row.revision_id, row.former) == (seen, [])
    else:  # what was sent is of another form than the draft that it came from
        assert row.revision_id == looking.to.id


def test_a_request_that_is_taken_meanwhile_is_moved_whole_or_left_whole(bench):
    made = bench.desk.submit()
    to = bench.publish()
    passage, groups = _looked(bench)
    with acting(bench.reach):
        passing.move(passage.id, groups, {}, at=clock.now())
    taken, worked = together(
        lambda: bench.desk.take(made, bench.desk.sofia), lambda: passing.work(passage_id=str(passage.id))
    )
    assert worked is None, worked
    run_waiting()
    [item], case = bench.items(passage), bench.case(made)
    with _as_owner():
        moves = TimelineEntry.objects.filter(case=case, kind="revised").count()
    if item.state == ItemState.DONE:
        assert (case.revision_id, moves) == (to.id, 1)
        assert isinstance(taken, Conflict) or case.status == "examined", taken
    else:  # somebody had it: its status has no place in the newer form, which nobody had looked at
        assert (item.state, item.reason, moves) == (ItemState.REFUSED, "differs", 0)
        assert (case.revision_id, case.status) == (item.revision_id, "under_review")
    assert bench.fresh(passage).state == State.DONE


def test_two_who_look_at_once_are_one_passage(bench):
    bench.desk.submit()
    bench.publish()
    here = bench.desk.town

    def begin():
        with acting(bench.reach):
            return passing.begin(
                here.organisation_id,
                here.case_type.id,
                by_id=bench.ines.id,
                by_name="Inès",
                language="fr",
                at=clock.now(),
            )

    found = together(*[begin] * 4)
    assert sorted(type(one).__name__ for one in found) == ["Passage", "Refused", "Refused", "Refused"], found
    with _as_owner():
        assert Passage.objects.count() == 1
    assert len([one for one in waiting() if one[1].endswith("passing.work")]) == 1


def _beside(pool, act, within):
    """`act` in another connection, begun now: it gets its time, unless something holds it back."""

    def acts():
        try:
            with acting(within):
                return act()
        finally:
            connection.close()

    found = pool.submit(acts)
    wait([found], timeout=0.5)
    return found


def test_what_begins_to_move_while_another_looks_anew_loses_no_item(bench):
    bench.desk.submit()
    bench.publish()
    passage, groups = _looked(bench)
    here, moves = bench.desk.town, []
    said = {"by_id": bench.ines.id, "by_name": "Inès", "language": "fr", "at": clock.now()}
    with ThreadPoolExecutor(1) as pool:

        def before_the_delete(execute, sql, *given):
            if sql.startswith("DELETE") and not moves:
                moves.append(_beside(pool, lambda: passing.move(passage.id, groups, {}, at=clock.now()), bench.reach))
            return execute(sql, *given)

        with acting(bench.reach), connection.execute_wrapper(before_the_delete):
            passing.begin(here.organisation_id, here.case_type.id, **said)
        with pytest.raises(Refused):  # never said to be under way, and forgotten
            moves[0].result(20)
    with _as_owner():
        assert list(Passage.objects.values_list("state", flat=True)) == [State.LOOKING]


def test_who_stops_and_brings_back_misses_none_that_is_being_moved(bench, monkeypatch):
    made = bench.desk.submit()
    before = bench.case(made).revision_id
    bench.publish()
    passage, groups = _looked(bench)
    with acting(bench.reach):
        passing.move(passage.id, groups, {}, at=clock.now())
    real, backs = passing._outcome, []
    said = {"by_id": bench.ines.id, "by_name": "Inès", "language": "fr", "at": clock.now()}

    def stopped_and_brought_back():
        assert passing.stop(passage.id)
        return passing.bring_back(passage.id, **said)

    with ThreadPoolExecutor(1) as pool:

        def outcome(*given):
            if not backs:
                backs.append(_beside(pool, stopped_and_brought_back, bench.reach))
            return real(*given)

        monkeypatch.setattr(passing, "_outcome", outcome)
        passing._move_slice(bench.fresh(passage))
        backs[0].result(20)
    run_waiting()
    assert bench.case(made).revision_id == before
