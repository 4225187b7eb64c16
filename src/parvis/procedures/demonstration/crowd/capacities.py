"""The places of the demonstration's schools: set before anybody asks, one class almost full at the end."""

import datetime as dt
import uuid

from parvis.access.api import wall_for
from parvis.cases import api as cases
from parvis.procedures.demonstration.answers import COMMUNES
from parvis.territory.api import organisations, schools
from parvis.territory.data import Sphere

_LEVELS = (
    "Toute petite section", "Petite section", "Moyenne section", "Grande section", "CP", "CE1", "CE2", "CM1", "CM2",
)  # fmt: skip
_PLACES = 26


def open_schools(at: dt.datetime) -> None:
    """As many places in every class of this school year and of the next."""
    year = at.year - (at.month < 9)
    for insee in COMMUNES:
        organisation = organisations.by_insee(insee)
        assert organisation is not None
        for one in _counted(organisation.id):
            rows = [
                f"{school.name};{level};{start}-{start + 1};{_PLACES}"
                for school in schools.of(organisation.id)
                for level in _LEVELS
                for start in range(year, year + 2)
            ]
            cases.capacities.bring(one, "\n".join(["école;niveau;année;places", *rows]).encode(), at=at)


def almost_fill_one(at: dt.datetime) -> None:
    """One place is left in the class of Dunkerque that most children were enrolled in."""
    organisation = organisations.by_insee("59183")
    assert organisation is not None
    for one in _counted(organisation.id):
        most = max(cases.capacities.lines(one, at=at, limit=1000), key=lambda line: line.used)
        cases.capacities.set_capacity(most.id, most.used + 1, walls=[one.wall_id], at=at)


def _counted(organisation_id: uuid.UUID) -> list[cases.capacities.Counted]:
    return cases.capacities.counted([wall_for(organisation_id, Sphere.SCHOOL)])
