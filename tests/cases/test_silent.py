"""Silence carried out by itself: on its day, once, however late the job; announced before, attested on demand."""

import datetime as dt

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import informing, silent
from parvis.cases.models import ActNotice, Case, Decision, MailboxNotice, Message, TimelineEntry
from parvis.documents.models import Document
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.territory import models as territory
from parvis.territory.api import forget
from tests import queue
from tests.cases.conftest import AT
from tests.cases.own import HOST, opened, words
from tests.cases.test_clock import RESTARTED, SUSPENDED, ask, dates, definition, mend, on, publish
from tests.cases.test_publishing import PUBLIC
from tests.cases.test_turns import agent, held, move

pytestmark = pytest.mark.django_db

EFFECT = dt.date(2026, 7, 5)  # of two months from 4 May 2026
MIDNIGHT = dt.datetime(2026, 7, 4, 22, tzinfo=dt.UTC)  # 5 July, 0:00 in Paris


def run(at, work=silent.carry_out_due):
    """The timer at that moment, and the jobs that it asked for."""
    with clock.fixed(at):
        with acting(Reach(actor="timer")):
            asked = work(at=at)
        queue.run_waiting()
    return asked


def silences(made, as_owner):
    with as_owner():
        return [(one.data["effect"], one.data["on"]) for one in TimelineEntry.objects.filter(kind="silence")]


class TestRefusal:
    @pytest.mark.parametrize(
        "late", [dt.timedelta(), dt.timedelta(minutes=14), dt.timedelta(days=3), dt.timedelta(days=60)]
    )
    def test_on_its_day_however_late_the_job(self, town, as_owner, late):
        publish(town, as_owner, SUSPENDED)
        made = town.submit()
        assert run(MIDNIGHT - dt.timedelta(seconds=1)) == 0
        assert run(MIDNIGHT + late) == 1
        assert silences(made, as_owner) == [("refusal", "2026-07-05")]
        case = held(made, as_owner)
        assert (case.silence_done_on, case.closed_at, case.kind) == (EFFECT, None, "open")
        with as_owner():
            (message,) = Message.objects.filter(case=case)
        for part in ("réputée refusée depuis le 5\u00a0juillet 2026", "L232-4", "tribunal administratif", "deux mois"):
            assert part in message.body

    def test_twice_is_once(self, town, as_owner):
        publish(town, as_owner, SUSPENDED)
        made = town.submit()
        run(MIDNIGHT)
        assert run(MIDNIGHT) == 0
        with clock.fixed(MIDNIGHT):
            silent.carry_out(case_id=str(made.case_id), wall_id=str(town.wall_id))  # a job that was left over
        assert silences(made, as_owner) == [("refusal", "2026-07-05")]
        with as_owner():
            assert Message.objects.count() == 1

    def test_the_administration_may_still_answer(self, town, as_owner):
        publish(town, as_owner, SUSPENDED)
        made = town.submit()
        run(MIDNIGHT)
        move(town, made, "take", at=on("2026-07-08"))
        move(town, made, "accept", agent(town, "Malik Kaci", "supervisor"), at=on("2026-07-09"))
        with as_owner():
            assert not Decision.objects.get().implied

    def test_what_was_answered_or_stands_still_is_left_alone(self, town, as_owner):
        publish(town, as_owner, SUSPENDED)
        answered, still = town.submit(), town.submit()
        move(town, answered, "take", at=on("2026-05-06"))
        move(town, answered, "accept", agent(town, "Malik Kaci", "supervisor"), at=on("2026-05-07"))
        ask(town, still, "2026-05-20")
        queue.run_waiting()
        assert run(on("2026-12-01")) == 0

    def test_the_timeline_has_the_last_word(self, town, as_owner):
        """A day that was kept wrongly is put right, not carried out."""
        publish(town, as_owner, SUSPENDED)
        made = town.submit()
        ask(town, made, "2026-05-20", by="2026-06-10")
        mend(made, "2026-06-02")
        queue.run_waiting()
        with as_owner():
            Case.objects.filter(id=made.case_id).update(last_day="2026-07-04", silence_on=EFFECT)
        assert run(MIDNIGHT) == 1
        assert silences(made, as_owner) == []
        assert dates(made, as_owner) == (("2026-07-18", "2026-07-19"), "refusal")


class TestStopped:
    def test_the_worker_comes_back_after_three_days(self, town, as_owner):
        """By the timetable's own jobs, as a worker finds them: each file has the day of its own, nobody is warned of
        what is over, and what was answered meanwhile is left alone.
        """
        publish(town, as_owner, SUSPENDED)
        days = ["2026-05-04", "2026-05-05", "2026-05-06", "2026-05-07"]
        made = [town.submit(at=on(day)) for day in days]
        queue.run_waiting()
        move(town, made[1], "take", at=on("2026-05-08"))
        move(town, made[1], "accept", agent(town, "Malik Kaci", "supervisor"), at=on("2026-07-06", 12))
        queue.run_waiting()
        back = on("2026-07-07", 5)  # the last run was before 5 July
        with clock.fixed(back):
            for _timer in range(2):  # the timetable's moments that were missed are run once, or twice
                for name in ("carry_out_silences", "warn_of_silences"):
                    app.tasks[f"parvis.cases.jobs.{name}"].func(timestamp=int(back.timestamp()))
            queue.run_waiting()
        with as_owner():
            told = TimelineEntry.objects.filter(kind="silence").order_by("case__received_on")
            assert [(one.case_id, one.data["on"]) for one in told] == [
                (made[0].case_id, "2026-07-05"),
                (made[2].case_id, "2026-07-07"),
            ]
            assert Message.objects.count() == 2
            warned = list(Case.objects.exclude(silence_told_on=None).values_list("id", flat=True))
        assert warned == [made[3].case_id]


class TestAcceptance:
    def accepted(self, town, as_owner, late=dt.timedelta(days=3)):
        publish(town, as_owner, RESTARTED, "acceptance")
        made = town.submit()
        run(MIDNIGHT + late)
        return made

    def test_three_days_stopped_gives_the_same_dates(self, town, as_owner):
        made = self.accepted(town, as_owner)
        case = held(made, as_owner)
        with as_owner():
            decision = Decision.objects.get()
        assert (case.kind, case.status, case.closed_at) == ("decided", "accepted", MIDNIGHT)
        assert (decision.implied, decision.outcome, decision.decided_at) == (True, "accepted", MIDNIGHT)
        assert (decision.label, decision.decided_by) == ("", None)
        assert silences(made, as_owner) == [("acceptance", "2026-07-05")]

    def test_agents_refuse_nothing_while_the_job_is_late(self, town, as_owner):
        publish(town, as_owner, RESTARTED, "acceptance")
        made = town.submit()
        move(town, made, "take", at=on("2026-05-06"))
        supervisor = agent(town, "Malik Kaci", "supervisor")
        with town.inside():
            assert cases.available(made.case_id, by=supervisor, at=on("2026-07-04"))
            assert cases.available(made.case_id, by=supervisor, at=on("2026-07-06")) == []

    def test_the_person_asks_for_the_attestation_once(self, town, as_owner, client):
        made = self.accepted(town, as_owner)
        case = held(made, as_owner)
        opened(client, made)
        address = f"/demandes/{case.reference}/"
        page = client.get(address, headers={"host": HOST})
        assert "Demander l’attestation" in words(page.content)
        for _click in range(2):
            assert client.post(f"{address}attestation/", headers={"host": HOST}).status_code == 302
        with clock.fixed(on("2026-07-09")):
            silent.attest(case_id=str(case.id), wall_id=str(case.wall_id))
            silent.attest(case_id=str(case.id), wall_id=str(case.wall_id))
        with as_owner():
            (paper,) = Document.objects.filter(kind="certificate")
        assert paper.number == f"{case.reference}-AT"
        assert paper.title.startswith("Attestation de décision implicite d’acceptation")
        assert {"label": "Acceptée depuis le", "value": "5\u00a0juillet 2026", "drawn": ""} in paper.content["rows"]
        assert "L232-3" in paper.content["opening"]
        assert "Demander l’attestation" not in words(client.get(address, headers={"host": HOST}).content)

    def test_two_of_them_are_repealed_and_their_attestations_with_them(self, town, as_owner):
        raw = definition(RESTARTED, "acceptance").model_dump(mode="json")
        closed = next(one["id"] for one in raw["workflow"]["statuses"] if one["kind"] == "closed")
        raw["decisions"]["accepted"]["public"] = PUBLIC
        end = {"sources": ["accepted"], "target": closed, "label": {"fr": "Abroger"}, "rights": ["supervisor"]}
        raw["workflow"]["transitions"].append(
            {"id": "end", "reason": "required", "actions": [{"type": "revoke", "options": {"ending": "repeal"}}], **end}
        )
        with as_owner():
            cases.types.publish(town.case_type.id, CaseTypeDefinition.model_validate(raw), at=AT)
        both = [town.submit(), town.submit()]
        run(MIDNIGHT)
        supervisor = agent(town, "Malik Kaci", "supervisor")
        for made in both:
            case = held(made, as_owner)
            ids = {"case_id": str(case.id), "wall_id": str(case.wall_id)}
            with clock.fixed(on("2026-07-09")):
                silent.attest(**ids)
            move(town, made, "end", supervisor, at=on("2026-07-10"), reason="Demandé par la personne.")
            with clock.fixed(on("2026-07-11")):
                silent.attest(**ids)
            with as_owner():
                (paper,) = Document.objects.filter(case_id=case.id, kind="certificate")
            assert paper.revoked_at == on("2026-07-10")
            assert not silent.may_be_attested(held(made, as_owner), Decision(implied=True))
        with as_owner():
            assert not ActNotice.objects.exists()  # no act of it was published

    def test_nobody_else_may_and_nothing_else_is_attested(self, town, as_owner, client):
        made = self.accepted(town, as_owner)
        other = town.submit()
        opened(client, other)
        reference = held(made, as_owner).reference
        assert client.post(f"/demandes/{reference}/attestation/", headers={"host": HOST}).status_code == 404
        mine = held(other, as_owner).reference
        assert client.post(f"/demandes/{mine}/attestation/", headers={"host": HOST}).status_code == 404


class TestAhead:
    def test_told_once_and_again_when_the_day_moves(self, town, as_owner):
        publish(town, as_owner, SUSPENDED)
        with as_owner():
            territory.Department.objects.filter(id=town.department_id).update(
                phone="0328262626", email="vie@example.fr"
            )
        forget()
        made = town.submit()
        assert run(on("2026-06-27"), silent.warn_ahead) == 0
        assert run(on("2026-06-28"), silent.warn_ahead) == 1
        assert run(on("2026-06-29"), silent.warn_ahead) == 0
        assert held(made, as_owner).silence_told_on == EFFECT
        with as_owner():
            assert [one.what for one in MailboxNotice.objects.all()] == [informing.SILENCE]
        ask(town, made, "2026-06-30", by="2026-07-10")
        mend(made, "2026-07-02")  # 3 days: 8 July
        assert held(made, as_owner).silence_told_on is None
        queue.run_waiting()
        assert run(on("2026-07-02"), silent.warn_ahead) == 1

    @pytest.mark.parametrize("actor", ["web", "worker", "signin"])
    def test_the_doors_open_to_the_timer_alone(self, town, as_owner, actor):
        publish(town, as_owner, SUSPENDED)
        town.submit()
        with acting(Reach(actor=actor)), connection.cursor() as cursor:
            for door in ("cases_silences_due", "cases_silences_to_warn"):
                cursor.execute(f"select * from {door}('2036-01-01', 100)")
                assert cursor.fetchall() == []


def test_the_page_says_how_its_dates_are_counted(town, as_owner, client):
    publish(town, as_owner, SUSPENDED)
    made = town.submit()
    ask(town, made, "2026-05-20", by="2026-06-10")
    opened(client, made)
    reference = held(made, as_owner).reference
    with clock.fixed(on("2026-05-25")):
        page = words(client.get(f"/demandes/{reference}/", headers={"host": HOST}).content)
    for part in (
        "Comment ces dates sont comptées",
        "est suspendu 22 jours au plus et se termine le 26 juillet 2026",
        "(CRPA, article L114-5 )",
        "plus elle est rapide, plus ces dates se rapprochent",
    ):
        assert part in page, page
