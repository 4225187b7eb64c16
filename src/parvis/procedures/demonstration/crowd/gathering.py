"""Brings the courses together with people and places: every request of the demonstration beside its first sixteen."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

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
from parvis.procedures.demonstration.answers import COMMUNES, Commune, Draw, Person
from parvis.procedures.demonstration.catalogue import CATALOGUE, Entry
from parvis.procedures.demonstration.crowd import associations, schedule
from parvis.procedures.demonstration.crowd.changes import named
from parvis.procedures.demonstration.crowd.courses import COURSES
from parvis.procedures.demonstration.crowd.plots import Plot
from parvis.procedures.demonstration.crowd.specimens import Specimens
from parvis.procedures.demonstration.crowd.telling import People, Teller
from parvis.procedures.domain import catalogue
from parvis.territory.api import organisations, schools

_ANSWERS: dict[str, Callable[..., dict[str, Any]]] = {
    birth_certificate.SLUG: answers_birth_certificate.answers,
    proof_of_accommodation.SLUG: answers_proof_of_accommodation.answers,
    public_space_move.SLUG: answers_public_space_move.answers,
    school_enrolment.SLUG: answers_school_enrolment.answers,
    parking_card.SLUG: answers_parking_card.answers,
    temporary_bar.SLUG: associations.answers,
}
#: of ten requests, where each is made
_SHARES = ("59183",) * 6 + ("59273",) * 2 + ("59271",) * 2
#: asked so long ago, a letter would still wait in the print queue: these people have an e-mail address
_LONG_AGO = 12
_ASKERS = ("holder", "asker", "parent", "host", "born", "responsible")


def everyone(today: dt.date, specimens: Specimens) -> Iterator[Teller]:
    """All of them, the same on any day but for the days themselves, each with the moments of what happens to it."""
    number, people = 0, People()
    for entry in CATALOGUE:
        promised = entry.definition(tuple(COMMUNES)).deadline.promise_working_days or 0
        for plot in COURSES[entry.slug]:
            told = []
            for index in range(plot.count):
                number += 1
                day = schedule.lasts(plot, index, today, promised)
                told.append(_teller(entry, plot, number, index, (today, day), specimens, people))
            if plot.linked:
                told[0].before = told[1]  # the nearest comes first
            yield from told


def _teller(
    entry: Entry,
    plot: Plot,
    number: int,
    index: int,
    days: tuple[dt.date, dt.date],
    specimens: Specimens,
    people: People,
) -> Teller:
    filled, day = days
    draw = Draw(number, f"when {entry.slug}")
    insee = plot.commune or ("59183" if plot.changes else _SHARES[number * 7 % 10])
    organisation = organisations.by_insee(insee)
    assert organisation is not None
    moments = schedule.moments(plot.acts, day, draw)
    definition = entry.definition(tuple(COMMUNES))
    return Teller(
        number=number,
        procedure=catalogue.get(organisation.id, entry.slug),
        sphere=entry.sphere,
        insee=insee,
        department=definition.department,
        moments=moments,
        acts=plot.acts,
        made=partial(_answers, entry.slug, number, index, COMMUNES[insee], plot, filled),
        specimens=specimens,
        people=people,
        account=plot.account,
        told=plot.told,
    )


def _answers(
    slug: str, number: int, index: int, commune: Commune, plot: Plot, filled: dt.date, today: dt.date
) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if plot.wanted:
        organisation = organisations.by_insee(commune.insee)
        assert organisation is not None
        known = schools.of(organisation.id)
        chosen = known[number % len(known)]
        more["wanted"] = {"uai": chosen.uai, "name": chosen.name, "zone": chosen.zone}
    found = _ANSWERS[slug](number, today, commune=commune, email=plot.account, **more)
    if plot.account:
        found = named(found, plot.account)
    elif "email" not in found and (plot.acts and plot.ago[1] > _LONG_AGO):
        found["email"] = _email(found)
    return plot.changes(found, index, filled) if plot.changes else found


def _email(answers: dict[str, Any]) -> str:
    who = next(answers[name] for name in _ASKERS if name in answers)
    return Person("", who["first_names"], who.get("family_name") or who.get("birth_name", "")).email
