"""Dates derived anew for many: only what differs is written, told and sealed; what silence did stands."""

import datetime as dt
from argparse import Namespace

import pytest

from parvis.cases import cli
from parvis.cases.domain import acknowledging, recomputing, revisions
from parvis.cases.models import Case, TimelineEntry
from parvis.deadlines.data import Limit
from parvis.kernel import clock
from parvis.kernel.cli import CommandError
from parvis.ledger.models import Entry
from parvis.territory.api import closing_days
from parvis.territory.data import Text
from tests.cases.test_clock import RESTARTED, SUSPENDED, ask, on, publish
from tests.cases.test_turns import entries, held, move

pytestmark = pytest.mark.django_db
NOTHING = recomputing._START


@pytest.fixture
def promised(town, as_owner):
    """Two requests with a promise of ten working days, due on 20 May; then the town closes on the 12th."""
    publish(town, as_owner, SUSPENDED, promise_working_days=10)
    made = [town.submit(), town.submit()]
    with as_owner():
        closing_days.add(dt.date(2026, 5, 12), Text("Pont", "Bridge"), town.organisation_id)
    return made


def options(**said):
    return Namespace(**({"preview": False, "procedure": None, "organisation": None, "after": NOTHING} | said))


def run(as_owner, capsys, **said):
    with as_owner(), clock.fixed(on("2026-05-06")):
        assert cli.recompute(options(**said)) == 0
    return capsys.readouterr().out


def test_a_preview_writes_nothing(town, as_owner, promised, capsys):
    assert "2 with other dates, 0 written" in run(as_owner, capsys, preview=True)
    assert held(promised[0], as_owner).due_on == dt.date(2026, 5, 20)


def test_what_differs_is_written_told_and_sealed_once(town, as_owner, promised, capsys):
    with as_owner():
        Case.objects.filter(id=promised[1].case_id).update(due_on=dt.date(2026, 5, 21))  # this one is right already
    assert "1 with other dates, 1 written" in run(as_owner, capsys)
    first, second = (held(made, as_owner) for made in promised)
    assert (first.due_on, first.version) == (dt.date(2026, 5, 21), 2)
    assert (second.due_on, second.version) == (dt.date(2026, 5, 21), 1)
    (entry,) = [one for one in entries(promised[0], as_owner) if one.kind == "recounted"]
    assert (entry.data["before"]["due_on"], entry.data["after"]["due_on"]) == ("2026-05-20", "2026-05-21")
    with as_owner():
        assert Entry.objects.filter(ref=entry.id).count() == 1
        assert not TimelineEntry.objects.filter(case=second, kind="recounted").exists()
    assert "0 with other dates, 0 written" in run(as_owner, capsys)


def test_it_goes_on_after_the_last_one(town, as_owner, promised, capsys):
    first, second = sorted(made.case_id for made in promised)
    assert "1 open requests" in run(as_owner, capsys, after=first)
    with as_owner():
        found = dict(Case.objects.values_list("id", "due_on"))
    assert (found[first], found[second]) == (dt.date(2026, 5, 20), dt.date(2026, 5, 21))


def test_what_moves_the_clock_is_read_again(town, as_owner, capsys):
    publish(town, as_owner, RESTARTED, "acceptance")
    made = town.submit()
    ask(town, made, "2026-05-20", by="2026-06-10")
    move(town, made, "go_on", at=on("2026-06-02"))
    with as_owner():  # as it was counted before an agent's own going on was told from an answer
        wrong = {"last_day": dt.date(2026, 8, 2), "silence_on": dt.date(2026, 8, 3), "due_on": dt.date(2026, 8, 2)}
        Case.objects.filter(id=made.case_id).update(**wrong, silence_told_on=dt.date(2026, 8, 3))
    assert "1 written" in run(as_owner, capsys)
    case = held(made, as_owner)
    assert (case.last_day, case.silence_on) == (dt.date(2026, 7, 18), dt.date(2026, 7, 19))
    assert case.silence_told_on is None


@pytest.mark.parametrize("why", ["silence", "before"])
def test_what_was_told_stands(town, as_owner, capsys, why):
    publish(town, as_owner, SUSPENDED)
    made = town.submit()
    with as_owner():
        case = Case.objects.get(id=made.case_id)
        Case.objects.filter(id=case.id).update(
            last_day=dt.date(2026, 6, 1), silence_on=dt.date(2026, 6, 2), **({"law": None} if why == "before" else {})
        )
        if why == "silence":
            TimelineEntry.objects.create(
                case=case,
                wall_id=case.wall_id,
                subject_id=case.subject_id,
                at=on("2026-06-02"),
                kind="silence",
                audience="all",
                actor_kind="system",
                data={"effect": "refusal", "on": "2026-06-02"},
                version=2,
                salt=b"0" * 16,
            )
    assert "0 written, 1 left alone" in run(as_owner, capsys)
    assert held(made, as_owner).last_day == dt.date(2026, 6, 1)


def test_names_that_are_nobody_s_are_said(as_owner):
    with pytest.raises(CommandError):
        cli.recompute(options(procedure="no-such"))
    with pytest.raises(CommandError):
        cli.recompute(options(organisation="00000"))


class TestReceipt:
    """CRPA R112-11-2: ten working days. 4 May 2026 is a Monday; the 8th and the 14th are holidays."""

    def limit(self, town, as_owner, changes=None, *told):
        publish(town, as_owner, SUSPENDED)
        made = town.submit()
        with as_owner():
            case = Case.objects.get(id=made.case_id)
            for name, value in (changes or {}).items():
                setattr(case, name, value)
            common = {"case": case, "version": 1, "at": on("2026-05-06")}
            entries = [TimelineEntry(kind=kind, data=data, **common) for kind, data in told]
            found = acknowledging.limit(case, revisions.load(case.revision_id), entries)
        assert isinstance(found, Limit)
        assert found.last_day == dt.date(2026, 5, 20)
        return found.met_on, found.late

    def test_who_sends_online_has_it_at_once(self, town, as_owner):
        assert self.limit(town, as_owner) == (dt.date(2026, 5, 4), False)

    def test_by_e_mail_it_leaves_when_it_is_made(self, town, as_owner):
        sealed = ("document", {"kind": "receipt"})
        assert self.limit(town, as_owner, {"channel": "post"}) == (None, False)
        assert self.limit(town, as_owner, {"channel": "post"}, sealed) == (dt.date(2026, 5, 6), False)

    def test_what_came_back_has_not_left(self, town, as_owner):
        told = [("document", {"kind": "receipt"}), ("not_reached", {"channel": "email", "topic": "receipt"})]
        assert self.limit(town, as_owner, {"channel": "post"}, *told) == (None, False)
        posted = ("letter_posted", {"on": "2026-05-21", "title": "x", "topic": "receipt"})
        assert self.limit(town, as_owner, {"channel": "post"}, *told, posted) == (dt.date(2026, 5, 21), True)
