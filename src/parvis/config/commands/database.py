"""`parvis db url`."""

from argparse import Namespace
from pathlib import Path

from parvis.kernel import cli, postgres


@cli.command(
    "db url",
    "Print the address of the database, for psql or another tool",
    arguments=[cli.argument("--role", choices=["app", "owner"], default="app", help="who connects (default: app)")],
    django=False,
)
def url(options: Namespace) -> int | None:
    import os

    name = "DATABASE_OWNER_URL" if options.role == "owner" else "DATABASE_URL"
    if os.environ.get(name):
        cli.say(os.environ[name])
        return 0
    var = Path(os.environ.get("PARVIS_VAR") or Path(__file__).resolve().parents[4] / "var")
    server = postgres.status(var)
    if server is None:
        raise cli.CommandError("The embedded database is not running: `make up` starts it.")
    cli.say(server.url("parvis", postgres.OWNER if options.role == "owner" else postgres.APPLICATION))
    return 0
