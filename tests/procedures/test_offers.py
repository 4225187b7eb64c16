"""What a site offers: its own procedures, and those that the communauté handles for everyone."""

import pytest

from parvis.kernel import clock
from parvis.procedures import api as procedures
from parvis.procedures.demonstration import temporary_bar
from parvis.territory.data import Sphere
from tests.factories.procedures import temporary_bar_offered
from tests.factories.territory import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(db: None) -> Territory:
    """Dunkerque handles the temporary bar; the communauté one of another slug, for everyone."""
    territory = temporary_bar_offered()
    procedures.publish(
        territory.group.id,
        "buvette-en-bord-de-mer",
        definition=temporary_bar.definition(),
        face=temporary_bar.FACE,
        sphere=Sphere.PUBLIC_SPACE,
        at=clock.now(),
    )
    return territory


def page(client, host):
    return client.get("/demarches/", headers={"host": host}).content.decode()


def test_a_commune_shows_its_own_and_the_shared_ones(client, found):
    text = page(client, "dunkerque.localhost")
    assert 'href="/demarches/buvette-temporaire/"' in text
    assert "http://cu-dunkerque.localhost:8000/demarches/buvette-en-bord-de-mer/" in text
    assert "avec la Communauté urbaine de Dunkerque" in text


def test_a_commune_without_its_own_shows_the_shared_ones(client, found):
    text = page(client, "gravelines.localhost")
    assert "buvette-temporaire" not in text
    assert "buvette-en-bord-de-mer" in text


def test_the_territory_shows_the_shared_ones(client, found):
    text = page(client, "localhost")
    assert "http://cu-dunkerque.localhost:8000/demarches/buvette-en-bord-de-mer/" in text
    assert "avec la" not in text


def test_the_address_leads_somewhere(client, found):
    answer = client.get("/demarches/buvette-en-bord-de-mer/", headers={"host": "cu-dunkerque.localhost"})
    assert answer.status_code == 200


def test_one_statement_whatever_their_number(client, found, django_assert_num_queries):
    page(client, "dunkerque.localhost")
    with django_assert_num_queries(1):
        page(client, "dunkerque.localhost")
