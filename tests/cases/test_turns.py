"""Corrections, visits, proposals, stated days, validity: rules, races, walls."""

import datetime as dt

import pytest

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Incomplete, NotAllowed, TurnState
from parvis.cases.domain import correcting, revisions
from parvis.cases.models import Case, Decision, Message, TimelineEntry, Turn
from parvis.kernel.reach import Reach, acting
from tests.cases import flowing
from tests.cases.conftest import AT, VISITOR

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def flow(town, as_owner):
    with as_owner():
        cases.types.publish(town.case_type.id, flowing.definition(), at=AT)
    return town


@pytest.fixture
def made(flow):
    return flow.submit()


def agent(flow, name="Sofia Leclercq", *roles, person_id=None):
    return flow.agent(*roles, name=name, person_id=person_id)


def move(flow, made, transition, by=None, *, at=LATER, **more):
    """Take a transition as an agent."""
    with flow.inside():
        version = Case.objects.values_list("version", flat=True).get(id=made.case_id)
        return cases.transition(made.case_id, transition, by=by or agent(flow), at=at, version=version, **more)


def answer(made, transition, *, at=LATER, **more):
    """Take a transition as the resident."""
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        version = Case.objects.values_list("version", flat=True).get(id=made.case_id)
        return cases.transition(made.case_id, transition, by=VISITOR, at=at, version=version, **more)


def wanted(*fields, why="incorrect", words="À revoir"):
    return {"ask_corrections": [{"field": field, "why": why, "words": words} for field in fields]}


def held(made, as_owner):
    with as_owner():
        return Case.objects.get(id=made.case_id)


def entries(made, as_owner):
    with as_owner():
        return list(TimelineEntry.objects.filter(case=made.case_id).order_by("id"))


def test_the_definition_passes_every_check():
    assert cases.check(flowing.definition()) == []


class TestComplete:
    def test_the_day_is_kept_and_told(self, flow, made, as_owner):
        move(flow, made, "declare_complete")
        case = held(made, as_owner)
        assert case.complete_on == dt.date(2026, 5, 5)
        assert entries(made, as_owner)[-2].kind == "complete" or any(
            one.kind == "complete" for one in entries(made, as_owner)
        )
        with as_owner():
            assert "5\u00a0mai 2026" in Message.objects.get(case=made.case_id).body


class TestCorrections:
    def ask(self, flow, made, *fields, **more):
        return move(flow, made, "ask_corrections", given=wanted(*fields), said={"by_day": "2026-05-20"}, **more)

    def test_mended_answers_replace_the_old_which_are_kept(self, flow, made, as_owner):
        self.ask(flow, made, "place")
        old = held(made, as_owner).answers
        answer(made, "mend", given={"mend": {"answers": {"place": "Parc de la Marine"}}})
        case = held(made, as_owner)
        assert case.answers == old | {"place": "Parc de la Marine"}
        with as_owner():
            turn = Turn.objects.get(case=case)
        assert (turn.state, turn.answered["before"], turn.answered["after"]) == (
            "answered",
            {"place": "Place Jean-Bart"},
            {"place": "Parc de la Marine"},
        )
        with flow.inside():
            found = correcting.changes(case, revisions.load(case.revision_id), [turn], "fr")
        assert [(one.field, one.before, one.after) for one in found[turn.id]] == [
            ("place", "Place Jean-Bart", "Parc de la Marine")
        ]

    def test_the_timeline_states_the_new_answers_so_that_the_ledger_seals_them(self, flow, made, as_owner):
        self.ask(flow, made, "place")
        answer(made, "mend", given={"mend": {"answers": {"place": "Parc de la Marine"}}})
        stated = next(one for one in entries(made, as_owner) if one.kind == "mended")
        assert stated.data["answers"] == held(made, as_owner).answers_digest
        assert stated.data["fields"] == ["place"]

    def test_an_answer_that_was_not_asked_again_stays(self, flow, made, as_owner):
        self.ask(flow, made, "place")
        answer(made, "mend", given={"mend": {"answers": {"place": "Parc", "event_name": "Autre chose"}}})
        assert held(made, as_owner).answers["event_name"] == "Fête de la Saint-Jean"

    def test_nothing_changed_needs_a_word(self, flow, made):
        self.ask(flow, made, "place")
        with pytest.raises(Incomplete):
            answer(made, "mend", given={"mend": {"answers": {"place": "Place Jean-Bart"}}})
        answer(made, "mend", given={"mend": {"answers": {"place": "Place Jean-Bart"}, "note": "C’est bien là."}})

    @pytest.mark.parametrize("again", [False, True])
    def test_who_may_ask_is_held_against_mended_answers_where_it_says_so(self, flow, as_owner, again):
        document = flowing.document() | {"eligible_again": again}
        rule = {"!=": [{"var": "place"}, "Ailleurs"]}
        stop = {"rule": rule, "message": {"fr": "Chez nous seulement."}}
        document["form"] = {**document["form"], "eligibility": [stop]}
        with as_owner():
            cases.types.publish(flow.case_type.id, CaseTypeDefinition.model_validate(document), at=AT)
        made = flow.submit()
        self.ask(flow, made, "place")
        elsewhere = {"mend": {"answers": {"place": "Ailleurs"}}}
        if again:
            with pytest.raises(Incomplete) as stopped:
                answer(made, "mend", given=elsewhere)
            assert "Chez nous seulement." in str(stopped.value.errors)
            assert held(made, as_owner).status == "to_mend"
            elsewhere["mend"]["answers"]["place"] = "Parc"
        answer(made, "mend", given=elsewhere)
        assert held(made, as_owner).status == "under_review"

    def test_a_wrong_answer_is_refused(self, flow, made, as_owner):
        self.ask(flow, made, "place")
        with pytest.raises(Incomplete):
            answer(made, "mend", given={"mend": {"answers": {}}})
        assert held(made, as_owner).status == "to_mend"

    def test_something_is_ticked_or_said(self, flow, made):
        with pytest.raises(Incomplete):
            move(flow, made, "ask_corrections", given={})
        move(flow, made, "ask_corrections", given={}, reason="Il manque le plan.")

    def test_only_answers_of_the_case_may_be_asked(self, flow, made):
        with pytest.raises(Incomplete):
            self.ask(flow, made, "no_such_field")

    def test_going_on_without_the_answer_ends_the_turn(self, flow, made, as_owner):
        self.ask(flow, made, "place")
        move(flow, made, "go_on")
        with as_owner():
            assert Turn.objects.get().state == TurnState.WITHDRAWN

    def test_one_message_and_the_day_are_in_it(self, flow, made, as_owner):
        self.ask(flow, made, "place", reason="Il manque aussi le plan.")
        with as_owner():
            (message,) = Message.objects.filter(case=made.case_id)
        for part in ("À revoir", "Il manque aussi le plan.", "20\u00a0mai 2026"):
            assert part in message.body


class TestProposals:
    def test_another_confirms_what_was_proposed(self, flow, made, as_owner):
        sofia, malik = agent(flow), agent(flow, "Malik Kaci", "supervisor")
        move(flow, made, "take")
        move(flow, made, "propose_refuse", sofia, reason="Trois plaintes en mai.", grounds=["public_order"])
        move(flow, made, "confirm_refuse", malik)
        with as_owner():
            decision = Decision.objects.get()
        assert (decision.outcome, decision.text, decision.grounds, decision.decider_name) == (
            "refused",
            "Trois plaintes en mai.",
            ["public_order"],
            "Malik Kaci",
        )
        assert held(made, as_owner).proposed == ""

    def test_nobody_confirms_their_own(self, flow, made):
        malik = agent(flow, "Malik Kaci", "supervisor")
        move(flow, made, "take")
        move(flow, made, "propose_accept", malik)
        with pytest.raises(NotAllowed):
            move(flow, made, "confirm_accept", malik)

    def test_only_the_proposed_outcome_is_offered(self, flow, made):
        move(flow, made, "take")
        move(flow, made, "propose_accept")
        with pytest.raises(NotAllowed):
            move(flow, made, "confirm_refuse", agent(flow, "Malik Kaci", "supervisor"))

    def test_it_is_returned_with_a_reason(self, flow, made, as_owner):
        malik = agent(flow, "Malik Kaci", "supervisor")
        move(flow, made, "take")
        move(flow, made, "propose_accept")
        with pytest.raises(Incomplete):
            move(flow, made, "return_proposal", malik)
        move(flow, made, "return_proposal", malik, reason="Vérifiez l’horaire.")
        with as_owner():
            assert Turn.objects.get().answered["words"] == "Vérifiez l’horaire."
        assert held(made, as_owner).status == "under_review"

    def test_residents_never_see_one(self, flow, made):
        move(flow, made, "take")
        move(flow, made, "propose_accept")
        with acting(Reach(actor="web", subjects=(made.subject_id,))):
            assert not Turn.objects.exists()
            assert not TimelineEntry.objects.filter(kind="proposed").exists()


SLOTS = ["2026-06-02T10:00:00+02:00", "2026-06-03T14:30:00+02:00"]


def visit(*slots):
    return {"slots": [{"at": slot} for slot in slots], "minutes": 20, "place": "Mairie"}


class TestVisits:
    def plan(self, flow, made):
        move(flow, made, "take")
        move(flow, made, "propose_visit", said=visit(*SLOTS))

    def test_the_resident_chooses(self, flow, made, as_owner):
        self.plan(flow, made)
        answer(made, "confirm_visit", given={"confirm_visit": SLOTS[1]})
        with as_owner():
            turn = Turn.objects.get()
        assert (turn.state, turn.starts_at) == ("confirmed", dt.datetime.fromisoformat(SLOTS[1]))

    def test_no_other_moment(self, flow, made):
        self.plan(flow, made)
        with pytest.raises(Incomplete):
            answer(made, "confirm_visit", given={"confirm_visit": "2026-06-04T10:00:00+02:00"})

    def test_another_is_asked_for_before_and_after(self, flow, made, as_owner):
        self.plan(flow, made)
        answer(made, "confirm_visit", given={"confirm_visit": SLOTS[0]})
        answer(made, "move_visit", reason="Je ne peux que le vendredi.")
        assert held(made, as_owner).status == "under_review"
        move(flow, made, "propose_visit", said=visit("2026-06-05T10:00:00+02:00"))
        with as_owner():
            assert set(Turn.objects.values_list("state", flat=True)) == {"moved", "open"}

    @pytest.mark.parametrize("slot", ["2026-05-01T10:00:00+02:00", "2026-10-25T02:30:00+02:00"], ids=["past", "twice"])
    def test_moments_to_come_that_mean_one_thing(self, flow, made, slot):
        move(flow, made, "take")
        with pytest.raises(Incomplete):
            move(flow, made, "propose_visit", said=visit(slot))

    def test_it_is_noted_on_its_day_or_after(self, flow, made, as_owner):
        self.plan(flow, made)
        answer(made, "confirm_visit", given={"confirm_visit": SLOTS[0]})
        with pytest.raises(Incomplete):
            move(flow, made, "visit_missed")
        move(flow, made, "visit_missed", at=dt.datetime.fromisoformat(SLOTS[0]))
        with as_owner():
            assert Turn.objects.get().state == TurnState.MISSED

    def test_a_withdrawal_calls_it_off(self, flow, made, as_owner):
        self.plan(flow, made)
        answer(made, "confirm_visit", given={"confirm_visit": SLOTS[0]})
        answer(made, "withdraw")
        with as_owner():
            assert Turn.objects.get().state == TurnState.WITHDRAWN


class TestPosting:
    def test_the_day_is_kept(self, flow, made, as_owner):
        move(flow, made, "take")
        move(flow, made, "prepare")
        move(flow, made, "posted", said={"posted_on": "2026-05-05"})
        assert held(made, as_owner).posted_on == dt.date(2026, 5, 5)

    @pytest.mark.parametrize("day", ["2026-05-06", "2026-05-03"], ids=["tomorrow", "before it came"])
    def test_neither_to_come_nor_before_the_request(self, flow, made, day):
        move(flow, made, "take")
        move(flow, made, "prepare")
        with pytest.raises(Incomplete):
            move(flow, made, "posted", said={"posted_on": day})
