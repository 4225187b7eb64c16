"""Accounts, sessions and sign-in (django-allauth)."""

from parvis.config.settings.environment import DEMO, read
from parvis.config.settings.web import PARVIS_HTTPS, PARVIS_TRUSTED_PROXIES

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["parvis.identity.backends.PasswordBackend"]
SESSION_ENGINE = "parvis.identity.sessions"
LOGIN_URL = "account_login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
if DEMO:
    # Its passwords are public: they are hashed under a name that is unknown outside, where they open nothing.
    PASSWORD_HASHERS.insert(0, "parvis.identity.hashers.DemonstrationHasher")
LOGIN_REDIRECT_URL = "/"

#: agents must hold an authenticator app or a passkey; the demonstration says on every page that it doesn't ask
PARVIS_SECOND_FACTOR = not DEMO
#: minutes without a request after which a session has ended: someone with a membership, anyone else
PARVIS_AGENT_IDLE_MINUTES = int(read("PARVIS_AGENT_IDLE_MINUTES"))
PARVIS_RESIDENT_IDLE_MINUTES = 14 * 24 * 60
#: hours after which a session has ended however busy it was
PARVIS_AGENT_SESSION_HOURS = 12
PARVIS_RESIDENT_SESSION_HOURS = 90 * 24

ACCOUNT_ADAPTER = "parvis.identity.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PARVIS_HTTPS else "http"
# Our own counters, shared between processes, take the place of allauth's (`identity.throttle`).
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "parvis.identity.forms.SignInForm",
    "signup": "parvis.identity.forms.SignUpForm",
    "reset_password": "parvis.identity.forms.ResetForm",
    "reset_password_from_key": "parvis.identity.forms.ChosenPasswordForm",
    "change_password": "parvis.identity.forms.NewPasswordForm",
    "add_email": "parvis.identity.forms.NewAddressForm",
    "reauthenticate": "parvis.identity.forms.SamePersonForm",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ALLAUTH_TRUSTED_PROXY_COUNT = PARVIS_TRUSTED_PROXIES

MFA_ADAPTER = "parvis.identity.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "activate_totp": "parvis.identity.forms.NewAppForm",
    "authenticate": "parvis.identity.forms.SecondFactorForm",
    "reauthenticate": "parvis.identity.forms.SecondFactorAgainForm",
    "add_webauthn": "parvis.identity.forms.AddPasskeyForm",
    "edit_webauthn": "parvis.identity.forms.RenamePasskeyForm",
    "login_webauthn": "parvis.identity.forms.PasskeyForm",
    "reauthenticate_webauthn": "parvis.identity.forms.PasskeyAgainForm",
}
# Passkeys need a secure context; browsers grant it to localhost and the names below it.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PARVIS_HTTPS

#: who may open which page: the table, by URL name
PARVIS_PERMISSIONS = "parvis.config.permissions.TABLE"
