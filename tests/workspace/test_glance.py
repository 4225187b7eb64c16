"""A case beside its list: what is seen of it, what can be done there, and what its own page would refuse."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.access.api import Role
from parvis.access.domain.walls import wall_for
from parvis.access.models import Consultation, Refusal
from parvis.cases.models import Case, Decision, Message, OwnText, Tag
from parvis.kernel import clock
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew
from tests.workspace.test_lists import kept

pytestmark = pytest.mark.django_db
BESIDE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def made(desk):
    return desk.submit()


def page(made, rest=""):
    return f"/agents/dossiers/{made.reference}/apercu/{rest}"


def glance(client, made, query=""):
    return client.get(page(made) + query, **BESIDE)


def do(client, made, version, **said):
    return client.post(page(made, "faire/?list=inbox"), {"version": version, **said}, **BESIDE)


def text(answer):
    plain = re.sub(r"<[^>]+>", " ", re.sub(r'="[^"]*"', "", answer.content.decode()))
    return re.sub(r"\s+", " ", plain.replace("\u00a0", " ").replace("\u202f", " "))


def case_of(made):
    with _as_owner():
        return Case.objects.get(id=made.case_id)


def test_it_says_who_asks_what_and_by_when_and_is_a_consultation(desk, made):
    desk.reply(made, "Bonjour, une question")
    answer = glance(client_of(desk.sofia), made, "?list=inbox&sort=-due")
    read = text(answer)
    for words in ("Les Corsaires de la Citadelle", "Place Jean-Bart", "Qui demande", "Bonjour, une question", "Reçue"):
        assert words in read, words
    assert "list=inbox&amp;sort=-due" in answer.content.decode()  # what leads on keeps the list
    assert "<html" not in answer.content.decode()
    with _as_owner():
        assert Consultation.objects.filter(object_id=made.case_id, person_id=desk.sofia.id).count() == 1
        assert Message.objects.get(case_id=made.case_id).read_at is not None


def test_only_the_messages_that_it_shows_count_as_read(desk, made):
    for number in range(4):
        desk.reply(made, f"Message {number}")
    glance(client_of(desk.sofia), made)
    with _as_owner():
        unread = Message.objects.filter(case_id=made.case_id, read_at=None).order_by("id")
        assert [one.body for one in unread] == ["Message 0", "Message 1"]


def test_its_statements_are_as_many_whatever_there_is(desk, made):
    client = client_of(desk.malik)
    glance(client, made)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert glance(client, made).status_code == 200
        return len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "select set_config"))])

    few = statements()
    for number in range(12):
        desk.reply(made, f"Message {number}")
    glance(client, made)
    assert statements() <= few <= 9, few


def test_outside_the_walls_it_answers_as_what_is_not_there(desk, made):
    other = make_desk("Gravelines", "GV", "59273")
    nora = client_of(other.malik)
    assert glance(nora, made).status_code == 404
    assert do(nora, made, 1, act="assign", to="me").status_code == 404
    with _as_owner():
        assert Refusal.objects.filter(person_id=other.malik.id).count() == 2
        assert Case.objects.get(id=made.case_id).assignee_id is None


def test_from_a_view_that_was_shared_each_previews_what_is_theirs(desk, made):
    address = "list=inbox&state=all&sort=-received"
    shared = kept(desk, desk.sofia, "Tout", address, shared=desk.town.organisation_id)
    with _as_owner():
        desk.place.walls["social"] = wall_for(desk.place.id, "social")
    nora, both = (people.member(desk.place, Role.AGENT, *walls) for walls in (["social"], ["social", "general"]))
    for who, sees in ((both, True), (nora, False)):
        client = client_of(who)
        listed = client.get(shared)
        assert (listed.status_code, made.reference in listed.content.decode()) == (200, sees)
        drawn = glance(client, made, f"?{address}")  # as the list has it, or by hand
        assert drawn.status_code == (200 if sees else 404)
        assert ("Les Corsaires" in text(drawn)) == sees
    with _as_owner():
        assert Refusal.objects.filter(person_id=nora.id).count() == 1
        seen = Consultation.objects.filter(object_id=made.case_id).values_list("person_id", flat=True)
        assert set(seen) == {both.id}


def test_of_a_case_that_is_lent_its_tags_and_people_stay_its_own(desk, made):
    other = make_desk("Gravelines", "GV", "59273")
    desk.lend(made, other)
    nora = client_of(other.malik)
    drawn = glance(nora, made)
    assert "Les Corsaires" in text(drawn)
    assert 'value="tag"' not in drawn.content.decode()
    assert "glance-to" not in drawn.content.decode()
    assert do(nora, made, case_of(made).version, act="tag", tags="Ici", shown="").status_code == 409
    with _as_owner():
        assert not Tag.objects.filter(case_id=made.case_id).exists()


def test_asked_as_a_page_it_is_the_case_itself(desk, made):
    answer = client_of(desk.sofia).get(page(made) + "?list=inbox")
    assert (answer.status_code, answer["Location"]) == (302, f"/agents/dossiers/{made.reference}/?list=inbox")


def test_it_is_taken_given_back_and_given_on(desk, made):
    sofia, malik = client_of(desk.sofia), client_of(desk.malik)
    answer = do(sofia, made, case_of(made).version, act="assign", to="me")
    assert "Vous suivez maintenant" in text(answer)
    assert "Rendre" in text(answer) or "rendre" in text(answer)
    assert case_of(made).assignee_id == desk.sofia.id
    do(sofia, made, case_of(made).version, act="assign", to="")
    assert case_of(made).assignee_id is None
    assert "Choisissez quelqu’un" in text(do(malik, made, case_of(made).version, act="assign", to="nobody-known"))
    do(malik, made, case_of(made).version, act="assign", to=str(desk.sofia.id))
    assert case_of(made).assignee_id == desk.sofia.id


def test_tags_are_changed_and_a_bad_one_is_told(desk, made):
    sofia = client_of(desk.sofia)
    assert "étiquettes" in text(do(sofia, made, 1, act="tag", tags="Rappeler, Carnaval", shown=""))
    assert 'value="Carnaval, Rappeler"' in glance(sofia, made).content.decode()
    answer = do(sofia, made, 1, act="tag", tags="x" * 60, shown="Carnaval,Rappeler")
    assert answer.status_code == 422
    with _as_owner():
        assert Tag.objects.filter(case_id=made.case_id).count() == 2


def test_a_step_that_needs_nothing_is_taken_at_once_and_one_that_decides_is_looked_at_first(desk, made):
    malik = client_of(desk.malik)
    drawn = glance(malik, made).content.decode()
    assert 'name="move" value="take"' in drawn
    assert "En cours d’examen" in text(do(malik, made, case_of(made).version, act="move", move="take"))
    looked = glance(malik, made, "?move=accept")
    assert "ARRÊTÉ" in text(looked).upper()
    assert 'name="move" value="accept"' in looked.content.decode()
    with _as_owner():
        assert not Decision.objects.filter(case_id=made.case_id).exists()
    assert "Accordée" in text(do(malik, made, case_of(made).version, act="move", move="accept"))
    with _as_owner():
        assert Decision.objects.filter(case_id=made.case_id).count() == 1


def test_what_needs_words_is_for_its_own_page(desk, made):
    malik = client_of(desk.malik)
    desk.take(made, desk.malik)
    drawn = glance(malik, made).content.decode()
    assert f"/agents/dossiers/{made.reference}/suite/refuse/" in drawn
    for move in ("refuse", "ask", "nothing"):
        before = case_of(made).version
        assert "ouvrez la demande" in text(do(malik, made, before, act="move", move=move))
        assert case_of(made).version == before
        assert 'value="refuse"' not in glance(malik, made, f"?move={move}").content.decode()
    with _as_owner():  # words that were begun on that page are not left behind
        OwnText.objects.create(
            person_id=desk.malik.id, case_id=made.case_id, field="accept", text="Bravo", saved_at=clock.now()
        )
    assert "/suite/accept/" in glance(malik, made).content.decode()
    assert "ouvrez la demande" in text(do(malik, made, case_of(made).version, act="move", move="accept"))


def test_who_comes_second_is_told_who_came_first_and_changes_nothing(desk, made):
    sofia, malik = client_of(desk.sofia), client_of(desk.malik)
    seen = case_of(made).version
    do(sofia, made, seen, act="assign", to="me")
    answer = do(malik, made, seen, act="assign", to="me")
    assert answer.status_code == 409
    assert "Sofia Leclercq a modifié cette demande" in text(answer)
    assert case_of(made).assignee_id == desk.sofia.id
    assert do(malik, made, seen, act="move", move="take").status_code == 409
    # a second click of the first one's is no quarrel
    assert do(sofia, made, seen, act="assign", to="me").status_code == 200


def test_nonsense_by_hand_does_nothing(desk, made):
    malik = client_of(desk.malik)
    before = case_of(made).version
    for said in (
        {},
        {"act": "erase"},
        {"act": "move"},
        {"act": "assign", "to": "\x00"},
        {"act": "tag", "tags": "\x00"},
    ):
        answer = do(malik, made, "9" * 30, **said)
        assert answer.status_code in (400, 409, 422), said
    assert case_of(made).version == before
    plain = malik.post(page(made, "faire/"), {"act": "assign", "to": "me", "version": before})
    assert plain["Location"] == f"/agents/dossiers/{made.reference}/"


def test_what_is_not_theirs_to_do_is_not_offered_and_not_done_by_hand(desk, made):
    sofia = client_of(desk.sofia)
    desk.take(made, desk.sofia)
    version = case_of(made).version
    assert 'value="accept"' not in glance(sofia, made, "?move=accept").content.decode()
    for move in ("accept", "withdraw"):  # a supervisor's, the resident's
        assert do(sofia, made, version, act="move", move=move).status_code in (409, 422), move
    given = do(sofia, made, version, act="assign", to=str(desk.malik.id))
    assert given.status_code == 409  # no right to give to others
    assert (case_of(made).version, case_of(made).assignee_id) == (version, desk.sofia.id)


def test_what_people_write_and_addresses_say_is_text_here(desk):
    made = desk.submit(event_name="<img src=x onerror=alert(1)>", association={"name": '"><b>x', "rna": "W594000001"})
    drawn = glance(client_of(desk.malik), made, "?list=inbox&words=%22%3E%3Cscript%3E&hx:is=%22onload").content.decode()
    assert "<img src=x" not in drawn
    assert "<script" not in drawn
    assert '"><b>x' not in drawn
    assert '"onload' not in drawn
