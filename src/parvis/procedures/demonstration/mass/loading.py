"""Brings the requests in: one transaction of the owner, fed by processes that make rows. All of it, or nothing.

Everything waits meanwhile that reads or writes cases: the site is best stopped, or left alone.
"""

import datetime as dt
import gc
import multiprocessing
import os
import uuid
from collections import deque
from collections.abc import Callable
from typing import Any

from django.db import connection, connections, transaction

from parvis.access.api import standing_of
from parvis.cases import api as cases
from parvis.cases.api import bringing, bringing_places, bringing_rows
from parvis.cases.registry import BESIDE
from parvis.identity.api import find
from parvis.kernel.database import bulk
from parvis.kernel.ids import new_id
from parvis.ledger.api import bringing as ledger
from parvis.procedures.demonstration import parking_card, school_enrolment
from parvis.procedures.demonstration.answers import COMMUNES, Commune
from parvis.procedures.demonstration.catalogue import AT_WORK, CATALOGUE
from parvis.procedures.demonstration.crowd.desks import desk
from parvis.procedures.demonstration.mass import making
from parvis.procedures.demonstration.mass.drawing import LargeDraw, Resident, commune, residents
from parvis.procedures.demonstration.mass.planning import SHARES, Planner
from parvis.procedures.domain import catalogue
from parvis.territory.api import organisations
from parvis.territory.data import Organisation, OrganisationKind

BATCH = 2_500
#: who asks in a commune, for each hundredth of the requests that go there
PEOPLE = 300
#: procedures whose addresses must lie in a zone: those of the demonstration's own streets do
ZONED = (parking_card.SLUG, school_enrolment.SLUG)
_AHEAD = 4
_HASH = 32
#: who worked in a department before those who do now: their accounts are no more
_FORMER = 6

Told = Callable[[str, int, int], None]


def load(number: int, *, seed: int, now: dt.datetime, told: Told, makers: int | None = None) -> int:
    """Bring `number` requests in; how many entries the record has more.

    told: what is being done, how much of it, of how much. makers: processes that make rows; all processors if None.
    """
    world, insee = read()
    prepare(world)
    connections.close_all()
    gc.freeze()  # what is forked is left alone by the collector, and so are the pages that it would write to
    # Forked while there is neither a connection nor a thread of ours.
    with (
        multiprocessing.get_context("fork").Pool(makers or os.cpu_count() or 1, gc.disable) as pool,
        transaction.atomic(),
        connection.cursor() as django,
    ):
        return write(django.cursor, pool, world, insee, number, seed=seed, now=now, told=told)


def write(
    cursor: Any,
    pool: Any,
    world: making.World,
    insee: list[str],
    number: int,
    *,
    seed: int,
    now: dt.datetime,
    told: Told,
) -> int:
    """Within the owner's open transaction: plan, have the rows made by `pool`, write them, seal them, count them."""
    cursor.execute("set local maintenance_work_mem = '512MB'")
    cursor.execute("set local work_mem = '256MB'")
    chain = ledger.Chain(cursor)
    begun = chain.size
    columns = bringing_rows.columns()
    planner = Planner(
        places=world.places,
        insee=insee,
        seed=seed,
        now=now,
        taken=bringing_places.codes_taken(cursor),
        counters=bringing_places.counters(cursor),
        first=begun,
    )
    built = [*columns, *bringing_rows.filled()]
    with bulk.suspended(cursor, built, lambda name: told(f"Building {name}", number, number)) as anew:
        for beside in BESIDE:
            beside.begin(cursor)
        columns |= bringing_rows.staged()
        waiting: deque[Any] = deque()
        batches = enumerate(planner.batches(number, BATCH))
        done = 0
        while True:
            while len(waiting) < _AHEAD and (batch := next(batches, None)):
                waiting.append((len(batch[1]), pool.apply_async(making.make, (batch[0], seed, batch[1]))))
            if not waiting:
                break
            size, made = waiting.popleft()
            _number, text, leaves = made.get()
            for table, data in text.items():
                bulk.copy(cursor, table, columns[table], data, frozen=table in anew)
            chain.grow(leaves[start : start + _HASH] for start in range(0, len(leaves), _HASH))
            done += size
            told("Bringing in cases", done, number)
        note = chain.note("demonstration", {"cases": number, "seed": seed}, now, new_id())
        bulk.copy(cursor, ledger.TABLE, ledger.COLUMNS, note.encode())
        chain.state(now)
        bringing_places.set_counters(cursor, planner.counters)
        for beside in BESIDE:
            told(f"Gathering what {beside.name} keeps", number, number)
            beside.end(cursor)
    return chain.size - begun


def prepare(world: making.World) -> None:
    """Read whatever is needed to make rows, for this process and those that it forks."""
    revisions = {(place.slug, uuid.UUID(place.revision_id)) for place in world.places}
    for one in BESIDE:
        one.prepare(sorted(revisions))
    making.prepare(world)


def read() -> tuple[making.World, list[str]]:
    """Every place of the demonstration's procedures, its commune, and its INSEE code."""
    everyone = [one for one in organisations.all() if one.kind is OrganisationKind.COMMUNE and one.contact.phone]
    places, communes, codes = [], [], []
    for entry in CATALOGUE:
        offering = set(entry.offered_by([one.insee for one in everyone]))
        for organisation in everyone:
            if organisation.insee not in offering:
                continue
            offered = catalogue.get(organisation.id, entry.slug)
            agents, supervisor = _hands(organisation, entry.definition(AT_WORK).department)
            places.append(bringing_places.place(entry.slug, offered.case_type_id, organisation.id, agents, supervisor))
            postcode = organisation.contact.address.rpartition("\n")[2][:5]
            communes.append(
                COMMUNES[organisation.insee]
                if entry.slug in ZONED
                else commune(organisation.insee, organisation.name, postcode)
            )
            codes.append(organisation.insee)
    towns: dict[Commune, list[Resident]] = {}
    for insee, town in zip(codes, communes, strict=True):
        if town not in towns:
            towns[town] = residents(town, PEOPLE * SHARES.get(insee, 2))
    return making.World(places, communes, [towns[town] for town in communes]), codes


def _hands(organisation: Organisation, department: str) -> tuple[tuple[bringing.Hand, ...], bringing.Hand]:
    """Those who work there now, and some who did."""
    draw = LargeDraw(0, f"hands {organisation.insee} {department}")
    former = []
    for place in range(_FORMER):
        known = uuid.uuid5(organisation.id, f"{department} {place}")
        former.append(bringing.Hand(str(known), " ".join(draw.person().named.values()), "Agent"))
    if organisation.insee not in AT_WORK:
        return tuple(former[1:]), former[0]
    now = []
    for email in desk(organisation.insee, department):
        account = find(email)
        if account is None:
            raise LookupError(f"the demonstration's {email} has no account")
        actor = cases.actor_of(standing_of(account.id), as_agent=True)
        quality = next((office.quality for office in actor.offices.values() if office.quality), "Agent")
        now.append(bringing.Hand(str(account.id), actor.name, quality))
    return (now[0], now[0], *former), now[1]
