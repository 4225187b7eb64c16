"""Tables of zones as organisations keep them: looked up without a statement, replaced whole."""

import threading
import uuid
from collections import OrderedDict

from django.db import transaction

from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.territory import models
from parvis.territory.data import OrganisationKind, Text, ZoneTable
from parvis.territory.domain import communes, directory
from parvis.territory.domain.naming import folded
from parvis.territory.domain.zones import Parity, Stretch, ZoneMap

MOST_KEPT = 100
"""Maps kept by one process: some 1 MB for a table of 5,000 lines."""

_kept: OrderedDict[uuid.UUID, ZoneMap] = OrderedDict()
_lock = threading.Lock()


def of(organisation_id: uuid.UUID) -> list[ZoneTable]:
    """The tables of an organisation, by name. No statement."""
    tables = (found for found in directory.current().zone_tables if found.organisation_id == organisation_id)
    return sorted(tables, key=lambda found: found.name.fr)


def get(organisation_id: uuid.UUID, code: str) -> ZoneTable | None:
    """The table of this code. No statement."""
    return next((found for found in of(organisation_id) if found.code == code), None)


def zone_map(table: ZoneTable) -> ZoneMap:
    """The content of a table: one statement for each version and process. The version is the key: never stale."""
    with _lock:
        found = _kept.get(table.version)
        if found is not None:
            _kept.move_to_end(table.version)
            return found
    rows = models.ZoneStretch.objects.filter(table_id=table.id).order_by("position")
    made = ZoneMap(
        Stretch(zone, street, Parity(parity), low, high, position)
        for zone, street, parity, low, high, position in rows.values_list(
            "zone", "street", "parity", "first", "last", "position"
        )
    )
    with _lock:
        _kept[table.version] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def find(organisation_id: uuid.UUID, code: str, *, street: str, postcode: str = "", town: str = "") -> str | None:
    """The zone of an address; None outside of the organisation, or where its table does not say.

    At most one statement, when the process has not yet read this version of the table.
    """
    table = get(organisation_id, code)
    if table is None or not _inside(organisation_id, postcode, town):
        return None
    return zone_map(table).find(street)


def _inside(organisation_id: uuid.UUID, postcode: str, town: str) -> bool:
    """Whether a postcode and a town are the commune's: streets of other communes bear the same names.

    Several communes share a postcode; a town that is one of the others is outside. What is no commune's name at all (a
    quarter, a former commune) is judged by the postcode.
    """
    organisation = directory.current().organisations.get(organisation_id)
    if organisation is None:
        return False
    if organisation.kind != OrganisationKind.COMMUNE or not postcode:
        return True
    if organisation.postcodes and postcode not in organisation.postcodes:
        return False
    name = communes.searchable(town)
    if not town or name == communes.searchable(organisation.name):
        return True
    others = communes.search(postcode, 50)
    return not any(communes.searchable(one.name) == name and one.insee != organisation.insee for one in others)


def replace(organisation_id: uuid.UUID, code: str, name: Text, stretches: tuple[Stretch, ...]) -> ZoneTable:
    """Put `stretches` in the place of everything in the table, which is made at first need: all of it or nothing.

    Cases keep the zone that they were submitted with. Raises ValueError for a table that overlaps.
    """
    if any(fault.blocking for fault in ZoneMap(stretches).faults()):
        raise ValueError("two zones hold the same house")
    with transaction.atomic():
        row, _made = models.ZoneTable.objects.select_for_update().get_or_create(
            organisation_id=organisation_id,
            code=code,
            defaults={"name_fr": name.fr, "name_en": name.en, "changed_at": clock.now()},
        )
        models.ZoneStretch.objects.filter(table=row).delete()
        models.ZoneStretch.objects.bulk_create(
            [
                models.ZoneStretch(
                    table=row, position=position, zone=one.zone, street=one.street, parity=str(one.parity),
                    first=one.first, last=one.last,
                )
                for position, one in enumerate(stretches, 1)
            ],
            batch_size=1000,
        )  # fmt: skip
        row.name_fr, row.name_en = name.fr, name.en
        row.version, row.stretch_count, row.changed_at = new_id(), len(stretches), clock.now()
        row.save()
        directory.changed()
    found = get(organisation_id, code)
    if found is None:
        raise RuntimeError("the table was not written")
    return found


def remove(organisation_id: uuid.UUID, code: str) -> None:
    """Remove a table. Forms that ask for a zone of it then know none."""
    models.ZoneTable.objects.filter(organisation_id=organisation_id, code=code).delete()
    directory.changed()


def plain_code(name: str) -> str:
    """A code for a table of that name: « Secteurs scolaires » gives secteurs_scolaires."""
    return folded(name).replace(" ", "_")[:60].strip("_")
