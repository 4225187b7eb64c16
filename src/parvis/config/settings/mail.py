"""E-mails: to a mail server, or into the demonstration's outbox."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from parvis.config.settings.environment import DEMO, read

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def from_url(url: str) -> dict[str, Any]:
    """Django's settings of a mail server: `smtp://host:25`, `smtp+tls://` (STARTTLS), `smtps://` (TLS at once).

    Raises ImproperlyConfigured for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ImproperlyConfigured("PARVIS_EMAIL_URL: smtp://, smtp+tls:// or smtps://, then user:password@host:port")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


if DEMO and not read("PARVIS_EMAIL_URL"):
    EMAIL_BACKEND = "parvis.notifications.domain.outbox.OutboxBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    if read("PARVIS_EMAIL_URL"):  # one that is missing is said with all that is missing, by `refuse_if_incomplete`
        globals().update(from_url(read("PARVIS_EMAIL_URL")))
#: seconds that a mail server may keep a worker waiting
EMAIL_TIMEOUT = 20
_host = read("PARVIS_HOST").partition(":")[0] or "localhost"
DEFAULT_FROM_EMAIL = read("PARVIS_EMAIL_FROM") or f"Parvis <ne-pas-repondre@{_host}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_USE_LOCALTIME = True
