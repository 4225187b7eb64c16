"""The procedures that the demonstration publishes, and in which communes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.data import Face
from parvis.procedures.demonstration import (
    birth_certificate,
    parking_card,
    proof_of_accommodation,
    public_space_move,
    school_enrolment,
    temporary_bar,
)
from parvis.procedures.demonstration.answers import COMMUNES
from parvis.territory.data import Sphere


@dataclass(frozen=True)
class Entry:
    """One procedure. definition: made for the communes that offer it, by INSEE code; communes: those, or all."""

    slug: str
    sphere: Sphere
    face: Face
    definition: Callable[[Sequence[str]], CaseTypeDefinition]
    communes: tuple[str, ...] = ()

    def offered_by(self, everyone: Sequence[str]) -> list[str]:
        """Those of the communes `everyone` that offer it."""
        return [insee for insee in everyone if insee in self.communes or not self.communes]


#: the communes whose departments are at work
AT_WORK = tuple(COMMUNES)

CATALOGUE: tuple[Entry, ...] = (
    Entry(
        temporary_bar.SLUG,
        Sphere.GENERAL,
        temporary_bar.FACE,
        lambda communes: temporary_bar.definition(),
    ),
    Entry(birth_certificate.SLUG, Sphere.CIVIL_STATUS, birth_certificate.FACE, birth_certificate.definition),
    Entry(
        proof_of_accommodation.SLUG,
        Sphere.CIVIL_STATUS,
        proof_of_accommodation.FACE,
        lambda communes: proof_of_accommodation.definition(),
        AT_WORK,
    ),
    Entry(
        school_enrolment.SLUG,
        Sphere.SCHOOL,
        school_enrolment.FACE,
        lambda communes: school_enrolment.definition(),
        AT_WORK,
    ),
    Entry(
        parking_card.SLUG,
        Sphere.PUBLIC_SPACE,
        parking_card.FACE,
        lambda communes: parking_card.definition(),
        AT_WORK,
    ),
    Entry(
        public_space_move.SLUG,
        Sphere.PUBLIC_SPACE,
        public_space_move.FACE,
        lambda communes: public_space_move.definition(),
        AT_WORK,
    ),
)
