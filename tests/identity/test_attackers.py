"""Sign-in as somebody tries it who should not get in: codes seen over a shoulder, guesses, answers recorded."""

import datetime as dt
import hashlib
import re
import time
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.hazmat.primitives import hashes as digests
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from parvis.identity import throttle
from parvis.kernel import clock
from tests.factories import people

LOGIN, CODE, PASSKEY = "/compte/connexion/", "/compte/securite/code/", "/compte/securite/cles/connexion/"
HOST = "localhost:8000"


@pytest.fixture
def client(db):
    people.territory_site()
    return Client(HTTP_HOST=HOST)


@pytest.fixture
def sofia(client):
    return people.person("sofia@example.org", password=people.PASSWORD)


@pytest.fixture
def secret(sofia):
    found = totp.generate_totp_secret()
    with people._as_owner():
        totp.TOTP.activate(sofia, found)
    return found


def halfway() -> Client:
    """A browser that knows the password and is asked for the second factor."""
    browser = Client(HTTP_HOST=HOST)
    answer = browser.post(LOGIN, {"login": "sofia@example.org", "password": people.PASSWORD})
    assert answer["Location"] == CODE
    return browser


def code_of(secret: str, after: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + after))


def inside(browser: Client) -> bool:
    return browser.get("/compte/").status_code == 200


# --- codes of an authenticator app -------------------------------------------------------------------------------


def test_a_code_opens_once_for_as_long_as_it_is_right(secret, monkeypatch):
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    start, code = clock.now(), code_of(secret)
    first, thief = halfway(), halfway()
    assert first.post(CODE, {"code": code}).status_code == 302
    for seconds in (0, 31, 59):  # the code of one's half minute is right in the next, for clocks that are slow
        monkeypatch.setattr("time.time", lambda s=seconds: now - now % 30 + s)
        cache.clear()  # allauth's memory of it, which lasts 30 seconds
        with clock.fixed(start + dt.timedelta(seconds=seconds)):
            answer = thief.post(CODE, {"code": f" {code[:3]} {code[3:]}"})
            assert answer.status_code == 200, f"the same code opened again after {seconds} s"
    assert not inside(thief)
    monkeypatch.setattr("time.time", lambda: now + 31)
    assert thief.post(CODE, {"code": code_of(secret)}).status_code == 302, "the next one is another"


def test_codes_are_not_guessed_one_browser_after_the_other(secret):
    start, wrong = clock.now(), "123456" if code_of(secret) != "123456" else "654321"
    with clock.fixed(start):
        for _ in range(throttle.SECOND_FACTOR.attempts):
            assert halfway().post(CODE, {"code": wrong}).status_code == 200
        late = halfway()
        answer = late.post(CODE, {"code": code_of(secret)})
        assert "Trop d’essais" in answer.content.decode()
        assert not inside(late)
    with clock.fixed(start + throttle.SECOND_FACTOR.window + dt.timedelta(seconds=1)):
        assert late.post(CODE, {"code": code_of(secret)}).status_code == 302


def test_half_a_sign_in_opens_nothing_and_its_key_changes_with_the_second_half(secret, settings):
    browser = halfway()
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert not inside(browser)
    assert browser.post(CODE, {"code": code_of(secret)}).status_code == 302
    planted = Client(HTTP_HOST=HOST)
    planted.cookies[settings.SESSION_COOKIE_NAME] = before
    assert inside(browser)
    assert not inside(planted)


def test_a_recovery_code_serves_once(sofia, secret):
    with people._as_owner():
        first, second = RecoveryCodes.activate(sofia).get_unused_codes()[:2]
    assert halfway().post(CODE, {"code": first}).status_code == 302
    thief = halfway()
    assert thief.post(CODE, {"code": first}).status_code == 200
    assert not inside(thief)
    assert thief.post(CODE, {"code": second}).status_code == 302


# --- passkeys ----------------------------------------------------------------------------------------------------


class Key:
    """A passkey in software: made for `rp`, it signs what it is asked (WebAuthn § 6.3.3)."""

    def __init__(self, who: Any, rp: str = "localhost") -> None:
        self.who, self.rp_hash = who, hashlib.sha256(rp.encode()).digest()
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(str(who.pk).encode()).digest()
        public = ES256.from_cryptography_key(self.private.public_key())
        made = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(self.rp_hash, 0x45, 0, bytes(made))
        client = CollectedClientData.create("webauthn.create", b"challenge", f"http://{rp}")
        with people._as_owner():
            webauthn.WebAuthn.add(
                who,
                "a key",
                {
                    "id": websafe_encode(self.id),
                    "rawId": websafe_encode(self.id),
                    "type": "public-key",
                    "clientExtensionResults": {},
                    "response": {
                        "clientDataJSON": websafe_encode(client),
                        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
                    },
                },
            )

    def answer(self, challenge: str, origin: str = "http://localhost:8000") -> dict[str, Any]:
        from allauth.account.utils import user_pk_to_url_str
        from fido2.utils import websafe_decode

        data = AuthenticatorData.create(self.rp_hash, 0x05, 1)
        client = CollectedClientData.create("webauthn.get", websafe_decode(challenge), origin)
        signature = self.private.sign(data + client.hash, ec.ECDSA(digests.SHA256()))
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(user_pk_to_url_str(self.who).encode()),
            },
        }


def asked(browser: Client) -> str:
    """The challenge of a sign-in with a passkey that this browser begins."""
    answer = browser.get(PASSKEY, headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"})
    found = re.search(r'"challenge":\s*"([\w-]+)"', answer.content.decode())
    assert found, answer.content[:500]
    return found[1]


def present(browser: Client, credential: dict[str, Any]) -> int:
    import json

    return browser.post(PASSKEY, {"credential": json.dumps(credential)}).status_code


def test_an_answer_of_a_passkey_serves_the_challenge_that_it_was_made_for_once(sofia):
    key, mine, thief = Key(sofia), Client(HTTP_HOST=HOST), Client(HTTP_HOST=HOST)
    recorded = key.answer(asked(mine))
    asked(thief)
    present(thief, recorded)
    assert not inside(thief), "its browser was asked something else"
    never = Client(HTTP_HOST=HOST)
    present(never, recorded)
    assert not inside(never), "its browser was asked nothing"
    present(mine, recorded)
    assert inside(mine)
    mine.post("/deconnexion/")
    present(mine, recorded)
    assert not inside(mine), "the challenge was used"


def test_a_passkey_opens_its_owner_s_account_alone(sofia):
    key, other = Key(sofia), people.person("karim@example.org", password=people.PASSWORD)
    Key(other)
    thief = Client(HTTP_HOST=HOST)
    answer = key.answer(asked(thief))
    key.who = other
    answer["response"]["userHandle"] = key.answer("AA")["response"]["userHandle"]
    present(thief, answer)
    assert not inside(thief)


# --- a forgotten password ----------------------------------------------------------------------------------------


def test_asking_for_a_new_password_costs_the_same_for_whoever_has_no_account(sofia, django_capture_on_commit_callbacks):
    with people._as_owner():
        people.person("closed@example.org", password=people.PASSWORD)
        type(sofia).objects.filter(email="closed@example.org").update(is_active=False)

    def ask(email: str) -> tuple[Any, ...]:
        browser = Client(HTTP_HOST=HOST)
        with CaptureQueriesContext(connection) as said, django_capture_on_commit_callbacks() as later:
            answer = browser.post("/compte/mot-de-passe/oublie/", {"email": email})
        asked = [query["sql"].partition('"s')[0][:60] for query in said if "territory_version" not in query["sql"]]
        return answer.status_code, answer["Location"], answer.content, dict(answer.cookies), len(later), asked

    ask("warm@example.org")
    known = ask("sofia@example.org")
    for email in ("nobody@example.org", "closed@example.org"):
        found = ask(email)
        assert found[:5] == known[:5]
        assert found[5] == known[5], email
