"""What published procedures use of data sets: a copy that lacks it is refused."""

import uuid
from collections.abc import Iterator

from parvis.cases import api as cases
from parvis.datasets.api import uses_of
from parvis.datasets.data import Use
from parvis.datasets.registry import USERS, User


def _uses(organisation_id: uuid.UUID) -> Iterator[Use]:
    for one in cases.types.owned(organisation_id):
        if one.published_id is not None:
            definition = cases.types.load(one.published_id).definition
            yield from uses_of(definition.name.fr, definition.form)


USERS.register(User("procedures", _uses))
