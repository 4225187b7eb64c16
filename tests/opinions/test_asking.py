"""An opinion from its question to its answer: who sees what, what timeline and clock get, what nobody may do."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.access.models import Consultation
from parvis.cases.data import Audience
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.opinions.data import Expert, Overtaken, Refused
from parvis.opinions.domain import answering, asking
from parvis.opinions.models import Opinion
from tests.cases.test_desk import client_of, text
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.opinions import asked
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def here(db):
    return asked.desk()


@pytest.fixture
def made(here):
    found = here.submit(at=clock.now() - 5 * DAY)
    here.take(found, here.malik)
    return found


class TestAsking:
    def test_the_department_is_asked_answers_and_the_file_says_so(self, here, made):
        expert = asked.colleague(here, "Nadia")
        opinion = asked.ask(here, made)
        assert opinion.to_name == "État civil"
        assert [section["rows"] for section in opinion.shown]
        client = client_of(expert)
        assert opinion.words in text(client.get(f"/agents/avis/{opinion.id}/"))
        assert "Opinions" in text(client.get("/agents/avis/", headers={"accept-language": "en"}))
        sent = client.post(f"/agents/avis/{opinion.id}/", {"favour": "reserved", "reply": "Pas après minuit."})
        assert sent.status_code == 302, text(sent)
        run_waiting()
        [question, given] = asked.entries(made)
        assert (question.kind, given.kind) == ("opinion_asked", "opinion_given")
        assert given.audience == Audience.AGENTS
        assert given.data["favour"] == "reserved"
        assert not given.data["late"]
        assert "Pas après minuit." in text(client_of(here.malik).get(f"/agents/dossiers/{made.reference}/"))
        assert [mail.to for mail in asked.mails("answered")] == [here.malik.email]
        again = client.post(f"/agents/avis/{opinion.id}/", {"favour": "favourable", "reply": ""})
        assert again.status_code == 302
        assert asked.one(opinion.id).favour == "reserved"

    def test_reasons_and_answers_are_needed(self, here, made):
        opinion = asked.ask(here, made, yes_no=(("q1", "Est-ce sûr ?"),))
        client = client_of(asked.colleague(here, "Nadia"))
        for sent, anchor in (
            ({"favour": ""}, "favour"),
            ({"favour": "unfavourable", "q-q1": "no"}, "reply"),
            ({"favour": "favourable"}, "q-q1"),
            ({"favour": "grand"}, "favour"),
        ):
            answer = client.post(f"/agents/avis/{opinion.id}/", sent)
            assert answer.status_code == 422
            assert f'href="#{anchor}"' in answer.content.decode()
        assert client.post(f"/agents/avis/{opinion.id}/", {"favour": "none"}).status_code == 302
        assert asked.one(opinion.id).favour == "none"

    def test_nobody_is_asked_twice_at_once(self, here, made):
        asked.ask(here, made)
        with pytest.raises(Refused, match="already|déjà"):
            asked.ask(here, made)
        asked.ask(here, made, Expert(email="expert@sdis.example"))
        with pytest.raises(Refused):
            asked.ask(here, made, Expert(email="Expert@SDIS.example"))

    def test_a_second_round_quotes_the_first(self, here, made):
        first = asked.ask(here, made)
        expert = asked.colleague(here, "Nadia")
        with pytest.raises(Refused):
            asked.ask(here, made, previous_id=first.id)
        asked.answer(first, expert, "unfavourable", "Trop près de l’école.")
        second = asked.ask(here, made, previous_id=first.id, words="Et place du Minck ?")
        assert second.round == 2
        page = text(client_of(expert).get(f"/agents/avis/{second.id}/"))
        assert "Trop près de l’école." in page
        assert "Et place du Minck" in page

    def test_what_is_not_chosen_is_not_shown(self, here, made):
        expert = asked.colleague(here, "Nadia")
        opinion = asked.ask(here, made, parts=())
        page = text(client_of(expert).get(f"/agents/avis/{opinion.id}/"))
        assert "Corsaires" not in page
        assert "jean.deswarte" not in page

    def test_shared_answers_are_read_by_the_others_confidential_ones_are_not(self, here, made):
        expert = asked.colleague(here, "Nadia")
        first = asked.ask(here, made, confidential=True)
        asked.answer(first, expert, words="Entre nous.")
        second = asked.ask(here, made, Expert(here.town.department_id))
        asked.answer(second, here.sofia, words="À tous.")
        third = asked.ask(here, made, Expert(asked.civil(here).id, expert.id, name="Nadia"))
        page = text(client_of(expert).get(f"/agents/avis/{third.id}/"))
        assert "À tous." in page
        assert "Entre nous." not in page

    def test_it_is_withdrawn_and_closes(self, here, made):
        opinion = asked.ask(here, made)
        expert = asked.colleague(here, "Nadia")
        path = f"/agents/dossiers/{made.reference}/avis/{opinion.id}/retirer/"
        assert client_of(here.malik).post(path, {"reason": "Erreur"}).status_code == 302
        with pytest.raises(Overtaken):
            asked.answer(opinion, expert)
        [_question, released] = asked.entries(made)
        assert released.kind == "opinion_released"
        with acting_as(here.malik.id, Right.HANDLE_CASES), pytest.raises(Overtaken):
            asking.withdraw(opinion.id, "", by=here.actor(here.malik), at=clock.now())

    def test_it_is_handed_to_a_colleague_of_the_same_body_alone(self, here, made):
        opinion = asked.ask(here, made)
        nadia, karim = asked.colleague(here, "Nadia"), asked.colleague(here, "Karim")
        client = client_of(nadia)
        client.post(f"/agents/avis/{opinion.id}/transmettre/", {"colleague": str(here.sofia.id)})
        assert asked.one(opinion.id).to_person_id is None
        client.post(f"/agents/avis/{opinion.id}/transmettre/", {"colleague": str(karim.id)})
        assert asked.one(opinion.id).to_person_id == karim.id
        run_waiting()
        assert [entry.data["to"] for entry in asked.entries(made, "opinion_handed")] == ["Karim Vasseur"]
        assert "Aucun avis" in text(client.get("/agents/avis/"))
        assert made.reference in text(client_of(karim).get("/agents/avis/"))

    def test_who_is_away_is_stood_in_for(self, here, made):
        from parvis.workload.models import Absence
        from tests.conftest import _as_owner

        nadia, karim = asked.colleague(here, "Nadia"), asked.colleague(here, "Karim")
        asked.ask(here, made, Expert(asked.civil(here).id, nadia.id, name="Nadia"))
        assert made.reference not in text(client_of(karim).get("/agents/avis/"))
        with _as_owner():
            Absence.objects.create(
                organisation_id=here.place.id,
                person_id=nadia.id,
                replacement_id=karim.id,
                first_day=clock.today(),
                last_day=clock.today(),
                entered_by_id=nadia.id,
                entered_at=clock.now(),
            )
        assert made.reference in text(client_of(karim).get("/agents/avis/"))

    def test_the_end_of_the_case_ends_what_is_awaited(self, here, made):
        opinion = asked.ask(here, made)
        here.refuse(made, "Trop tard.")
        assert asked.one(opinion.id).state == "withdrawn"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"words": " "}, "words"),
            ({"due_on": clock.today() - DAY}, "due_on"),
            ({"due_on": clock.today() + 400 * DAY}, "due_on"),
            ({"rule": "nobody"}, "rule"),
        ],
    )
    def test_impossible_questions_are_refused(self, here, made, change, field):
        with pytest.raises(Refused) as refused:
            asked.ask(here, made, **change)
        assert refused.value.field == field

    def test_another_procedures_files_and_an_address_that_is_none(self, here, made):
        with pytest.raises(Refused):
            asked.ask(here, made, Expert(email="not an address"))
        with pytest.raises(Refused):
            asked.ask(here, made, Expert())
        opinion = asked.ask(here, made, files=(made.case_id,))
        assert opinion.files == []


class TestClock:
    def test_asking_stops_it_an_answer_sets_it_going_for_everybody(self, here, made):
        before = asked.case_of(made)
        opinion = asked.ask(here, made, rule="safety")
        waiting = asked.case_of(made)
        assert waiting.last_day == before.last_day + 21 * DAY
        assert opinion.due_on == clock.today() + 20 * DAY
        page = text(client_of(here.malik).get(f"/agents/dossiers/{made.reference}/"))
        assert "Le délai est suspendu : l’avis de Commission de sécurité est attendu depuis" in page
        asked.answer(opinion, asked.colleague(here, "Nadia"), access="yes")
        run_waiting()
        assert asked.case_of(made).last_day == before.last_day + DAY
        assert {entry.audience for entry in asked.entries(made)} == {Audience.ALL}

    def test_withdrawing_sets_it_going_too_and_a_second_round_moves_nothing(self, here, made):
        before = asked.case_of(made)
        first = asked.ask(here, made, rule="safety")
        with acting_as(here.malik.id, Right.HANDLE_CASES):
            asking.withdraw(first.id, "", by=here.actor(here.malik), at=clock.now())
        assert asked.case_of(made).last_day == before.last_day + DAY
        asked.ask(here, made, rule="safety", previous_id=first.id)
        assert asked.case_of(made).last_day == before.last_day + DAY

    def test_silence_has_its_effect_and_a_late_answer_changes_nothing(self, here, made, as_owner):
        from parvis.opinions.domain import reminding

        opinion = asked.ask(here, made, rule="safety")
        dates = asked.case_of(made).last_day
        later = clock.now() + 21 * DAY
        with acting(Reach(actor="timer")):
            assert reminding.see_to(at=later) == 1
            assert reminding.see_to(at=clock.now()) == 0
        with acting(Reach(actor="worker", walls=(here.town.wall_id,))):
            from parvis.opinions.domain import noting

            assert noting.lapse(Opinion.objects.get(id=opinion.id), at=later)
            assert not noting.lapse(Opinion.objects.get(id=opinion.id), at=later)
        [_question, silent] = asked.entries(made)
        assert (silent.kind, silent.data["favour"]) == ("opinion_silent", "unfavourable")
        with as_owner():
            Opinion.objects.filter(id=opinion.id).update(due_on=clock.today() - DAY)
        asked.answer(opinion, asked.colleague(here, "Nadia"), access="yes")
        run_waiting()
        assert asked.one(opinion.id).late
        assert asked.entries(made, "opinion_given")[0].data["late"]
        assert asked.case_of(made).last_day <= dates


class TestWalls:
    @pytest.fixture
    def other(self, here):
        return make_desk("Gravelines", "GV", "59273")

    def test_another_organisation_sees_what_was_chosen_and_nothing_else(self, here, made, other, as_owner):
        opinion = asked.ask(here, made, Expert(other.town.department_id), parts=("0.0",))
        reach = Reach(person=other.sofia.id, walls=(other.town.wall_id,))
        for table in ("cases_case", "cases_timelineentry", "cases_message", "files_storedfile", "opinions_link"):
            with acting(reach), connection.cursor() as cursor:
                cursor.execute(f'select count(*) from "{table}"')
                assert cursor.fetchone()[0] == 0, table
        client = client_of(other.sofia)
        page = text(client.get(f"/agents/avis/{opinion.id}/"))
        assert opinion.words in page
        assert client.get(f"/agents/dossiers/{made.reference}/").status_code == 404
        assert client.get(f"/agents/dossiers/{made.reference}/avis/{opinion.id}/").status_code == 404
        with as_owner():
            seen = Consultation.objects.filter(kind="opinion", object_id=opinion.id)
            assert {one.wall_id for one in seen} == {here.town.wall_id, other.town.wall_id}
        assert client.post(f"/agents/avis/{opinion.id}/", {"favour": "favourable"}).status_code == 302
        run_waiting()
        assert asked.entries(made, "opinion_given")

    def test_a_third_one_and_the_person_see_nothing(self, here, made, other):
        opinion = asked.ask(here, made, Expert(other.town.department_id))
        third = people.place("loon", "LP")
        stranger = people.member(third)
        assert client_of(stranger).get(f"/agents/avis/{opinion.id}/").status_code == 404
        for reach in (
            Reach(person=stranger.id, walls=(third.walls["general"],)),
            Reach(subjects=(made.subject_id,)),
            Reach(person=other.sofia.id),
            Reach(actor="worker"),
            Reach(token="0" * 64),
        ):
            with acting(reach):
                assert not Opinion.objects.exists()

    @pytest.mark.parametrize(
        "change",
        ["due_on = due_on + 9", "state = 'withdrawn', ended_at = now()", "open_until = open_until + interval '9 days'"],
    )
    def test_who_is_asked_answers_and_changes_nothing_else(self, here, made, other, change):
        asked.ask(here, made, Expert(other.town.department_id))
        reach = Reach(person=other.sofia.id, walls=(other.town.wall_id,))
        with pytest.raises(ProgrammingError), acting(reach), connection.cursor() as cursor:
            cursor.execute(f"update opinions_opinion set {change}")

    def test_nothing_changes_an_answer(self, here, made):
        opinion = asked.ask(here, made)
        asked.answer(opinion, asked.colleague(here, "Nadia"))
        with acting_as(here.malik.id, Right.HANDLE_CASES):
            for change in ("favour = 'unfavourable'", "late = true", "reply = 'x'", "shown = '[]'"):
                with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f"update opinions_opinion set {change}")

    def test_nobody_asks_for_others_or_after_the_wall(self, here, made, other, as_owner):
        with acting_as(other.malik.id, Right.HANDLE_CASES), pytest.raises(Exception) as refused:
            asking.ask(
                made.case_id,
                asked.question(),
                Expert(other.town.department_id),
                by=other.actor(other.malik),
                at=clock.now(),
            )
        assert type(refused.value).__name__ == "NotFound"
        opinion = asked.ask(here, made, Expert(other.town.department_id))
        with as_owner():
            Opinion.objects.filter(id=opinion.id).update(open_until=clock.now() - DAY)
        assert client_of(other.sofia).get(f"/agents/avis/{opinion.id}/").status_code == 404

    def test_nobody_but_who_is_asked_answers_in_the_same_organisation(self, here, made, as_owner):
        nadia = asked.colleague(here, "Nadia")
        karim = asked.colleague(here, "Karim")
        with as_owner():
            of_malik = Opinion.objects.get(id=asked.ask(here, made, Expert(here.town.department_id)).id)
        of_nadia = asked.ask(here, made, Expert(asked.civil(here).id, nadia.id, name="Nadia"))
        # who asked, another department, a colleague of who is named
        for opinion, who in ((of_malik, here.malik), (of_malik, nadia), (of_nadia, karim), (of_nadia, here.sofia)):
            page, client = f"/agents/avis/{opinion.id}/", client_of(who)
            assert client.get(page).status_code == 404
            for path, sent in (
                ("", {"favour": "favourable"}),
                ("decliner/", {"reason": "Non."}),
                ("transmettre/", {"colleague": str(here.sofia.id)}),
            ):
                assert client.post(page + path, sent).status_code == 404
            with pytest.raises(ProgrammingError, match="somebody else"):
                asked.answer(opinion, who)
        assert asked.one(of_malik.id).state == asked.one(of_nadia.id).state == "awaited"
        assert made.reference not in text(client_of(here.malik).get("/agents/avis/"))
        asked.answer(of_nadia, nadia)
        assert client_of(nadia).get(f"/agents/avis/{of_nadia.id}/").status_code == 200

    def test_a_department_without_a_mailbox_is_told_through_its_people(self, here, made, other):
        nadia = asked.colleague(here, "Nadia")
        asked.ask(here, made)
        assert [mail.to for mail in asked.mails("asked")] == [nadia.email]
        asked.ask(here, made, Expert(other.town.department_id))
        assert {mail.to for mail in asked.mails("asked")} == {nadia.email, other.sofia.email, other.malik.email}

    def test_a_colleague_without_that_wall_can_not_be_handed_it(self, here, made, other):
        opinion = asked.ask(here, made, Expert(other.town.department_id))
        with acting_as(other.sofia.id, Right.HANDLE_CASES), pytest.raises(Refused):
            answering.hand(opinion.id, here.sofia.id, by_id=other.sofia.id, by_name="x", at=clock.now())


def test_the_list_says_how_many_are_awaited_in_one_statement_more(here, made):
    client = client_of(here.malik)
    with CaptureQueriesContext(connection) as before:
        assert "avis attendu" not in text(client.get("/agents/"))
    asked.ask(here, made)
    with CaptureQueriesContext(connection) as one:
        assert "1 avis attendu" in text(client.get("/agents/"))
    other = here.submit()
    asked.ask(here, other)
    asked.ask(here, other, Expert(here.town.department_id))
    with CaptureQueriesContext(connection) as more:
        assert "2 avis attendus" in text(client.get("/agents/"))
    assert len(more) == len(one) <= len(before) + 1


def test_the_case_page_and_the_list_of_what_is_asked_do_not_grow(here, made):
    client = client_of(here.malik)
    asked.ask(here, made)
    counted = []
    for round_ in range(2):
        with CaptureQueriesContext(connection) as case:
            client.get(f"/agents/dossiers/{made.reference}/")
        with CaptureQueriesContext(connection) as mine:
            client.get("/agents/avis/")
        counted.append((len(case), len(mine)))
        if round_ == 0:
            for number in range(4):
                asked.ask(here, made, Expert(email=f"expert{number}@sdis.example"))
            asked.ask(here, made, Expert(here.town.department_id))
    assert counted[0][0] >= counted[1][0]
    assert counted[1][1] <= counted[0][1] + 1  # nothing was asked of malik before
