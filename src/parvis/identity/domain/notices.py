"""The letters that tell of a change to an account, so that a thief can't make one unseen."""

from collections.abc import Callable

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from parvis.identity.domain.letters import LETTERS, Context, Letter


def _told(subject: Promise, what: Promise) -> Callable[[Context], Letter]:
    """The letter that tells of a change to the account; its words take the reader's language when it is written."""

    def write(context: Context) -> Letter:
        at = timezone.localtime(context["timestamp"])
        return Letter(
            str(subject),
            (
                str(what),
                gettext("When: %(when)s. From the address %(ip)s.")
                % {"when": formats.date_format(at, "DATETIME_FORMAT"), "ip": context["ip"]},
                gettext("If it was not you, choose a new password at once and write to your town hall."),
            ),
        )

    return write


#: what changed in an account; the words are translated when the letter is written
LETTERS |= {
    "password_changed": _told(_("Your password has changed"), _("The password of your account has changed.")),
    "password_reset": _told(_("Your password has changed"), _("The password of your account has been reset.")),
    "password_set": _told(_("Your account has a password"), _("A password has been set for your account.")),
    "email_changed": _told(_("Your e-mail address has changed"), _("The address of your account has changed.")),
    "email_confirm": _told(_("Your e-mail address is confirmed"), _("The address of your account is confirmed.")),
    "email_deleted": _told(_("An e-mail address was removed"), _("An address was removed from your account.")),
    "totp_activated": _told(_("Authenticator app added"), _("An authenticator app now protects your account.")),
    "totp_deactivated": _told(
        _("Authenticator app removed"), _("No authenticator app protects your account any more.")
    ),
    "webauthn_added": _told(_("Passkey added"), _("A passkey was added to your account.")),
    "webauthn_removed": _told(_("Passkey removed"), _("A passkey was removed from your account.")),
    "recovery_codes_generated": _told(_("New recovery codes"), _("New recovery codes were made for your account.")),
}
