"""The e-mails of sign-in: one shape, in text and HTML, in the reader's language.

Each is a subject, paragraphs, and at most one link; no name of the reader in those that anyone can have sent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.identity.data import Mail
from parvis.identity.models import Person
from parvis.identity.registry import post_offices


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says. `action` is the link's words, `url` where it leads."""

    subject: str
    paragraphs: tuple[str, ...]
    action: str = ""
    url: str = ""


Context = Mapping[str, Any]
LETTERS: dict[str, Callable[[Context], Letter]] = {}


def letter(*names: str) -> Callable[[Callable[[Context], Letter]], Callable[[Context], Letter]]:
    """Register the writer of the letters called `names`."""

    def register(write: Callable[[Context], Letter]) -> Callable[[Context], Letter]:
        for name in names:
            LETTERS[name] = write
        return write

    return register


def compose(name: str, to: str, context: Context, language: str) -> Mail:
    """Write the letter `name` in `language`. Raises KeyError for a letter that does not exist."""
    with translation.override(language):
        written = LETTERS[name](context)
        parts = {"letter": written, "host": settings.PARVIS_HOST, "language": language}
        return Mail(
            template=name,
            to=to,
            language=language,
            subject=" ".join(written.subject.split()),
            text=render_to_string("identity/mail.txt", parts),
            html=render_to_string("identity/mail.html", parts),
        )


def send(name: str, to: str, context: Context) -> None:
    """Write a letter in the language of the account, or the page's if there is none, and post it."""
    person = context.get("user")
    language = person.language if isinstance(person, Person) else (translation.get_language() or "fr")[:2]
    next(iter(post_offices)).post(compose(name, to, context, language))


def _ignore() -> str:
    return _("If you did not ask for this, ignore this message: nothing changes.")


@letter("email_confirmation", "email_confirmation_signup")
def _confirmation(context: Context) -> Letter:
    return Letter(
        _("Confirm your e-mail address"),
        (_("Someone, probably you, gave this address for an account. Confirm that it is yours."), _ignore()),
        _("Confirm my address"),
        str(context["activate_url"]),
    )


@letter("password_reset_key")
def _reset(context: Context) -> Letter:
    return Letter(
        _("Choose a new password"),
        (_("You asked for a new password. The link works once."), _ignore()),
        _("Choose my password"),
        str(context["password_reset_url"]),
    )


@letter("unknown_account")
def _unknown(context: Context) -> Letter:
    return Letter(
        _("No account has this address"),
        (
            _("Someone, probably you, asked for a new password for this address, but no account has it."),
            _("You may have signed up with another address, or you can create an account."),
            _ignore(),
        ),
        _("Create an account"),
        str(context["signup_url"]),
    )


@letter("account_already_exists")
def _exists(context: Context) -> Letter:
    return Letter(
        _("You already have an account"),
        (
            _("Someone, probably you, wanted to create an account with this address, which already has one."),
            _("If you forgot your password, choose a new one."),
            _ignore(),
        ),
        _("Choose a new password"),
        str(context["password_reset_url"]),
    )


@letter("invitation")
def _invitation(context: Context) -> Letter:
    words = _("%(organisation)s invites you to work with Parvis. The link works once, within 7 days.")
    return Letter(
        _("You are invited"),
        (words % {"organisation": context["organisation"]}, _ignore()),
        _("See the invitation"),
        str(context["url"]),
    )
