"""Fills the demonstration with requests, through the same faces that its pages use."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from parvis.access.api import Right, acting_as, standing_of
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind
from parvis.identity.api import digest, find, fresh
from parvis.kernel import clock, demonstration, jobs
from parvis.kernel.clock import PARIS
from parvis.kernel.demonstration import FILLERS, Filler
from parvis.kernel.reach import Reach, acting
from parvis.procedures.data import Offered
from parvis.procedures.demonstration import requests, temporary_bar
from parvis.procedures.demonstration.crowd import capacities, gathering, posting
from parvis.procedures.demonstration.crowd.specimens import specimens
from parvis.procedures.demonstration.requests import Asked, Step
from parvis.procedures.domain import catalogue
from parvis.territory.api import organisations

_OPENS, _LASTS = dt.time(18), dt.timedelta(hours=5)


@dataclass
class _Told:
    """One request as it goes: what the next step needs to know of the last."""

    asked: Asked
    procedure: Offered
    case_id: uuid.UUID | None = None
    subject_id: uuid.UUID | None = None
    version: int = 1

    def submit(self, at: dt.datetime, answers: dict[str, Any]) -> None:
        """Fill in and submit, with an account or by the secret of a draft."""
        person = _person(self.asked.account) if self.asked.account else None
        secret = "" if person else digest(fresh())
        with acting_as(person) if person else acting(Reach(token=secret)):
            by = self._resident()
            draft = cases.drafts.start(
                self.procedure.case_type_id,
                self.procedure.organisation_id,
                by=by,
                at=at,
                token_hash=secret,
                answers=answers,
            )
            made = cases.submit(draft.id, by=by, at=at)
        self.case_id, self.subject_id = made.case_id, made.subject_id

    def move(self, at: dt.datetime, step: Step) -> None:
        """Take a transition, as an agent or as whoever asked."""
        assert self.case_id is not None
        with self._reach(step.by):
            by = cases.actor_of(standing_of(_person(step.by)), as_agent=True) if step.by else self._resident()
            cases.read(self.case_id, by=by, at=at)
            case = cases.transition(
                self.case_id,
                step.transition,
                by=by,
                at=at,
                version=self.version,
                reason=step.reason,
                grounds=step.grounds,
            )
        self.version = case.version

    def _reach(self, agent: str) -> Any:
        if agent:
            return acting_as(_person(agent), Right.HANDLE_CASES)
        if self.asked.account:
            return acting_as(_person(self.asked.account))
        assert self.subject_id is not None
        return acting(Reach(subjects=(self.subject_id,)))

    def _resident(self) -> Actor:
        if self.asked.account:
            return cases.actor_of(standing_of(_person(self.asked.account)), as_agent=False)
        who = self.asked.answers["responsible"]
        return Actor(ActorKind.RESIDENT, name=f"{who['first_names']} {who['family_name']}")


def _person(email: str) -> uuid.UUID:
    found = find(email)
    if found is None:
        raise LookupError(f"the demonstration's {email} has no account")
    return found.id


def moment(today: dt.date, ago: int, hour: int, *, office: bool) -> dt.datetime:
    """A moment behind us. office: agents work on weekdays, so theirs moves from a weekend to the Monday after."""
    day = today - dt.timedelta(days=ago)
    if office and day.weekday() > 4:
        day += dt.timedelta(days=7 - day.weekday())
    return dt.datetime.combine(day, dt.time(hour, 5 + ago % 50), PARIS)


def answers(asked: Asked, today: dt.date) -> dict[str, Any]:
    opens = dt.datetime.combine(today + dt.timedelta(days=asked.ahead), _OPENS, PARIS)
    said = {"opens_at": opens.isoformat(), "closes_at": (opens + _LASTS).isoformat()}
    return {name: answer for name, answer in (asked.answers | said).items() if answer is not None}


def all_requests(today: dt.date) -> list[Asked]:
    last = requests.LAST_OF_FIVE
    month = (today + dt.timedelta(days=last.ahead)).month
    return [*requests.REQUESTS, last, *(requests.earlier(index, month) for index in range(4))]


Event = tuple[dt.datetime, Callable[[dt.datetime], None]]


def _fill() -> None:
    """Tell everything in the order of time, so that numbers of orders follow the days of decisions."""
    today = clock.today()
    events = _first_events(today)
    if demonstration.small():
        _happen(events)
        return
    capacities.open_schools(clock.now())
    with specimens() as papers:
        for told in gathering.everyone(today, papers):
            events += [(at, partial(told.go_on, step)) for step, at in enumerate(told.moments)]
        events += posting.events(today)
        _happen(events)
    capacities.almost_fill_one(clock.now())


def _happen(events: list[Event]) -> None:
    for done, (at, happen) in enumerate(sorted(events, key=lambda event: event[0]), 1):
        with clock.fixed(at), jobs.in_background():
            happen(at)
        demonstration.progress(done, len(events))


def _first_events(today: dt.date) -> list[Event]:
    """Those of `requests`, whom the story meets."""
    events: list[Event] = []
    for asked in all_requests(today):
        organisation = organisations.by_insee(asked.commune)
        assert organisation is not None
        told = _Told(asked, catalogue.get(organisation.id, temporary_bar.SLUG))
        events.append(
            (moment(today, asked.ago, asked.hour, office=False), partial(told.submit, answers=answers(asked, today)))
        )
        events += [
            (moment(today, step.ago, step.hour, office=bool(step.by)), partial(told.move, step=step))
            for step in asked.steps
        ]
    return events


def _empty() -> bool:
    organisation = organisations.by_insee(requests.DUNKERQUE)
    assert organisation is not None
    return not cases.types.in_use(catalogue.get(organisation.id, temporary_bar.SLUG).case_type_id)


FILLERS.register(Filler("60-requests", _empty, _fill))
