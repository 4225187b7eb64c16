"""Makes the rows of planned requests, in processes of their own that touch no database."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.cases.api import bringing, bringing_rows
from parvis.kernel.clock import PARIS
from parvis.procedures.demonstration import (
    answers_birth_certificate,
    answers_parking_card,
    answers_proof_of_accommodation,
    answers_public_space_move,
    answers_school_enrolment,
    birth_certificate,
    parking_card,
    proof_of_accommodation,
    public_space_move,
    school_enrolment,
    temporary_bar,
)
from parvis.procedures.demonstration.answers import Commune
from parvis.procedures.demonstration.crowd import associations
from parvis.procedures.demonstration.mass.courses import COURSES
from parvis.procedures.demonstration.mass.drawing import LargeDraw, Resident
from parvis.procedures.demonstration.mass.planning import CHANNELS, Plan

_ANSWERS: dict[str, Callable[..., dict[str, Any]]] = {
    birth_certificate.SLUG: answers_birth_certificate.answers,
    proof_of_accommodation.SLUG: answers_proof_of_accommodation.answers,
    public_space_move.SLUG: answers_public_space_move.answers,
    school_enrolment.SLUG: answers_school_enrolment.answers,
    parking_card.SLUG: answers_parking_card.answers,
    temporary_bar.SLUG: associations.answers,
}
_ASKERS = ("holder", "asker", "parent", "host", "responsible", "born")


@dataclass(frozen=True)
class World:
    """Where requests are made. communes: of each place; living: who asks there."""

    places: Sequence[bringing.Place]
    communes: Sequence[Commune]
    living: Sequence[list[Resident]]


#: set before the processes are forked, so that each has it without being sent it
_world: World | None = None


def prepare(world: World) -> None:
    """Remember where requests are made, for this process and those that it forks."""
    global _world
    _world = world


def answers(draw: LargeDraw, place: bringing.Place, commune: Commune, day: dt.date, ended: bool) -> dict[str, Any]:
    """What a request made that day says, valid for its form but for the files it asks for."""
    found = _ANSWERS[place.slug](0, day, commune=commune, draw=draw)
    if place.slug == temporary_bar.SLUG:
        found["association"] = draw.association()
        if ended:
            # what counts against yearly limits is theirs to count: fairs and public feasts do not
            found["occasion"] = "public_feast"
    return found


def make(number: int, seed: int, plans: Sequence[Plan]) -> tuple[int, dict[str, bytes], bytes]:
    """The rows of a batch: its number, COPY's text by table, the leaves of the record one after the other."""
    assert _world is not None
    draw = LargeDraw(number, f"mass {seed}")
    writer = bringing_rows.Writer(draw)
    for plan in plans:
        place = _world.places[plan.place]
        course = COURSES[place.slug][plan.course]
        moments = [dt.datetime.fromtimestamp(second, dt.UTC) for second in plan.moments]
        day = moments[0].astimezone(PARIS).date()
        draw.come(_world.living[plan.place])
        said = answers(draw, place, _world.communes[plan.place], day, ended=not course.open)
        writer.write(
            bringing.Request(
                place=place,
                at=moments[0],
                acts=list(zip(course.acts, moments[1:], strict=True)),
                answers=said,
                resident=_name(said),
                channel=draw.choice(CHANNELS),
                code=plan.code,
                number=plan.number,
                first=plan.first,
            )
        )
    rows = writer.finish()
    return number, {table: "".join(lines).encode() for table, lines in rows.text.items()}, b"".join(rows.leaves)


def _name(said: Mapping[str, Any]) -> str:
    who: Mapping[str, str] = next((said[name] for name in _ASKERS if name in said), {})
    return f"{who.get('first_names', '')} {who.get('family_name') or who.get('birth_name', '')}".strip()
