"""`parvis territory …`: create the territory from national data, say what an organisation's contact is."""

from argparse import Namespace

from parvis.kernel import cli
from parvis.territory import cli_zones as cli_zones  # registers its commands

cli.group("territory", "Organisations, their sites and contacts")


@cli.command(
    "territory create",
    "Create the territory's organisations and sites from national data; run again, it keeps what was edited",
    arguments=[
        cli.argument(
            "--epci", default="", metavar="SIREN", help="a group of communes with all its members (245900428)"
        ),
        cli.argument("--commune", default="", metavar="INSEE", help="one commune (59183, 2A004, 97411)"),
        cli.argument("--dry-run", action="store_true", help="say what would be done, and do nothing"),
    ],
)
def create(options: Namespace) -> int | None:
    """Raises CommandError for an unknown code or missing data."""
    from parvis.territory.domain import creation, national

    with cli.progress() as bar:
        task = bar.add_task("Reading national data", total=None)

        def show(step: str, done: int, total: int) -> None:
            words = "Reading national data" if step == "reading" else "Writing organisations"
            bar.update(task, description=words, completed=done, total=None if step == "reading" else total)

        try:
            report = creation.create(epci=options.epci, commune=options.commune, dry_run=options.dry_run, progress=show)
        except creation.NothingAsked:
            raise cli.CommandError("Say which: --epci SIREN or --commune INSEE, one of them.") from None
        except (national.UnknownAuthority, national.SourceMissing) as error:
            raise cli.CommandError(f"Nothing was created: {error}.") from error
    if options.dry_run:
        cli.say("Dry run: nothing was written.")
    for words, titles in (("Created", report.created), ("Updated", report.updated), ("Unchanged", report.unchanged)):
        if titles:
            cli.say(f"{words} ({len(titles)}): {', '.join(titles)}")
    for title, fields in report.kept.items():
        cli.say(f"Kept as edited here: {title} ({', '.join(fields)})")
    for notice in report.notices:
        cli.say(f"To do: {notice}")
    cli.say(f"Sites: {', '.join(report.hosts)}")
    if report.created and not options.dry_run:
        cli.say(f"Next, somebody to administer them: parvis access invite {options.epci or options.commune} EMAIL")
    return None


@cli.command(
    "territory contact",
    "Set an organisation's telephone, e-mail address, postal address or website",
    arguments=[
        cli.argument("code", metavar="CODE", help="INSEE code of a commune, or SIREN"),
        cli.argument("--phone", help="telephone, as people dial it"),
        cli.argument("--email", help="e-mail address"),
        cli.argument("--address", help="postal address; \\n between lines"),
        cli.argument("--website", help="address of its website"),
    ],
)
def contact(options: Namespace) -> int | None:
    """Raises CommandError for an unknown organisation or a number that can't be called."""
    from django.db import transaction

    from parvis.territory.domain import organisations, phones

    found = organisations.by_insee(options.code) or organisations.by_siren(options.code)
    if found is None:
        raise cli.CommandError(f"No organisation of this territory has the code {options.code}.")
    address = None if options.address is None else options.address.replace("\\n", "\n")
    try:
        with transaction.atomic():
            organisations.set_contact(
                found.id, phone=options.phone, email=options.email, address=address, website=options.website
            )
    except phones.NotAPhone:
        raise cli.CommandError(f"{options.phone} is no telephone number that can be called from France.") from None
    cli.say(f"{found.title}: contact changed.")
    return None
