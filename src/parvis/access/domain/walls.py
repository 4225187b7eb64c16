"""Walls: made once, known for ever; a process keeps those that it has met."""

import uuid

from parvis.access.models import Wall

_known: dict[tuple[uuid.UUID, str], uuid.UUID] = {}


def wall_for(organisation_id: uuid.UUID, sphere: str) -> uuid.UUID:
    """The id of the wall of an organisation and a sphere, made at first need."""
    key = (organisation_id, str(sphere))
    found = _known.get(key)
    if found is None:
        asked = Wall.objects.filter(organisation_id=organisation_id, sphere=str(sphere)).values_list("id", flat=True)
        found = asked.first()
        if found is None:
            Wall.objects.bulk_create([Wall(organisation_id=organisation_id, sphere=str(sphere))], ignore_conflicts=True)
            # Not kept: the open transaction may yet be rolled back, and the wall with it.
            return asked.get()
        _known[key] = found
    return found


def walls_of(organisation_id: uuid.UUID) -> dict[str, uuid.UUID]:
    """The walls that an organisation has, by sphere. One query."""
    return dict(Wall.objects.filter(organisation_id=organisation_id).values_list("sphere", "id"))


def describe(wall_id: uuid.UUID) -> tuple[uuid.UUID, str]:
    """Organisation and sphere of a wall. Raises Wall.DoesNotExist."""
    return Wall.objects.values_list("organisation_id", "sphere").get(pk=wall_id)


def forget() -> None:
    """Forget the walls that this process knows (tests that change databases)."""
    _known.clear()
