"""`parvis check`: what is misconfigured, and how to mend it."""

from __future__ import annotations

import re
import shutil
import smtplib
import ssl
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from parvis.config.settings.environment import read
from parvis.kernel import checks, cli
from parvis.kernel.checks import Finding, note, ok, problem

_MARKS = {"ok": "  ok     ", "note": "  note   ", "problem": "  PROBLEM"}
_SECRET_LENGTH = 40
_FREE_BYTES = 1_000_000_000
_EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
_MAJOR = 18


@cli.command("check", "Say what is misconfigured and how to mend it; the exit code is 1 if something must be mended")
def check(options: Namespace) -> int:
    problems = 0
    for one in checks.CHECKS:
        cli.say(one.name.partition("-")[2].replace("-", " ").capitalize())
        for finding in one.run():
            problems += finding.level == "problem"
            cli.say(f"{_MARKS[finding.level]}  {finding.text}")
            if finding.mend:
                cli.say(f"           → {finding.mend}")
    cli.say("\nNothing must be mended." if not problems else f"\n{problems} to mend.")
    return 1 if problems else 0


@checks.check("10-settings")
def settings() -> Iterator[Finding]:
    from django.conf import settings as found

    if found.PARVIS_DEMO:
        yield note(
            "This is the demonstration: no second factor, known passwords, no e-mail leaves.",
            "Never with people's real requests: start without PARVIS_DEMO=1 for those.",
        )
        return
    if len(found.SECRET_KEY) < _SECRET_LENGTH or len(set(found.SECRET_KEY)) < 10:
        yield problem("PARVIS_SECRET_KEY is short or plain.", "Take the answer of: openssl rand -hex 32")
    else:
        yield ok("The secret is long enough.")
    host = read("PARVIS_HOST")
    if not re.fullmatch(r"[a-z0-9.-]+(:\d+)?", host):
        yield problem(f"PARVIS_HOST is {host!r}.", "A host name alone, in lower case, as in services.example.fr")
    elif host.partition(":")[0].endswith("localhost") or host.startswith("127."):
        yield problem(f"PARVIS_HOST is {host}, which only this machine can open.", "Set it to the public host name.")
    elif ":" in host:
        yield problem(
            f"PARVIS_HOST is {host}: documents print https://{host.partition(':')[0]}, without that port.",
            "Serve by HTTPS on port 443, and name the host alone.",
        )
    else:
        yield ok(f"The territory's own site is {host}.")
    if not found.PARVIS_HTTPS:
        yield problem("PARVIS_HTTPS=0: passwords and cookies travel in the clear.", "Remove it, and serve by HTTPS.")
    if not found.PARVIS_TRUSTED_PROXIES:
        yield note(
            "PARVIS_TRUSTED_PROXIES is 0: behind a reverse proxy, limits on attempts see one single visitor.",
            "Set it to the number of proxies that add to X-Forwarded-For.",
        )
    if not found.PARVIS_METRICS_TOKEN:
        yield note("/metrics is closed.", "PARVIS_METRICS_TOKEN opens it to who sends that token.")


@checks.check("20-database")
def database() -> Iterator[Finding]:
    import psycopg
    from django.db import DatabaseError, connection

    try:
        # Not through the pool, which would try for long and keep the reason to itself.
        psycopg.connect(**connection.get_connection_params(), connect_timeout=5).close()
        with connection.cursor() as cursor:
            cursor.execute(
                "select current_setting('server_version_num')::int / 10000, current_setting('server_version')"
            )
            major, version = cursor.fetchone()
            cursor.execute("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
            role, superuser, bypass = cursor.fetchone()
            cursor.execute("select count(*) from pg_tables where tableowner = current_user")
            owned = cursor.fetchone()[0]
            cursor.execute("select extname from pg_extension")
            extensions = {name for (name,) in cursor.fetchall()}
            cursor.execute(
                "select c.relname from pg_class c where not c.relrowsecurity"
                " and exists (select from pg_policy p where p.polrelid = c.oid) order by 1"
            )
            unguarded = [name for (name,) in cursor.fetchall()]
            cursor.execute(
                "select has_database_privilege(current_database(), 'temporary')"
                " or has_database_privilege(current_database(), 'create') or has_schema_privilege('public', 'create')"
            )
            makes = cursor.fetchone()[0]
            cursor.execute("select abs(extract(epoch from clock_timestamp()) - %s)::float", [_now()])
            drift = cursor.fetchone()[0]
    except (DatabaseError, psycopg.Error) as error:
        reason = " ".join(str(error).split())
        yield problem(f"It cannot be reached: {reason}", "Start it (`parvis up`), or correct DATABASE_URL.")
        return
    if major == _MAJOR:
        yield ok(f"PostgreSQL {version}.")
    else:
        yield problem(f"PostgreSQL {version}: Parvis is tested on {_MAJOR} alone.", f"Use PostgreSQL {_MAJOR}.")
    if makes:
        yield problem(
            f"The application's role {role} may make tables of its own, which could stand in for ours.",
            "As the database's owner: revoke create, temporary on database … from public;"
            " revoke create on schema public from public",
        )
    if superuser or bypass or owned:
        why = "is a superuser" if superuser else "bypasses row-level security" if bypass else f"owns {owned} tables"
        yield problem(
            f"The application's role {role} {why}: the walls between organisations don't hold it.",
            "Give DATABASE_URL a role of its own: create role … login nosuperuser nobypassrls",
        )
    else:
        yield ok(f"The role {role} is bound by the walls.")
    for name in _EXTENSIONS:
        if name not in extensions:
            yield problem(
                f"The extension {name} is missing.", "`parvis prepare` makes it (package postgresql-contrib)."
            )
    if unguarded:
        yield problem(
            f"Policies are switched off on: {', '.join(unguarded)}.",
            "As owner: alter table … enable row level security",
        )
    if drift > 5:
        yield problem(
            f"Its clock differs from this machine's by {drift:.0f} s.", "Set both by NTP: legal dates rest on it."
        )


@checks.check("30-migrations")
def migrations() -> Iterator[Finding]:
    from django.db import DatabaseError

    from parvis.kernel.health import pending_migrations

    if not _database_answers():
        return
    try:
        pending = pending_migrations()
    except DatabaseError:
        yield problem("The database holds none of Parvis's tables.", "parvis prepare")
        return
    if pending:
        yield problem(f"{len(pending)} are not applied, the first is {pending[0]}.", "parvis prepare")
    else:
        yield ok("All are applied.")


@checks.check("40-worker")
def worker() -> Iterator[Finding]:
    from django.db import DatabaseError

    from parvis.kernel.health import SILENCE, queue

    if not _database_answers():
        return
    try:
        found = queue()
    except DatabaseError:
        yield problem("Nothing is known before the migrations are applied.", "parvis prepare")
        return
    start = "`parvis up` starts it with the rest; alone: parvis worker"
    if found.silence is None:
        yield problem("No worker runs: e-mails and documents wait.", start)
    elif found.silence > SILENCE:
        yield problem(f"The last sign of life is {found.silence:.0f} s old: e-mails and documents wait.", start)
    else:
        yield ok(f"Alive {found.silence:.0f} s ago.")
    if found.oldest_due > 300:
        yield problem(f"The oldest due job has waited {found.oldest_due / 60:.0f} min.", "Start more workers.")
    if found.numbers.get("failed"):
        yield note(f"{found.numbers['failed']} jobs have failed for good.", "Their errors are in the log.")


@checks.check("50-mail-server")
def mail() -> Iterable[Finding]:
    from django.conf import settings as found

    if found.PARVIS_DEMO:
        return [ok("The demonstration sends none.")]
    return [_try_mail(read("PARVIS_EMAIL_URL"))]


def _try_mail(url: str) -> Finding:
    """Greet the server of `url` (smtp://, smtp+tls:// or smtps://), and sign in if it names somebody."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname:
        return problem(
            "PARVIS_EMAIL_URL is not understood.",
            "As in smtp+tls://user:password@smtp.example.fr:587 (or smtps://…:465)",
        )
    where = f"{parts.hostname}:{parts.port or {'smtps': 465, 'smtp+tls': 587}.get(parts.scheme, 25)}"
    host, _, port = where.rpartition(":")
    context = ssl.create_default_context()
    try:
        server = (
            smtplib.SMTP_SSL(host, int(port), timeout=10, context=context)
            if parts.scheme == "smtps"
            else smtplib.SMTP(host, int(port), timeout=10)
        )
        with server:
            if parts.scheme == "smtp+tls":
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.noop()
    except smtplib.SMTPAuthenticationError:
        return problem(f"{where} refuses the user or the password.", "Correct PARVIS_EMAIL_URL.")
    except (OSError, smtplib.SMTPException) as error:
        return problem(f"{where} cannot be used: {error}", "Correct PARVIS_EMAIL_URL, or open the way to that server.")
    return ok(f"{where} answers.")


@checks.check("60-files")
def files() -> Iterator[Finding]:
    from django.conf import settings as found

    var = Path(found.PARVIS_VAR)
    probe = var / ".parvis-check"
    try:
        var.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        yield problem(f"{var} cannot be written: {error.strerror}.", "Give the folder to the user that runs Parvis.")
        return
    free = shutil.disk_usage(var).free
    if free < _FREE_BYTES:
        yield problem(f"{free / 1e9:.1f} GB are free in {var}.", "Make room: below 1 GB, uploads and backups may fail.")
    else:
        yield ok(f"{var} can be written; {free / 1e9:.0f} GB are free.")
    for secret in (var / "secret-key",):
        if secret.exists() and secret.stat().st_mode & 0o077:
            yield problem(f"{secret} can be read by others.", f"chmod 600 {secret}")


@checks.check("70-attachments")
def attachments() -> Iterable[Finding]:
    from django.conf import settings as found

    from parvis.files import api as files

    where = found.PARVIS_CLAMAV
    if not where:
        return [
            note(
                "No ClamAV is connected: attachments are kept without a search for viruses.",
                "PARVIS_CLAMAV names its clamd, as host:port or the path of its socket.",
            )
        ]
    try:
        version = files.ping()
    except OSError as error:
        return [problem(f"ClamAV at {where} does not answer ({error}): no attachment is accepted.", "Start clamd.")]
    return [ok(f"ClamAV answers: {version}.")]


def _database_answers() -> bool:
    import psycopg
    from django.db import connection

    try:
        psycopg.connect(**connection.get_connection_params(), connect_timeout=5).close()
    except psycopg.Error:
        return False
    return True


def _now() -> float:
    from parvis.kernel import clock

    return clock.now().timestamp()
