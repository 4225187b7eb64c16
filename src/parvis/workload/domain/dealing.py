"""Handing out in turn: pure."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from parvis.workload.data import Hand


def deal(
    cases: Sequence[tuple[uuid.UUID, uuid.UUID]],
    hands: Sequence[Hand],
    among: Mapping[uuid.UUID, Collection[uuid.UUID]] | None = None,
) -> dict[uuid.UUID, Hand]:
    """To whom each case goes, (case, wall) in the order given: always to who has the fewest open cases by then. among:
    for a case, the people who alone may get it.

    Among as many, by name, then by id: the same question has the same answer, whatever the order of `hands`. A case
    behind whose wall none of them works is left out. Whoever is away is not among `hands`: that is the caller's to see.

    Invariant: of the hands that work behind the same walls, whoever was given something ends with at most one case more
    than whoever has the fewest.
    """
    loads = {one.id: one.load for one in hands}
    order = sorted(hands, key=lambda one: (one.name.casefold(), str(one.id)))
    dealt: dict[uuid.UUID, Hand] = {}
    for case_id, wall_id in cases:
        only = among.get(case_id) if among else None
        able = [one for one in order if wall_id in one.walls and (only is None or one.id in only)]
        if not able:
            continue
        chosen = min(able, key=lambda one: loads[one.id])
        loads[chosen.id] += 1
        dealt[case_id] = chosen
    return dealt
