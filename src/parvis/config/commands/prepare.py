"""`parvis prepare`: brings the database to this version; in the demonstration, fills what is empty."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parvis.config.commands import installation
from parvis.config.commands.database import DATABASE
from parvis.kernel import cli, demonstration, postgres

_LOCK = 0x5041525649530001
"""Number of the advisory lock under which one process at a time migrates."""


@cli.command("prepare", "Apply the migrations; in the demonstration, fill an empty database", role="owner")
def prepare(options: Namespace) -> int:
    from django.core.management import call_command
    from django.db import connection

    _ensure_database()
    wanted = installation.wanted_stamp()
    with _one_at_a_time():
        if _stamp() != wanted:
            cli.say("Preparing the database")
            _default_privileges()
            call_command("migrate", interactive=False, verbosity=0)
            if installation.is_demonstration():
                for name in demonstration.fill(_progress):
                    cli.say(f"Demonstration: {name.partition('-')[2] or name}")
                _write_personas(installation.var())
            with connection.cursor() as cursor:
                cursor.execute(_comment(wanted))
    return 0


def _progress(done: int, of: int) -> None:
    """A bar on a terminal, four lines elsewhere."""
    width = 40
    if sys.stdout.isatty():
        bar = "█" * (width * done // of)
        sys.stdout.write(f"\rFilling the demonstration  {bar:░<{width}} {100 * done // of:3d} %" + "\n" * (done == of))
        sys.stdout.flush()
    elif of >= 100 and done * 4 // of != (done - 1) * 4 // of:
        cli.say(f"Filling the demonstration: {100 * done // of} %")


def _ensure_database() -> None:
    if not installation.embedded():
        if not os.environ.get("DATABASE_OWNER_URL"):
            raise cli.CommandError(
                "DATABASE_URL is set without DATABASE_OWNER_URL: migrations need the owner of the database."
            )
        return
    server = postgres.status(installation.var()) or postgres.start(installation.var())
    server.ensure_database(DATABASE)


def _default_privileges() -> None:
    """On a server of the operator's: what the owner makes, the application may read and write under the policies."""
    from django.conf import settings
    from django.db import connection
    from psycopg import sql

    if installation.embedded():
        return
    from parvis.config.settings.database import from_url

    application = sql.Identifier(from_url(os.environ["DATABASE_URL"])["USER"])
    owner = sql.Identifier(settings.DATABASES["default"]["USER"])
    with connection.cursor() as cursor:
        for rights, kind in (("select, insert, update, delete", "tables"), ("usage, select", "sequences")):
            cursor.execute(
                sql.SQL("alter default privileges for role {} grant {} on {} to {}").format(
                    owner, sql.SQL(rights), sql.SQL(kind), application
                )
            )
        cursor.execute(
            sql.SQL("alter default privileges for role {} revoke execute on functions from public").format(owner)
        )
        cursor.execute(
            sql.SQL("alter default privileges for role {} grant execute on functions to {}").format(owner, application)
        )
        # No effect (a warning of the server's) where the owner of the tables doesn't own the database: `parvis check`.
        database = sql.Identifier(settings.DATABASES["default"]["NAME"])
        cursor.execute(sql.SQL("revoke temporary on database {} from public").format(database))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _stamp() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(installation.STAMP_QUERY)
        return str(cursor.fetchone()[0])


def _comment(text: str) -> str:
    from django.db import connection
    from psycopg import sql

    with connection.cursor() as cursor:
        cursor.execute("select current_database()")
        name = cursor.fetchone()[0]
    statement = sql.SQL("comment on database {} is {}").format(sql.Identifier(name), sql.Literal(text))
    return statement.as_string(connection.connection)


def _write_personas(var: Path) -> None:
    """For the next start's greeting, which loads no application."""
    people = list(demonstration.PERSONAS)
    if not people:
        return
    passwords = {one.password for one in people}
    lines = [f"Sign in as (password: {', '.join(sorted(passwords))}):"]
    lines += [f"  {one.email:<36} {one.name}, {one.role}" for one in people]
    (var / "personas.txt").write_text("\n".join(lines) + "\n")
