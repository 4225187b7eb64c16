"""The page of a case for agents: rights, walls, writes, conflicts, decisions."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.api import Role, wall_for
from parvis.access.models import Consultation, Refusal
from parvis.cases.models import Case, Counter, Decision, Message
from parvis.documents import api as documents
from parvis.identity.models import Session
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests import queue
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def made(desk):
    return desk.submit()


def client_of(who, host="localhost"):
    found = Client()
    people.sign_in(found, who, host=host)
    return found


def page(made, rest=""):
    return f"/agents/dossiers/{made.reference}/{rest}"


def text(response):
    """What one reads: without tags, spaces made one."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\u00a0", " ").replace("\u202f", " "))


def case_of(made, as_owner):
    with as_owner():
        return Case.objects.get(id=made.case_id)


class TestReading:
    def test_it_says_where_it_stands_what_was_asked_and_by_when(self, desk, made):
        answer = client_of(desk.sofia).get(page(made))
        assert answer.status_code == 200
        read = text(answer)
        for words in (
            "Les Corsaires de la Citadelle – Fête de la Saint-Jean",
            "reçue le",
            "Place Jean-Bart",
            "acceptée à partir du",
            "À confirmer par la collectivité",
            "0 sur 5 utilisées",
            "Vie associative et événements",
            "personne pour l’instant",
            "en préparation",
            "Prendre en charge",
        ):
            assert words in read, words
        assert "Accorder" not in read

    def test_it_is_found_however_its_reference_is_written(self, desk, made):
        typed = made.reference.replace("-", "").lower()
        answer = client_of(desk.sofia).get(f"/agents/dossiers/{typed}/")
        assert (answer.status_code, answer["Location"]) == (302, page(made))

    def test_what_lies_outside_the_walls_answers_as_what_does_not_exist(self, desk, made, as_owner):
        other = make_desk("Gravelines", "GV", "59273")
        nora = client_of(other.sofia)
        for rest in ("", "suite/take/", "attribuer/"):
            outside = nora.get(page(made, rest))
            missing = nora.get(f"/agents/dossiers/ZZ-26-4F7K2-H/{rest}")
            assert outside.status_code == missing.status_code == 404
            strip = re.compile(r'[0-9a-f]{32}|value="[^"]*"')  # the request's number, the form's secret
            assert strip.sub("", outside.content.decode()) == strip.sub("", missing.content.decode())
        assert nora.post(page(made, "message/"), {"body": "x", "version": 1}).status_code == 404
        with as_owner():
            assert not Message.objects.exists()
            sought = {row.sought for row in Refusal.objects.filter(person_id=other.sofia.id, kind="case")}
        assert made.reference.replace("-", "") in sought

    def test_every_opening_is_written_down_and_shown_to_who_oversees(self, desk, made, as_owner):
        client_of(desk.sofia).get(page(made))
        client_of(desk.sofia).get(page(made))
        client_of(desk.malik).get(page(made))
        with as_owner():
            assert Consultation.objects.filter(object_id=made.case_id, person_id=desk.sofia.id).count() == 2
        for who in (desk.malik, desk.helene):
            read = text(client_of(who).get(page(made, "consultations/")))
            assert re.search(r"Sofia Leclercq +2 ", read), read
            assert "Malik Kaci" in read
        assert client_of(desk.sofia).get(page(made, "consultations/")).status_code == 404
        assert client_of(desk.helene).get(page(made)).status_code == 404
        assert "Place Jean-Bart" not in text(client_of(desk.helene).get(page(made, "consultations/")))

    def test_its_statements_do_not_grow_with_what_it_shows(self, desk, made):
        client = client_of(desk.malik)
        client.get(page(made))
        counts = []
        for more in (1, 3):
            for _ in range(more):
                client.post(page(made, "message/"), {"body": f"Bonjour {more}", "version": desk.version(made)})
            with CaptureQueriesContext(connection) as queries:
                client.get(page(made))
            statements = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
            counts.append(len(statements))
        assert counts[0] == counts[1] <= 12, statements

    def test_nothing_personal_is_kept_by_caches(self, desk, made):
        assert "no-store" in client_of(desk.sofia).get(page(made))["Cache-Control"]


class TestWriting:
    def test_a_message_reaches_the_resident(self, desk, made):
        client = client_of(desk.sofia)
        answer = client.post(page(made, "message/"), {"body": "Bonjour,\ncombien de tables ?", "version": 1})
        assert (answer.status_code, answer["Location"]) == (302, f"{page(made)}#echanges")
        with acting(Reach(actor="web", subjects=(made.subject_id,))):
            said = Message.objects.get()
        assert (said.body, said.author_name) == ("Bonjour,\ncombien de tables ?", "Sofia Leclercq")
        read = text(client.get(page(made)))
        assert "Votre message est envoyé" in read
        assert "combien de tables ?" in read

    def test_an_empty_one_stays_on_the_page(self, desk, made):
        answer = client_of(desk.sofia).post(page(made, "message/"), {"body": "  ", "version": 1})
        assert answer.status_code == 422
        assert 'href="#body"' in answer.content.decode()
        long = client_of(desk.sofia).post(page(made, "message/"), {"body": "a" * 10_001, "version": 1})
        assert long.status_code == 422
        assert "a" * 10_001 in long.content.decode()

    def test_a_message_sent_twice_is_sent_once(self, desk, made, as_owner):
        client = client_of(desk.sofia)
        for _ in range(2):
            assert client.post(page(made, "message/"), {"body": "Bonjour", "version": 1}).status_code == 302
        with as_owner():
            assert Message.objects.count() == 1

    def test_taking_and_giving_back(self, desk, made, as_owner):
        client = client_of(desk.sofia)
        assert client.post(page(made, "attribuer/"), {"to": "me", "version": 1}).status_code == 302
        assert case_of(made, as_owner).assignee_name == "Sofia Leclercq"
        assert client.post(page(made, "attribuer/"), {"to": "", "version": 2}).status_code == 302
        assert case_of(made, as_owner).assignee_id is None

    def test_giving_to_a_colleague_is_for_supervisors(self, desk, made, as_owner):
        sofia, malik = client_of(desk.sofia), client_of(desk.malik)
        assert sofia.get(page(made, "attribuer/")).status_code == 404
        given = {"to": str(desk.malik.id), "version": 1}
        assert sofia.post(page(made, "attribuer/"), given).status_code == 404
        shown = malik.get(page(made, "attribuer/")).content.decode()
        assert "Sofia Leclercq" in shown
        assert "Hélène Dubois" not in shown  # she handles no request
        assert malik.post(page(made, "attribuer/"), {"to": str(desk.sofia.id), "version": 1}).status_code == 302
        assert case_of(made, as_owner).assignee_id == desk.sofia.id
        for wrong in ({"to": str(desk.helene.id)}, {"to": "", "department": str(desk.helene.id)}):
            assert malik.post(page(made, "attribuer/"), wrong | {"version": 2}).status_code == 422

    def test_every_page_of_an_action_needs_its_role(self, desk, made):
        desk.take(made, desk.sofia)
        assert client_of(desk.sofia).get(page(made, "suite/accept/")).status_code == 404
        assert client_of(desk.malik).get(page(made, "suite/accept/")).status_code == 200
        assert client_of(desk.malik).get(page(made, "suite/withdraw/")).status_code == 404  # the resident's
        assert client_of(desk.malik).get(page(made, "suite/nothing/")).status_code == 404
        refused = client_of(desk.sofia).post(page(made, "suite/accept/"), {"version": 2})
        assert refused.status_code == 404

    def test_what_is_no_longer_offered_leads_back_with_a_word(self, desk, made):
        desk.take(made, desk.sofia)
        client = client_of(desk.sofia)
        assert client.get(page(made, "suite/take/"))["Location"] == page(made)
        assert "En cours d’examen" in text(client.get(page(made)))


class TestMoving:
    def test_a_required_reason_is_asked_for_beside_its_field(self, desk, made, as_owner):
        desk.take(made, desk.sofia)
        client = client_of(desk.sofia)
        answer = client.post(page(made, "suite/ask/"), {"reason": " ", "version": 2})
        assert answer.status_code == 422
        assert 'href="#reason"' in answer.content.decode()
        assert 'id="reason-error"' in answer.content.decode()
        assert case_of(made, as_owner).status == "under_review"

    def test_the_preview_shows_the_message_and_writes_nothing(self, desk, made, as_owner):
        desk.take(made, desk.sofia)
        words = {"reason": "Combien de tables ?", "version": 2, "preview": "1"}
        answer = client_of(desk.sofia).post(page(made, "suite/ask/"), words)
        assert answer.status_code == 200
        assert f"Votre demande {made.reference} : une précision est nécessaire" in text(answer)
        assert text(answer).count("Combien de tables ?") == 2  # in the field and in the message
        with as_owner():
            assert not Message.objects.exists()

    def test_the_order_is_read_before_it_is_signed(self, desk, made, as_owner):
        desk.take(made, desk.sofia)
        read = text(client_of(desk.malik).get(page(made, "suite/accept/")))
        assert "ARRÊTÉ DU MAIRE" in read
        assert "Les Corsaires de la Citadelle" in read
        assert "Malik Kaci" in read
        assert "0 sur 5" in read
        with as_owner():
            assert not Counter.objects.exists()

    def test_a_double_click_decides_once(self, desk, made, as_owner):
        desk.take(made, desk.sofia)
        client = client_of(desk.malik)
        for _ in range(2):
            answer = client.post(page(made, "suite/accept/"), {"reason": "", "version": 2})
            assert (answer.status_code, answer["Location"]) == (302, page(made))
        with as_owner():
            assert [decision.number for decision in Decision.objects.all()] == [1]
            assert Counter.objects.get(series="ARR").last == 1
        read = text(client.get(page(made)))
        assert "accordée" in read
        assert "n° ARR-" in read

    def test_a_refusal_names_law_and_facts(self, desk, made, as_owner):
        desk.take(made, desk.sofia)
        client = client_of(desk.malik)
        bare = client.post(page(made, "suite/refuse/"), {"version": 2})
        assert bare.status_code == 422
        for anchor in ("#grounds", "#reason"):
            assert f'href="{anchor}"' in bare.content.decode()
        words = {"reason": "Bruit après minuit en mai.", "grounds": "public_order", "version": 2}
        seen = client.post(page(made, "suite/refuse/"), words | {"preview": "1"})
        assert "L. 2212-2" in text(seen)
        assert client.post(page(made, "suite/refuse/"), words).status_code == 302
        with as_owner():
            assert Decision.objects.get().grounds == ["public_order"]

    def test_a_reached_limit_is_said_and_nothing_is_decided(self, desk, as_owner):
        client = client_of(desk.malik)
        for _ in range(5):
            one = desk.submit()
            desk.take(one, desk.malik)
            assert client.post(page(one, "suite/accept/"), {"version": 2}).status_code == 302
        last = desk.submit()
        desk.take(last, desk.malik)
        assert "Le plafond annuel est atteint" in text(client.get(page(last, "suite/accept/")))
        answer = client.post(page(last, "suite/accept/"), {"version": 2, "reason": "Bonne fête"})
        assert answer.status_code == 409
        assert "5 sur 5" in text(answer)
        assert "Bonne fête" in answer.content.decode()
        assert page(last, "suite/refuse/") in answer.content.decode()
        assert case_of(last, as_owner).status == "under_review"
        with as_owner():
            assert Counter.objects.get(series="ARR").last == 5


class TestConflicts:
    def test_the_page_keeps_ones_text_and_says_what_changed(self, desk, made, as_owner):
        client_of(desk.malik).post(page(made, "message/"), {"body": "De Malik", "version": 1})
        client = client_of(desk.sofia)
        answer = client.post(page(made, "message/"), {"body": "Mon <b>texte</b>", "version": 1})
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "Mon &lt;b&gt;texte&lt;/b&gt;</textarea>" in html
        assert "Malik Kaci" in text(answer)
        assert "Message à l’usager" in text(answer)
        assert 'name="version" value="2"' in html
        # one click applies it to the new version
        assert client.post(page(made, "message/"), {"body": "Mon texte", "version": 2}).status_code == 302
        with as_owner():
            assert [said.body for said in Message.objects.order_by("id")] == ["De Malik", "Mon texte"]

    def test_a_decision_on_what_changed_waits_for_a_second_look(self, desk, made, as_owner):
        desk.take(made, desk.sofia)
        client_of(desk.sofia).post(page(made, "message/"), {"body": "Attendez", "version": 2})
        words = {"reason": "Bruit", "grounds": "public_order", "version": 2}
        answer = client_of(desk.malik).post(page(made, "suite/refuse/"), words)
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "Bruit</textarea>" in html
        assert re.search(r'value="public_order" checked', html)
        assert 'name="version" value="3"' in html
        with as_owner():
            assert not Decision.objects.exists()

    def test_when_it_is_decided_already_the_words_can_serve_otherwise(self, desk, made):
        desk.take(made, desk.sofia)
        client_of(desk.sofia).post(page(made, "suite/ask/"), {"reason": "Combien ?", "version": 2})
        answer = client_of(desk.malik).post(page(made, "suite/accept/"), {"reason": "Mes mots", "version": 2})
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "Mes mots</textarea>" in html
        assert f'formaction="{page(made, "suite/refuse/")}"' in html
        carried = client_of(desk.malik).post(
            page(made, "suite/refuse/"), {"reason": "Mes mots", "version": 3, "preview": "1"}
        )
        assert carried.status_code == 200
        assert "Mes mots</textarea>" in carried.content.decode()

    def test_an_assignment_too(self, desk, made):
        client_of(desk.sofia).post(page(made, "attribuer/"), {"to": "me", "version": 1})
        answer = client_of(desk.malik).post(page(made, "attribuer/"), {"to": "me", "version": 1})
        assert answer.status_code == 409
        assert "Attribuée à Sofia Leclercq" in text(answer)
        again = client_of(desk.malik).post(page(made, "attribuer/"), {"to": "me", "version": 2})
        assert again.status_code == 302

    @pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 40])
    def test_a_post_without_a_true_version_changes_nothing(self, desk, made, as_owner, version):
        answer = client_of(desk.sofia).post(page(made, "message/"), {"body": "Bonjour", "version": version})
        assert answer.status_code == 409
        with as_owner():
            assert not Message.objects.exists()


class TestDocuments:
    def receipt(self, desk, made):
        with acting(Reach(actor="web", walls=(desk.town.wall_id,), person=desk.sofia.id)):
            return documents.of_case(made.case_id)[0]

    def test_it_is_given_once_it_is_there_to_keep_and_never_to_caches(self, desk, made):
        client, address = client_of(desk.sofia), page(made, f"documents/{self.receipt(desk, made).id}/")
        assert client.get(address).status_code == 404
        assert address not in client.get(page(made)).content.decode()
        queue.run_waiting()
        assert address in client.get(page(made)).content.decode()
        given = client.get(address)
        assert given.status_code == 200
        assert b"".join(given.streaming_content).startswith(b"%PDF-")
        assert given["Content-Disposition"].startswith("attachment; ")
        assert "no-store" in given["Cache-Control"]

    def test_not_by_another_requests_address_nor_to_who_reads_no_request(self, desk, made):
        receipt, other = self.receipt(desk, made), desk.submit()
        queue.run_waiting()
        assert client_of(desk.sofia).get(page(other, f"documents/{receipt.id}/")).status_code == 404
        for who in (desk.helene, make_desk("Gravelines", "GV", "59273").sofia):
            assert client_of(who).get(page(made, f"documents/{receipt.id}/")).status_code == 404


def test_what_an_idle_agent_was_typing_comes_back(desk, made, as_owner):
    """The session ended while they typed: the post is kept, shown after signing in, and sent by one button."""
    client = client_of(desk.sofia)
    with as_owner():
        Session.objects.filter(person_id=desk.sofia.id).update(seen_at=clock.now() - dt.timedelta(minutes=31))
    ended = client.post(page(made, "message/"), {"body": "Mon long message", "version": 1})
    assert ended.status_code == 401
    kept = re.search(r"(/saisie-conservee/[0-9a-f-]+/|saisie-conservee%2F[0-9a-f-]+)", ended.content.decode())
    assert kept
    again = client_of(desk.sofia)
    shown = again.get("/" + kept[1].strip("/").replace("%2F", "/") + "/").content.decode()
    assert "Mon long message" in shown
    assert f'action="{page(made, "message/")}"' in shown
    assert 'name="version" value="1"' in shown


def test_a_colleague_outside_the_wall_is_not_given_the_case(desk, made):
    """They would have to follow what they may not see."""
    desk.place.walls["social"] = people_wall(desk)
    clerk = people.member(desk.place, Role.AGENT, "social", who=people.person(given_name="Karim", family_name="Haddad"))
    malik = client_of(desk.malik)
    assert "Karim Haddad" not in malik.get(page(made, "attribuer/")).content.decode()
    assert malik.post(page(made, "attribuer/"), {"to": str(clerk.id), "version": 1}).status_code == 422


def people_wall(desk):
    with _as_owner():
        return wall_for(desk.town.organisation_id, "social")
