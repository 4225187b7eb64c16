"""A person's own requests: the list, one request from end to end; nothing of anybody else's."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from parvis.access.api import visitor_hash
from parvis.access.cookies import FOLLOWED, VISITOR as SECRET
from parvis.access.models import Refusal
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, Submitted
from parvis.cases.models import Case, Message
from parvis.cases.registry import DraftDoors, draft_doors
from parvis.identity.api import subject_for
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from tests.cases.own import HOST, case_of, opened, words
from tests.factories import people
from tests.factories.desk import Desk, desk as make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def visitor(desk: Desk) -> Client:
    return Client(headers={"host": HOST})


# ── Whose it is

OWN = ["", "recu/", "suite/withdraw/", f"documents/{uuid.UUID(int=1)}/"]
POSTS = ["message/", "garder/", "suite/withdraw/"]


@pytest.mark.parametrize("path", OWN)
def test_what_is_not_ones_own_answers_as_if_missing(desk, visitor, path):
    theirs, mine = desk.submit(), desk.submit()
    opened(visitor, mine)
    nobodys = theirs.reference[:-1] + ("A" if theirs.reference[-1] != "A" else "B")
    answers = []
    for reference in (theirs.reference, nobodys):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = visitor.get(f"/demandes/{reference}/{path}")
        assert page.status_code == 404
        masked = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", page.content)
        answers.append(masked.replace(reference.encode(), b"REFERENCE"))
        assert len(queries) <= 8
    assert answers[0] == answers[1]
    assert b"Deswarte" not in answers[0]


@pytest.mark.parametrize("path", POSTS)
def test_nor_can_it_be_written_to(desk, visitor, path):
    made = desk.submit()
    assert visitor.post(f"/demandes/{made.reference}/{path}", {"body": "x", "reason": "x"}).status_code == 404
    with desk.town.inside():
        assert not Message.objects.exists()
        assert Case.objects.get(id=made.case_id).version == 1


def test_an_agent_has_no_way_in_by_the_residents_page_and_the_attempt_is_written_down(desk, as_owner):
    made = desk.submit()
    client = Client()
    people.sign_in(client, desk.sofia, host=desk.place.host)
    assert client.get(f"/demandes/{made.reference}/").status_code == 404
    with as_owner():
        assert Refusal.objects.get().sought == made.reference


def test_a_reference_typed_otherwise_leads_to_the_page(desk, visitor):
    made = desk.submit()
    opened(visitor, made)
    for name in ("", "recu/"):
        page = visitor.get(f"/demandes/{made.reference.replace('-', '').lower()}/{name}")
        assert (page.status_code, page.headers["location"]) == (302, f"/demandes/{made.reference}/{name}")


def test_what_agents_write_for_agents_is_not_shown(desk, visitor):
    made = desk.submit()
    desk.take(made, desk.sofia)
    page = opened(visitor, made).get(f"/demandes/{made.reference}/")
    history = page.content.decode().split('class="pv-timeline"')[1].split("</ol>")[0]
    assert history.count("<li>") == 2  # received, under review: not routed, not assigned
    assert "Sofia Leclercq" in words(history)


def test_pages_cost_few_statements_however_much_happened(desk, visitor):
    made = desk.submit()
    client = opened(visitor, made)
    path = f"/demandes/{made.reference}/"
    client.get(path)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = count(path)
    for number in range(3):
        desk.reply(made, f"Message {number}")
    assert count(path) == few <= 12
    assert count(f"{path}recu/") <= 12
    alone = count("/demandes/")
    more = [desk.submit() for _ in range(3)]
    opened(client, made, *more)
    assert count("/demandes/") == alone <= 12


# ── Writing, answering, withdrawing


def test_a_message_is_sent_once(desk, visitor):
    made = desk.submit()
    client, path = opened(visitor, made), f"/demandes/{made.reference}/"
    said = {"body": "Bonjour,\r\nla salle a changé.", "version": "1"}
    for _ in range(2):
        assert client.post(f"{path}message/", said).headers["location"] == f"{path}#echanges"
    with desk.town.inside():
        (message,) = Message.objects.all()
    assert (message.body, message.author_name) == ("Bonjour,\nla salle a changé.", "Jean Deswarte")
    assert "la salle a changé" in words(client.get(path).content)


def test_messages_cross_without_harm(desk, visitor):
    made = desk.submit()
    client = opened(visitor, made)
    desk.take(made, desk.sofia)
    assert client.post(f"/demandes/{made.reference}/message/", {"body": "Bonjour", "version": "1"}).status_code == 302
    with desk.town.inside():
        assert [found.body for found in Message.objects.all()] == ["Bonjour"]


@pytest.mark.parametrize(("body", "error"), [("  ", "Écrivez votre message"), ("x" * 10_001, "trop long")])
def test_a_message_that_cannot_be_sent_is_kept_in_its_field(desk, visitor, body, error):
    made = desk.submit()
    page = opened(visitor, made).post(f"/demandes/{made.reference}/message/", {"body": body, "version": "1"})
    assert page.status_code == 422
    assert error in words(page.content)
    assert body.strip() in page.content.decode()


def test_what_is_written_to_the_person_is_read_when_they_open_it(desk, visitor):
    made = desk.submit()
    desk.take(made, desk.sofia)
    desk.move(made, "ask", desk.sofia, reason="Combien de tables\u202f?")
    client = opened(visitor, made)
    assert "Nouveau message" in words(client.get("/demandes/").content)
    client.get(f"/demandes/{made.reference}/")
    assert "Nouveau message" not in words(client.get("/demandes/").content)
    with desk.town.inside():
        assert Message.objects.get().read_at is not None


def waiting(desk: Desk) -> Submitted:
    made = desk.submit()
    desk.take(made, desk.sofia)
    desk.move(made, "ask", desk.sofia, reason="Combien de tables\u202f?")
    return made


def test_the_persons_answer_hands_the_request_back(desk, visitor):
    made = waiting(desk)
    client, path = opened(visitor, made), f"/demandes/{made.reference}/"
    page = client.get(path)
    assert "C’est à vous" in words(page.content)
    assert "Combien de tables" in words(page.content)
    sent = {"reason": "Douze.", "inline": "1", "version": str(desk.version(made))}
    for _ in range(2):  # a second click leads where the first one did
        assert client.post(f"{path}suite/answer/", sent).headers["location"] == path
    case = case_of(made)
    assert case.status == "under_review"
    with desk.town.inside():
        assert [found.body for found in Message.objects.order_by("id")][1:] == ["Douze."]


def test_an_empty_answer_is_refused_on_the_page_of_the_request(desk, visitor):
    made = waiting(desk)
    page = opened(visitor, made).post(
        f"/demandes/{made.reference}/suite/answer/", {"reason": " ", "inline": "1", "version": "3"}
    )
    assert page.status_code == 422
    assert "Écrivez votre réponse" in words(page.content)


def test_an_answer_that_was_overtaken_is_not_lost(desk, visitor):
    made = waiting(desk)
    client, version = opened(visitor, made), desk.version(made)
    desk.move(made, "resume", desk.sofia)
    page = client.post(
        f"/demandes/{made.reference}/suite/answer/", {"reason": "Douze.", "inline": "1", "version": str(version)}
    )
    assert page.status_code == 409
    assert "Quelque chose s’est passé entre-temps" in words(page.content)
    assert ">Douze.</textarea>" in page.content.decode()


def test_withdrawing_asks_for_a_second_look_then_ends_the_request(desk, visitor):
    made = desk.submit()
    client, path = opened(visitor, made), f"/demandes/{made.reference}/"
    assert "Retirer ma demande" in words(client.get(path).content)
    page = client.get(f"{path}suite/withdraw/")
    assert "ne sera plus examinée" in words(page.content)
    assert case_of(made).closed_at is None
    for _ in range(2):
        assert client.post(f"{path}suite/withdraw/", {"version": "1"}).headers["location"] == path
    assert case_of(made).status == "withdrawn"
    assert "Vous avez retiré votre demande." in words(client.get(path).content)
    with desk.town.inside():
        assert "Vous avez retiré votre demande." in Mail.objects.order_by("-queued_at", "-id")[0].text


def test_what_only_agents_may_do_is_not_there(desk, visitor):
    made = desk.submit()
    client = opened(visitor, made)
    for name in ("take", "accept"):
        client.post(f"/demandes/{made.reference}/suite/{name}/", {"version": "1"})
    assert client.get(f"/demandes/{made.reference}/suite/unknown/").status_code == 404
    assert case_of(made).status == "received"


# ── The list, and the account


def test_the_account_lists_what_is_its_own_and_takes_over_what_it_proves(desk):
    jean = people.person(given_name="Jean", family_name="Deswarte")
    with acting(Reach(actor="web", person=jean.id)):
        subject_for(jean.id, desk.town.wall_id)
    made = desk.submit()
    client = Client()
    people.sign_in(client, jean, host=desk.place.host)
    assert made.reference not in words(client.get("/demandes/").content)
    opened(client, made)
    assert "Ajouter à mon compte" in words(client.get("/demandes/").content)
    path = f"/demandes/{made.reference}/"
    assert client.post(f"{path}garder/").headers["location"] == path
    del client.cookies[FOLLOWED]
    page = words(client.get("/demandes/").content)
    assert made.reference in page
    assert "Ajouter à mon compte" not in page
    # Somebody else who has the proof too does not take it away.
    other = Client()
    people.sign_in(other, people.person(), host=desk.place.host)
    page = opened(other, made).post(f"{path}garder/", follow=True)
    assert "déjà dans un autre compte" in words(page.content)


def test_drafts_are_there_to_go_on_with_or_to_delete(desk, visitor):
    doors = DraftDoors("procedures", lambda draft_id: f"/r/{draft_id}", lambda draft_id: f"/d/{draft_id}")
    visitor.cookies[SECRET] = "s" * 43
    request = RequestFactory().get("/")
    request.COOKIES[SECRET] = "s" * 43
    with acting(Reach(actor="web", token=visitor_hash(request))):
        draft = cases.drafts.start(
            desk.town.case_type.id,
            desk.town.organisation_id,
            by=Actor(ActorKind.RESIDENT),
            at=clock.now(),
            token_hash=visitor_hash(request),
            answers={"event_name": "Bal des pompiers"},
        )
    with draft_doors.overridden(doors):
        page = visitor.get("/demandes/").content.decode()
    assert f'href="/r/{draft.id}"' in page
    assert f'href="/d/{draft.id}"' in page
    assert "Bal des pompiers" in page
    # Elsewhere on the territory the draft leads to its own site, and the session goes along.
    visitor.defaults["HTTP_HOST"] = "localhost:8000"
    with draft_doors.overridden(doors):
        page = visitor.get("/demandes/").content.decode()
    assert f'href="http://{HOST}/connexion/?next=%2Fr%2F{draft.id}"' in page
    assert "Bal des pompiers" not in Client(headers={"host": HOST}).get("/demandes/").content.decode()


def test_a_shared_computer_forgets(desk, visitor):
    made = desk.submit()
    client = opened(visitor, made)
    assert made.reference in client.get("/demandes/").content.decode()
    assert client.post("/demandes/oublier/").headers["location"] == "/suivre/"
    assert made.reference not in client.get("/demandes/").content.decode()
    assert client.get(f"/demandes/{made.reference}/").status_code == 404
