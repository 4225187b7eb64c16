"""Who handles a case: the department, and what the organisation has confirmed of the law's reading."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from parvis.calendars.api import Calendar, Zone, zone_of
from parvis.cases.definition import CaseTypeDefinition, LawReading, Silence
from parvis.cases.domain import clock_readings, retention
from parvis.cases.domain.answers import text_at
from parvis.cases.models import Handling
from parvis.expressions.api import Program
from parvis.territory.api import closing_days, departments, organisations


def silence_of(definition: CaseTypeDefinition, handling: Handling) -> Silence | None:
    """The effect of no answer as this organisation has confirmed it, or else as the definition reads the law."""
    own = definition.deadline.silence
    if handling.silence is None:
        return own
    said = Silence.model_validate(handling.silence)
    # which requests it concerns hangs on the questions of the form: that stays the definition's to say
    return said.model_copy(update={"when": own.when, "concerns": own.concerns}) if own else said


def readings_of(definition: CaseTypeDefinition) -> tuple[LawReading, ...]:
    """The definition's readings of the law beside silence and limits: its own, those of how its clock runs, and
    that of how long cases are kept.
    """
    kept = retention.reading(definition)
    return (*definition.readings, *clock_readings.of(definition), *((kept,) if kept else ()))


def unconfirmed(definition: CaseTypeDefinition, handling: Handling) -> tuple[LawReading, ...]:
    """The definition's readings that this organisation has not confirmed."""
    return tuple(one for one in readings_of(definition) if not one.confirmed and one.id not in handling.readings)


@lru_cache(maxsize=100)
def _concerned(when: str) -> Program:
    """A condition of the effect of no answer, compiled once. when: as JSON."""
    return Program({"when": json.loads(when)})


def silence_for(
    definition: CaseTypeDefinition, handling: Handling, answers: Mapping[str, Any], today: dt.date
) -> Silence | None:
    """The effect of no answer to these answers; None where it does not concern them."""
    return concerning(silence_of(definition, handling), answers, today)


def concerning(silence: Silence | None, answers: Mapping[str, Any], today: dt.date) -> Silence | None:
    """The effect of no answer, if it concerns these answers."""
    if silence is None or silence.when is None:
        return silence
    outcome = _concerned(json.dumps(silence.when)).run({**answers, "today": today.isoformat()})
    return silence if outcome["when"] is True else None


def of_destination(
    definition: CaseTypeDefinition, case_type_id: uuid.UUID, organisation_id: uuid.UUID, answers: Mapping[str, Any]
) -> Handling:
    """Who gets the case: the commune that the answers name where it handles this case type, or where it was made.

    organisation_id: on whose site it was made.
    """
    code = text_at(answers, definition.destination) if definition.destination else ""
    named = organisations.by_insee(code) if code else None
    if named is not None and named.id != organisation_id:
        found = Handling.objects.filter(case_type_id=case_type_id, organisation_id=named.id).first()
        if found is not None:
            return found
    return Handling.objects.get(case_type_id=case_type_id, organisation_id=organisation_id)


def route(
    definition: CaseTypeDefinition, answers: Mapping[str, Any], organisation_id: uuid.UUID, today: dt.date
) -> uuid.UUID:
    """The department that gets the case: that of the first rule that is true, or the definition's own."""
    code = definition.department
    if definition.routing:
        rules = {str(index): rule.when for index, rule in enumerate(definition.routing)}
        outcomes = Program(rules).run({**answers, "today": today.isoformat()})
        true = (rule.department for index, rule in enumerate(definition.routing) if outcomes[str(index)] is True)
        code = next(true, code)
    return department_of(organisation_id, code)


def department_of(organisation_id: uuid.UUID, code: str) -> uuid.UUID:
    """The department of that code, or the reception of an organisation that has none of it."""
    try:
        return departments.by_code(organisation_id, code).id
    except LookupError:
        return departments.reception(organisation_id).id


def zone_of_organisation(organisation_id: uuid.UUID) -> Zone:
    """Whose public holidays it keeps."""
    organisation = organisations.get(organisation_id)
    return zone_of(organisation.insee or organisation.county)


def calendar_of(
    definition: CaseTypeDefinition, organisation_id: uuid.UUID, start: dt.date, until: dt.date | None = None
) -> Calendar:
    """The organisation's calendar for the promise of the definition; its closing days are read only if one is made.

    until: how far time has gone since `start`: what is promised may have stood still all along.
    """
    zone = zone_of_organisation(organisation_id)
    promised = definition.deadline.promise_working_days
    if not promised:
        return Calendar(zone)
    end = max(start, until or start) + dt.timedelta(days=2 * promised + 120)
    found = closing_days.between(organisation_id, start, end)
    return Calendar(zone, frozenset(day.date for day in found))
