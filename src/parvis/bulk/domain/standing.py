"""Who asked for a run, as they stand at this moment."""

from parvis.access.api import agent, reach_of, standing_of
from parvis.bulk.models import Run
from parvis.bulk.registry import Act
from parvis.cases import api as cases
from parvis.cases.data import Actor
from parvis.kernel.reach import Reach


def reach_and_actor(run: Run, act: Act) -> tuple[Reach, Actor]:
    """What who asked reaches now, and the agent that they are. Raises LookupError where their account is no more."""
    found = standing_of(run.person_id)
    reach = reach_of(agent(*act.rights, actor="worker"), found, run.organisation_id)
    return reach, cases.actor_of(found, as_agent=True)
