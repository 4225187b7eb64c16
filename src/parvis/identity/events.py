"""What identity publishes."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """A person changed their names or language."""

    person_id: uuid.UUID
