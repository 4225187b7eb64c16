"""From a draft to a case: complete, once, with its dates, its timeline and its seal."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Conflict, Incomplete, Kind, NotAllowed, NotFound
from parvis.cases.models import Case, Draft, TimelineEntry
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.ledger import api as ledger
from parvis.ledger.models import Entry
from tests.cases.conftest import ANSWERS, AT, VISITOR

pytestmark = pytest.mark.django_db


def test_a_case_has_everything_that_follows(town):
    made = town.submit()
    assert made.created
    with town.inside():
        case = Case.objects.get(id=made.case_id)
        assert case.reference == made.reference
        assert case.reference.startswith("DK-26-")
        assert (case.wall_id, case.department_id) == (town.wall_id, town.department_id)
        assert (case.status, case.kind, case.closed_at) == ("received", Kind.OPEN, None)
        assert case.title == "Les Corsaires de la Citadelle – Fête de la Saint-Jean"
        assert case.answers == ANSWERS
        # The worked example: complete on 4 May 2026, two months: last day 4 July, effect on 5 July.
        assert (case.last_day, case.silence_on) == (dt.date(2026, 7, 4), dt.date(2026, 7, 5))
        assert case.silence_effect == "acceptance"
        assert case.due_on == dt.date(2026, 6, 23)  # the day before the event comes first
        assert case.second_elements == ["+33612345678", "jean.deswarte@example.fr"]
        entries = list(TimelineEntry.objects.order_by("id").values_list("kind", "audience", "actor_name"))
        assert entries == [("submitted", "all", "Jean Deswarte"), ("routed", "agents", "Jean Deswarte")]
        assert Entry.objects.filter(source="cases.timeline").count() == 2


def test_a_submission_stays_within_its_budget(town):
    draft_id, token = town.draft()
    town.submit()  # warm: the revision is loaded
    with acting(Reach(actor="web", token=token)), CaptureQueriesContext(connection) as queries:
        cases.submit(draft_id, by=VISITOR, at=AT)
    statements = [query["sql"] for query in queries if "set_config" not in query["sql"]]
    statements = [sql for sql in statements if not sql.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 15, statements


@pytest.mark.parametrize("again", ["at once", "after its answer was lost"])
def test_the_same_draft_makes_one_case(town, again):
    draft_id, token = town.draft()
    with acting(Reach(actor="web", token=token)):
        first = cases.submit(draft_id, by=VISITOR, at=AT)
        if again == "at once":
            second = cases.submit(draft_id, by=VISITOR, at=AT)
    if again != "at once":
        with acting(Reach(actor="web", token=token)):
            second = cases.submit(draft_id, by=VISITOR, at=AT + dt.timedelta(minutes=5))
            assert Case.objects.get().id == first.case_id  # within reach again
    assert second == type(first)(first.case_id, first.reference, first.subject_id, created=False)
    with town.inside():
        assert Case.objects.count() == 1


def test_a_submitted_draft_keeps_no_answer_and_takes_none(town):
    draft_id, token = town.draft()
    with acting(Reach(actor="web", token=token)):
        made = cases.submit(draft_id, by=VISITOR, at=AT)
        draft = Draft.objects.get()
        assert (draft.answers, draft.case_id) == ({}, made.case_id)
        with pytest.raises(NotAllowed):
            cases.drafts.save(draft_id, ANSWERS, page="who", version=draft.version, by=VISITOR, at=AT)


def test_hidden_answers_are_dropped(town):
    made = town.submit(nature="tourism", exceptional=True, exceptional_reason="Finale")
    with town.inside():
        answers = Case.objects.get(id=made.case_id).answers
    assert not {"nature", "exceptional", "exceptional_reason"} & set(answers)


def test_an_incomplete_form_makes_no_case(town):
    draft_id, token = town.draft(event_name="", opens_at="2026-05-10T18:00:00+02:00")
    with acting(Reach(actor="web", token=token)):
        with pytest.raises(Incomplete) as refused:
            cases.submit(draft_id, by=VISITOR, at=AT)
        assert set(refused.value.errors) == {"event", "place_and_hours"}
        assert cases.drafts.load(draft_id).draft.answers["place"] == "Place Jean-Bart"
    with town.inside():
        assert not Case.objects.exists()


def test_nobody_else_submits_or_reads_a_draft(town):
    draft_id, _ = town.draft()
    for reach in (Reach(actor="web"), Reach(actor="web", token="0" * 64), Reach(walls=(town.wall_id,))):
        with acting(reach):
            with pytest.raises(NotFound):
                cases.drafts.load(draft_id)
            with pytest.raises(NotFound):
                cases.submit(draft_id, by=VISITOR, at=AT)


def test_references_that_are_taken_are_drawn_again(town, monkeypatch):
    first = town.submit()
    drawn = iter([first.reference, first.reference, "DK-26-00000-" + _check("DK2600000")])
    monkeypatch.setattr("parvis.cases.domain.submitting.new_reference", lambda prefix, day: next(drawn))
    assert town.submit().reference.startswith("DK-26-00000-")


def _check(symbols):
    from parvis.cases.domain.reference import check_character

    return check_character(symbols)


class TestDrafts:
    def test_saving_is_one_statement(self, town, django_assert_num_queries):
        draft_id, token = town.draft()
        with acting(Reach(actor="web", token=token)):
            with django_assert_num_queries(1):
                version = cases.drafts.save(draft_id, ANSWERS, page="event", version=1, by=VISITOR, at=AT)
            assert version == 2
            assert cases.drafts.load(draft_id).draft.page == "event"

    def test_two_windows_lose_nothing_without_a_word(self, town):
        draft_id, token = town.draft()
        with acting(Reach(actor="web", token=token)):
            cases.drafts.save(draft_id, {"place": "ici"}, page="event", version=1, by=VISITOR, at=AT)
            with pytest.raises(Conflict) as conflict:
                cases.drafts.save(draft_id, {"place": "là"}, page="event", version=1, by=VISITOR, at=AT)
        assert (conflict.value.mine, conflict.value.theirs) == ({"place": "là"}, {"place": "ici"})
        assert conflict.value.version == 2

    def test_a_draft_keeps_its_revision_when_a_newer_one_is_published(self, town):
        from parvis.procedures.demonstration import temporary_bar

        draft_id, token = town.draft()
        raw = temporary_bar.DEFINITION | {"name": {"fr": "Buvette", "en": "Bar"}}
        newer = cases.types.publish(town.case_type.id, CaseTypeDefinition.model_validate(raw), at=AT)
        assert newer.number == 2
        with acting(Reach(actor="web", token=token)):
            loaded = cases.drafts.load(draft_id)
            assert loaded.published.number == 1
            cases.submit(draft_id, by=VISITOR, at=AT)
        with town.inside():
            assert Case.objects.get().revision.number == 1

    def test_old_ones_are_forgotten_by_the_timer_alone(self, town):
        town.draft()
        with acting(Reach(actor="web")):
            assert cases.drafts.forget(at=AT + dt.timedelta(days=365)) == 0
        with acting(Reach(actor="timer")):
            assert cases.drafts.forget(at=AT + dt.timedelta(days=89)) == 0
            assert cases.drafts.forget(at=AT + dt.timedelta(days=91)) == 1

    def test_only_where_it_is_handled(self, town):
        with acting(Reach(actor="web", token="0" * 64)), pytest.raises(NotFound):
            cases.drafts.start(town.case_type.id, new_id(), by=VISITOR, at=AT, token_hash="0" * 64)


class TestTracking:
    @pytest.mark.parametrize("element", ["Jean.Deswarte@Example.FR ", "06 12 34 56 78", "+33 6 12 34 56 78"])
    def test_reference_and_second_element_find_the_case(self, town, element):
        made = town.submit()
        with acting(Reach(actor="web")):
            found = cases.find_by_tracking(made.reference.lower().replace("-", " "), element)
        assert found is not None
        assert found == (made.case_id, town.wall_id, made.subject_id)

    @pytest.mark.parametrize("element", ["", "someone@example.fr", "0612345679", "W594001234", "DK"])
    def test_anything_else_finds_nothing(self, town, element):
        made = town.submit()
        with acting(Reach(actor="web")):
            assert cases.find_by_tracking(made.reference, element) is None
            assert cases.find_by_tracking("DK-26-00000-0", "jean.deswarte@example.fr") is None


def test_the_ledger_knows_all_of_it(town, as_owner):
    town.submit()
    with as_owner():
        assert ledger.verify().whole
        with connection.cursor() as cursor:
            cursor.execute('update cases_case set answers = answers || \'{"place": "ailleurs"}\'')
        report = ledger.verify()
    assert [problem.detail for problem in report.problems] == [
        "cases.case: the answers are not those that were submitted"
    ]
