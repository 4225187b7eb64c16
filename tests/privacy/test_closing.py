"""Somebody closes their own account: what goes, what goes on, what stays, and who may not."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.api import Role
from parvis.access.models import MembershipEvent
from parvis.cases.models import Case, Draft
from parvis.identity.api import subject_for
from parvis.identity.models import Person, Session, Subject
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.ledger.models import Entry
from parvis.notifications.models import Mail, Preference
from parvis.privacy.models import Erasure, Reason, State
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db

PATH = "/compte/fermer/"


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def amina(desk):
    return people.person("amina@example.org", password=people.PASSWORD)


@pytest.fixture
def client(amina):
    found = Client()
    people.sign_in(found, amina)
    return found


@pytest.fixture
def requests(desk, amina, as_owner):
    """One whose term has passed, one that goes on, one whose decision is kept; all of Amina's."""
    with acting(Reach(person=amina.id)):
        subject_id = subject_for(amina.id, desk.town.wall_id)
    made = [desk.submit() for _ in range(3)]
    for one in (made[0], made[2]):
        desk.take(one, desk.malik)
        desk.refuse(one, "Trop de bruit la nuit.")
    run_waiting()
    with as_owner():
        ids = [one.case_id for one in made]
        Case.objects.filter(id__in=ids).update(subject_id=subject_id)
        Case.objects.filter(id=ids[0]).update(retain_until=clock.today() - dt.timedelta(days=1))
        Case.objects.filter(id=ids[2]).update(retain_until=clock.today() + dt.timedelta(days=400))
    return [cases_of(one) for one in ids]


def cases_of(case_id):
    with people._as_owner():
        return Case.objects.get(id=case_id)


def close(client, password=people.PASSWORD):
    return client.post(PATH, {"password": password})


def test_it_says_what_goes_what_goes_on_and_what_stays_until_when(client, requests):
    gone, open_, kept = requests
    with CaptureQueriesContext(connection) as asked:
        page = client.get(PATH).content.decode()
    parts = page.partition("Ce qui continue sans votre compte")
    assert gone.reference in parts[0]
    assert open_.reference in parts[2].partition("Ce que la loi conserve")[0]
    assert kept.reference in parts[2].partition("Ce que la loi conserve")[2]
    assert str((clock.today() + dt.timedelta(days=400)).year) in parts[2]
    assert len(asked) <= 14, [query["sql"][:90] for query in asked]


def test_with_the_password_it_is_done_at_once_and_everywhere(client, amina, desk, requests, as_owner):
    gone, open_, kept = requests
    elsewhere = Client()
    people.sign_in(elsewhere, amina, host=desk.place.host)
    assert elsewhere.get("/demandes/").status_code == 200
    with as_owner():
        Preference.objects.create(person_id=amina.id, told={}, changed_at=clock.now())
        heads = Entry.objects.filter(source="privacy.erasure").count()
    answer = close(client)
    assert (answer.status_code, answer["Location"]) == (302, "/compte/ferme/")
    assert client.get("/compte/ferme/").status_code == 200
    with as_owner():
        assert not Person.objects.filter(id=amina.id).exists()
        assert not Session.objects.filter(person_id=amina.id).exists()
        assert not Subject.objects.filter(person_id=amina.id).exists()
        assert not Preference.objects.filter(person_id=amina.id).exists()
        assert not Draft.objects.filter(person_id=amina.id).exists()
        letters = list(Mail.objects.filter(to="amina@example.org", wall_id=None))
    for browser in (client, elsewhere):
        assert browser.get("/compte/").status_code == 302
    assert "amina@example.org" not in elsewhere.get("/demandes/").content.decode()
    # The one letter that is left tells of it, with what goes on.
    assert [letter.template for letter in letters] == ["identity/account_closed"]
    assert open_.reference in letters[0].text
    assert kept.reference in letters[0].text
    assert gone.reference not in letters[0].text
    run_waiting()
    with as_owner():
        left = set(Case.objects.values_list("reference", flat=True))
        row = Erasure.objects.get()
        assert left == {open_.reference, kept.reference}
        assert (row.reason, row.state, row.held, row.asked_by, row.asker_name) == (
            Reason.CLOSED, State.DONE, 2, None, "",
        )  # fmt: skip
        assert Entry.objects.filter(source="privacy.erasure").count() == heads + 1


def test_what_goes_on_is_followed_without_the_account(client, desk, requests):
    _, open_, _ = requests
    close(client)
    run_waiting()
    stranger = Client(HTTP_HOST=desk.place.host + ":8000")
    answer = stranger.post("/suivre/", {"reference": open_.reference, "element": open_.answers["email"]})
    assert answer.status_code == 302
    assert stranger.get(f"/demandes/{open_.reference}/").status_code == 200


def test_not_without_the_password(client, amina, requests, as_owner):
    for password in ("", "une phrase fausse", people.PASSWORD.upper()):
        answer = close(client, password)
        assert answer.status_code == 422
        assert "Ce n’est pas votre mot de passe" in answer.content.decode()
    assert client.get("/compte/").status_code == 200
    run_waiting()
    with as_owner():
        assert Person.objects.filter(id=amina.id).exists()
        assert Case.objects.count() == 3


def test_not_by_somebody_who_serves_or_did(desk, as_owner):
    """Else whoever abused a right would take the proof of having had it along."""
    former = people.person("ancien@example.org", password=people.PASSWORD)
    past = clock.today() - dt.timedelta(days=30)
    people.member(desk.place, Role.AGENT, who=former, since=past, until=past)
    for who in (former, desk.sofia):
        browser = Client()
        people.sign_in(browser, who)
        assert "travaillez ou avez travaillé" in browser.get(PATH).content.decode()
        assert close(browser).status_code == 403
        with as_owner():
            assert Person.objects.filter(id=who.id).exists()
            assert MembershipEvent.objects.filter(person_id=who.id).exists()


def test_twice_is_once_and_all_or_nothing(client, amina, requests, as_owner, monkeypatch):
    from parvis.privacy.domain import closing

    def fails(*args, **kwargs):
        raise RuntimeError("the letter could not be queued")

    with monkeypatch.context() as patched:
        patched.setattr(closing.identity, "send_letter", fails)
        with pytest.raises(RuntimeError):
            close(client)
    with as_owner():
        assert Person.objects.filter(id=amina.id).exists()
        assert not Erasure.objects.exists()
    with acting(Reach(person=amina.id)):
        assert closing.close(amina.id, at=clock.now()) is not None
        assert closing.close(amina.id, at=clock.now()) is None
