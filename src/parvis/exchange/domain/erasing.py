"""Erasure: with an agent's account what they exported; with anybody's data every file that may hold them.

Which cases stand in a file is written nowhere. So an erasure behind a wall takes the files of all exports that read
behind it and are still kept: at most a week's, which their people ask for again.
"""

from __future__ import annotations

import uuid

from parvis.exchange.data import State
from parvis.exchange.models import Export, Template
from parvis.files import api as files
from parvis.kernel.reach import Reach, acting, current


def erase_person(person_id: uuid.UUID) -> int:
    """Delete what somebody exported and their templates, shared ones too; acts as the owner."""
    found = list(Export.objects.filter(person_id=person_id))
    for export in found:
        _remove_files(export)
    gone = Export.objects.filter(person_id=person_id).delete()[0]
    return gone + int(Template.objects.filter(person_id=person_id).delete()[0])


def erase_behind(wall_id: uuid.UUID) -> int:
    """Take away the files of the exports that read behind a wall; how many. Acts within that wall."""
    gone = 0
    for export in Export.objects.filter(behind__contains=[wall_id]).exclude(state=State.ENDED):
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
