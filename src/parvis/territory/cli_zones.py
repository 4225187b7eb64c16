"""`parvis zones …`: tables of zones and schools from CSV files."""

from argparse import Namespace
from pathlib import Path

from parvis.kernel import cli
from parvis.territory.data import Organisation

cli.group("zones", "Tables of zones by street and number, and schools")

_CODE = cli.argument("code", metavar="CODE", help="INSEE code of a commune, or SIREN")
_FILE = cli.argument("file", metavar="FILE", help="a CSV file (docs/operate/zones.md says its columns)")
_DRY = cli.argument("--dry-run", action="store_true", help="check the file, and change nothing")


def _organisation(code: str) -> Organisation:
    from parvis.territory.domain import organisations

    found = organisations.by_insee(code) or organisations.by_siren(code)
    if found is None:
        raise cli.CommandError(f"No organisation of this territory has the code {code}.")
    return found


def _content(file: str) -> bytes:
    from parvis.territory.domain import sheets

    try:
        with Path(file).open("rb") as opened:
            return opened.read(sheets.LARGEST + 1)
    except OSError as error:
        raise cli.CommandError(f"{file} can't be read: {error.strerror}.") from error


@cli.command(
    "zones import",
    "Replace a table of zones by a CSV file: all of it, or nothing where a line is wrong",
    arguments=[
        _CODE,
        cli.argument("table", metavar="TABLE", help="short name of the table, as procedures call it: school_sectors"),
        _FILE,
        cli.argument("--name", default="", help="its name in French, for people; the short name without it"),
        cli.argument("--name-en", default="", help="its name in English"),
        _DRY,
    ],
)
def import_zones(options: Namespace) -> int | None:
    """Raises CommandError for an unknown organisation, a file that can't be read, a name that is not plain."""
    from django.utils.translation import override

    with override("en"):
        return _import_zones(options)


def _import_zones(options: Namespace) -> int | None:
    from parvis.territory.data import Text
    from parvis.territory.domain import sheets, zone_tables
    from parvis.territory.domain.zones import counted

    organisation = _organisation(options.code)
    if zone_tables.plain_code(options.table) != options.table or not options.table[:1].isalpha():
        raise cli.CommandError("The short name of a table has small letters, figures and underscores: school_sectors.")
    content = _content(options.file)
    with cli.progress() as bar:
        task = bar.add_task("Reading lines", total=None)
        found = sheets.read_zones(content, lambda done, total: bar.update(task, completed=done, total=total))
    for fault in found.faults:
        where = f"{options.file}, line {fault.line}" if fault.line else options.file
        cli.complain(f"{where}: {fault.message}{'' if fault.blocking else ' (to look at)'}")
    if not found.importable:
        cli.complain("Nothing was changed.")
        return 1
    if options.dry_run:
        cli.say(f"Dry run: {counted(found.stretches)} could be imported.")
        return None
    known = zone_tables.get(organisation.id, options.table)
    name = Text(options.name, options.name_en) if options.name else known.name if known else Text(options.table)
    zone_tables.replace(organisation.id, options.table, name, found.stretches)
    cli.say(f"{organisation.title}, {options.table}: {counted(found.stretches)}.")
    return None


@cli.command(
    "zones export",
    "Write a table of zones as CSV",
    arguments=[_CODE, cli.argument("table", metavar="TABLE", help="short name of the table")],
)
def export_zones(options: Namespace) -> int | None:
    """Raises CommandError for an unknown organisation or table."""
    from parvis.territory.domain import sheets, zone_tables

    table = zone_tables.get(_organisation(options.code).id, options.table)
    if table is None:
        raise cli.CommandError(f"There is no table {options.table}.")
    cli.say(sheets.write_zones(zone_tables.zone_map(table).stretches).decode("utf-8-sig").rstrip())
    return None


@cli.command("zones schools", "Replace the schools of an organisation by a CSV file", arguments=[_CODE, _FILE, _DRY])
def import_schools(options: Namespace) -> int | None:
    """Raises CommandError for an unknown organisation, or a school that is another one's."""
    from django.utils.translation import override

    from parvis.territory.domain import schools, sheets

    organisation = _organisation(options.code)
    with override("en"):
        found = sheets.read_schools(_content(options.file))
    for fault in found.faults:
        cli.complain(f"{options.file}, line {fault.line}: {fault.message}")
    if not found.importable:
        cli.complain("Nothing was changed.")
        return 1
    if options.dry_run:
        cli.say(f"Dry run: {len(found.schools)} schools could be imported.")
        return None
    try:
        schools.replace(organisation.id, found.schools)
    except schools.TakenElsewhere as taken:
        raise cli.CommandError(f"{taken} is a school of another organisation.") from None
    cli.say(f"{organisation.title}: {len(found.schools)} schools.")
    return None
