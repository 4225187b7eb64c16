"""Notices of decisions (CRPA R112-17 to R112-20): agreed to, opened, presumed, handed over; until when one contests."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from parvis.access.api import Right, acting_as
from parvis.calendars.api import Calendar
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed
from parvis.cases.domain import lending, notifying
from parvis.cases.models import Case, Decision, TimelineEntry
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests import queue
from tests.cases.conftest import ANSWERS, VISITOR
from tests.cases.own import HOST, opened, words
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.factories.people import sign_in

NUMBER = "REF-2026-0001"
#: the decision of 4 May is on the site on the 5th
MADE = ("document", "2026-05-05", {"kind": "refusal", "number": NUMBER})
HANDED = ("notice_handed", "2026-05-09", {"on": "2026-05-08", "by": "registered"})
YES, NO = ("notice_agreed", "2026-05-01", {"agreed": True}), ("notice_agreed", "2026-05-02", {"agreed": False})


def told(*entries):
    at = {what: dt.datetime.combine(dt.date.fromisoformat(day), dt.time(10), dt.UTC) for what, day, _ in entries}
    return [TimelineEntry(kind=what, at=at[what], data=data) for what, _day, data in entries]


def noticed(monkeypatch, today, *entries):
    monkeypatch.setattr(notifying.handling, "zone_of_organisation", lambda organisation_id: Calendar().zone)
    decision = Decision(series="REF", year=2026, number=1, outcome="refused", decided_at=clock.now())
    timeline = sorted(told(*entries), key=lambda entry: entry.at)
    return notifying.notice(Case(organisation_id=uuid.UUID(int=1)), decision, timeline, dt.date.fromisoformat(today))


STORIES = [
    # R112-20: the day of the first opening, if within fifteen days
    ((YES, MADE, ("notice_read", "2026-05-11", {})), "2026-06-01", "2026-05-11", "site"),
    ((YES, MADE, ("notice_read", "2026-05-20", {})), "2026-06-01", "2026-05-20", "site"),
    # otherwise the day on which it was made available: 5 May + 15 days = 20 May
    ((YES, MADE, ("notice_read", "2026-05-21", {})), "2026-06-01", "2026-05-05", "presumed"),
    ((YES, MADE), "2026-05-21", "2026-05-05", "presumed"),
    ((YES, MADE), "2026-05-20", None, ""),
    # R112-17: nothing without an agreement, nor once it was taken back
    ((MADE, ("notice_read", "2026-05-11", {})), "2026-06-30", None, ""),
    ((YES, NO, MADE), "2026-06-30", None, ""),
    # handed over all the same: what comes first counts
    ((MADE, HANDED), "2026-06-30", "2026-05-08", "registered"),
    # its document is still being made
    ((YES,), "2026-06-30", "nothing", ""),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "today", "on", "by"), STORIES)
def test_from_which_day_it_counts(monkeypatch, entries, today, on, by):
    found = noticed(monkeypatch, today, *entries)
    if on == "nothing":
        assert found is None
        return
    assert found is not None
    assert (str(found.on) if found.on else None, found.by) == (on, by)
    assert (found.until is None) == (found.on is None)


def test_two_clear_months_that_end_on_a_working_day():
    """CJA R421-1, R421-5: from 4 May, 4 July clear is the 5th, a Sunday: 6 July (tests/law/clocks.csv, "appeal")."""
    assert notifying.contest_until(dt.date(2026, 5, 4), Calendar()) == dt.date(2026, 7, 6)


@pytest.fixture
def desk(db):
    return make_desk()


def kinds(made):
    with _as_owner():
        found = TimelineEntry.objects.filter(case=made.case_id, kind__startswith="notice_").order_by("id")
        return [(entry.kind, entry.actor_kind) for entry in found]


def refused(desk, made):
    desk.take(made, desk.sofia)
    desk.refuse(made, "La place est en travaux.")
    queue.run_waiting()


def test_agreed_then_opened_on_the_site(desk, mailoutbox):
    made = desk.submit()
    visitor = opened(Client(headers={"host": HOST}), made)
    page = f"/demandes/{made.reference}/"
    for _twice in range(2):
        assert visitor.post(f"{page}notification/", {"agreed": "1"}).status_code == 302
    assert kinds(made) == [("notice_agreed", "resident")]
    refused(desk, made)
    (mail,) = [one for one in mailoutbox if one.subject == f"Décision sur votre demande {made.reference}"]
    assert "R112-20" in mail.body
    assert "travaux" not in str(mail.message())  # it is opened on the site, where that is noted
    assert not mail.attachments
    visitor.head(page)
    assert kinds(made) == [("notice_agreed", "resident")]
    for _twice in range(2):
        said = words(visitor.get(page, headers={"accept-language": "fr"}).content)
    assert kinds(made)[1:] == [("notice_read", "resident")]
    assert "elle a été ouverte ce jour-là sur ce site" in said
    assert "Vous pouvez la contester jusqu’au" in said


def test_agreed_with_the_request(desk):
    token = uuid.uuid4().hex * 2
    with acting(Reach(actor="web", token=token)):
        draft = cases.drafts.start(
            desk.town.case_type.id, desk.town.organisation_id, by=VISITOR, at=clock.now(), token_hash=token,
            answers=ANSWERS | {
                "opens_at": (clock.now() + dt.timedelta(days=80)).isoformat(timespec="seconds"),
                "closes_at": (clock.now() + dt.timedelta(days=80, hours=3)).isoformat(timespec="seconds"),
            },
        )  # fmt: skip
        made = cases.submit(draft.id, by=VISITOR, at=clock.now(), told=["email", cases.ON_SITE])
    assert kinds(made) == [("notice_agreed", "resident")]
    with _as_owner():
        assert "on_site" not in str(Case.objects.get(id=made.case_id).told_by)


def test_it_is_handed_over_once_by_who_handles_it(desk):
    made, today = desk.submit(), clock.today()
    other = make_desk("Gravelines", "GV", "59273")
    borrower = lending.acting_on(other.actor(other.malik), desk.lend(made, other))
    refused(desk, made)

    def hand(days, who, by):
        with _as_owner():
            case = Case.objects.get(id=made.case_id)
        with acting_as(who.id, Right.HANDLE_CASES):
            at = clock.now() + dt.timedelta(days=7)
            notifying.hand(case, today + dt.timedelta(days), "counter", by=by, at=at, version=case.version)

    with pytest.raises(NotAllowed):
        hand(0, other.malik, borrower)
    hand(5, desk.malik, desk.actor(desk.malik))
    for days in (5, 0):
        with pytest.raises(NotAllowed, match="already"):
            hand(days, desk.malik, desk.actor(desk.malik))
    assert kinds(made) == [("notice_handed", "agent")]


def test_an_agent_notes_that_it_was_handed_over(desk):
    made = desk.submit()
    refused(desk, made)
    agent, path = Client(), f"/agents/dossiers/{made.reference}/"
    today = clock.today()
    sign_in(agent, desk.sofia)

    def hand(on, by="registered"):
        data = {"on": on.isoformat(), "by": by, "version": desk.version(made)}
        return agent.post(f"{path}remise/", data).status_code

    assert "n’a pas accepté d’être notifiée" in words(agent.get(path, headers={"accept-language": "fr"}).content)
    hand(today + dt.timedelta(days=1))
    hand(today - dt.timedelta(days=1))
    assert kinds(made) == []
    assert hand(today, "by_pigeon") == 404
    assert hand(today) == 302
    assert hand(today) == 302
    assert kinds(made) == [("notice_handed", "agent")]
    said = words(agent.get(path, headers={"accept-language": "fr"}).content)
    assert "par lettre recommandée" in said
    assert "Elle peut être contestée jusqu’au" in said
