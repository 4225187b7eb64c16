"""Background work of `workload`."""

import uuid

from parvis.access.api import Right, acting_as, standing_of
from parvis.cases import api as cases
from parvis.kernel import clock, jobs
from parvis.workload.domain import handing

#: no pile is longer than that many rounds of `handing.AT_ONCE`; what is left waits for the next click
_ROUNDS = 200


@jobs.job(own_transactions=True)
def hand_out(*, organisation_id: str, department_id: str, person_id: str) -> None:
    """Go on with handing out in turn what a supervisor began with, a transaction each round: run twice, it finds
    nothing left to give. Ends where the person may no longer.
    """
    place, own = uuid.UUID(department_id), uuid.UUID(person_id)
    for _round in range(_ROUNDS):
        with acting_as(own, Right.ASSIGN_CASES, actor="worker") as reach:
            pile = handing.waiting(reach.walls, place) if reach.walls else []
            there = handing.hands(uuid.UUID(organisation_id), place, reach.walls, today=clock.today())
            by = cases.actor_of(standing_of(own), as_agent=True)
            given = handing.give(pile, handing.in_turn(pile, there), by=by, at=clock.now())
        if not given:
            return
