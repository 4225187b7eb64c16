"""What a person changes of their own accord after sending: until when, what agents see, what the clock does."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction

from parvis.calendars.api import Calendar, Zone
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Conflict, NotAllowed
from parvis.cases.domain import amendments, correcting, own, revisions
from parvis.cases.models import Case, TimelineEntry, Turn
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Amended, Asked, Effect, Law, Length, Received, Rules
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from tests.cases import flowing
from tests.cases.conftest import AT, VISITOR

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=10)
RULES = {"pieces": {"pause": "suspend"}}


def amend(*sources, **options):
    return {
        "id": "amend",
        "sources": list(sources) or ["received"],
        "target": "received",
        "label": flowing.words("Modifier ma demande", "Change my request"),
        "rights": ["resident"],
        "actions": [{"type": "amend", "options": options}],
    }


def definition(**options):
    found = flowing.document()
    found["workflow"]["transitions"].append(amend(**options))
    found["deadline"]["rules"] = RULES
    return cases_definition(found)


def cases_definition(found):
    return CaseTypeDefinition.model_validate(found)


@pytest.fixture
def open_town(town, as_owner):
    with as_owner():
        cases.types.publish(town.case_type.id, definition(), at=AT)
    return town


def as_resident(made):
    return acting(Reach(actor="web", subjects=(made.subject_id,)))


def held(made, as_owner):
    with as_owner():
        return Case.objects.get(id=made.case_id)


def move_of(case):
    return next(one for one in own.offered(case, at=LATER) if one.id == "amend")


def begin(made, *fields, at=LATER):
    with as_resident(made):
        case = Case.objects.get(id=made.case_id)
        return amendments.begin(case, move_of(case), fields, at=at)


def send(made, version=1, at=LATER, note="", **answers):
    with as_resident(made):
        given = {"amend": {"answers": answers, "note": note}}
        return cases.transition(made.case_id, "amend", by=VISITOR, at=at, version=version, given=given)


def raw(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


class TestDefinition:
    def test_it_passes(self):
        assert cases.check(definition()) == []

    @pytest.mark.parametrize(
        ("sources", "options", "path"),
        [
            (["to_mend"], {}, ""),
            (["accepted"], {}, ""),
            (["received"], {"fields": ["no_such"]}, ".actions"),
        ],
    )
    def test_what_could_not_hold_is_refused(self, sources, options, path):
        found = flowing.document()
        found["workflow"]["transitions"].append(amend(*sources, **options))
        at = f"workflow.transitions.{len(found['workflow']['transitions']) - 1}{path}"
        assert at in [problem.path for problem in cases.check(cases_definition(found))]

    def test_a_clock_that_runs_anew_says_how_it_runs(self):
        found = flowing.document()
        found["deadline"].pop("rules", None)
        found["workflow"]["transitions"].append(amend(clock="restart"))
        assert any("deadline.rules" in problem.message.fr for problem in cases.check(cases_definition(found)))


class TestChanging:
    def test_old_and_new_stand_beside_each_other_and_the_timeline_says_whose_it_was(self, open_town, as_owner):
        made = open_town.submit()
        before = held(made, as_owner)
        begin(made, "place")
        send(made, place="Parc de la Marine")
        case = held(made, as_owner)
        assert case.answers == before.answers | {"place": "Parc de la Marine"}
        assert (case.status, case.last_day, case.silence_on) == ("received", before.last_day, before.silence_on)
        with as_owner():
            found = Turn.objects.get()
            entry = TimelineEntry.objects.get(kind="mended")
        assert (found.kind, found.state) == ("amendment", "answered")
        assert (entry.data["own"], entry.data["fields"], entry.data["clock"]) == (True, ["place"], "keep")
        with open_town.inside():
            said = correcting.changes(case, revisions.load(case.revision_id), [found], "fr")
        assert [(one.before, one.after) for one in said[found.id]] == [("Place Jean-Bart", "Parc de la Marine")]

    def test_only_what_was_chosen_changes(self, open_town, as_owner):
        made = open_town.submit()
        begin(made, "place")
        send(made, place="Parc", event_name="Autre chose")
        assert held(made, as_owner).answers["event_name"] == "Fête de la Saint-Jean"

    def test_never_once_somebody_took_it_on(self, open_town):
        made = open_town.submit()
        begin(made, "place")
        with open_town.inside():
            cases.transition(made.case_id, "take", by=open_town.agent(), at=LATER, version=1)
            assert Turn.objects.get().state == "withdrawn"
        with pytest.raises(Conflict):
            send(made, place="Parc")
        with pytest.raises(NotAllowed):
            send(made, version=2, place="Parc")

    def test_an_agent_who_saw_the_old_answers_decides_nothing_about_them(self, open_town):
        made = open_town.submit()
        begin(made, "place")
        send(made, place="Parc")
        with open_town.inside(), pytest.raises(Conflict) as raised:
            cases.transition(made.case_id, "close", by=open_town.agent(), at=LATER, version=1, reason="Trop tard")
        assert "mended" in {entry.kind for entry in raised.value.theirs}

    def test_silence_that_has_answered_ends_it_though_its_job_is_late(self, open_town, as_owner):
        made = open_town.submit()
        day = held(made, as_owner).silence_on
        late = dt.datetime.combine(day, dt.time(8), dt.UTC)
        with as_resident(made):
            case = Case.objects.get()
            assert "amend" in [one.id for one in own.offered(case, at=late - dt.timedelta(days=1))]
            assert "amend" not in [one.id for one in own.offered(case, at=late)]
        with pytest.raises(NotAllowed):
            begin(made, "place", at=late)


class TestWalls:
    def test_the_door_opens_to_the_person_alone_and_in_time(self, open_town, as_owner):
        made = open_town.submit()
        door = "select cases_amend(%s, %s, '{place}', '{place}', %s)"
        for stranger in (Reach(actor="web"), Reach(actor="web", subjects=(new_id(),)), Reach(actor="worker")):
            with acting(stranger):
                assert raw(door, new_id(), made.case_id, LATER) == [(None,)]
        with open_town.inside():
            assert raw(door, new_id(), made.case_id, LATER) == [(None,)]
            cases.transition(made.case_id, "take", by=open_town.agent(), at=LATER, version=1)
        with as_resident(made):
            assert raw(door, new_id(), made.case_id, LATER) == [(None,)]

    def test_what_the_definition_keeps_closed_stays_so(self, town, as_owner):
        with as_owner():
            cases.types.publish(town.case_type.id, definition(fields=["place"]), at=AT)
        made = town.submit()
        with as_resident(made), pytest.raises(ProgrammingError, match="not open to change"):
            raw("select cases_amend(%s, %s, '{phone}', '{phone}', %s)", new_id(), made.case_id, LATER)
        with as_resident(made):
            case = Case.objects.get()
            assert [one.id for one in amendments.choices(case, move_of(case), "fr")] == ["place"]

    def test_a_turn_is_neither_made_nor_answered_beside_the_doors(self, open_town):
        made = open_town.submit()
        turn = begin(made, "place")
        mend = "select cases_mend(%s, '{}', '', '', '', '{}', null, %s)"
        with as_resident(made):
            with pytest.raises(ProgrammingError, match="answered by mending"):
                raw("update cases_turn set state = 'answered' where id = %s", turn.id)
            with pytest.raises(ProgrammingError, match="row-level security"):
                raw(
                    "insert into cases_turn (id, case_id, wall_id, subject_id, kind, audience, state, asked, answered,"
                    " asked_at, asked_by_name) select %s, id, wall_id, subject_id, 'amendment', 'all', 'open',"
                    " '{}', '{}', now(), '' from cases_case",
                    new_id(),
                )
        with acting(Reach(actor="web", subjects=(new_id(),))):
            assert raw(mend, turn.id, LATER) == [(False,)]

    def test_a_resident_moves_no_date_without_the_definition_s_word(self, open_town, as_owner):
        made = open_town.submit()
        begin(made, "place")
        send(made, place="Parc")
        with as_resident(made), pytest.raises(ProgrammingError, match="may not change"):
            raw("update cases_case set version = version + 1, last_day = last_day + 9 where id = %s", made.case_id)


class TestClock:
    def test_it_runs_anew_where_the_definition_says_so(self, town, as_owner):
        with as_owner():
            cases.types.publish(town.case_type.id, definition(clock="restart"), at=AT)
        made, other = town.submit(), town.submit(at=LATER, phone="+33612345679")
        begin(made, "place")
        send(made, place="Parc")
        case = held(made, as_owner)
        assert (case.last_day, case.silence_on) == (
            held(other, as_owner).last_day,
            held(other, as_owner).silence_on,
        )
        assert case.received_on == AT.date()

    @pytest.mark.parametrize("days", [0, 1, 17, 59])
    def test_as_if_it_had_come_that_day_and_not_after_its_end(self, days):
        law = Law(Length(months=2), Effect.REFUSAL)
        start, calendar = dt.date(2026, 5, 4), Calendar(Zone.METROPOLE)
        on = start + dt.timedelta(days=days)
        found = deadlines.reckon(Rules(), law, [Received(start), Amended(on)], calendar)
        assert found.last_day == deadlines.reckon(Rules(), law, [Received(on)], calendar).last_day
        late = deadlines.reckon(Rules(), law, [Received(start), Amended(start + dt.timedelta(days=90))], calendar)
        assert late.last_day == deadlines.reckon(Rules(), law, [Received(start)], calendar).last_day

    def test_what_is_awaited_still_is(self):
        law, start = Law(Length(months=2), Effect.REFUSAL), dt.date(2026, 5, 4)
        rules = Rules.model_validate({"pieces": {"pause": "restart"}})
        events = [Received(start), Asked(start), Amended(start + dt.timedelta(days=3))]
        assert deadlines.reckon(rules, law, events, Calendar(Zone.METROPOLE)).last_day is None
