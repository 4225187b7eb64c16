"""What an agent writes is kept for them alone until it is sent; ready-made replies are filled in from the case."""

import datetime as dt
import html
import re

import pytest
from django.db import ProgrammingError, transaction
from django.db.utils import DatabaseError

from parvis.access.api import Role, acting_as
from parvis.access.data import Right
from parvis.cases.domain import own_texts, replies
from parvis.cases.models import Message, OwnText, Reply
from parvis.identity.models import Session
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases.test_desk import client_of, page, text
from tests.factories import people
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db
ASIDE = {"HTTP_HX_REQUEST": "true", "HTTP_X_ASIDE": "keep"}


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def made(desk):
    return desk.submit()


def field(answer, name):
    """What stands in a field of a page."""
    found = re.search(rf'<textarea[^>]*id="{name}"[^>]*>(.*?)</textarea>', answer.content.decode(), re.S)
    return html.unescape(found[1]) if found else None


class TestOwnTexts:
    def test_what_one_writes_is_there_on_another_machine_and_for_nobody_else(self, desk, made, as_owner):
        sofia = client_of(desk.sofia)
        said = sofia.post(page(made, "brouillon/message/"), {"body": "Bonjour,\nil manque"}, **ASIDE)
        assert said.status_code == 200
        assert "Brouillon gardé le" in said.content.decode()
        sofia.post(page(made, "brouillon/message/"), {"body": "Bonjour,\nil manque un plan"}, **ASIDE)
        sofia.post(page(made, "brouillon/note/"), {"note": "Vu au téléphone"}, **ASIDE)
        again = client_of(desk.sofia).get(page(made))
        assert field(again, "body").strip() == "Bonjour,\nil manque un plan"
        assert field(again, "note").strip() == "Vu au téléphone"
        assert "Brouillon gardé le" in text(again)
        assert field(client_of(desk.malik).get(page(made)), "body").strip() == ""
        with as_owner():
            assert OwnText.objects.count() == 2
        with acting_as(desk.malik.id, Right.HANDLE_CASES):
            assert not OwnText.objects.exists()

    def test_it_goes_when_it_is_sent_or_thrown_away(self, desk, made, as_owner):
        desk.take(made, desk.sofia)
        sofia = client_of(desk.sofia)
        for name, key in (("message", "body"), ("note", "note"), ("ask", "reason")):
            sofia.post(page(made, f"brouillon/{name}/"), {key: "Combien ?"}, **ASIDE)
        form = sofia.get(page(made, "suite/ask/"))
        assert field(form, "reason").strip() == "Combien ?"
        assert text(form).count("Combien ?") == 2  # in the field and in what will be sent
        sofia.post(page(made, "message/"), {"body": "Combien ?", "version": desk.version(made)})
        sofia.post(page(made, "note/"), {"note": "Combien ?"})
        sofia.post(page(made, "suite/ask/"), {"reason": "Combien de tables ?", "version": desk.version(made)})
        with as_owner():
            assert not OwnText.objects.exists()
        # by hand, without scripts
        kept = sofia.post(page(made, "brouillon/message/"), {"body": "Plus tard"})
        assert kept["Location"] == page(made)
        assert "Votre brouillon est gardé" in text(sofia.get(page(made)))
        sofia.post(page(made, "brouillon/message/"), {"body": "Plus tard", "drop": "1"})
        with as_owner():
            assert not OwnText.objects.exists()

    def test_what_was_sent_in_vain_is_kept(self, desk, made, as_owner):
        """The page's script keeps nothing from the moment on at which one sends."""
        desk.take(made, desk.malik)
        malik, version = client_of(desk.malik), desk.version(made)

        def words(name):
            with as_owner():
                return OwnText.objects.filter(field=name).values_list("text", flat=True).first()

        step, sent = page(made, "suite/refuse/"), {"reason": "Trop\r\nbruyant", "version": version}
        assert malik.post(step, sent | {"preview": "1"}).status_code == 200
        assert words("refuse") == "Trop\nbruyant"
        answer = malik.post(step, sent | {"reason": "Bien trop bruyant"})  # no ground was ticked
        assert answer.status_code == 422
        assert words("refuse") == "Bien trop bruyant"
        assert "Brouillon gardé le" in text(answer)
        assert malik.post(step, sent | {"reason": " "}).status_code == 422
        assert words("refuse") is None
        long = "x" * 20_000
        for name, key in (("message", "body"), ("note", "note")):
            assert malik.post(page(made, f"{name}/"), {key: long, "version": version}).status_code == 422
            assert words(name) == long
        desk.reply(made, "Entre-temps")
        late = {"body": "Croisé", "version": version}
        assert malik.post(page(made, "message/"), late).status_code == 409
        assert words("message") == "Croisé"
        assert malik.post(page(made, "suite/ask/"), {"reason": "Aussi", "version": version}).status_code == 409
        assert words("ask") == "Aussi"

    def test_nothing_is_kept_of_unknown_fields_of_others_cases_or_after_the_session(self, desk, made, as_owner):
        nora = client_of(make_desk("Gravelines", "GV", "59273").sofia)
        assert nora.post(page(made, "brouillon/message/"), {"body": "x"}, **ASIDE).status_code == 404
        sofia = client_of(desk.sofia)
        assert sofia.post(page(made, "brouillon/nothing/"), {"reason": "x"}, **ASIDE).status_code == 404
        with as_owner():
            Session.objects.update(seen_at=clock.now() - dt.timedelta(hours=2))
        late = sofia.post(page(made, "brouillon/message/"), {"body": "x"}, **ASIDE)
        assert (late.status_code, late.content) == (401, b"")
        with as_owner():
            assert not OwnText.objects.exists()

    def test_what_nobody_came_back_for_is_forgotten_and_goes_with_the_case(self, desk, made, as_owner):
        with acting_as(desk.sofia.id, Right.HANDLE_CASES):
            own_texts.keep(made.case_id, "message", "a", person_id=desk.sofia.id, at=clock.now())
            old = clock.now() - own_texts.KEPT - dt.timedelta(days=1)
            own_texts.keep(made.case_id, "note", "b", person_id=desk.sofia.id, at=old)
        with acting(Reach(actor="timer")):
            assert own_texts.forget(at=clock.now()) == 1
        with as_owner():
            assert [one.field for one in OwnText.objects.all()] == ["message"]


MARKED = "Votre demande {reference} pour « {event_name} » est entre nos mains.\n{agent}"


def kept(desk, who, fr=MARKED, *, shared=None, **more):
    slug = desk.town.case_type.slug
    with acting_as(who.id, Right.HANDLE_CASES):
        known = replies.procedures((desk.town.wall_id,), "fr")
        draft = replies.Draft("Accusé", fr, procedure=slug, organisation_id=shared, **more)
        return replies.keep(draft, known, person_id=who.id, at=clock.now())


class TestReplies:
    def test_a_reply_is_put_into_the_message_with_what_the_case_says(self, desk, made, as_owner):
        reply = kept(desk, desk.sofia)
        sofia = client_of(desk.sofia)
        assert "Accusé" in text(sofia.get(page(made)))
        sent = {"body": "Bonjour,", "reply": str(reply.id), "insert": "1", "version": 1}
        shown = sofia.post(page(made, "message/"), sent)
        assert shown.status_code == 200
        expected = (
            f"Bonjour,\n\nVotre demande {made.reference} pour « Fête de la Saint-Jean » est entre nos mains."
            "\nSofia Leclercq"
        )
        assert field(shown, "body").strip() == expected
        assert field(sofia.get(page(made)), "body").strip() == expected  # kept as what is typed is
        desk.take(made, desk.sofia)
        step = sofia.post(page(made, "suite/ask/"), sent | {"reason": "Bonjour,", "version": 2})
        assert field(step, "reason").strip() == expected
        assert text(step).count("est entre nos mains") == 2
        with as_owner():
            assert not Message.objects.exists()

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("Bonjour {nom}", "Aucune demande n’a ce passage : {nom}"),
            ("Bonjour {event_name}", "Aucune demande n’a ce passage : {event_name}"),  # of no procedure
            ("Bonjour {reference", "Une accolade est seule"),
            ("Bonjour {{ reference }}", "Une accolade est seule"),
            ("  ", "Écrivez la réponse"),
        ],
    )
    def test_a_passage_that_stands_for_nothing_is_refused_with_words(self, desk, as_owner, written, said):
        sent = {"name": "Accusé", "fr": written, "en": "", "procedure": "", "shared": ""}
        answer = client_of(desk.sofia).post("/agents/reponses/nouvelle/", sent)
        assert answer.status_code == 422
        assert said in text(answer)
        assert field(answer, "fr").strip() == written.strip()
        with as_owner():
            assert not Reply.objects.exists()

    def test_supervisors_keep_those_of_the_service_and_everyone_their_own(self, desk, made, as_owner):
        town = desk.town
        sent = {"name": "Du service", "fr": "Bonjour {title}", "en": "Hello {title}", "procedure": ""}
        assert (
            client_of(desk.sofia)
            .post("/agents/reponses/nouvelle/", sent | {"shared": str(town.organisation_id)})
            .status_code
            == 422
        )
        with pytest.raises((ProgrammingError, DatabaseError)), transaction.atomic():
            kept(desk, desk.sofia, shared=town.organisation_id)  # the table says the same
        malik = client_of(desk.malik)
        assert malik.post("/agents/reponses/nouvelle/", sent | {"shared": str(town.organisation_id)}).status_code == 302
        with as_owner():
            shared = Reply.objects.get()
            assert shared.person_id is None
        own = kept(desk, desk.sofia)
        sofia = client_of(desk.sofia)
        read = sofia.get("/agents/reponses/").content.decode()
        assert "Du service" in read
        assert f"/agents/reponses/{own.id}/" in read
        assert f"/agents/reponses/{shared.id}/" not in read
        for rest in ("", "supprimer/"):
            assert sofia.post(f"/agents/reponses/{shared.id}/{rest}", sent | {"shared": ""}).status_code == 404
            assert malik.post(f"/agents/reponses/{own.id}/{rest}", sent | {"shared": ""}).status_code == 404
        assert "Accusé" not in malik.get("/agents/reponses/").content.decode()
        nora = client_of(make_desk("Gravelines", "GV", "59273").malik)
        assert "Du service" not in nora.get("/agents/reponses/").content.decode()
        elsewhere = people.member(desk.place, Role.AGENT)
        assert "Du service" in client_of(elsewhere).get(page(made)).content.decode()
        assert malik.post(f"/agents/reponses/{shared.id}/supprimer/").status_code == 302
        with as_owner():
            assert list(Reply.objects.all()) == [own]
