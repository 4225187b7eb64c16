"""Opinions of the demonstration: a move on which the parking department has answered and the buses have not yet, an
order that somebody asks to have repealed, a delegation.
"""

import datetime as dt
import uuid

from django.db import connection

from parvis.access.api import Right, acting_as, standing_of
from parvis.calendars.api import Calendar, is_working_day
from parvis.cases import api as cases
from parvis.cases.data import Actor
from parvis.cases.registry import Proposal
from parvis.identity.api import find
from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS
from parvis.kernel.demonstration import FILLERS, Filler
from parvis.opinions.data import Answer, Expert, Question
from parvis.opinions.domain import answering, approving, asking, delegating
from parvis.opinions.models import Delegation
from parvis.territory.api import departments, organisations

_DUNKERQUE, _MOVE = "59183", "stationnement-demenagement"
_THOMAS, _JULIE, _YVES = "t.carlier@dunkerque.example", "j.wallaert@dunkerque.example", "y.marchand@dunkerque.example"
_DAY = dt.timedelta(days=1)


def _person(email: str) -> uuid.UUID:
    found = find(email)
    if found is None:
        raise LookupError(f"the demonstration's {email} has no account")
    return found.id


def _move(organisation_id: uuid.UUID, status: str, before: dt.datetime) -> uuid.UUID | None:
    """A move of the town that stands there since before a moment; none in the small demonstration."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id from cases_case c join cases_casetype t on t.id = c.case_type_id"
            " where t.slug = %s and c.organisation_id = %s and c.status = %s and not exists"
            " (select from cases_timelineentry e where e.case_id = c.id and e.at >= %s) order by c.id desc limit 1",
            [_MOVE, organisation_id, status, before],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _office(days: int) -> dt.datetime:
    """Ten in the morning, so many working days ago."""
    day = clock.today()
    while days:
        day -= _DAY
        days -= is_working_day(day, Calendar())
    return dt.datetime.combine(day, dt.time(10, 5), PARIS)


def _fill() -> None:
    now = clock.now()
    thomas, julie, yves = _person(_THOMAS), _person(_JULIE), _person(_YVES)
    here = organisations.by_insee(_DUNKERQUE)
    assert here is not None
    asked, answered, lately = _office(2), _office(1), _office(1)
    reviewed, accepted = _move(here.id, "under_review", asked), _move(here.id, "accepted", lately)
    with acting_as(thomas, Right.HANDLE_CASES):
        by = cases.actor_of(standing_of(thomas), as_agent=True)
        if accepted is not None:
            words = "Le déménagement est annulé : la personne a appelé ce matin."
            said = Proposal("Vous nous avez dit que votre déménagement n’aura pas lieu : les places sont rendues.")
            approving.ask(accepted, "revoke_approved", words, by=by, at=lately, version=None, said=said)
    if reviewed is not None:
        _ask(reviewed, departments.by_code(here.id, "stationnement").id, by, thomas, julie, (asked, answered))
    with acting_as(yves, Right.HANDLE_CASES):
        first = clock.today() + 7 * _DAY
        delegating.give(here.id, julie, first, first + 6 * _DAY, by=yves, at=now)


def _ask(
    case_id: uuid.UUID,
    department_id: uuid.UUID,
    by: Actor,
    thomas: uuid.UUID,
    julie: uuid.UUID,
    at: tuple[dt.datetime, dt.datetime],
) -> None:
    """One that is answered, one that is awaited; each on its day."""
    detour = (("q1", "Faut-il dévier la circulation ?"),)
    parts = ("0.0", "1.0", "1.1", "1.2", "1.3", "2.0", "2.1")
    with clock.fixed(at[0]), jobs.in_background(), acting_as(thomas, Right.HANDLE_CASES):
        day = clock.today() + 12 * _DAY
        words = "Ces places peuvent-elles être neutralisées à ces heures ? Sous quelles réserves ?"
        traffic = Question(words, day, rule="traffic", parts=parts, yes_no=detour)
        asked = asking.ask(case_id, traffic, Expert(department_id), by=by, at=clock.now())
        words = "Une ligne passe-t-elle dans cette rue ? Faut-il déplacer un arrêt ?"
        buses = Question(words, day, rule="buses", parts=parts[1:3], confidential=True)
        expert = Expert(email="reseau@dkbus.example", name="Réseau de bus")
        asking.ask(case_id, buses, expert, by=by, at=clock.now())
    with clock.fixed(at[1]), jobs.in_background(), acting_as(julie, Right.HANDLE_CASES):
        said = Answer("reserved", "Oui, en laissant libre le passage vers le parking.", (("q1", "no"),))
        answering.answer(asked.id, said, by_id=julie, by_name="Julie Wallaert", at=clock.now())


FILLERS.register(Filler("76-opinions", lambda: not Delegation.objects.exists(), _fill))
