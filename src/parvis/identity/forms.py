"""The forms of sign-in: allauth's, with our counters, our names, and equal work for known and unknown accounts."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm as PasswordAgainForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
    default_token_generator,
)
from allauth.account.models import EmailAddress
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter as second_factors
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.identity import throttle
from parvis.identity.adapter import too_many
from parvis.identity.models import Person
from parvis.kernel.ids import new_id

#: what our validators ask for, in words that help
PASSWORD_HINT = _("12 characters or more. A sentence is easy to remember.")


class SignInForm(LoginForm):  # type: ignore[misc, unused-ignore]
    """E-mail, password, and whether to stay signed in on this device."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""  # the page has that link below its button
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["remember"].label = _("Stay signed in on this device")
        self.fields["remember"].help_text = _("Not on a shared computer.")


class SignUpForm(SignupForm):  # type: ignore[misc, unused-ignore]
    """Names, e-mail and a password, typed once: it can be shown, and chosen again."""

    given_name = forms.CharField(
        label=_("First name"), max_length=100, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Family name"), max_length=100, widget=forms.TextInput({"autocomplete": "family-name"})
    )

    field_order = ["given_name", "family_name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = PASSWORD_HINT

    def try_save(self, request: HttpRequest) -> Any:
        """An address that has an account costs the hash that a new one costs, and is answered alike."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def signup(self, request: HttpRequest, user: Person) -> None:
        user.given_name = self.cleaned_data["given_name"].strip()
        user.family_name = self.cleaned_data["family_name"].strip()
        user.language = (getattr(request, "LANGUAGE_CODE", "fr") or "fr")[:2]
        user.save(update_fields=["given_name", "family_name", "language"])

    def custom_signup(self, request: HttpRequest, user: Person) -> None:
        self.signup(request, user)


class ResetForm(ResetPasswordForm):  # type: ignore[misc, unused-ignore]
    """The address of the account whose password is forgotten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def clean_email(self) -> str:
        """Whose address it is, by the same statements whether it is anybody's: a proved address first."""
        email: str = get_adapter().clean_email(self.cleaned_data["email"].lower())
        active = Person.objects.filter(is_active=True)
        named = list(active.filter(emailaddress__email=email).order_by("-emailaddress__verified")[:1])
        own = list(active.filter(email=email)[:1])
        self.users = named or own
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the letter; for an address without an account, after the work that a link's key would have been."""
        if not self.users:
            nobody = Person(id=new_id())
            EmailAddress.objects.filter(user_id=nobody.pk, email=self.cleaned_data["email"]).exists()
            default_token_generator.make_token(nobody)
        return str(super().save(request, **kwargs))


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc, unused-ignore]
    """The present password, then the new one, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your current password")
        self.fields["oldpassword"].help_text = ""
        _new_password(self.fields)


class ChosenPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc, unused-ignore]
    """The new password, typed twice, after a link was followed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self.fields)


class SamePersonForm(PasswordAgainForm):  # type: ignore[misc, unused-ignore]
    """The password again, before a change to the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class NewAddressForm(AddEmailForm):  # type: ignore[misc, unused-ignore]
    """The address that takes the place of the present one, once it is confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


def _new_password(fields: dict[str, forms.Field]) -> None:
    """Name the two fields of a new password; Django's own hint is a list in HTML."""
    fields["password1"].label = _("New password")
    fields["password1"].help_text = PASSWORD_HINT
    fields["password2"].label = _("New password, once again")
    fields["password2"].help_text = ""


class _Counted:
    """Guesses of a code are counted for each account, also between processes and addresses."""

    user: Person
    authenticator: Authenticator

    def clean_code(self) -> str:
        wait = throttle.attempt(throttle.SECOND_FACTOR, str(self.user.pk))
        if wait is not None:
            raise too_many(wait.total_seconds())
        code: str = super().clean_code()  # type: ignore[misc]
        # allauth remembers the code of an app for 30 seconds alone, and takes it for 90.
        used = f"{self.user.pk} {normalize_user_code(code)}"
        if self.authenticator.type == Authenticator.Type.TOTP and throttle.attempt(throttle.APP_CODE, used) is not None:
            raise second_factors().validation_error("incorrect_code")
        throttle.release(throttle.SECOND_FACTOR, str(self.user.pk))
        return code


class NewAppForm(ActivateTOTPForm):  # type: ignore[misc, unused-ignore]
    """The first code of an authenticator app, which proves that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Six-digit code")


class SecondFactorForm(_Counted, AuthenticateForm):  # type: ignore[misc, unused-ignore]
    """A code of the authenticator app, or a recovery code."""


class SecondFactorAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc, unused-ignore]
    """The same, before a change to the account."""


class Credential(forms.JSONField):
    """What a browser says of a passkey: some kilobytes, a few levels deep. More is no credential."""

    def to_python(self, value: Any) -> Any:
        text = value if isinstance(value, str) else ""
        if len(text) > 20_000 or text.count("[") + text.count("{") > 100:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A credential serves once: the page that is shown again holds none."""
        return initial


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc, unused-ignore]
    """A new passkey or security key."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=100, required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without my password"),
        help_text=_("The device then asks for your fingerprint, your face or its code."),
        required=False,
    )
    credential = Credential(widget=forms.HiddenInput)


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc, unused-ignore]
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=100)


class PasskeyForm(LoginWebAuthnForm):  # type: ignore[misc, unused-ignore]
    """Signing in with a passkey alone."""

    credential = Credential(widget=forms.HiddenInput)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc, unused-ignore]
    """The same, before a change to the account."""

    credential = Credential(widget=forms.HiddenInput)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person says of themselves, and the language that we write to them in."""

    class Meta:
        model = Person
        fields = ("given_name", "family_name", "language")
        labels = {"given_name": _("First name"), "family_name": _("Family name"), "language": _("Language")}
        widgets = {
            "given_name": forms.TextInput({"autocomplete": "given-name"}),
            "family_name": forms.TextInput({"autocomplete": "family-name"}),
            "language": forms.RadioSelect(),
        }
