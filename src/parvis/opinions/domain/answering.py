"""Answering what was asked: by who is asked, within their own reach; declining it, handing it on to a colleague."""

import datetime as dt
import uuid

from django.db import connection
from django.utils.translation import gettext as _

from parvis.access.api import colleagues
from parvis.access.data import Right
from parvis.cases.data import NotFound
from parvis.deadlines.data import Favour
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.opinions.data import Answer, Overtaken, Refused, State
from parvis.opinions.domain import linking, noting, telling
from parvis.opinions.domain.asking import OPEN_AFTER, address
from parvis.opinions.models import Opinion

#: characters of an answer
MOST_WORDS = 20_000
#: mailboxes that anybody may open there: an address beside it is nobody's colleague
_ANYBODYS = frozenset(
    (
        *("gmail.com", "googlemail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "laposte.net"),
        *("hotmail.com", "hotmail.fr", "live.fr", "outlook.com", "outlook.fr", "yahoo.com", "yahoo.fr", "icloud.com"),
        *("me.com", "proton.me", "protonmail.com", "gmx.fr", "gmx.com", "bbox.fr", "numericable.fr", "aol.com"),
    )
)


def is_asked_of(opinion_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Whether an opinion is asked of somebody today, or was: of them, of who is away, of a department of theirs; never
    of who asked. A trigger says the same when it is answered. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute("select opinions_is_asked_of(%s, %s, %s)", [opinion_id, person_id, clock.today()])
        return bool(cursor.fetchone()[0])


def _held(opinion_id: uuid.UUID) -> Opinion:
    """The opinion, locked, while an answer is awaited. Raises NotFound, Overtaken."""
    found = Opinion.objects.select_for_update().filter(id=opinion_id).first()
    if found is None:
        raise NotFound(f"opinion {opinion_id}")
    if found.state == State.GIVEN:
        raise Overtaken(_("%(name)s answered already, meanwhile.") % {"name": found.ender_name})
    if found.state == State.DECLINED:
        raise Overtaken(_("%(name)s said already that no opinion will come.") % {"name": found.ender_name})
    if not found.waits:
        raise Overtaken(_("This opinion is no longer asked for."))
    return found


def check(opinion: Opinion, answer: Answer) -> dict[str, str]:
    """What is wrong with an answer, by field."""
    errors = {}
    if answer.favour not in set(Favour):
        errors["favour"] = _("Choose your opinion")
    elif answer.favour in (Favour.RESERVED, Favour.UNFAVOURABLE) and not answer.words.strip():
        errors["reply"] = _("Say why, or under which conditions")
    if len(answer.words) > MOST_WORDS:
        errors["reply"] = _("Your text is too long: %(num)s characters at most") % {"num": MOST_WORDS}
    said = dict(answer.replies)
    for one in opinion.yes_no:
        if answer.favour != Favour.NONE and said.get(one["id"]) not in ("yes", "no"):
            errors[f"q-{one['id']}"] = _("Answer yes or no")
    return errors


def answer(opinion_id: uuid.UUID, given: Answer, *, by_id: uuid.UUID | None, by_name: str, at: dt.datetime) -> Opinion:
    """Give an opinion, once: after its day it is kept as late. What was sent with it is kept with it.

    Raises NotFound, Overtaken; the answer was checked before (`check`).
    """
    opinion = _held(opinion_id)
    opinion.state, opinion.favour, opinion.reply = State.GIVEN, given.favour, given.words.strip()
    opinion.replies = {name: said for name, said in given.replies if said in ("yes", "no")}
    opinion.late = at.astimezone(PARIS).date() > opinion.due_on
    _end(opinion, by_id, by_name, at)
    noting.answered(opinion.id, opinion.wall_id)
    return opinion


def decline(opinion_id: uuid.UUID, reason: str, *, by_id: uuid.UUID | None, by_name: str, at: dt.datetime) -> Opinion:
    """Say that no opinion will come, and why. Raises NotFound, Overtaken, Refused."""
    if not reason.strip():
        raise Refused(_("Say why you give no opinion"), "reason")
    opinion = _held(opinion_id)
    opinion.state, opinion.reply = State.DECLINED, reason.strip()[:MOST_WORDS]
    _end(opinion, by_id, by_name, at)
    noting.answered(opinion.id, opinion.wall_id)
    return opinion


def _end(opinion: Opinion, by_id: uuid.UUID | None, by_name: str, at: dt.datetime) -> None:
    opinion.ended_at, opinion.ended_by, opinion.ender_name = at, by_id, by_name[:200]
    opinion.open_until = min(opinion.open_until, at + OPEN_AFTER)
    opinion.save(
        update_fields=[
            "state",
            "favour",
            "reply",
            "replies",
            "late",
            "ended_at",
            "ended_by",
            "ender_name",
            "open_until",
        ]
    )


def colleagues_of(opinion: Opinion, *, but: uuid.UUID | None) -> list[tuple[uuid.UUID, str]]:
    """To whom an agent may hand it: who handles cases behind the wall that was asked, in the same department or in the
    whole organisation. Within the reach of that organisation's agents.
    """
    if opinion.to_organisation_id is None:
        return []
    found = {
        one.person_id: one.name
        for one in colleagues(opinion.to_organisation_id)
        if opinion.to_wall_id in one.walls
        and Right.HANDLE_CASES in one.rights
        and one.department_id in (None, opinion.to_department_id)
        and one.person_id != but
    }
    return sorted(found.items(), key=lambda one: one[1].casefold())


def hand(opinion_id: uuid.UUID, to: uuid.UUID, *, by_id: uuid.UUID, by_name: str, at: dt.datetime) -> Opinion:
    """Hand it to a colleague of the same body. Raises NotFound, Overtaken, Refused."""
    opinion = _held(opinion_id)
    names = dict(colleagues_of(opinion, but=by_id))
    if to not in names:
        raise Refused(_("Choose a colleague of the list"), "colleague")
    opinion.to_person_id, opinion.to_name = to, names[to]
    _handed(opinion, by_name, names[to], at)
    telling.asked(opinion)
    return opinion


def hand_outside(opinion_id: uuid.UUID, email: str, name: str, *, at: dt.datetime) -> Opinion:
    """Hand it to another address of the same body, which gets a link of its own; this one opens nothing any more.

    Raises NotFound, Overtaken, Refused for an address of somebody else.
    """
    opinion = _held(opinion_id)
    to, before = address(email), opinion.to_name
    own, other = (one.rpartition("@")[2].lower() for one in (opinion.to_email, to))
    if own != other or own in _ANYBODYS:
        raise Refused(
            _("Only a colleague at the same address can answer in your place (…@%(domain)s). Tell who asked you.")
            % {"domain": own}
            if own not in _ANYBODYS
            else _("Your address is not one of an organisation: tell who asked you to whom to write instead."),
            "email",
        )
    if to.lower() == opinion.to_email.lower():
        raise Refused(_("This is your own address"), "email")
    opinion.to_email, opinion.to_name = to, (name.strip() or to)[:200]
    _handed(opinion, before, opinion.to_name, at)
    linking.hand_on(opinion)
    return opinion


def _handed(opinion: Opinion, before: str, after: str, at: dt.datetime) -> None:
    opinion.handed = [*opinion.handed, {"from": before, "to": after, "at": at.isoformat()}]
    opinion.save(update_fields=["to_person_id", "to_email", "to_name", "handed"])
    noting.handed(opinion)
