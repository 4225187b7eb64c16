"""What the case's timeline gets of an opinion, and who reads it there.

Experts don't reach the case: what they say is written down behind its wall by a worker, at the moment at which they
said it, so that a late worker moves no date.
"""

import datetime as dt
import uuid
from typing import Any

from parvis.cases import api as cases
from parvis.cases.data import Audience, NotFound
from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS
from parvis.opinions.data import State
from parvis.opinions.domain import telling
from parvis.opinions.models import Opinion


def audience(opinion: Opinion) -> Audience:
    """Who reads of it: the person concerned where the definition lets them."""
    return Audience.AGENTS if opinion.told == "nothing" else Audience.ALL


def said(opinion: Opinion, **more: Any) -> dict[str, Any]:
    """What an entry about it holds: for the person too, so that nothing is in it that they may not read."""
    named = opinion.label if audience(opinion) is Audience.ALL else opinion.to_name
    return {"opinion": str(opinion.id), "who": named, "clock": opinion.clock, **more}


def answered(opinion_id: uuid.UUID, wall_id: uuid.UUID) -> None:
    """Have an answer written down, and who asked told of it."""
    jobs.defer(note, opinion_id=str(opinion_id), wall_id=str(wall_id))


@jobs.job(retries=8)
def note(*, opinion_id: str, wall_id: str) -> None:
    """Write an answer into the case's timeline, once."""
    opinion = Opinion.objects.select_for_update().filter(id=opinion_id, noted_at=None).exclude(ended_at=None).first()
    if opinion is None or opinion.state == State.WITHDRAWN:
        return
    shown = audience(opinion)
    data = said(opinion)
    if opinion.state == State.DECLINED:
        kind = "opinion_declined"
        if shown is Audience.AGENTS:
            data["reason"] = opinion.reply
    else:
        kind = "opinion_given"
        data["late"] = opinion.late
        data["favour"] = opinion.favour if shown is Audience.AGENTS or opinion.told == "answer" else ""
    _write(opinion, kind, data, at=opinion.ended_at)
    Opinion.objects.filter(id=opinion.id).update(noted_at=clock.now())
    telling.answered(opinion)


def _write(opinion: Opinion, kind: str, data: dict[str, Any], *, at: dt.datetime | None) -> None:
    named = data["who"] if audience(opinion) is Audience.ALL else opinion.ender_name or opinion.to_name
    by = cases.system(named)
    try:
        with cases.beside.beside(
            opinion.case_id, by=by, at=at or clock.now(), moves_dates=bool(opinion.clock)
        ) as write:
            write.note(kind, data, audience=audience(opinion))
    except NotFound:  # erased since
        return


def lapse(opinion: Opinion, *, at: dt.datetime) -> bool:
    """Write down that nobody answered by the day: from now on an answer is late. Whether it was so."""
    day = at.astimezone(PARIS).date()
    waits = Opinion.objects.filter(id=opinion.id, state=State.AWAITED, due_on__lt=day)
    if not waits.update(state=State.SILENT, chased_on=day):
        return False
    opinion.state, opinion.chased_on = State.SILENT, day
    _write(opinion, "opinion_silent", said(opinion, favour=opinion.silence), at=at)
    return True


def handed(opinion: Opinion) -> None:
    """Have it written down that it was handed on to a colleague: for agents alone."""
    place = len(opinion.handed) - 1
    jobs.defer(note_handed, opinion_id=str(opinion.id), wall_id=str(opinion.wall_id), place=place)


@jobs.job(retries=8)
def note_handed(*, opinion_id: str, wall_id: str, place: int) -> None:
    """The same, by a worker behind the case's wall. place: which time."""
    opinion = Opinion.objects.filter(id=opinion_id).first()
    if opinion is None:  # erased since
        return
    once = opinion.handed[place]
    by, at = cases.system(once["from"]), dt.datetime.fromisoformat(once["at"])
    data = {"opinion": str(opinion.id), "who": once["from"], "to": once["to"]}
    with cases.beside.beside(opinion.case_id, by=by, at=at) as write:
        write.note("opinion_handed", data, audience=Audience.AGENTS)
