"""Who writes, from what `access` knows of them."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override

from parvis.access.data import Right, Standing
from parvis.cases.data import Actor, ActorKind, Office
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain.answers import texts_at
from parvis.workflows.data import Transition
from parvis.workflows.registry import ACTIONS


def actor_of(standing: Standing, *, as_agent: bool) -> Actor:
    """The acting person as an agent (with the roles of each wall that open cases to them, and the quality in which they
    sign there) or as a resident.
    """
    if not as_agent:
        return Actor(ActorKind.RESIDENT, name=standing.name, person_id=standing.person_id)
    roles: dict[uuid.UUID, frozenset[str]] = {}
    offices: dict[uuid.UUID, Office] = {}
    held = [membership for membership in standing.memberships if Right.READ_CASES in membership.rights]
    # A stated quality goes before a role's name, and the role with more rights before the other.
    for membership in sorted(held, key=lambda one: (bool(one.quality), len(one.rights))):
        with override("fr"):  # the language of acts, whatever the agent reads
            office = Office(membership.quality or str(membership.role.label), membership.by_delegation)
        for wall in membership.walls:
            roles[wall] = roles.get(wall, frozenset()) | {str(membership.role)}
            offices[wall] = office
    return Actor(ActorKind.AGENT, name=standing.name, person_id=standing.person_id, roles=roles, offices=offices)


def permitted(moves: Iterable[Transition], *, by: Actor, wall_id: uuid.UUID) -> list[Transition]:
    """Of what a workflow offers, what `by` may do: a case that was only lent is decided by its own organisation."""
    lent = by.lent.get(wall_id)
    if lent is None or lent.decides:
        return list(moves)
    return [move for move in moves if not any(ACTIONS[use.type].decides for use in move.actions)]


def resident_of(definition: CaseTypeDefinition, answers: Mapping[str, Any]) -> Actor:
    """Somebody without an account, under the name that they gave."""
    return Actor(ActorKind.RESIDENT, name=texts_at(answers, definition.contact.name))


def system(name: str) -> Actor:
    """A system actor (timer, worker, import) under a name that people read."""
    return Actor(ActorKind.SYSTEM, name=name)
