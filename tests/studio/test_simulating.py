"""Dates of a draft tried on a story: the studio's calendar says what the law's clock says (tests/law)."""

import datetime as dt

import pytest

from parvis.calendars.api import Calendar
from parvis.studio.domain import simulating
from parvis.studio.domain.simulating import Line
from parvis.territory.api import closing_days
from parvis.territory.data import Text
from tests.cases.own import words
from tests.cases.test_clock import LONGER, RESTARTED, SUSPENDED, definition
from tests.conftest import _as_owner

STORY = [Line("asked", "2026-05-20", "2026-06-10"), Line("answered", "2026-06-02")]


def told(rules, *lines, effect="refusal", sent="2026-05-04", closed=(), **deadline):
    found = definition(rules, effect, **deadline)
    events, errors = simulating.story(sent, lines, [key for key, _words in simulating.kinds(found)])
    assert not errors
    return simulating.tell(found, events, Calendar(closing_days=frozenset(closed)))


def marks(found):
    """The marks of the calendar by day, months in order."""
    days = [day for month in found.months for week in month.weeks for day in week if day]
    return [(day.number, day.mark) for day in days if day.mark not in ("", "event")]


def test_start_pause_end_and_silence_stand_on_the_calendar():
    """4 May; 20 May to 2 June are fourteen days; 4 July + 14 (tests/law/clocks.csv)."""
    found = told(SUSPENDED, *STORY)
    still = [*range(20, 32), 1, 2]
    assert marks(found) == [(4, "start"), *((day, "still") for day in still), (18, "end"), (19, "silence")]
    assert len(found.months) == 3
    assert found.due_on == dt.date(2026, 7, 18)


def test_a_file_that_waits_has_no_end_yet():
    found = told(RESTARTED, STORY[0], effect="acceptance")
    still = [(day, "still") for day in (*range(20, 32), *range(1, 11))]  # from the request to the day that it gives
    assert (found.due_on, marks(found)) == (None, [(4, "start"), *still])


def test_a_clock_that_starts_anew_stands_still_before():
    found = told(RESTARTED, *STORY, effect="acceptance")
    still = [(day, "still") for day in (*range(20, 32), 1)]
    assert marks(found)[: len(still) + 1] == [*still, (2, "start")]


def test_a_longer_time_and_a_promise_with_closings():
    found = told({"extensions": [LONGER]}, Line("extended:longer", "2026-05-20"))
    assert found.course.last_day == dt.date(2026, 8, 4)
    closed = [dt.date(2026, 5, 12)]
    found = told(SUSPENDED, promise_working_days=10, closed=closed)
    assert found.due_on == dt.date(2026, 5, 21)  # 20 May without the closing (tests/cases/test_clock.py)
    off = {day.number for week in found.months[0].weeks for day in week if day and day.off}
    assert {8, 12, 14, 25} <= off


WRONG = [
    ("", [], -1),
    ("2026-13-40", [], -1),
    ("1999-12-31", [], -1),
    ("2026-05-04", [Line("asked", "hier")], 0),
    ("2026-05-04", [Line(), Line("asked", "2026-05-03")], 1),
    ("2026-05-04", [Line("asked", "2026-05-20", "9999-01-01")], 0),
    ("2026-05-04", [Line("extended:nothing", "2026-05-20")], 0),
    ("2026-05-04", [Line("__class__", "2026-05-20")], 0),
]


@pytest.mark.parametrize(("sent", "lines", "wrong"), WRONG)
def test_what_can_not_be_is_said(sent, lines, wrong):
    known = [key for key, _words in simulating.kinds(definition(SUSPENDED))]
    _events, errors = simulating.story(sent, lines, known)
    assert list(errors) == [wrong]


def test_the_page_keeps_nothing_and_reads_the_address(studio):
    draft = studio.begun()
    with _as_owner():
        closing_days.add(dt.date(2026, 5, 12), Text("Pont", "Bridge"))
    before = draft.row.version
    page = words(draft.page("delai/?sent=2026-05-04"))
    assert "mai 2026" in page
    assert "12 jour de fermeture" in page
    assert "8 jour férié" in page
    assert "silence a son effet" in page
    client = studio.client()
    assert client.get(f"{draft.path}delai/?sent=2026-05-04&kind-0=asked&on-0=x").status_code == 422
    assert client.post(f"{draft.path}delai/").status_code == 405
    assert draft.row.version == before
