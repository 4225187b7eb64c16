"""Pages of accounts and sign-in."""

import hashlib
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from playwright.sync_api import Page, expect

from parvis.identity.models import Person
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories import people
from tests.pages import Visit, draws_no_page, visits

POSTS = "takes a POST and leads back"
draws_no_page("identity_end_session", POSTS)
draws_no_page("identity_end_others", POSTS)
draws_no_page("account_set_password", "leads to the change of password whoever has one, and nobody has none")
draws_no_page("mfa_login_webauthn", "speaks to the passkey's script")
draws_no_page("mfa_download_recovery_codes", "a text file")


def somebody(**fields: str) -> Person:
    """Amina, who has a password."""
    people.territory_site()
    return people.person(f"amina.{people.new_id().hex[-6:]}@example.org", password=people.PASSWORD, **fields)


def sends(page: Page) -> None:
    """Send the page's form as it stands."""
    page.locator("main form button[type=submit]").first.click()


def _plain(name: str, path: str, *acts: tuple[str, Any]) -> None:
    @visits(name)
    def visitor(server: Server) -> Iterator[Visit]:
        people.territory_site()
        yield Visit(path)
        for label, act in acts:
            yield Visit(path, label=label, act=act, languages=("fr",))


def _wrong(page: Page) -> None:
    page.get_by_label("Adresse électronique").fill("amina@example.org")
    page.get_by_label("Mot de passe", exact=True).fill("une phrase fausse")
    sends(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()


_plain("account_login", "/compte/connexion/", ("wrong password", _wrong))
_plain("account_signup", "/compte/inscription/", ("empty", sends))
_plain("account_email_verification_sent", "/compte/confirmation/")
_plain("account_reset_password", "/compte/mot-de-passe/oublie/", ("empty", sends))
_plain("account_reset_password_done", "/compte/mot-de-passe/oublie/envoye/")
_plain("account_reset_password_from_key_done", "/compte/mot-de-passe/nouveau/fait/")


@visits("account_reset_password_from_key")
def new_password(server: Server) -> Iterator[Visit]:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    who = somebody()
    yield Visit("/compte/mot-de-passe/nouveau/1-lien-trop-ancien/", label="too old")
    with _as_owner():
        path = f"/compte/mot-de-passe/nouveau/{user_pk_to_url_str(who)}-{default_token_generator.make_token(who)}/"
    yield Visit(path, label="new password")
    yield Visit(path, label="empty", act=sends, languages=("fr",))


@visits("account_confirm_email")
def confirm(server: Server) -> Iterator[Visit]:
    who = somebody()
    with _as_owner():
        address = EmailAddress.objects.create(user_id=who.pk, email="nouvelle@example.org", verified=False)
    yield Visit(f"/compte/confirmation/{EmailConfirmationHMAC(address).key}/", label="asks")
    yield Visit("/compte/confirmation/trop-ancien/", label="too old")


def _personal(name: str, path: str, *acts: tuple[str, Any]) -> None:
    @visits(name)
    def visitor(server: Server) -> Iterator[Visit]:
        cookies = people.cookies(somebody())
        yield Visit(path, cookies=cookies)
        for label, act in acts:
            yield Visit(path, label=label, cookies=cookies, act=act, languages=("fr",))


_personal("identity_account", "/compte/")
_personal("account_change_password", "/compte/mot-de-passe/", ("empty", sends))
_personal("account_reauthenticate", "/compte/verification/", ("empty", sends))

_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1",
    "",
)


@visits("identity_sessions")
def sessions(server: Server) -> Iterator[Visit]:
    from parvis.identity.models import Session

    who = somebody()
    yield Visit("/compte/sessions/", label="one", cookies=people.cookies(who))
    for agent in _AGENTS:
        people.cookies(who, host="dunkerque.localhost")
        with _as_owner():
            newest = Session.objects.filter(person=who, parent=None).order_by("-created_at").first()
            Session.objects.filter(pk=newest.pk).update(user_agent=agent)  # type: ignore[union-attr]
    yield Visit("/compte/sessions/", label="several", cookies=people.cookies(who))


@visits("account_email")
def address(server: Server) -> Iterator[Visit]:
    who = somebody()
    yield Visit("/compte/adresse/", cookies=people.cookies(who))
    with _as_owner():
        EmailAddress.objects.create(user_id=who.pk, email="nouvelle@example.org", verified=False)
    yield Visit("/compte/adresse/", label="waiting", cookies=people.cookies(who))
    yield Visit("/compte/adresse/", label="empty", cookies=people.cookies(who), act=sends, languages=("fr",))


# ── Second factors. Whoever has none sets one up after their password, whoever has one shows it again first.


def protected(who: Person | None = None) -> tuple[Person, dict[str, str]]:
    """Somebody with an app, recovery codes and a passkey, who has just shown that it is them."""
    found = who or somebody()
    with _as_owner():
        TOTP.activate(found, generate_totp_secret())
        RecoveryCodes.activate(found)
        key_of(found)
    return found, people.cookies(found, just_now=True)


def key_of(who: Person) -> Authenticator:
    """A passkey's row, as a registration without attestation leaves it (WebAuthn § 8.7)."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid.NONE, b"amina's phone", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    held = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, 1, made)
    collected = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    credential = {
        "id": websafe_encode(made.credential_id),
        "rawId": websafe_encode(made.credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(bytes(collected)),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", held, {}))),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    data = {"name": "Téléphone d’Amina", "credential": credential}
    found: Authenticator = Authenticator.objects.create(user_id=who.pk, type=Authenticator.Type.WEBAUTHN, data=data)
    return found


@visits("mfa_index")
def security(server: Server) -> Iterator[Visit]:
    yield Visit("/compte/securite/", label="none", cookies=people.cookies(somebody()))
    yield Visit("/compte/securite/", label="all", cookies=protected()[1])


@visits("mfa_activate_totp")
def add_app(server: Server) -> Iterator[Visit]:
    cookies = people.cookies(somebody(), just_now=True)
    yield Visit("/compte/securite/application/", cookies=cookies)
    yield Visit("/compte/securite/application/", label="empty", cookies=cookies, act=sends, languages=("fr",))


@visits("mfa_deactivate_totp")
def remove_app(server: Server) -> Iterator[Visit]:
    yield Visit("/compte/securite/application/retirer/", cookies=protected()[1])


@visits("mfa_view_recovery_codes")
def codes(server: Server) -> Iterator[Visit]:
    yield Visit("/compte/securite/codes/", cookies=protected()[1])


@visits("mfa_generate_recovery_codes")
def new_codes(server: Server) -> Iterator[Visit]:
    yield Visit("/compte/securite/codes/nouveaux/", cookies=protected()[1])


@visits("mfa_list_webauthn")
def keys(server: Server) -> Iterator[Visit]:
    yield Visit("/compte/securite/cles/", label="none", cookies=people.cookies(somebody(), just_now=True))
    yield Visit("/compte/securite/cles/", label="one", cookies=protected()[1])


@visits("mfa_add_webauthn")
def add_key(server: Server) -> Iterator[Visit]:
    yield Visit("/compte/securite/cles/ajouter/", cookies=people.cookies(somebody(), just_now=True))


def _key_page(name: str, end: str) -> None:
    @visits(name)
    def visitor(server: Server) -> Iterator[Visit]:
        who, cookies = protected()
        with _as_owner():
            key = Authenticator.objects.get(user_id=who.pk, type=Authenticator.Type.WEBAUTHN)
        yield Visit(f"/compte/securite/cles/{key.pk}/{end}/", cookies=cookies)


_key_page("mfa_remove_webauthn", "retirer")
_key_page("mfa_edit_webauthn", "nommer")


@visits("mfa_reauthenticate")
def again_by_code(server: Server) -> Iterator[Visit]:
    who, _ = protected()
    yield Visit("/compte/securite/verification/", cookies=people.cookies(who))
    yield Visit("/compte/securite/verification/", label="empty", cookies=people.cookies(who), act=sends)


@visits("mfa_reauthenticate_webauthn")
def again_by_key(server: Server) -> Iterator[Visit]:
    who, _ = protected()
    yield Visit("/compte/securite/cles/verification/", cookies=people.cookies(who))


@visits("mfa_authenticate")
def second_step(server: Server) -> Iterator[Visit]:
    who, _ = protected()

    def enters(page: Page) -> None:
        page.locator("#id_login").fill(who.email)
        page.locator("#id_password").fill(people.PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        expect(page).to_have_url(server.address("/compte/securite/code/"))

    def enters_and_errs(page: Page) -> None:
        enters(page)
        page.locator("main input[name=code]").fill("123456")
        page.locator("main form button[type=submit]").first.click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()

    yield Visit("/compte/connexion/", label="code", act=enters)
    yield Visit("/compte/connexion/", label="wrong code", act=enters_and_errs, languages=("fr",))
