"""`parvis db url`: for psql and other tools; needs neither Django nor the settings."""

import os
from argparse import Namespace

from parvis.config.commands import installation
from parvis.kernel import cli, postgres


@cli.command(
    "db url",
    "Print the address of the database, for psql or another tool",
    arguments=[cli.argument("--role", choices=["app", "owner"], default="app", help="who connects (default: app)")],
    django=False,
)
def url(options: Namespace) -> int:
    variable = "DATABASE_OWNER_URL" if options.role == "owner" else "DATABASE_URL"
    if not installation.embedded():
        if not os.environ.get(variable):
            raise cli.CommandError(f"{variable} is not set.")
        cli.say(os.environ[variable])
        return 0
    server = postgres.status(installation.var())
    if server is None:
        raise cli.CommandError("The embedded database is not running: `make up` starts it.")
    cli.say(server.url(DATABASE, postgres.OWNER if options.role == "owner" else postgres.APPLICATION))
    return 0


DATABASE = "parvis"
"""The name of the embedded database."""
