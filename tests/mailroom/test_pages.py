"""The print queue's pages: what one posts, what one is told; others' letters are missing."""

import datetime as dt

import pytest

from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.mailroom.models import Batch, Letter
from tests import queue
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.pages.mailroom import _desk, _letters

QUEUE = "/agents/courriers/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    found = _desk()
    people.sign_in(client, found.sofia)
    return found


def test_letters_are_chosen_printed_and_posted(client, desk):
    letters = _letters(desk, 2)
    page = client.get(QUEUE).content.decode()
    assert page.count('name="letter"') == 2
    assert "59140 DUNKERQUE" in page
    there = client.post(QUEUE, {"letter": [str(letter.id) for letter in letters]})["Location"]
    assert "0 lettres prêtes sur 2" in client.get(there).content.decode()
    assert client.get(f"{there}pdf/").status_code == 404
    assert client.post(there, {"on": clock.today().isoformat()}).status_code == 422
    queue.run_waiting()
    pdf = client.get(f"{there}pdf/")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    for wrong in ("", "demain", (clock.today() + dt.timedelta(days=1)).isoformat()):
        assert client.post(there, {"on": wrong}).status_code == 422
    assert client.post(there, {"on": clock.today().isoformat()}).status_code == 302
    assert "Posté le" in client.get(there).content.decode()
    case_page = client.get(f"/agents/dossiers/{letters[0].reference}/").content.decode()
    assert "Lettre postée le" in case_page


def test_the_second_agent_is_told(client, desk):
    letters = _letters(desk, 1)
    chosen = {"letter": [str(letters[0].id)]}
    assert client.post(QUEUE, chosen).status_code == 302
    people.sign_in(client, desk.malik)
    second = client.post(QUEUE, chosen)
    assert second.status_code == 422
    assert "vient de prendre ces lettres" in second.content.decode()
    assert client.post(QUEUE, {"letter": ["nonsense"]}).status_code == 422


def test_an_emptied_batch_says_so(client, desk):
    (letter,) = _letters(desk, 1)
    there = client.post(QUEUE, {"letter": [str(letter.id)]})["Location"]
    assert "Actualiser" in client.get(there).content.decode()
    client.post(f"{QUEUE}{letter.id}/reimprimer/")
    page = client.get(there).content.decode()
    assert "Il ne reste aucune lettre dans ce lot" in page
    assert "Actualiser" not in page
    assert there not in client.get(QUEUE).content.decode()


def test_a_letter_is_withdrawn_with_its_reason(client, desk):
    (letter,) = _letters(desk, 1)
    path = f"{QUEUE}{letter.id}/retirer/"
    assert client.post(path, {"reason": " "}).status_code == 422
    assert client.post(path, {"reason": "Adresse incomplète"}).status_code == 302
    page = client.get(f"/agents/dossiers/{letter.reference}/").content.decode()
    assert "Adresse incomplète" in page
    assert "Envoyer autrement" in page


def test_another_commune_finds_nothing(client, desk):
    (letter,) = _letters(desk, 1)
    client.post(QUEUE, {"letter": [str(letter.id)]})
    with _as_owner():
        batch = Batch.objects.get()
    people.sign_in(client, make_desk("Gravelines", "GV", "59273").sofia)
    for path in (f"lots/{batch.id}/", f"lots/{batch.id}/pdf/", f"{letter.id}/retirer/", f"lots/{new_id()}/"):
        assert client.get(f"{QUEUE}{path}").status_code == 404, path
    assert client.post(f"{QUEUE}{letter.id}/reimprimer/").status_code == 404
    with _as_owner():
        assert Letter.objects.get(id=letter.id).batch_id == batch.id


def test_the_queue_costs_the_same_however_long_it_is(client, desk, django_assert_max_num_queries):
    _letters(desk, 1)
    client.get(QUEUE)
    for _ in range(2):
        with django_assert_max_num_queries(12):
            client.get(QUEUE)
        _letters(desk, 6)
