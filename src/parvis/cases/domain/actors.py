"""Who writes, from what `access` knows of them."""

import uuid
from collections.abc import Mapping
from typing import Any

from parvis.access.data import RIGHTS, Right, Role, Standing
from parvis.cases.data import Actor, ActorKind
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain.answers import texts_at


def actor_of(standing: Standing, *, as_agent: bool) -> Actor:
    """The acting person as an agent (with the roles of each wall that open cases to them) or as a resident."""
    if not as_agent:
        return Actor(ActorKind.RESIDENT, name=standing.name, person_id=standing.person_id)
    roles: dict[uuid.UUID, frozenset[str]] = {}
    for membership in standing.memberships:
        if Right.READ_CASES in RIGHTS[membership.role]:
            for wall in membership.walls:
                roles[wall] = roles.get(wall, frozenset()) | {str(membership.role)}
    held = [membership.role for membership in standing.memberships if Right.READ_CASES in RIGHTS[membership.role]]
    quality = str((Role.SUPERVISOR if Role.SUPERVISOR in held else Role.AGENT).label) if held else ""
    return Actor(ActorKind.AGENT, name=standing.name, person_id=standing.person_id, roles=roles, quality=quality)


def resident_of(definition: CaseTypeDefinition, answers: Mapping[str, Any]) -> Actor:
    """Somebody without an account, under the name that they gave."""
    return Actor(ActorKind.RESIDENT, name=texts_at(answers, definition.contact.name))


def system(name: str) -> Actor:
    """A system actor (timer, worker, import) under a name that people read."""
    return Actor(ActorKind.SYSTEM, name=name)
