"""The law’s clock of real cases: dates follow the timeline, an answer sets it going, replaying changes nothing."""

import copy
import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Incomplete, NotAllowed, Silence
from parvis.cases.domain import clocks, recounting, revisions, transmitting
from parvis.cases.models import Case, Message, TimelineEntry
from parvis.kernel.reach import Reach, acting
from tests.cases import flowing
from tests.cases.conftest import AT
from tests.cases.test_turns import answer, held, move, wanted

pytestmark = pytest.mark.django_db

SUSPENDED = {"pieces": {"pause": "suspend", "base": {"fr": "CRPA, article L114-5"}}}
RESTARTED = {"pieces": {"pause": "restart"}}
LONGER = {"id": "longer", "label": {"fr": "Instruction longue"}, "adds": {"months": 1}, "notice": {"months": 1}}


def definition(rules, effect="refusal", **deadline):
    raw = copy.deepcopy(flowing.document())
    raw["deadline"] = raw["deadline"] | {"rules": rules} | deadline
    raw["deadline"]["silence"] |= {"effect": effect}
    raw["deadline"].pop("before", None)
    if "asks" not in deadline:
        raw["deadline"].pop("asks", None)
    raw["workflow"]["transitions"].append(
        {
            "id": "prolong",
            "sources": ["under_review"],
            "target": "under_review",
            "label": {"fr": "Prolonger"},
            "rights": ["agent"],
            "actions": [
                {
                    "type": "extend",
                    "options": {
                        "rule": "longer",
                        "subject": {"fr": "Un délai plus long"},
                        "body": {"fr": "{label} : {length}, jusqu’au {last_day}."},
                    },
                }
            ],
        }
    )
    if not rules.get("extensions"):
        raw["workflow"]["transitions"].pop()
    return CaseTypeDefinition.model_validate(raw)


def publish(town, as_owner, *args, **more):
    found = definition(*args, **more)
    with as_owner():
        cases.types.publish(town.case_type.id, found, at=AT)
    return found


def on(day, hour=9):
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), dt.UTC)


def dates(made, as_owner):
    case = held(made, as_owner)
    return tuple(str(day) for day in (case.last_day, case.silence_on)), case.silence_effect


def ask(town, made, day, *, by="", fields=("place",)):
    said = {"by_day": by} if by else {}
    return move(town, made, "ask_corrections", at=on(day), given=wanted(*fields), said=said)


def mend(made, day, place="Parc de la Marine"):
    return answer(made, "mend", at=on(day), given={"mend": {"answers": {"place": place}, "note": "Voilà."}})


class TestSuspended:
    def test_the_request_and_the_answer_move_the_dates(self, town, as_owner):
        """CRPA L114-5: 20 May to 2 June are fourteen days; 4 July + 14 (tests/law/clocks.csv)."""
        publish(town, as_owner, SUSPENDED)
        made = town.submit()
        assert dates(made, as_owner) == (("2026-07-04", "2026-07-05"), "refusal")
        ask(town, made, "2026-05-20", by="2026-06-10")
        assert dates(made, as_owner) == (("2026-07-26", "2026-07-27"), "refusal")
        mend(made, "2026-06-02")
        assert dates(made, as_owner) == (("2026-07-18", "2026-07-19"), "refusal")
        assert held(made, as_owner).due_on == dt.date(2026, 7, 18)

    def test_without_a_day_nobody_can_say(self, town, as_owner):
        publish(town, as_owner, SUSPENDED)
        made = town.submit()
        ask(town, made, "2026-05-20")
        case = held(made, as_owner)
        assert (case.due_on, case.last_day, case.silence_on, case.silence_effect) == (None, None, None, "")
        move(town, made, "go_on", at=on("2026-05-25"))
        assert dates(made, as_owner) == (("2026-07-10", "2026-07-11"), "refusal")  # 20 to 25: 6

    def test_what_is_not_essential_stops_nothing(self, town, as_owner):
        """CRPA L114-5-1, said on screen: neither the request nor its answer moves a date, and the person reads it."""
        publish(town, as_owner, SUSPENDED)
        made = town.submit()
        said = {"goes_on": True, "by_day": "2026-06-10"}
        move(town, made, "ask_corrections", at=on("2026-05-20"), given=wanted("place"), said=said)
        assert dates(made, as_owner) == (("2026-07-04", "2026-07-05"), "refusal")
        with as_owner():
            assert "article L114-5-1" in Message.objects.get(case_id=made.case_id).body
        mend(made, "2026-06-02")
        assert dates(made, as_owner) == (("2026-07-04", "2026-07-05"), "refusal")

    def test_asking_again_for_the_same_goes_on_standing_still(self, town, as_owner):
        rules = SUSPENDED | {"completeness": {"within": {"months": 1}}}
        publish(town, as_owner, rules)
        made = town.submit()
        ask(town, made, "2026-05-20", by="2026-05-30")
        mend(made, "2026-05-22")  # 3 days
        ask(town, made, "2026-06-08", by="2026-06-20")  # after the window, but for the same answer
        mend(made, "2026-06-09", place="Quai")  # 2 days
        assert dates(made, as_owner) == (("2026-07-09", "2026-07-10"), "refusal")
        ask(town, made, "2026-06-12", by="2026-06-20", fields=("event_name",))  # too late for another one
        assert dates(made, as_owner) == (("2026-07-09", "2026-07-10"), "refusal")

    def test_a_promise_stands_still_too(self, town, as_owner):
        publish(town, as_owner, SUSPENDED, promise_working_days=10)
        made = town.submit()  # Monday 4 May; 8, 14 and 25 May are holidays
        assert held(made, as_owner).due_on == dt.date(2026, 5, 20)  # 5 6 7, 11 12 13, 15, 18 19 20
        ask(town, made, "2026-05-11", by="2026-05-29")
        mend(made, "2026-05-13")
        assert held(made, as_owner).due_on == dt.date(2026, 5, 26)  # 5 6 7, 15, 18 to 22, 26

    def test_what_the_authority_confirms_since_is_for_later_requests(self, town, as_owner):
        publish(town, as_owner, SUSPENDED)
        made = town.submit()
        with as_owner():
            said = {"effect": "acceptance", "months": 1, "legal_base": {"fr": "Délibération"}}
            cases.types.confirm_silence(
                town.case_type.id,
                town.organisation_id,
                Silence.model_validate(said),
                by=cases.system("Authority"),
                at=AT,
            )
        ask(town, made, "2026-05-20", by="2026-06-10")
        assert dates(made, as_owner) == (("2026-07-26", "2026-07-27"), "refusal")


class TestRestarted:
    def test_acceptance_runs_from_the_last_piece(self, town, as_owner):
        publish(town, as_owner, RESTARTED, "acceptance")
        made = town.submit()
        ask(town, made, "2026-05-20", by="2026-06-10")
        assert dates(made, as_owner) == (("None", "None"), "")
        mend(made, "2026-06-02")
        assert dates(made, as_owner) == (("2026-08-02", "2026-08-03"), "acceptance")

    def test_a_question_in_words_counts_where_the_definition_says_so(self, town, as_owner):
        publish(town, as_owner, RESTARTED, "acceptance", asks=["ask"])
        made = town.submit()
        move(town, made, "take", at=on("2026-05-05"))
        move(town, made, "ask", at=on("2026-05-20"), reason="Quel est le plan ?")
        answer(made, "answer", at=on("2026-06-02"), reason="Le voici.")
        assert dates(made, as_owner) == (("2026-08-02", "2026-08-03"), "acceptance")


class TestWithoutAnAnswer:
    """Only the person's answer, or papers that an agent records with their day, set an acceptance going anew."""

    def test_an_agent_who_goes_on_restarts_nothing(self, town, as_owner):
        publish(town, as_owner, RESTARTED, "acceptance")
        made = town.submit()
        ask(town, made, "2026-05-20", by="2026-06-10")
        move(town, made, "go_on", at=on("2026-06-02"))
        assert dates(made, as_owner) == (("2026-07-18", "2026-07-19"), "acceptance")  # 20 May to 2 June: 14 days

    @pytest.mark.parametrize(
        ("came_on", "last"), [("2026-05-28", "2026-07-28"), ("2026-06-02", "2026-08-02"), ("", "2026-07-18")]
    )
    def test_paper_counts_from_the_day_that_is_recorded(self, town, as_owner, came_on, last):
        publish(town, as_owner, RESTARTED, "acceptance", asks=["ask"])
        made = town.submit()
        move(town, made, "take", at=on("2026-05-05"))
        move(town, made, "ask", at=on("2026-05-20"), reason="Quel est le plan ?")
        move(town, made, "resume", at=on("2026-06-02"), said={"came_on": came_on} if came_on else {})
        assert dates(made, as_owner)[0][0] == last

    @pytest.mark.parametrize("came_on", ["2026-05-19", "2026-06-03"])
    def test_nothing_came_before_it_was_asked_nor_tomorrow(self, town, as_owner, came_on):
        publish(town, as_owner, RESTARTED, "acceptance", asks=["ask"])
        made = town.submit()
        move(town, made, "take", at=on("2026-05-05"))
        move(town, made, "ask", at=on("2026-05-20"), reason="Quel est le plan ?")
        with pytest.raises(Incomplete):
            move(town, made, "resume", at=on("2026-06-02"), said={"came_on": came_on})
        assert held(made, as_owner).kind == "waiting"


class TestTransmitted:
    """CRPA L114-3: a refusal counts from the first receipt, an acceptance from that of the competent administration."""

    def noted(self, town, as_owner, effect, first="2026-04-20", name="Préfecture du Nord", by=None):
        publish(town, as_owner, SUSPENDED if effect == "refusal" else RESTARTED, effect, promise_working_days=10)
        made = town.submit()
        with town.inside():
            day = dt.date.fromisoformat(first)
            transmitting.came_from(made.case_id, name, day, by=by or town.agent(), at=on("2026-05-05"), version=1)
        return made

    @pytest.mark.parametrize(("effect", "last"), [("refusal", "2026-06-20"), ("acceptance", "2026-07-04")])
    def test_it_came_from_elsewhere(self, town, as_owner, effect, last):
        made = self.noted(town, as_owner, effect)
        assert dates(made, as_owner)[0][0] == last
        assert held(made, as_owner).due_on == dt.date(2026, 5, 20)  # what we promise runs from our receipt
        with pytest.raises(NotAllowed), town.inside():
            day = dt.date(2026, 4, 21)
            transmitting.came_from(made.case_id, "x", day, by=town.agent(), at=on("2026-05-05"), version=2)

    @pytest.mark.parametrize(("first", "name"), [("2026-05-05", "P"), ("2025-04-30", "P"), ("2026-04-20", " ")])
    def test_not_after_it_came_here_nor_from_nobody(self, town, as_owner, first, name):
        with pytest.raises(Incomplete):
            self.noted(town, as_owner, "refusal", first, name)

    def test_not_by_who_may_only_read(self, town, as_owner):
        with pytest.raises(NotAllowed):
            self.noted(town, as_owner, "refusal", by=town.agent("reader"))


class TestLonger:
    def test_the_person_is_told_and_the_dates_follow(self, town, as_owner):
        publish(town, as_owner, {"extensions": [LONGER]})
        made = town.submit()
        move(town, made, "take", at=on("2026-05-05"))
        move(town, made, "prolong", at=on("2026-05-20"))
        assert dates(made, as_owner) == (("2026-08-04", "2026-08-05"), "refusal")
        with as_owner():
            case = Case.objects.get(id=made.case_id)
            assert "Instruction longue : 1 mois, jusqu’au 4\u00a0août 2026." in case.messages.get().body

    def test_too_late_it_is_not_sent(self, town, as_owner):
        publish(town, as_owner, {"extensions": [LONGER]})
        made = town.submit()
        move(town, made, "take", at=on("2026-05-05"))
        with pytest.raises(Incomplete):
            move(town, made, "prolong", at=on("2026-06-05"))
        with as_owner():
            assert not TimelineEntry.objects.filter(kind="extended").exists()
        assert dates(made, as_owner) == (("2026-07-04", "2026-07-05"), "refusal")


def test_replaying_the_timeline_gives_what_is_kept(town, as_owner):
    publish(town, as_owner, SUSPENDED)
    made = town.submit()
    ask(town, made, "2026-05-20", by="2026-06-10")
    mend(made, "2026-06-02")
    with as_owner():
        case = Case.objects.get(id=made.case_id)
        entries = list(TimelineEntry.objects.filter(case=case).order_by("id"))
        again = recounting.counted(case, revisions.load(case.revision_id), entries, on("2027-01-01"))
    assert again == clocks.Clock(case.due_on, case.last_day, case.silence_on, case.silence_effect)


def test_definitions_of_before_run_as_they_did(town, as_owner):
    raw = copy.deepcopy(flowing.document())
    raw["deadline"].pop("rules")
    raw["deadline"].pop("asks")
    with as_owner():
        cases.types.publish(town.case_type.id, CaseTypeDefinition.model_validate(raw), at=AT)
    made = town.submit()
    before = dates(made, as_owner)
    ask(town, made, "2026-05-20", by="2026-06-10")
    mend(made, "2026-06-02")
    assert dates(made, as_owner) == before == (("2026-07-04", "2026-07-05"), "acceptance")


@pytest.mark.parametrize("column", ["due_on", "last_day", "silence_on", "silence_done_on", "silence_told_on"])
def test_a_resident_moves_no_date_by_hand(town, as_owner, column):
    publish(town, as_owner, SUSPENDED)
    made = town.submit()
    reach = Reach(actor="web", subjects=(made.subject_id,))
    with acting(reach), pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(id=made.case_id).update(**{column: dt.date(2030, 1, 1)}, version=2)


IMPOSSIBLE = [
    ({"rules": {"start": "declaration"}}, "deadline.rules.start"),
    ({"rules": {}, "asks": ["no_such_move"]}, "deadline.asks.0"),
    ({"rules": {}, "asks": ["take"]}, "deadline.asks.0"),
    ({"rules": {}, "asks": ["mend"]}, "deadline.asks.0"),
    (
        {"rules": {"extensions": [LONGER | {"adds": {"days": 5, "unit": "worked"}}]}},
        "deadline.rules.extensions.0",
    ),
    ({"rules": {"completeness": {"within": {"months": 3}}}}, "deadline.rules.completeness"),
    ({"rules": {"acknowledgement": {"within": {"days": 90, "unit": "worked"}}}}, "deadline.rules.acknowledgement"),
    ({"rules": {"extensions": [{**LONGER, "adds": None, "becomes": {"months": 1}}]}}, "deadline.rules.extensions.0"),
    ({"rules": {"extensions": [LONGER | {"notice": {"months": 3}}]}}, "deadline.rules.extensions.0.notice"),
    ({"promise_working_days": 60}, "deadline.promise_working_days"),
]
#: lengths that no definition may hold at all
NO_LENGTH = [{}, {"days": -1}, {"months": 121}, {"months": 1, "unit": "worked"}, {"days": 521, "unit": "workable"}]


@pytest.mark.parametrize("length", NO_LENGTH)
def test_lengths_that_are_none(length):
    with pytest.raises(ValueError):
        definition({"completeness": {"within": length}})


#: moments around midnight in Paris, in winter, in summer, on the days on which clocks change, and on a leap day
MOMENTS = [
    ("2026-03-28T23:30:00+00:00", "2026-03-29"),
    ("2026-03-29T21:59:00+00:00", "2026-03-29"),
    ("2026-03-29T22:01:00+00:00", "2026-03-30"),
    ("2026-10-24T22:30:00+00:00", "2026-10-25"),
    ("2026-10-25T22:59:00+00:00", "2026-10-25"),
    ("2026-10-25T23:01:00+00:00", "2026-10-26"),
    ("2028-02-28T23:30:00+00:00", "2028-02-29"),
]


@pytest.mark.parametrize(("at", "day"), MOMENTS)
def test_a_day_is_that_of_the_administration(at, day):
    entries = [
        TimelineEntry(kind="corrections_asked", actor_kind="agent", at=on("2026-01-02"), data={"fields": [], "by": ""}),
        TimelineEntry(
            kind="moved",
            actor_kind="resident",
            at=dt.datetime.fromisoformat(at),
            data={"transition": "mend", "to": "under_review"},
        ),
    ]
    found = clocks.events_of(definition(SUSPENDED), dt.date(2026, 1, 1), entries)
    assert str(found[-1].on) == day


@pytest.mark.parametrize(("deadline", "path"), IMPOSSIBLE)
def test_clocks_that_can_not_run_are_not_published(deadline, path):
    raw = copy.deepcopy(flowing.document())
    raw["deadline"].pop("asks")
    raw["deadline"] |= deadline
    if path.endswith("start"):
        moves = raw["workflow"]["transitions"]
        raw["workflow"]["transitions"] = [one for one in moves if one["id"] != "declare_complete"]
    problems = cases.check(CaseTypeDefinition.model_validate(raw))
    assert path in {problem.path for problem in problems}
