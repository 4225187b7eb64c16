"""Cards that wardens check: given with the decision, ended with the case, asked of by their number.

What a warden needs is whether the card that lies behind the windscreen holds here and today, and for this vehicle.
Numbers follow one another, so that anybody may ask of any: the answer holds no name and no plate. A plate that was
read on the vehicle is compared, whole; the table never tells its own.
"""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.urls import reverse

from parvis.cases.data import CardText
from parvis.cases.domain.words import fill
from parvis.cases.models import Card, Case, Decision
from parvis.kernel.reach import Reach, acting
from parvis.territory.api import sites

_NUMBER = re.compile(r"([A-Z]{2,6})[ \-./]*([0-9]{4})[ \-./]+([0-9]{1,9})")
_VERIFIER = Reach(actor="verifier")


class CardState(StrEnum):
    """What a card is worth on a day."""

    VALID = "valid"
    TO_COME = "to_come"
    ENDED = "ended"
    CANCELLED = "cancelled"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class PublicCard:
    """All that the public may know of a card. same: whether the plate that was typed is its own (None: none typed).

    valid_until: the last day on which it holds, also where a newer one follows before its own end; newer: the number of
    the one that follows, if there is one.
    """

    number: str
    zone: str
    valid_from: dt.date
    valid_until: dt.date
    state: CardState
    same: bool | None
    newer: str = ""

    @property
    def since(self) -> dt.date:
        """The first day on which it held no more."""
        return self.valid_until + dt.timedelta(days=1)


def address(decision: Decision) -> str:
    """Where anyone checks the card that a decision gives, on the organisation's site; nothing before it is decided."""
    if not decision.label:
        return ""
    return sites.url(sites.of(decision.organisation_id), reverse("cases:card_number", args=[decision.label]))


def compared(plate: str) -> str:
    """A plate as it is compared: capitals and digits alone."""
    return "".join(character for character in plate.upper() if character.isalnum())[:40]


def number_of(typed: str) -> str:
    """The number that somebody meant ("sta 2026 42" is STA-2026-0042), or nothing."""
    found = _NUMBER.fullmatch(typed.strip()[:40].upper())
    return f"{found[1]}-{found[2]}-{int(found[3]):04}" if found else ""


def issue(case: Case, text: CardText, decision: Decision, values: dict[str, str]) -> None:
    """Write down the card that a decision gives, in its transaction. values: what the marks stand for."""
    if decision.valid_from is None or decision.valid_until is None:
        raise ValueError("a card has its days")
    if case.renews_id:
        # two cards of one vehicle never hold on the same day: the former ends where this one begins
        former = Card.objects.filter(case_id=case.renews_id, cancelled_at=None, replaced_on=None)
        former.filter(valid_until__gte=decision.valid_from).update(replaced_on=decision.valid_from)
    Card.objects.create(
        case=case,
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        organisation_id=case.organisation_id,
        number=decision.label,
        plate=compared(fill(text.plate, values)),
        zone=fill(text.zone, values)[:200],
        valid_from=decision.valid_from,
        valid_until=decision.valid_until,
    )


def cancel(case: Case, *, at: dt.datetime) -> int:
    """End the case's cards before their time: from now on wardens read so. How many there were."""
    return Card.objects.filter(case=case, cancelled_at=None).update(cancelled_at=at)


def find(organisation_id: uuid.UUID, number: str, plate: str, *, today: dt.date) -> PublicCard | None:
    """What the public may know of the card of that (normalised) number, on that day."""
    with acting(_VERIFIER), connection.cursor() as cursor:
        cursor.execute(
            "select number, zone, valid_from, valid_until, cancelled_at, replaced_on, newer, same"
            " from cases_card_public(%s, %s, %s)",
            [organisation_id, number, compared(plate)],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    number, zone, first, last, cancelled, replaced, newer, same = row
    if replaced is not None:
        last = min(last, replaced - dt.timedelta(days=1))
    if cancelled is not None:
        state = CardState.CANCELLED
    elif replaced is not None and today >= replaced:
        state = CardState.REPLACED
    elif today < first:
        state = CardState.TO_COME
    else:
        state = CardState.VALID if today <= last else CardState.ENDED
    return PublicCard(number, zone, first, last, state, same if compared(plate) else None, newer or "")
