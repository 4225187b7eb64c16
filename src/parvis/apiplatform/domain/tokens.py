"""Tokens: made and revoked by an organisation's administrators, found by their prefix, compared in constant time."""

import datetime as dt
import hmac
import ipaddress
import secrets
import uuid
from collections.abc import Iterable, Sequence

from django.db import connection

from parvis.access.api import colleagues, walls_of
from parvis.apiplatform.data import Caller, Made, Problem, Quota, Scope, TokenLine
from parvis.apiplatform.models import Token
from parvis.identity.api import digest, fresh
from parvis.kernel.clock import PARIS

#: what every secret begins with: scanners of source code look for it
MARK = "pvs"
#: a token lives a year and a day at most; programmes are looked after
LONGEST = dt.timedelta(days=366)
#: what an organisation may have at once
MOST = 100
_PREFIX = 12
#: what an unknown prefix is compared with, so that it takes as long as a known one
_NOTHING = digest("nothing")


def make(
    *,
    organisation_id: uuid.UUID,
    name: str,
    walls: Sequence[uuid.UUID],
    scopes: Iterable[Scope],
    networks: Iterable[str],
    per_minute: int,
    per_day: int,
    expires_at: dt.datetime,
    by: uuid.UUID,
    at: dt.datetime,
) -> Made:
    """Make a token; acts as "administrator". Its secret is given this once. Raises ValueError."""
    if not at < expires_at <= at + LONGEST:
        raise ValueError("a token ends within a year")
    while (prefix := secrets.token_urlsafe(9)).startswith(("-", "_")) or len(prefix) != _PREFIX:
        pass
    secret = f"{MARK}_{prefix}_{fresh()}"
    made = Token.objects.create(
        organisation_id=organisation_id,
        person_id=by,
        name=name.strip(),
        prefix=prefix,
        digest=digest(secret),
        walls=sorted(walls),
        scopes=sorted({str(scope) for scope in scopes}),
        networks=[str(ipaddress.ip_network(one, strict=False)) for one in networks],
        per_minute=per_minute,
        per_day=per_day,
        created_at=at,
        expires_at=expires_at,
    )
    return Made(made.id, secret)


def revoke(token_id: uuid.UUID, *, at: dt.datetime) -> bool:
    """End a token at once; whether there was one to end. Acts as "administrator"."""
    return bool(Token.objects.filter(id=token_id, revoked_at=None).update(revoked_at=at))


def count(organisation_id: uuid.UUID, *, at: dt.datetime) -> int:
    """How many tokens of an organisation are live."""
    return Token.objects.filter(organisation_id=organisation_id, revoked_at=None, expires_at__gt=at).count()


def listed(organisation_id: uuid.UUID, *, at: dt.datetime) -> list[TokenLine]:
    """The tokens of an organisation, the newest first, ended ones last: three statements, whatever their number."""
    rows = list(Token.objects.filter(organisation_id=organisation_id).order_by("-id")[: 3 * MOST])
    spheres = {wall: sphere for sphere, wall in walls_of(organisation_id).items()}
    names = {one.person_id: one.name for one in colleagues(organisation_id)}
    lines = [_line(row, spheres, names, at) for row in rows]
    return sorted(lines, key=lambda line: line.state != "live")


def _line(row: Token, spheres: dict[uuid.UUID, str], names: dict[uuid.UUID, str], at: dt.datetime) -> TokenLine:
    state = "revoked" if row.revoked_at else "expired" if row.expires_at <= at else "live"
    return TokenLine(
        id=row.id,
        name=row.name,
        prefix=f"{MARK}_{row.prefix}",
        scopes=tuple(scope for scope in Scope if scope in row.scopes),
        spheres=tuple(sorted(spheres[wall] for wall in row.walls if wall in spheres)),
        networks=tuple(row.networks),
        per_minute=row.per_minute,
        per_day=row.per_day,
        created_at=row.created_at,
        # it ends as its last day does
        last_day=(row.expires_at - dt.timedelta(microseconds=1)).astimezone(PARIS).date(),
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        state=state,
        maker=names.get(row.person_id, "") if row.person_id else "",
    )


def enter(secret: str, address: str, *, site: uuid.UUID | None, at: dt.datetime) -> tuple[Caller, Quota]:
    """Let a token in, and count the call: two statements. site: the organisation at whose host it calls, None on the
    territory's own. Raises Problem.
    """
    prefix = secret[len(MARK) + 1 : len(MARK) + 1 + _PREFIX] if len(secret) < 100 and secret.isascii() else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, organisation_id, name, digest, walls, scopes, networks, per_minute, per_day,"
            " expires_at, revoked_at from apiplatform_enter(%s)",
            [prefix],
        )
        row = cursor.fetchone()
    right = hmac.compare_digest(digest(secret), row[3] if row else _NOTHING)
    if row is None or not right:
        raise Problem("no-token")
    ident, organisation_id, name, _digest, walls, scopes, networks, per_minute, per_day, expires_at, revoked_at = row
    if revoked_at is not None or expires_at <= at:
        raise Problem("expired-token")
    if networks and not _within(address, networks):
        raise Problem("wrong-address")
    if site is not None and site != organisation_id:
        raise Problem("wrong-site")
    caller = Caller(ident, organisation_id, name, tuple(walls), frozenset(scopes))
    return caller, _count(ident, per_minute, per_day, at)


def _within(address: str, networks: Sequence[str]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in ipaddress.ip_network(one) for one in networks)


def _count(token_id: uuid.UUID, per_minute: int, per_day: int, at: dt.datetime) -> Quota:
    minute = at.replace(second=0, microsecond=0)
    here = at.astimezone(PARIS)
    with connection.cursor() as cursor:
        cursor.execute(
            "select minute_used, day_used from apiplatform_count(%s, %s, %s, %s)", [token_id, at, minute, here.date()]
        )
        minute_used, day_used = cursor.fetchone()
    tomorrow = dt.datetime.combine(here.date() + dt.timedelta(days=1), dt.time(0), PARIS)
    return Quota(per_minute, minute_used, minute + dt.timedelta(minutes=1), per_day, day_used, tomorrow, at)


def names(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What the tokens among these ids are called, those of the acting walls' organisations. A statement."""
    with connection.cursor() as cursor:
        cursor.execute("select id, name from apiplatform_named(%s::uuid[])", [list(ids)])
        return dict(cursor.fetchall())
