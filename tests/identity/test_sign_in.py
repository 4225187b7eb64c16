"""Signing in, up, out: rotation, attempts, and nothing that tells who has an account."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.identity import throttle
from parvis.identity.models import Person, Session
from parvis.identity.secrets import digest
from parvis.kernel import clock
from tests.factories import people

LOGIN = "/compte/connexion/"


@pytest.fixture
def client(db):
    people.territory_site()
    return Client(HTTP_HOST="localhost:8000")


@pytest.fixture
def hashes(monkeypatch):
    """How many password hashes are computed."""
    computed = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(self, password, salt, *rest):
        computed.append(salt)
        return encode(self, password, salt, *rest)

    monkeypatch.setattr(hasher, "encode", counted)
    return computed


def enter(client, email, password=people.PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def session(client):
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    with people._as_owner():
        return Session.objects.filter(key_hash=digest(key)).first()


def test_signing_in_gives_another_key_and_signing_out_ends_it(client):
    who = people.person("amina@example.org", password=people.PASSWORD)
    answer = enter(client, " Amina@Example.org ")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    found = session(client)
    assert (found.person_id, found.host) == (who.id, "localhost")
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/deconnexion/")
    with people._as_owner():
        assert not Session.objects.exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = first
    assert client.get("/compte/").status_code == 302


def test_the_key_from_before_signing_in_opens_nothing_after_it(client):
    who = people.person("amina@example.org", password=people.PASSWORD)
    client.get("/compte/mot-de-passe/oublie/")
    from parvis.identity.sessions import SessionStore

    planted = SessionStore().bind(host="localhost", user_agent="x")
    planted["kept"] = "a thing"
    planted.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    enter(client, "amina@example.org")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
    thief = Client(HTTP_HOST="localhost:8000")
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert thief.get("/compte/").status_code == 302
    assert session(client).person_id == who.id


def test_the_database_holds_no_key_of_a_session(client):
    people.person("amina@example.org", password=people.PASSWORD)
    enter(client, "amina@example.org")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    with people._as_owner(), connection.cursor() as cursor:
        cursor.execute("select identity_session::text from identity_session")
        assert key not in str(cursor.fetchall())


def anonymous(text: str) -> str:
    """A page without what differs from one request to the next: tokens of the form, the request's id."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r"[0-9a-f]{32}", "", text)


def test_an_unknown_account_costs_the_same_hash_bytes_and_queries(client, hashes):
    people.person("known@example.org", password=people.PASSWORD)
    with people._as_owner():
        people.person("close@example.org", password=people.PASSWORD)
        Person.objects.filter(email="close@example.org").update(is_active=False)
        people.person("reset@example.org", password=None)
    enter(client, "first@example.org", "a wrong password")  # the stand-in hash is made once a process
    seen = {}
    for email in ("known@example.org", "empty@example.org", "close@example.org", "reset@example.org"):
        hashes.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = enter(client, email, "a wrong password")
        assert answer.status_code == 200
        text = answer.content.decode().replace(email, "e-mail")
        seen[email] = (
            len(hashes),
            # Whether the directory of sites is still fresh is asked by the clock, whoever comes.
            [query["sql"].partition('"s')[0][:40] for query in asked if "territory_version" not in query["sql"]],
            anonymous(text),
            len(answer.content),
        )
    reference = seen.pop("known@example.org")
    assert reference[0] == 1
    for email, found in seen.items():
        assert found == reference, email


def test_too_many_attempts_on_an_account_are_refused_even_when_right(client, hashes):
    people.person("amina@example.org", password=people.PASSWORD)
    start = clock.now()
    with clock.fixed(start):
        for _ in range(throttle.SIGN_IN_ACCOUNT.attempts):
            enter(client, "amina@example.org", "wrong", REMOTE_ADDR="192.0.2.1")
        hashes.clear()
        known = enter(client, "amina@example.org")
        assert "Trop d’essais" in known.content.decode()
        assert hashes == []
        for _ in range(throttle.SIGN_IN_ACCOUNT.attempts):
            enter(client, "nobody@example.org", "wrong")
        unknown = enter(client, "nobody@example.org")
        strip = [anonymous(page.content.decode()) for page in (known, unknown)]
        assert strip[0].replace("amina@example.org", "x") == strip[1].replace("nobody@example.org", "x")
    with clock.fixed(start + throttle.SIGN_IN_ACCOUNT.window + dt.timedelta(seconds=1)):
        assert enter(client, "amina@example.org").status_code == 302


def test_too_many_attempts_from_an_address_are_refused_whatever_the_account(client, monkeypatch):
    monkeypatch.setattr(throttle, "SIGN_IN_ADDRESS", throttle.Limit("few", 3, dt.timedelta(minutes=5)))
    people.person("amina@example.org", password=people.PASSWORD)
    for number in range(3):
        client.post(LOGIN, {"login": f"{number}@example.org", "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    body = {"login": "amina@example.org", "password": people.PASSWORD}
    assert "Trop d’essais" in client.post(LOGIN, body, REMOTE_ADDR="192.0.2.7").content.decode()
    assert client.post(LOGIN, body, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_right_passwords_are_no_guesses(client):
    people.person("amina@example.org", password=people.PASSWORD)
    for _ in range(throttle.SIGN_IN_ACCOUNT.attempts + 2):
        assert enter(client, "amina@example.org").status_code == 302
        client.post("/deconnexion/")


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, evil):
    people.person("amina@example.org", password=people.PASSWORD)
    answer = enter(client, "amina@example.org", next=evil)
    assert answer["Location"] == "/"


def reset(client, email):
    hashing = client.post("/compte/mot-de-passe/oublie/", {"email": email})
    return hashing.status_code, hashing["Location"], hashing.content


def test_asking_for_a_new_password_does_not_tell(client, django_capture_on_commit_callbacks):
    people.person("amina@example.org", password=people.PASSWORD)
    with django_capture_on_commit_callbacks(execute=True):
        assert reset(client, "amina@example.org") == reset(client, "nobody@example.org")


SIGN_UP = {"given_name": "Amina", "family_name": "Benali", "password1": people.PASSWORD}


def sign_up(client, email):
    return client.post("/compte/inscription/", SIGN_UP | {"email": email})


def test_signing_up_does_not_tell(client, hashes, django_capture_on_commit_callbacks):
    people.person("amina@example.org", password=people.PASSWORD)
    with django_capture_on_commit_callbacks(execute=True):
        hashes.clear()
        known = sign_up(client, "amina@example.org")
        cost = len(hashes)
        other = Client(HTTP_HOST="localhost:8000")
        hashes.clear()
        fresh = sign_up(other, "nobody@example.org")
        assert len(hashes) == cost
    assert (known.status_code, known["Location"]) == (fresh.status_code, fresh["Location"])


class Letters:
    def __init__(self, client, monkeypatch):
        from parvis.identity.registry import PostOffice, post_offices

        self.posted = []
        self._override = post_offices.overridden(PostOffice("a test", self.posted.append))

    def __enter__(self):
        self._override.__enter__()
        return self.posted

    def __exit__(self, *args):
        self._override.__exit__(*args)


def test_an_account_opens_once_its_address_is_confirmed(client, monkeypatch):
    with Letters(client, monkeypatch) as posted:
        sign_up(client, "Nouvelle@Example.org")
        assert enter(client, "nouvelle@example.org")["Location"] == "/compte/confirmation/"
        assert client.get("/compte/").status_code == 302
        letter = posted[0]
        assert (letter.template, letter.to, letter.subject) == (
            "email_confirmation_signup", "nouvelle@example.org", "Confirmez votre adresse électronique",
        )  # fmt: skip
        link = re.search(r"http://localhost:8000(/compte/confirmation/\S+)", letter.text).group(1)
        assert link in letter.html
        assert client.get(link).status_code == 200
        assert client.post(link).status_code == 302
        assert enter(client, "nouvelle@example.org")["Location"] == "/"
    with people._as_owner():
        assert Person.objects.get(email="nouvelle@example.org").name == "Amina Benali"


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_serves_once(client, monkeypatch):
    who = people.person("amina@example.org", password=people.PASSWORD)
    elsewhere = Client()
    people.sign_in(elsewhere, who)
    assert elsewhere.get("/compte/").status_code == 200
    with Letters(client, monkeypatch) as posted:
        client.post("/compte/mot-de-passe/oublie/", {"email": "amina@example.org"})
        link = re.search(r"http://localhost:8000(/compte/\S+)", posted[0].text).group(1)
        form = client.get(link)["Location"]
        new = "une toute autre phrase"
        done = client.post(form, {"password1": new, "password2": new})
        assert done["Location"] == "/compte/mot-de-passe/nouveau/fait/"
        assert enter(client, "amina@example.org")["Content-Type"].startswith("text/html")
        assert elsewhere.get("/compte/").status_code == 302, "every session ends"
        assert enter(client, "amina@example.org", new).status_code == 302
        again = Client(HTTP_HOST="localhost:8000").get(link)
        assert again.status_code == 200
        assert "n’est plus valable" in again.content.decode()


def test_mail_that_anyone_can_ask_for_is_counted(client, monkeypatch):
    people.person("amina@example.org", password=people.PASSWORD)
    with Letters(client, monkeypatch) as posted:
        for _ in range(throttle.MAIL_ACCOUNT.attempts + 3):
            reset(client, "amina@example.org")
    assert len(posted) == throttle.MAIL_ACCOUNT.attempts


def test_an_authenticator_app_is_asked_for_at_the_next_sign_in(client, monkeypatch):
    from allauth.mfa.totp.internal import auth as totp

    who = people.person("sofia@example.org", password=people.PASSWORD)
    with people._as_owner():
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(who, secret)
        from allauth.mfa.models import Authenticator

        assert secret not in str(Authenticator.objects.get().data), "encrypted at rest"
    assert enter(client, "sofia@example.org")["Location"] == "/compte/securite/code/"
    assert client.get("/compte/").status_code == 302
    page = client.post("/compte/securite/code/", {"code": "000000"})
    assert page.status_code == 200
    import time

    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert client.post("/compte/securite/code/", {"code": code}).status_code == 302
    assert client.get("/compte/").status_code == 200
    assert session(client).second_factor is True
    for _ in range(throttle.SECOND_FACTOR.attempts + 1):
        last = throttle.attempt(throttle.SECOND_FACTOR, str(who.pk))
    assert last is not None


def test_sessions_are_listed_and_ended(client):
    who = people.person("amina@example.org", password=people.PASSWORD)
    at = people.place()
    phone, desk, stranger = Client(), Client(), Client()
    people.sign_in(phone, who, host=at.host)
    people.sign_in(desk, who)
    people.sign_in(stranger, people.person())
    page = desk.get("/compte/sessions/").content.decode()
    assert page.count("Terminer cette session") == 2
    with people._as_owner():
        other = Session.objects.get(person=who, parent=None, children__isnull=False)
    assert stranger.post(f"/compte/sessions/{other.id}/terminer/").status_code == 404
    assert phone.get("/saisie-conservee/00000000-0000-7000-8000-000000000000/").status_code == 404
    assert desk.post(f"/compte/sessions/{other.id}/terminer/").status_code == 302
    assert phone.get("/saisie-conservee/00000000-0000-7000-8000-000000000000/").status_code == 302, "ended there too"
    assert desk.get("/compte/").status_code == 200
    third = Client()
    people.sign_in(third, who)
    desk.post("/compte/sessions/autres/terminer/")
    assert third.get("/compte/").status_code == 302
    assert desk.get("/compte/").status_code == 200
    assert stranger.get("/compte/").status_code == 200


def test_the_letter_of_a_new_authenticator_leaves_with_its_transaction(
    client, monkeypatch, django_capture_on_commit_callbacks
):
    """allauth tells of it after the commit, where a process that dies tells nobody; ours is in the queue before."""
    import time

    from allauth.mfa.totp.internal import auth as totp

    who = people.person("sofia@example.org")
    client.cookies.load(people.cookies(who, just_now=True))
    secret = re.search(r"\b[A-Z2-7]{32}\b", client.get("/compte/securite/application/").content.decode())[0]
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    with Letters(client, monkeypatch) as posted, django_capture_on_commit_callbacks() as after:
        assert client.post("/compte/securite/application/", {"code": code}).status_code == 302
        assert [mail.template for mail in posted] == ["totp_activated"]
        assert [mail.to for mail in posted] == ["sofia@example.org"]
        for callback in after:
            callback()
        assert len(posted) == 1, "told once"
        client.post("/compte/securite/codes/nouveaux/")
        assert [mail.template for mail in posted][1:] == ["recovery_codes_generated"]


def test_an_address_that_somebody_claimed_and_never_proved_is_free_for_whoever_proves_it(client, monkeypatch):
    with Letters(client, monkeypatch) as posted:
        sign_up(client, "amina@example.org")
        who = people.person("ancienne@example.org", password=people.PASSWORD)
        known = Client()
        people.sign_in(known, who)
        known.cookies.load(people.cookies(who, just_now=True))
        posted.clear()
        assert known.post("/compte/adresse/", {"action_add": "", "email": "amina@example.org"}).status_code == 302
        link = re.search(r"http://localhost:8000(/compte/confirmation/\S+)", posted[-1].text).group(1)
        assert known.post(link).status_code == 302
    with people._as_owner():
        assert Person.objects.get(email="amina@example.org").id == who.id
        assert Person.objects.count() == 1
