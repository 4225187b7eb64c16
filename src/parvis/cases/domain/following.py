"""A request that was sent, followed by several people or given to another one: by invitation, never by itself.

Who is invited proves the address by a code (`sharing`). Guests read the request, answer corrections and messages, and
are told by e-mail; its holder alone invites, gives it on, withdraws it. Agents read all of it in its story.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from django.db import connection

from parvis.cases.data import Actor, ActorKind, Audience, NotAllowed, NotFound
from parvis.cases.domain import beside, sharing
from parvis.cases.domain.guests import people
from parvis.cases.domain.sharing import INVITED_FOR, MOST
from parvis.cases.models import Case, Share
from parvis.identity.api import digest, fresh
from parvis.kernel import reach
from parvis.kernel.ids import new_id

#: entries of the timeline
HANDED_OVER, JOINED, LEFT = "handed_over", "joined", "left"


def invite(
    case: Case,
    email: str,
    *,
    takes_over: bool,
    stays: bool,
    by: str,
    owner_email: str,
    language: str,
    at: dt.datetime,
    seats: int = MOST,
) -> str:
    """Invite an address to follow a request, or to take it over; the secret of its link. An earlier invitation of the
    same address, and for taking over any earlier one, is withdrawn.
    seats: as many as may follow it. Raises NotAllowed for who does not hold it.
    """
    now, address, secret = reach.current() or reach.NOBODY, email.strip().lower(), fresh()
    with connection.cursor() as cursor:
        cursor.execute("select cases_set_apart(%s, %s)", [case.id, new_id()])
        subject: uuid.UUID | None = cursor.fetchone()[0]
    if subject is None:
        raise NotAllowed("only its holder invites")
    case.subject_id, case.shared = subject, True
    if subject not in now.subjects:
        reach.replace(replace(now, subjects=(*now.subjects, subject)))
    here = Share.objects.filter(case_id=case.id, removed_at=None)
    if not takes_over and here.exclude(email=address).filter(takes_over=False).count() >= seats:
        raise NotAllowed("as many as may follow it")
    waiting = here.filter(accepted_at=None)
    for old in (waiting.filter(email=address), waiting.filter(takes_over=True) if takes_over else waiting.none()):
        old.update(removed_at=at, invite_hash="", code_hash="")
    if not takes_over and here.filter(email=address, takes_over=False).exists():
        raise NotAllowed("they follow it already")
    Share.objects.create(
        case_id=case.id,
        wall_id=case.wall_id,
        subject_id=subject,
        takes_over=takes_over,
        stays=stays,
        email=address,
        language=language,
        invited_by=by[:120],
        owner_email=owner_email[:254],
        invited_at=at,
        expires_at=at + INVITED_FOR,
        invite_hash=digest(secret),
    )
    return secret


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an invitation gave. left_behind: the address of a former holder without account who wanted to go on
    following the request: to be invited.
    """

    case: Case
    takes_over: bool
    left_behind: str


def accept(secret: str, code: str, name: str, token: str, *, by: Actor, at: dt.datetime) -> Accepted | None:
    """Make the acting account, or the browser of `token`, a guest of the request or its holder; None for a wrong code
    (five, and it is dead), or a link that is no longer good. The request is within reach from then on.
    """
    found = sharing.invitation(secret, at=at)
    if found is None or found.case_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "select case_id, subject_id, takes_over, left_behind from cases_share_accept_sent(%s, %s, %s, %s, %s, %s)",
            [digest(secret), sharing.coded(found, code), token, name.strip()[:120], at, new_id()],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    case_id, subject, takes_over, left_behind = row
    now = reach.current() or reach.NOBODY
    reach.replace(replace(now, subjects=(*now.subjects, subject), token=token))
    who = Actor(ActorKind.RESIDENT, name=name, person_id=by.person_id)
    _note(case_id, HANDED_OVER if takes_over else JOINED, {"name": name, "from": found.invited_by}, by=who, at=at)
    return Accepted(Case.objects.get(id=case_id), takes_over, left_behind)


def end(case: Case, share_id: uuid.UUID, *, by: Actor, at: dt.datetime) -> Share:
    """End one person's part, or an invitation that nobody took yet; guests end their own. Raises NotFound."""
    found = next((one for one in people(case) if one.id == share_id), None)
    if found is None:
        raise NotFound(f"share {share_id}")
    if found.accepted_at:
        _note(case.id, LEFT, {"name": found.name}, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select cases_share_end(%s, %s)", [share_id, at])
        if not cursor.fetchone()[0]:
            raise NotFound(f"share {share_id}")
    return found


def _note(case_id: uuid.UUID, kind: str, data: dict[str, str], *, by: Actor, at: dt.datetime) -> None:
    with beside.beside(case_id, by=by, at=at) as write:
        write.note(kind, data, audience=Audience.ALL)
