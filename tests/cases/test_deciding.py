"""Moving and deciding: rights, reasons, numbers, limits, conflicts, what each side sees."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.cases import api as cases
from parvis.cases.data import Conflict, Incomplete, Kind, LimitReached, NotAllowed, NotFound, Outcome
from parvis.cases.domain import listing
from parvis.cases.models import Case, Counter, Decision, Licence, Message, TimelineEntry
from parvis.kernel import events
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.ledger import api as ledger
from tests.cases.conftest import ANSWERS, AT, VISITOR

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def sofia(town):
    return town.agent("agent")


@pytest.fixture
def malik(town):
    return town.agent("supervisor", name="Malik Kaci")


@pytest.fixture
def taken(town, sofia):
    """A case that Sofia has taken on."""
    made = town.submit()
    with town.inside():
        return cases.transition(made.case_id, "take", by=sofia, at=LATER, version=1)


def as_resident(case):
    return acting(Reach(actor="web", subjects=(case.subject_id,)))


def test_taking_a_case_assigns_it(town, taken, sofia):
    assert (taken.status, taken.kind, taken.version) == ("under_review", Kind.OPEN, 2)
    assert (taken.assignee_id, taken.assignee_name) == (sofia.person_id, "Sofia Leclercq")
    with town.inside():
        kinds = list(TimelineEntry.objects.filter(version=2).order_by("id").values_list("kind", "audience"))
    assert kinds == [("moved", "all"), ("assigned", "agents")]


def test_what_each_may_do(town, taken, sofia, malik):
    def offered(by):
        return [move.id for move in cases.available(taken.id, by=by, at=LATER)]

    with town.inside():
        assert offered(sofia) == ["ask", "close"]
        assert offered(malik) == ["ask", "accept", "refuse", "close"]
        with pytest.raises(NotAllowed):
            cases.transition(taken.id, "accept", by=sofia, at=LATER, version=2)
        with pytest.raises(NotAllowed):
            cases.decide(taken.id, Outcome.REFUSED, by=sofia, at=LATER, version=2)
    with as_resident(taken):
        assert offered(VISITOR) == ["withdraw"]


def test_both_ways_to_ask_and_answer(town, taken, sofia):
    with town.inside():
        with pytest.raises(Incomplete):
            cases.transition(taken.id, "ask", by=sofia, at=LATER, version=2, reason="  ")
        case = cases.transition(taken.id, "ask", by=sofia, at=LATER, version=2, reason="Combien de tables ?")
        assert case.kind is Kind.WAITING or case.kind == Kind.WAITING
    with as_resident(taken):
        file = cases.open_case(taken.id, by=VISITOR, at=LATER)
        assert [message.body for message in file.messages] == ["Combien de tables ?"]
        assert file.messages[0].subject == f"Votre demande {taken.reference}\u00a0: une précision est nécessaire"
        assert "assigned" not in [entry.kind for entry in file.timeline]  # agents' entries stay among them
        case = cases.transition(taken.id, "answer", by=VISITOR, at=LATER, version=file.case.version, reason="Douze")
        assert case.status == "under_review"
    with town.inside():
        assert [message.direction for message in Message.objects.order_by("id")] == [
            "to_resident",
            "to_administration",
        ]
        assert cases.read(taken.id, by=sofia, at=LATER) == 1


def test_accepting_takes_a_number_and_a_licence(town, taken, malik):
    with town.inside():
        case = cases.decide(taken.id, Outcome.ACCEPTED, by=malik, at=LATER, version=2)
        decision = Decision.objects.get()
        assert (case.status, case.kind, case.closed_at) == ("accepted", Kind.DECIDED, LATER)
        assert decision.label == "ARR-2026-0001"
        assert (decision.decider_name, decision.decider_quality) == ("Malik Kaci", "Adjointe au maire")
        licence = Licence.objects.get()
        assert (licence.limit_id, licence.year, licence.rna, licence.siren) == (
            "own_events",
            2026,
            "W594001234",
            "732829320",
        )
        with pytest.raises(NotAllowed):  # decided once
            cases.decide(taken.id, Outcome.REFUSED, by=malik, at=LATER, version=case.version)


def test_a_decision_stays_within_its_budget(town, taken, malik):
    with town.inside(), CaptureQueriesContext(connection) as queries:
        cases.transition(taken.id, "accept", by=malik, at=LATER, version=2)
    statements = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 12, statements


def test_a_refusal_states_law_and_facts(town, taken, malik):
    with town.inside():
        for reason, grounds in (("Bruit", ()), ("", ("public_order",)), ("Bruit", ("invented",))):
            with pytest.raises(Incomplete):
                cases.decide(taken.id, Outcome.REFUSED, by=malik, at=LATER, version=2, reason=reason, grounds=grounds)
        assert not Counter.objects.exists()  # what is refused takes no number
        cases.decide(taken.id, Outcome.REFUSED, by=malik, at=LATER, version=2, reason="Bruit", grounds=["public_order"])
        decision = Decision.objects.get()
    assert (decision.label, decision.grounds, decision.text) == ("REF-2026-0001", ["public_order"], "Bruit")


def test_closing_has_no_number(town, taken, sofia):
    with town.inside():
        cases.transition(taken.id, "close", by=sofia, at=LATER, version=2, reason="Demande en double")
        decision = Decision.objects.get()
    assert (decision.outcome, decision.number, decision.label) == ("closed", None, "")


def test_withdrawing_is_no_decision(town, taken):
    with as_resident(taken):
        case = cases.transition(taken.id, "withdraw", by=VISITOR, at=LATER, version=2)
        assert (case.kind, case.closed_at) == (Kind.CLOSED, LATER)
        assert not Decision.objects.exists()


class TestLimits:
    def accept(self, town, malik, at=LATER, **changes):
        made = town.submit(**changes)
        with town.inside():
            cases.transition(made.case_id, "take", by=malik, at=at, version=1)
            return cases.decide(made.case_id, Outcome.ACCEPTED, by=malik, at=at, version=2)

    def left(self, town, answers=ANSWERS):
        definition = cases.types.published(town.case_type.id).definition
        with acting(Reach(actor="web")):  # a visitor may ask
            return [
                (remaining.limit.id, remaining.year, remaining.used, remaining.left)
                for remaining in cases.counters.remaining(town.organisation_id, definition, answers, at=AT)
            ]

    def test_the_sixth_of_the_year_is_one_too_many(self, town, malik):
        assert self.left(town) == [("own_events", 2026, 0, 5)]
        for _ in range(5):
            self.accept(town, malik)
        assert self.left(town) == [("own_events", 2026, 5, 0)]
        with pytest.raises(LimitReached) as reached:
            self.accept(town, malik)
        assert (reached.value.remaining.used, reached.value.remaining.left) == (5, 0)
        with town.inside():
            assert Counter.objects.get(series="ARR").last == 5  # the number was not lost
            assert list(Decision.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]

    def test_another_year_event_or_association_counts_apart(self, town, malik):
        for _ in range(5):
            self.accept(town, malik)
        self.accept(town, malik, opens_at="2027-01-01T18:00:00+01:00", closes_at="2027-01-02T01:00:00+01:00")
        self.accept(town, malik, occasion="public_feast")  # not counted (CSP L3334-2, first paragraph)
        self.accept(town, malik, association={"name": "Amicale", "rna": "W594009999"})
        with town.inside():
            assert Licence.objects.count() == 7

    def test_an_association_is_one_under_either_number(self, town, malik):
        only_rna = {"name": "Corsaires", "rna": "W594001234"}
        only_siret = {"name": "Les Corsaires", "siret": "73282932000074"}
        self.accept(town, malik, association=only_rna)
        self.accept(town, malik, association=only_siret)
        assert self.left(town, ANSWERS | {"association": only_rna})[0][2] == 1
        self.accept(town, malik)  # once both: from now on the two are one
        for given in (only_rna, only_siret, ANSWERS["association"]):
            assert self.left(town, ANSWERS | {"association": given})[0][2] == 3

    @pytest.mark.parametrize(("kind", "most"), [("sport", 10), ("tourism", 4), ("farming", 2)])
    def test_sports_grounds(self, town, malik, kind, most):
        changes = {
            "setting": "sports_ground",
            "nature": kind,
            "agreed": True,
            "exceptional": False,
            "opens_at": "2026-09-05T10:00:00+02:00",
            "closes_at": "2026-09-06T20:00:00+02:00",
        }
        for _ in range(most):
            self.accept(town, malik, **changes)
        with pytest.raises(LimitReached):
            self.accept(town, malik, **changes)


class TestConflicts:
    def test_the_second_writer_is_told_and_keeps_their_text(self, town, taken, sofia, malik):
        with town.inside():
            cases.transition(taken.id, "ask", by=malik, at=LATER, version=2, reason="Question de Malik")
            with pytest.raises(Conflict) as conflict:
                cases.transition(taken.id, "ask", by=sofia, at=LATER, version=2, reason="Question de Sofia")
        assert conflict.value.mine == "Question de Sofia"
        assert [entry.data.get("reason") for entry in conflict.value.theirs if entry.kind == "moved"] == [
            "Question de Malik"
        ]
        assert conflict.value.version == 3

    def test_messages_cross_without_harm(self, town, taken, sofia):
        with town.inside():
            cases.message(taken.id, "Un", by=sofia, at=LATER)
            cases.message(taken.id, "Deux", by=sofia, at=LATER)
        with as_resident(taken):
            cases.message(taken.id, "Trois", by=VISITOR, at=LATER)
            assert Case.objects.get().version == 5


class TestAssigning:
    def test_one_takes_and_gives_back_for_oneself(self, town, taken, sofia):
        with town.inside():
            case = cases.assign(taken.id, by=sofia, at=LATER, version=2, assignee_id=None)
            assert case.assignee_id is None

    def test_others_need_the_right(self, town, taken, sofia, malik):
        with town.inside():
            with pytest.raises(NotAllowed):
                cases.assign(taken.id, by=sofia, at=LATER, version=2, assignee_id=malik.person_id)
            case = cases.assign(
                taken.id, by=malik, at=LATER, version=2, assignee_id=malik.person_id, assignee_name=malik.name
            )
        assert case.assignee_id == malik.person_id


class TestWalls:
    def test_outside_of_ones_walls_nothing_is_there(self, town, taken, malik):
        with acting(Reach(actor="web", walls=(new_id(),))):
            for operation in (
                lambda: cases.open_case(taken.id, by=malik, at=LATER),
                lambda: cases.transition(taken.id, "accept", by=malik, at=LATER, version=2),
                lambda: cases.message(taken.id, "?", by=malik, at=LATER),
            ):
                with pytest.raises(NotFound):
                    operation()

    def test_an_agent_without_role_in_the_wall_is_refused_even_if_the_reach_errs(self, town, taken):
        stranger = town.agent("agent")
        stranger.roles.clear()
        with town.inside(), pytest.raises(NotFound):
            cases.open_case(taken.id, by=stranger, at=LATER)

    def test_a_resident_sees_their_own_alone(self, town, taken):
        other = town.submit()
        with as_resident(taken):
            assert [case.id for case, _ in listing.list_for_resident(at=LATER)] == [taken.id]
            with pytest.raises(NotFound):
                cases.message(other.case_id, "?", by=VISITOR, at=LATER)

    def test_with_nothing_set_nothing_is_seen(self, town, taken):
        for model in (Case, TimelineEntry, Message, Decision, Licence):
            assert not model.objects.exists()


def test_events_are_told_in_order(town, malik):
    from parvis.cases import events as news

    heard = []
    listeners = dict.fromkeys((news.CaseSubmitted, news.CaseMoved, news.CaseAssigned, news.CaseDecided), heard.append)
    for event, listener in listeners.items():
        events._subscribers[event].append(listener)
    try:
        made = town.submit()
        with town.inside():
            cases.transition(made.case_id, "take", by=malik, at=LATER, version=1)
            cases.decide(made.case_id, Outcome.ACCEPTED, by=malik, at=LATER, version=2)
    finally:
        for event, listener in listeners.items():
            events._subscribers[event].remove(listener)
    assert [type(event).__name__ for event in heard] == [
        "CaseSubmitted",
        "CaseMoved",
        "CaseAssigned",
        "CaseMoved",
        "CaseDecided",
    ]
    assert heard[-1].outcome == "accepted"


def test_what_is_written_never_changes(town, taken, malik, as_owner):
    from django.db import DatabaseError, transaction

    with town.inside():
        cases.decide(taken.id, Outcome.ACCEPTED, by=malik, at=LATER, version=2)
        for sql in (
            "update cases_revision set number = 7",
            "delete from cases_revision",
            "update cases_counter set last = last + 2",
            "update cases_counter set last = last - 1",
            "delete from cases_counter",
            "delete from cases_timelineentry",
            "update cases_timelineentry set kind = 'x'",
            "update cases_decision set number = 7",
            "delete from cases_case",
            "update cases_case set answers = '{}'",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
    for sql in ("update cases_timelineentry set kind = 'x'", "update cases_decision set number = 7"):
        with as_owner(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_erasure_leaves_a_record_that_is_whole(town, taken, malik, as_owner):
    with town.inside():
        cases.decide(taken.id, Outcome.ACCEPTED, by=malik, at=LATER, version=2)
    with acting(Reach(actor="worker", walls=(new_id(),))):
        assert cases.erase_case(taken.id, at=LATER) == 0  # not from outside
    with acting(Reach(actor="worker", walls=(town.wall_id,))):
        assert cases.erase_case(taken.id, at=LATER) > 4
    with as_owner():
        assert not Case.objects.exists()
        assert not TimelineEntry.objects.exists()
        assert ledger.verify().whole


def test_lists_page_by_keyset_without_growing(town, django_assert_num_queries):
    made = [town.submit() for _ in range(3)]
    with town.inside():
        with django_assert_num_queries(1):
            first = cases.list_for_agents([town.wall_id], size=2)
        assert [line.id for line in first.lines] == [made[2].case_id, made[1].case_id]
        rest = cases.list_for_agents([town.wall_id], size=2, after=first.after)
        assert [line.id for line in rest.lines] == [made[0].case_id]
        assert rest.after is None
        with django_assert_num_queries(1):
            due = listing.list_due([town.wall_id])
        assert len(due.lines) == 3


def test_opening_a_case_is_logged_for_agents(town, taken, sofia):
    from parvis.access.models import Consultation

    with acting(Reach(actor="web", person=sofia.person_id, walls=(town.wall_id,))):
        cases.open_case(taken.id, by=sofia, at=LATER)
        cases.open_case(taken.id, by=sofia, at=LATER)
    with as_resident(taken):
        cases.open_case(taken.id, by=VISITOR, at=LATER)
    assert Consultation._meta.db_table
