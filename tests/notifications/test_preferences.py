"""How people want to be told: kept by account, obeyed as far as it reaches them."""

import pytest

from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications import api as notifications
from parvis.notifications.api import Channel, Recipient
from parvis.notifications.models import Preference
from tests.factories import people

PATH = "/compte/messages/"
EVERYWHERE = Recipient(name=("Amina",), email="amina@example.fr", phone="+33612345678")


@pytest.fixture
def amina(client, db):
    people.territory_site()
    found = people.person("amina@example.org", password=people.PASSWORD)
    people.sign_in(client, found)
    return found


def wanted(person):
    with acting(Reach(person=person.id)):
        return notifications.preferred(person.id)


def test_a_choice_is_kept_and_shown_again(client, amina):
    assert wanted(amina) == {}
    chosen = {"receipt": ["letter", "email"], "message": ["sms"], "decision": ["letter"]}
    assert client.post(PATH, chosen).status_code == 302
    assert wanted(amina) == {"receipt": ("email", "letter"), "message": ("sms",), "decision": ("letter",)}
    page = client.get(PATH).content.decode()
    assert page.count("checked") == 4
    client.post(PATH, chosen | {"receipt": ["email"]})
    assert wanted(amina)["receipt"] == ("email",)


def test_none_is_no_choice(client, amina):
    answer = client.post(PATH, {"receipt": ["email"], "message": ["email"], "decision": ["pigeon"]})
    assert answer.status_code == 422
    assert "Choisissez au moins un moyen" in answer.content.decode()
    assert wanted(amina) == {}


def test_another_person_sees_nothing_of_it(amina):
    with acting(Reach(person=amina.id)):
        notifications.prefer(amina.id, {"receipt": ["sms"]}, at=clock.now())
    other = people.person("jean@example.org")
    with acting(Reach(person=other.id)):
        assert notifications.preferred(amina.id) == {}
        assert not Preference.objects.exists()
    with acting(Reach(person=amina.id)):
        assert notifications.erase_person(amina.id) == 1


def test_two_windows_keep_one_choice(amina):
    with acting(Reach(person=amina.id)):
        for topics in ({"receipt": ["sms"]}, {"receipt": ["email"]}):
            notifications.prefer(amina.id, topics, at=clock.now())
        assert Preference.objects.count() == 1


def test_who_chose_nothing_is_told_once(settings):
    settings.PARVIS_SMS_GATEWAY = "simulator"
    assert notifications.choose(EVERYWHERE) == (Channel.EMAIL,)
    assert notifications.choose(Recipient(phone="+33612345678")) == (Channel.SMS,)
    assert notifications.choose(Recipient()) == ()


def test_a_choice_is_obeyed_as_far_as_it_reaches(settings):
    settings.PARVIS_SMS_GATEWAY = "simulator"
    assert notifications.choose(EVERYWHERE, ["sms"]) == (Channel.SMS,)
    assert notifications.choose(EVERYWHERE, ["sms", "email"]) == (Channel.EMAIL, Channel.SMS)
    landline = Recipient(email="amina@example.fr", phone="+33328262626")
    assert notifications.choose(landline, ["sms"]) == (Channel.EMAIL,)
    settings.PARVIS_SMS_GATEWAY = ""
    assert notifications.choose(EVERYWHERE, ["sms"]) == (Channel.EMAIL,)
