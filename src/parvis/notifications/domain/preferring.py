"""How the holder of an account wants to be told of new requests: kept once a person, read where one is begun."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from parvis.notifications.data import Topic
from parvis.notifications.domain.telling import known
from parvis.notifications.models import Preference

Told = dict[str, tuple[str, ...]]


def preferred(person_id: uuid.UUID) -> Told:
    """For each topic, the channels that the acting person wants; empty for who never said. One statement."""
    found = Preference.objects.filter(person_id=person_id).values_list("told", flat=True).first() or {}
    return {topic.value: known(found.get(topic, ())) for topic in Topic if found.get(topic)}


def prefer(person_id: uuid.UUID, told: Mapping[str, Sequence[str]], *, at: dt.datetime) -> None:
    """Keep what the acting person wants. A topic without a channel is told as if nothing had been said."""
    wanted = {topic.value: known(told.get(topic, ())) for topic in Topic}
    changed = Preference.objects.filter(person_id=person_id).update(told=wanted, changed_at=at)
    if not changed:
        Preference.objects.bulk_create(
            [Preference(person_id=person_id, told=wanted, changed_at=at)],
            update_conflicts=True,
            unique_fields=["person_id"],
            update_fields=["told", "changed_at"],
        )
