"""Races between real connections: each is first shown without its guard, then closed by it."""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from parvis.cases import api as cases
from parvis.cases.data import Conflict, LimitReached, Outcome
from parvis.cases.domain import counting, writing
from parvis.cases.models import Case, Counter, Decision, Draft, Licence
from parvis.kernel import rows
from parvis.kernel.reach import Reach, acting
from parvis.ledger import api as ledger
from parvis.ledger.models import Entry, TreeHead
from tests.cases.conftest import AT, VISITOR, make_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db):
    return make_town()


def together(*tasks: Callable[[], Any]) -> list[Any]:
    """Run every task in its own thread and connection, all started at once; results, or the exceptions they raised."""
    gate = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=20)
            return task()
        except Exception as error:  # the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


class Meeting:
    """Makes two transactions meet at the worst moment: both have read before either writes."""

    def __init__(self, parties: int) -> None:
        self.barrier = threading.Barrier(parties)

    def wait(self) -> None:
        try:
            self.barrier.wait(timeout=2)
        except threading.BrokenBarrierError:
            pass  # the guard held the other one back: that is what the second half of a test wants


def taken_case(town, agent, **changes):
    made = town.submit(**changes)
    with town.inside():
        cases.transition(made.case_id, "take", by=agent, at=AT, version=1)
    return made.case_id


class TestOneSubmission:
    def submit(self, draft_id, token):
        with acting(Reach(actor="web", token=token)):
            return cases.submit(draft_id, by=VISITOR, at=AT)

    def test_shown_without_the_lock(self, town, monkeypatch):
        """Without the draft's lock both see an unsubmitted draft: only the unique column stops the second case."""
        draft_id, token = town.draft()
        meeting = Meeting(2)
        insert = cases.submit.__globals__["insert_case"]

        def slowly(*arguments):
            meeting.wait()
            return insert(*arguments)

        monkeypatch.setitem(cases.submit.__globals__, "_locked", rows.Select(Draft, "where id = %s"))
        monkeypatch.setitem(cases.submit.__globals__, "insert_case", slowly)
        outcomes = together(*[lambda: self.submit(draft_id, token)] * 2)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "Submitted"]

    def test_closed(self, town):
        draft_id, token = town.draft()
        outcomes = together(*[lambda: self.submit(draft_id, token)] * 6)
        assert {outcome.case_id for outcome in outcomes} == {outcomes[0].case_id}
        assert sum(outcome.created for outcome in outcomes) == 1
        with town.inside():
            assert Case.objects.count() == 1


class TestNumbers:
    def decide(self, town, agent, case_id):
        with town.inside():
            return cases.decide(case_id, Outcome.ACCEPTED, by=agent, at=AT, version=2)

    def test_shown_with_the_usual_way_of_numbering(self, town):
        """The greatest number plus one: both read the same."""
        meeting = Meeting(2)

        def greatest_plus_one():
            with transaction.atomic():
                last = Counter.objects.filter(series="SHOWN").count()
                meeting.wait()
                return last + 1

        assert together(greatest_plus_one, greatest_plus_one) == [1, 1]

    def test_closed_without_gap_even_when_some_roll_back(self, town):
        def take(keep):
            with transaction.atomic():
                number = counting.take(town.organisation_id, "ARR", 2026)
                transaction.set_rollback(not keep)
                return number if keep else None

        outcomes = together(*[lambda keep=index % 3 != 0: take(keep) for index in range(12)])
        assert sorted(number for number in outcomes if number) == list(range(1, 9))

    def test_decisions_at_once_have_each_their_number(self, town):
        malik = town.agent("supervisor")
        made = [taken_case(town, malik, occasion="public_feast") for _ in range(4)]
        together(*[lambda case_id=case_id: self.decide(town, malik, case_id) for case_id in made])
        with town.inside():
            assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


class TestYearlyLimit:
    @pytest.fixture
    def last_two(self, town):
        """Four licences given, two requests left for the fifth."""
        malik = town.agent("supervisor")
        for _ in range(4):
            case_id = taken_case(town, malik)
            with town.inside():
                cases.decide(case_id, Outcome.ACCEPTED, by=malik, at=AT, version=2)
        return malik, [taken_case(town, malik) for _ in range(2)]

    def both(self, town, malik, waiting):
        def decide(case_id):
            with town.inside():
                return cases.decide(case_id, Outcome.ACCEPTED, by=malik, at=AT, version=2)

        return together(*[lambda case_id=case_id: decide(case_id) for case_id in waiting])

    def meet_after_counting(self, monkeypatch):
        """Both have counted and written before either commits."""
        meeting = Meeting(2)
        license_one = counting._license

        def then_meet(case, counted):
            found = license_one(case, counted)
            meeting.wait()
            return found

        monkeypatch.setattr(counting, "_license", then_meet)

    def test_shown_without_the_counters_lock(self, town, last_two, monkeypatch):
        malik, waiting = last_two
        numbers = itertools.count(100)
        monkeypatch.setattr(counting, "take", lambda *args: next(numbers))
        self.meet_after_counting(monkeypatch)
        self.both(town, malik, waiting)
        with town.inside():
            assert Licence.objects.count() == 6  # one too many

    def test_closed(self, town, last_two, monkeypatch):
        malik, waiting = last_two
        self.meet_after_counting(monkeypatch)
        outcomes = self.both(town, malik, waiting)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Case", "LimitReached"]
        assert any(isinstance(outcome, LimitReached) for outcome in outcomes)
        with town.inside():
            assert Licence.objects.count() == 5
            assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


class TestTwoAgents:
    def move(self, town, agent, case_id, reason):
        with town.inside():
            return cases.transition(case_id, "ask", by=agent, at=AT, version=2, reason=reason)

    def test_shown_without_lock_and_version(self, town, monkeypatch):
        agent = town.agent("agent")
        case_id = taken_case(town, agent)
        meeting = Meeting(2)
        reachable = writing.reachable

        def unguarded(case_id, *, by, lock=False):
            case = reachable(case_id, by=by)
            meeting.wait()
            return case

        monkeypatch.setattr(writing, "reachable", unguarded)
        outcomes = together(*[lambda text=text: self.move(town, agent, case_id, text) for text in "AB"])
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        with town.inside():
            assert Case.objects.get().version == 3  # two writes, one version: one of them was not seen

    def test_closed(self, town):
        agent = town.agent("agent")
        case_id = taken_case(town, agent)
        outcomes = together(*[lambda text=text: self.move(town, agent, case_id, text) for text in "ABCD"])
        conflicts = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
        assert len(conflicts) == 3
        won = next(outcome for outcome in outcomes if not isinstance(outcome, Exception))
        assert won.version == 3
        for conflict in conflicts:
            assert conflict.mine in "ABCD"
            assert conflict.theirs


class TestLedger:
    def write(self, town):
        return town.submit().case_id

    def test_no_write_waits_for_another(self, town):
        """A transaction that has recorded and stays open keeps nobody else from recording, nor the sequencer."""
        recorded, go_on = threading.Event(), threading.Event()

        def stays_open():
            draft_id, token = town.draft()
            with acting(Reach(actor="web", token=token)):
                cases.submit(draft_id, by=VISITOR, at=AT)
                recorded.set()
                assert go_on.wait(timeout=20)

        def others():
            assert recorded.wait(timeout=20)
            with connection.cursor() as cursor:
                cursor.execute("set lock_timeout = '2s'")
            self.write(town)
            head = ledger.sequence()
            go_on.set()
            return head

        outcomes = together(stays_open, others)
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
        assert outcomes[1].size == 2  # what the open transaction wrote comes in a later pass
        assert ledger.sequence().size == 4

    def test_two_sequencers_chain_everything_once(self, town):
        for _ in range(6):
            self.write(town)

        def chain():
            while ledger.sequence(batch=3):
                pass

        outcomes = together(*[chain] * 3)
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
        while ledger.sequence(batch=3):
            pass
        places = list(Entry.objects.order_by("position").values_list("position", flat=True))
        assert places == list(range(12))
        assert TreeHead.objects.order_by("-size").first().size == 12
