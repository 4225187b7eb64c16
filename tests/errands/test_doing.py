"""Timers and what steps do: at their time, once, however often a job runs or dies; told where they can't."""

import datetime as dt

import pytest

from parvis.access.data import Right
from parvis.cases import api as cases
from parvis.cases.domain.checking import check
from parvis.cases.models import Case, Tag
from parvis.errands.data import State
from parvis.errands.domain import asking, doing
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.notifications.models import TextMessage
from parvis.workflows.data import Timer
from tests import queue
from tests.conftest import _as_owner
from tests.errands.conftest import definition, due, errands, history, kept, publish, step, words

pytestmark = pytest.mark.django_db

CLOSE = {
    "id": "lapse",
    "sources": ["under_review"],
    "target": "closed",
    "label": words("Classer d’office"),
    "rights": ["system"],
    "reason": "required",
    "actions": [{"type": "decide", "options": {"outcome": "closed"}}],
}
TIMER = {"id": "late", "status": "under_review", "transition": "lapse", "days": 10, "reason": words("Sans nouvelles.")}
WITH_TIMER = definition(CLOSE, timers=(TIMER,))


def status(made):
    with _as_owner():
        return Case.objects.values_list("status", flat=True).get(id=made.case_id)


def later(monkeypatch, days: int) -> dt.datetime:
    moment = clock.now() + dt.timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def test_what_is_tried_here_may_be_published():
    assert check(WITH_TIMER) == []


def test_a_timer_acts_once_its_days_are_over_and_once(desk, monkeypatch):
    publish(desk, WITH_TIMER)
    made = desk.submit()
    assert errands(made) == []
    desk.take(made, desk.sofia)
    [waits] = errands(made)
    day = clock.now().astimezone(PARIS).date()
    assert waits.due_at.astimezone(PARIS) == dt.datetime.combine(day + dt.timedelta(days=11), dt.time(0, 5), PARIS)
    queue.run_waiting()
    assert due(later(monkeypatch, 10) - dt.timedelta(days=1)) == 0
    assert status(made) == "under_review"
    moment = later(monkeypatch, 2)
    assert due(moment) == 1
    assert due(moment) == 1  # the timer runs twice before a worker comes: one job
    queue.run_waiting()
    assert status(made) == "closed"
    assert [data["reason"] for kind, data in history(made) if kind == "moved" and data["to"] == "closed"] == [
        "Sans nouvelles."
    ]
    assert due(moment) == 0
    doing.do(errand_id=str(waits.id), wall_id=str(waits.wall_id))
    assert sum(1 for kind, _data in history(made) if kind == "decided") == 1


def test_a_timer_that_somebody_overtook_does_nothing(desk, monkeypatch):
    publish(desk, definition(CLOSE, step("again"), timers=(TIMER,)))
    made = desk.submit()
    desk.take(made, desk.sofia)
    moment = clock.now() + dt.timedelta(seconds=5)
    monkeypatch.setattr(clock, "now", lambda: moment)
    desk.move(made, "again", desk.sofia)  # it comes to the same status anew: its days count from then
    first, second = errands(made)
    later(monkeypatch, 12)
    due(clock.now())
    for one in (first, second):
        doing.do(errand_id=str(one.id), wall_id=str(one.wall_id))
    states = [one.state for one in errands(made)]
    assert states == [State.DROPPED, State.DONE]
    assert status(made) == "closed"


def test_a_timer_killed_in_the_middle_takes_its_step_once(desk, monkeypatch):
    """The worker dies after the step, before its transaction ends: nothing stands, and it is done anew, once."""
    publish(desk, WITH_TIMER)
    made = desk.submit()
    desk.take(made, desk.sofia)
    [waits] = errands(made)
    later(monkeypatch, 12)
    end = doing._end

    def dies(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(doing, "_end", dies)
    with pytest.raises(KeyboardInterrupt):
        doing.do(errand_id=str(waits.id), wall_id=str(waits.wall_id))
    assert status(made) == "under_review"
    monkeypatch.setattr(doing, "_end", end)
    assert due(clock.now()) == 1
    queue.run_waiting()
    assert status(made) == "closed"
    assert sum(1 for kind, _data in history(made) if kind == "decided") == 1


def test_a_timer_waits_for_its_condition(desk, monkeypatch):
    held = {**CLOSE, "condition": {"number.above": [{"var": "kept_amount"}, 100]}}
    sets = step("note", {"type": "set", "options": {"kept": "amount", "value": 500}})
    publish(desk, definition(held, sets, timers=(TIMER,)))
    made = desk.submit()
    desk.take(made, desk.sofia)
    [waits] = errands(made)
    later(monkeypatch, 12)
    doing.do(errand_id=str(waits.id), wall_id=str(waits.wall_id))
    [waits] = errands(made)
    assert (status(made), waits.state) == ("under_review", State.WAITING)
    assert waits.due_at > clock.now()
    desk.move(made, "note", desk.sofia)
    assert kept(desk, made) == {"amount": 500}
    later(monkeypatch, 12)
    for one in errands(made):
        doing.do(errand_id=str(one.id), wall_id=str(one.wall_id))
    assert status(made) == "closed"


def test_working_days_leave_out_what_is_no_working_day(desk):
    timer = Timer(id="t", status="received", transition="take", days=1, counted="working")
    friday = dt.datetime(2026, 5, 22, 15, tzinfo=PARIS)  # before the Monday of Pentecost
    assert asking.due(timer, desk.town.organisation_id, friday) == dt.datetime(2026, 5, 27, 0, 5, tzinfo=PARIS)


# -- what steps do in their own transaction -------------------------------------------------------------------------

ASKED = {"id": "advice", "type": "long_text", "label": words("Avis"), "required": True}
MORE = definition(
    step(
        "advised",
        {"type": "set", "options": {"kept": "opinion", "value": {"var": "said_advice"}}},
        {"type": "set", "options": {"kept": "seen_on", "value": {"today": []}}},
        {"type": "tag", "options": {"add": "Avis rendu, Urgent"}},
        fields=[ASKED],
    ),
    step("untag", {"type": "tag", "options": {"remove": "urgent"}}),
    step("text", {"type": "sms", "options": {"body": words("Votre dossier {reference} avance.")}}),
    step(
        "write",
        {
            "type": "letter",
            "options": {"subject": words("Suite de {reference}"), "body": words("Bonjour,\n\n{event_name} : vu.")},
        },
    ),
    step("share", {"type": "hand_out", "options": {"way": "turn"}}),
)


def test_more_actions_may_be_published():
    assert check(MORE) == []


def test_values_are_kept_beside_the_answers_and_tags_put(desk):
    publish(desk, MORE)
    made = desk.submit()
    with _as_owner():
        answers = Case.objects.get(id=made.case_id).answers
    desk.ask(made, "advised", desk.sofia, said={"advice": "Favorable, sous réserve."})
    assert kept(desk, made) == {"opinion": "Favorable, sous réserve.", "seen_on": clock.today().isoformat()}
    desk.move(made, "untag", desk.sofia)
    with _as_owner():
        assert Case.objects.get(id=made.case_id).answers == answers
        assert list(Tag.objects.filter(case_id=made.case_id).values_list("word", flat=True)) == ["Avis rendu"]


def test_a_text_and_a_letter_leave_once(desk):
    publish(desk, MORE)
    made = desk.submit()
    desk.move(made, "text", desk.sofia)
    desk.move(made, "write", desk.sofia)
    with _as_owner():
        [text] = TextMessage.objects.filter(case_id=made.case_id)
    assert made.reference in text.text
    letters = [data for kind, data in history(made) if kind == "message" and "document" in data]
    assert len(letters) == 1
    queue.run_waiting()
    with _as_owner():
        assert TextMessage.objects.filter(case_id=made.case_id).count() == 1


def test_what_has_no_way_to_the_person_is_told(desk):
    publish(desk, MORE)
    made = desk.submit(phone=None)
    desk.move(made, "text", desk.sofia)
    assert ("not_sent", {"what": "sms"}) in history(made)


def test_a_case_is_handed_out_in_turn_once_and_a_failure_can_be_asked_again(desk, monkeypatch):
    publish(desk, MORE)
    made = desk.submit()
    desk.move(made, "share", desk.malik)
    queue.run_waiting()
    with _as_owner():
        assert Case.objects.get(id=made.case_id).assignee_name
    [done] = errands(made)
    assert done.state == State.DONE
    doing.do(errand_id=str(done.id), wall_id=str(done.wall_id))
    assert sum(1 for kind, _data in history(made) if kind == "assigned") == 1

    other = desk.submit()
    desk.move(other, "share", desk.malik)
    monkeypatch.setattr(doing, "WAITS", ())
    monkeypatch.setitem(doing.DOERS, "hand_out", _nobody)
    queue.run_waiting()
    [failed] = errands(other)
    assert (failed.state, failed.last_error) == (State.FAILED, "Personne n’est là.")
    assert history(other)[-1] == ("errand_failed", {"what": "hand_out", "name": "", "error": "Personne n’est là."})
    monkeypatch.undo()
    from parvis.access.api import acting_as

    with acting_as(desk.sofia.id, Right.HANDLE_CASES):
        assert doing.again(failed.id, failed.case_id, at=clock.now())
        assert not doing.again(failed.id, failed.case_id, at=clock.now())
    queue.run_waiting()
    assert errands(other)[0].state == State.DONE


def _nobody(errand, at):
    from parvis.errands.data import Failed

    raise Failed("Personne n’est là.")


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ({"type": "set", "options": {"kept": "nothing", "value": 1}}, "n’est pas une valeur"),
        ({"type": "set", "options": {"kept": "amount", "value": {"var": "event_name"}}}, "attend"),
        ({"type": "set", "options": {"kept": "amount", "value": {"var": "said_nothing"}}}, "said_nothing"),
        ({"type": "tag", "options": {"add": " , "}}, "étiquette"),
        ({"type": "sms", "options": {"body": words("Bonjour {event_name}")}}, "{event_name}"),
        ({"type": "letter", "options": {"subject": words("a"), "body": words("{no_such_thing}")}}, "no_such_thing"),
    ],
)
def test_what_an_action_is_told_is_checked(action, path):
    said = [problem.message.fr for problem in check(definition(step("odd", action)))]
    assert any(path in one for one in said) or (path == "attend" and said), said
    assert cases.check(definition(step("odd", action)))
