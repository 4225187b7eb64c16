"""`parvis access …`: who works where, said by whoever runs the server."""

from argparse import Namespace

from parvis.kernel import cli

cli.group("access", "Who works where")


@cli.command(
    "access invite",
    "Invite somebody to an organisation, its first administrator above all: prints the link to give them",
    arguments=[
        cli.argument("code", metavar="CODE", help="INSEE code of a commune, or SIREN"),
        cli.argument("email", metavar="EMAIL", help="their e-mail address, which the link makes an account of"),
        cli.argument("--role", default="administrator", help="administrator (default), agent, supervisor…"),
    ],
    role="owner",
)
def invite(options: Namespace) -> int | None:
    """For all spheres: whoever administers narrows that afterwards. Raises CommandError for what can't be."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction
    from django.urls import reverse

    from parvis.access.data import Role
    from parvis.access.domain import members, walls
    from parvis.territory.api import organisations, sites
    from parvis.territory.data import Sphere

    found = organisations.by_insee(options.code) or organisations.by_siren(options.code)
    if found is None:
        raise cli.CommandError(f"No organisation of this territory has the code {options.code}.")
    if options.role not in {role.value for role in Role}:
        raise cli.CommandError(f"{options.role} is no role: {', '.join(role.value for role in Role)}.")
    try:
        validate_email(options.email)
    except ValidationError:
        raise cli.CommandError(f"{options.email} is no e-mail address.") from None
    with transaction.atomic():
        token = members.invite(
            email=options.email,
            organisation_id=found.id,
            department_id=None,
            role=Role(options.role),
            # made here: a new organisation has none yet, and whoever administers it invites others within them
            walls=[walls.wall_for(found.id, sphere) for sphere in Sphere],
            by=None,
        )
    days = members.INVITATION_LIFETIME.days
    cli.say(f"{found.title}: this link makes an account ({options.role}), once, within {days} days. Give it in person:")
    cli.say(sites.url(sites.territory(), reverse("access_invitation", args=[token])))
    return None
