"""What is meant for somebody who is away goes to who stands in."""

from parvis.cases.registry import STAND_INS, StandIns
from parvis.workload.domain.absences import instead_of

STAND_INS.register(
    StandIns("workload", lambda organisation_id, wall_id, person_id: instead_of(organisation_id, wall_id, person_id))
)
