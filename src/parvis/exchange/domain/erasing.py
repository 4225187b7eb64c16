"""Erasure: with an agent's account what they took out or in; with anybody's data every file that may hold them.

Which cases stand in a file is written nowhere. So an erasure behind a wall takes the files of all exports that read
behind it and are still kept: at most a week's, which their people ask for again. Rows are locked before their files
are listed: a worker who is adding to one has finished its part by then, and finds the row ended afterwards.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from parvis.exchange.data import State
from parvis.exchange.domain import imports
from parvis.exchange.models import Export, Import, Mapping, Template
from parvis.files import api as files
from parvis.kernel.reach import Reach, acting, current


@transaction.atomic
def erase_person(person_id: uuid.UUID) -> int:
    """Delete what somebody exported and their templates, shared ones too; acts as the owner."""
    found = list(Export.objects.select_for_update().filter(person_id=person_id))
    for export in found:
        _remove_files(export)
    for one in Import.objects.select_for_update().filter(person_id=person_id):
        imports.take_away(one)
    return sum(
        int(model.objects.filter(person_id=person_id).delete()[0]) for model in (Export, Template, Import, Mapping)
    )


@transaction.atomic
def erase_behind(wall_id: uuid.UUID) -> int:
    """Take away the files of the exports that read behind a wall, and of the imports that wrote there; how many.

    Acts within that wall. What an import made are cases, which are erased as such.
    """
    gone = 0
    for one in Import.objects.select_for_update().filter(wall_id=wall_id).exclude(state=State.ENDED):
        imports.take_away(one)
        gone += Import.objects.filter(id=one.id).update(
            state=State.ENDED,
            name="",
            file_id=None,
            lines_id=None,
            report_id=None,
            parts=[],
            papers=[],
            titles=[],
            sample=[],
            problems=[],
            told="",
        )
    held = Export.objects.select_for_update().filter(behind__contains=[wall_id]).exclude(state=State.ENDED)
    for export in held:
        _remove_files(export)
        gone += Export.objects.filter(id=export.id).update(
            state=State.ENDED, parts=[], file_id=None, size=0, told="", address="", case_ids=None, widths={}
        )
    return gone


def _remove_files(export: Export) -> None:
    held = [*export.parts, *([export.file_id] if export.file_id else [])]
    if held:
        reach = current() or Reach()
        with acting(Reach(actor=reach.actor, person=reach.person, walls=(export.id,))):
            files.remove(held)
