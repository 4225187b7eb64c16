"""`parvis privacy …`: what is held of somebody, until when and why, its erasure, and what is due; for an operator whom
the data protection officer asks.
"""

import uuid
from argparse import Namespace

from parvis.kernel import cli

cli.group("privacy", "What is held of people, and its erasure")

_CODE = cli.argument(
    "--organisation", required=True, metavar="CODE", help="whose data: INSEE code of a commune, or SIREN"
)
_WHO = cli.argument("who", metavar="WHO", help="a reference, an e-mail address or a phone number")


def _walls(code: str) -> tuple[uuid.UUID, ...]:
    from parvis.access.api import walls_of
    from parvis.territory.api import organisations

    found = organisations.by_insee(code) or organisations.by_siren(code)
    if found is None:
        raise cli.CommandError(f"No organisation of this territory has the code {code}.")
    return tuple(sorted(walls_of(found.id).values()))


@cli.command(
    "privacy erase",
    "Show what is held of somebody in an organisation and, with --yes, erase what need not be kept",
    arguments=[
        _WHO,
        _CODE,
        cli.argument("--yes", action="store_true", help="erase; without it, nothing is changed"),
        cli.argument(
            "--reason",
            choices=["request", "objection", "unlawful"],
            default="request",
            help="why: the person asks, objects, or it should never have been held",
        ),
    ],
    role="owner",
)
def erase(options: Namespace) -> int | None:
    """Raises CommandError for an unknown organisation, or when nothing is held under that name."""
    from django.utils.translation import override

    with override("en"):
        return _erase(options)


def _erase(options: Namespace) -> int | None:
    from parvis.kernel import clock
    from parvis.kernel.reach import Reach, acting
    from parvis.privacy.domain import requests
    from parvis.privacy.models import Erasure, Reason

    walls, now = _walls(options.organisation), clock.now()
    with acting(Reach(actor="protection", walls=walls)):
        found = requests.find(options.who, walls)
        items = requests.held(found, at=now)
    if not items:
        raise cli.CommandError("Nothing is held under that name in this organisation.")
    for item in items:
        day = f"until {item.kept_until:%Y-%m-%d}" if item.kept_until else "no day was set"
        fate = f"stays ({day}; {item.why})" if item.held else "goes"
        cli.say(f"  {item.reference}  {item.about}  {item.state}  {fate}")
    if not options.yes:
        cli.say("Nothing was changed. Say --yes to erase what goes.")
        return 0
    with acting(Reach(actor="protection", walls=walls)):
        batch = requests.ask(found, Reason(options.reason), asked_by=None, name="operator", at=now)
    rows = list(Erasure.objects.filter(batch_id=batch))
    went, stayed = 0, 0
    for row in cli.track(rows, "Erasing"):
        with acting(Reach(actor="worker", walls=(row.wall_id,))):
            erased = requests.carry_out(row.id)
        if erased is not None:
            went, stayed = went + sum(erased.rows.values()), stayed + erased.held
    cli.say(f"{went} rows erased, {stayed} things kept by law.")
    return 0


@cli.command(
    "privacy due",
    "List what is past the day until which it had to be kept; nothing is erased",
    arguments=[_CODE],
    role="owner",
)
def due(options: Namespace) -> int | None:
    """Raises CommandError for an unknown organisation."""
    from django.utils.translation import override

    from parvis.kernel import clock
    from parvis.privacy.domain import requests

    with override("en"):
        items = requests.due(_walls(options.organisation), on=clock.today())
        for item in items:
            cli.say(f"  {item.kept_until}  {item.reference}  {item.about}  {item.state}")
    cli.say(f"{len(items)} due (the {requests.MOST_DUE} oldest at most).")
    return 0
