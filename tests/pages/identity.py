"""Pages of accounts and sign-in."""

from collections.abc import Iterator

from parvis.identity.models import Person
from tests.browser import Server
from tests.factories import people
from tests.pages import Visit, draws_no_page, visits

POSTS = "takes a POST and leads back"
draws_no_page("identity_end_session", POSTS)
draws_no_page("identity_end_others", POSTS)
draws_no_page("account_set_password", "leads to the change of password whoever has one")
draws_no_page("account_confirm_email", "opens with a link that is signed for one account")
draws_no_page("mfa_authenticate", "opens in the midst of a sign-in alone")
draws_no_page("mfa_login_webauthn", "speaks to the passkey's script")
draws_no_page("mfa_deactivate_totp", "asks for the password first, then for an app")
draws_no_page("mfa_view_recovery_codes", "asks for an app or a key first")
draws_no_page("mfa_generate_recovery_codes", "asks for an app or a key first")
draws_no_page("mfa_download_recovery_codes", "a text file")
draws_no_page("mfa_reauthenticate", "asks for an app first")
draws_no_page("mfa_reauthenticate_webauthn", "asks for a key first")
draws_no_page("mfa_activate_totp", "asks for the password first")
draws_no_page("mfa_list_webauthn", "asks for the password first")
draws_no_page("mfa_add_webauthn", "asks for the password first")
draws_no_page("mfa_remove_webauthn", "asks for a key first")
draws_no_page("mfa_edit_webauthn", "asks for a key first")


def _signed_in(who: Person | None = None) -> dict[str, str]:
    people.territory_site()
    return people.cookies(who or people.person(password=people.PASSWORD))


def _plain(name: str, path: str) -> None:
    @visits(name)
    def visitor(server: Server) -> Iterator[Visit]:
        people.territory_site()
        yield Visit(path)


_plain("account_login", "/compte/connexion/")
_plain("account_signup", "/compte/inscription/")
_plain("account_email_verification_sent", "/compte/confirmation/")
_plain("account_reset_password", "/compte/mot-de-passe/oublie/")
_plain("account_reset_password_done", "/compte/mot-de-passe/oublie/envoye/")
_plain("account_reset_password_from_key", "/compte/mot-de-passe/nouveau/1-lien-trop-ancien/")
_plain("account_reset_password_from_key_done", "/compte/mot-de-passe/nouveau/fait/")


def _personal(name: str, path: str) -> None:
    @visits(name)
    def visitor(server: Server) -> Iterator[Visit]:
        yield Visit(path, cookies=_signed_in())


_personal("identity_account", "/compte/")
_personal("identity_sessions", "/compte/sessions/")
_personal("account_email", "/compte/adresse/")
_personal("account_change_password", "/compte/mot-de-passe/")
_personal("account_reauthenticate", "/compte/verification/")
_personal("mfa_index", "/compte/securite/")
