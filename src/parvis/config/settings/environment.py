"""What the operator says through the environment, read once, refused in plain words when something is missing.

Outside the demonstration (`PARVIS_DEMO=1`), production settings rule: without a secret, a host name or a mail server
Parvis does not start, and says which is missing.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class Setting:
    """One variable of the environment: what it is for, and an example to copy."""

    name: str
    purpose: str
    example: str
    required: bool = False
    default: str = ""


#: Every variable that Parvis reads. `docs/operate/configure.md` lists the same; a test compares them.
SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("PARVIS_DEMO", "1 runs the demonstration: no second factor, outbox instead of e-mails", "1"),
        Setting("PARVIS_DEMO_SMALL", "1 fills the demonstration with sixteen requests, not four hundred", "1"),
        Setting("PARVIS_SECRET_KEY", "secret that signs cookies; 50 random characters", "openssl rand -hex 32", True),
        Setting("PARVIS_HOST", "host name (and port) of the territory's own site", "services.example.fr", True),
        Setting("PARVIS_EMAIL_URL", "mail server", "smtp+tls://user:password@smtp.example.fr:587", True),
        Setting("PARVIS_EMAIL_FROM", "sender of e-mails", "Parvis <ne-pas-repondre@example.fr>"),
        Setting("PARVIS_SMS_URL", "address of the SMS gateway, which takes JSON", "https://sms.example.fr/v1/messages"),
        Setting("PARVIS_SMS_HEADERS", "headers for it, as JSON; {secret}", '{"Authorization": "Bearer {secret}"}'),
        Setting(
            "PARVIS_SMS_BODY",
            "body for it, as JSON; {to} {text} {id} {sender} {report}",
            '{"to": "{to}", "text": "{text}"}',
        ),
        Setting("PARVIS_SMS_SECRET", "secret of the SMS gateway; better in a file", "a-long-secret"),
        Setting("PARVIS_SMS_SECRET_FILE", "file with the secret of the SMS gateway", "/srv/sms.secret"),
        Setting("PARVIS_SMS_SENDER", "sender of texts, as the gateway knows it: 11 letters at most", "DUNKERQUE"),
        Setting("PARVIS_SMS_ID", "where its answer names the text, dots between the steps", "messages.0.id"),
        Setting(
            "PARVIS_OUTGOING_ALLOWED",
            "hosts of your own networks that webhooks may call, also without TLS; commas between them",
            "ged.mairie.example:8443",
        ),
        Setting(
            "PARVIS_DATASETS_ALLOWED",
            "hosts of your own networks that data sets may ask: their answers are public; commas between them",
            "referentiels.mairie.example",
        ),
        Setting("PARVIS_VAR", "folder of the database, files and keys", "/srv/parvis/var"),
        Setting("PARVIS_DB_ROLE", "app (default) or owner: who connects to the database", "app", default="app"),
        Setting("DATABASE_URL", "PostgreSQL 18 as the application role", "postgresql://parvis_app@db/parvis"),
        Setting("DATABASE_OWNER_URL", "the same database as its owner", "postgresql://parvis_owner@db/parvis"),
        Setting("PARVIS_HTTPS", "0 only behind nothing at all: cookies go without Secure", "1"),
        Setting("PARVIS_TRUSTED_PROXIES", "how many reverse proxies add to X-Forwarded-For", "1", default="0"),
        Setting("PARVIS_METRICS_TOKEN", "bearer token that opens /metrics from elsewhere", "a-long-secret"),
        Setting("PARVIS_SEAL", "key of the seal: pkcs12:/path or pkcs11:/module?token=…&key=…", "pkcs12:/srv/seal.p12"),
        Setting("PARVIS_SEAL_PASSPHRASE_FILE", "file with the passphrase or PIN of the seal's key", "/srv/seal.pin"),
        Setting("PARVIS_PACKAGE_KEY", "Ed25519 key, as PEM, that signs packages of procedures", "/srv/packages.pem"),
        Setting("PARVIS_DOCUMENT_FONTS", "folder of the fonts that documents are set in", "/usr/share/parvis/fonts"),
        Setting("PARVIS_CLAMAV", "ClamAV's clamd, host:port or socket: it scans attachments", "/run/clamav/clamd.ctl"),
        Setting("PARVIS_FIGURES_FEWEST", "with fewer answers, delays are not published", "5", default="5"),
        Setting("PARVIS_AGENT_IDLE_MINUTES", "minutes after which an idle agent signs in again", "30", default="30"),
        Setting("PARVIS_LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", "INFO", default="INFO"),
        Setting("PARVIS_LOG_FORMAT", "json, or text for reading by eye", "json", default="json"),
        Setting("PORT", "port of the web server", "8000", default="8000"),
        Setting("PARVIS_BIND", "address that the web server listens on", "::", default="127.0.0.1"),
        Setting("PARVIS_WEB_WORKERS", "processes that answer requests", "2", default="2"),
    )
}


def read(name: str) -> str:
    """The value of a declared variable, or its default. Raises KeyError for one that is not declared."""
    return os.environ.get(name) or SETTINGS[name].default


DEMO = read("PARVIS_DEMO") == "1"


def refuse_if_incomplete() -> None:
    """Raise ImproperlyConfigured naming every required variable that is missing, outside the demonstration."""
    missing = [setting for setting in SETTINGS.values() if setting.required and not os.environ.get(setting.name)]
    if DEMO or not missing:
        return
    lines = "\n".join(f"  {setting.name}: {setting.purpose} (for example: {setting.example})" for setting in missing)
    raise ImproperlyConfigured(
        f"Parvis does not start: these settings are missing.\n{lines}\n"
        "Set them in the environment, or PARVIS_DEMO=1 to try the demonstration."
    )
