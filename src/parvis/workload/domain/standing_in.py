"""Who stands in for whom on a day: pure, from the absences of an organisation."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from parvis.workload.data import Away


def on(absences: Iterable[Away], day: dt.date) -> dict[uuid.UUID, uuid.UUID | None]:
    """Who is away on `day`, each with who stands in (None: nobody)."""
    return {one.person_id: one.replacement_id for one in absences if one.covers(day)}


def stand_in(person_id: uuid.UUID, away: Mapping[uuid.UUID, uuid.UUID | None]) -> uuid.UUID | None:
    """Who does that person's work: they themselves when they are there, else their replacement, or whoever stands in
    for that one. None where the chain ends with nobody, or comes round in a circle: everybody in it is away.
    """
    seen: set[uuid.UUID] = set()
    found: uuid.UUID | None = person_id
    while found is not None and found in away:
        if found in seen:
            return None
        seen.add(found)
        found = away[found]
    return found


def stood_for(person_id: uuid.UUID, away: Mapping[uuid.UUID, uuid.UUID | None]) -> set[uuid.UUID]:
    """For whom that person stands in, directly or down a chain; never for themselves."""
    return {one for one in away if one != person_id and stand_in(one, away) == person_id}


def comes_round(new: Away, known: Iterable[Away]) -> bool:
    """Whether a new absence closes a circle of replacements on some day: nobody in it would do the work.

    A day matters only where some absence begins; trying those within the new one is trying all.
    """
    others = [one for one in known if one.id != new.id]
    days = {new.first_day} | {one.first_day for one in others if new.covers(one.first_day)}
    for day in days:
        away = on([*others, new], day)
        found, steps = new.replacement_id, 0
        while found is not None and steps <= len(away):
            if found == new.person_id:
                return True
            found, steps = away.get(found), steps + 1
    return False
