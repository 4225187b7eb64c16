"""Files that an expert sends with an answer: held by the opinion alone, opened by whoever opens the opinion.

They are behind the case's wall and about nobody: no resident's page finds them, and they go when the case goes.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.files import api as files
from parvis.kernel.reach import NOBODY, acting, current
from parvis.opinions.data import Refused
from parvis.opinions.models import Opinion

MOST = 10
KINDS = frozenset({"picture", "pdf", "office"})
LARGEST = 15_000_000


@contextmanager
def holding(opinion_id: uuid.UUID) -> Iterator[None]:
    """Act with the files of an opinion within reach, after it itself was found to be."""
    now = current() or NOBODY
    with acting(replace(now, subjects=(*now.subjects, opinion_id))):
        yield


def take(opinion: Opinion, sent: files.Spooled) -> dict[str, Any]:
    """Take in a file for an answer that is awaited. Raises Refused: nothing stays of it then."""
    try:
        with files.examined(sent, kinds=KINDS, largest=LARGEST) as found:
            return _keep(opinion, found)
    except files.FileRefused as refused:
        raise Refused(cases.taking.message(refused.reason, sent.said_name, _Limits()), "files") from refused
    except files.FilesBusy as error:
        raise Refused(cases.taking.busy(sent.said_name), "files") from error


class _Limits:
    """What messages about refused files say of their limits."""

    kinds = tuple(KINDS)
    max_megabytes = LARGEST // 1_000_000


def _keep(opinion: Opinion, found: files.Examined) -> dict[str, Any]:
    kept: files.FileRef | None = None
    try:
        with transaction.atomic():
            held = Opinion.objects.select_for_update().filter(id=opinion.id).first()
            if held is None or not held.waits:
                raise Refused(_("This opinion is no longer asked for."), "files")
            if len(held.reply_files) >= MOST:
                raise Refused(_("At most %(num)s files go with an answer") % {"num": MOST}, "files")
            with holding(opinion.id):
                kept = files.keep(found, wall_id=opinion.wall_id, held_by=opinion.id)
            line = {"id": str(kept.id), "name": kept.name, "size": kept.size, "media_type": kept.media_type}
            opinion.reply_files = [*held.reply_files, line]
            opinion.save(update_fields=["reply_files"])
            return line
    except BaseException:
        if kept is not None:
            files.let_go(kept)
        raise


def drop(opinion: Opinion, file_id: str) -> None:
    """Leave a file out again, as long as no answer was given."""
    with transaction.atomic():
        held = Opinion.objects.select_for_update().filter(id=opinion.id).first()
        if held is None or not held.waits:
            return
        left = [one for one in held.reply_files if one["id"] != file_id]
        if len(left) < len(held.reply_files):
            with holding(opinion.id):
                files.remove([uuid.UUID(file_id)])
            opinion.reply_files = left
            opinion.save(update_fields=["reply_files"])


def listed(opinion: Opinion) -> list[dict[str, Any]]:
    """What was sent with an answer, or is ready to be: {id, name, size}."""
    return list(opinion.reply_files)


def fetch(opinion: Opinion, file_id: uuid.UUID) -> files.FileRef:
    """A file of an answer, for who opens the opinion. Raises files.FileNotFound."""
    if str(file_id) not in {one["id"] for one in opinion.reply_files}:
        raise files.FileNotFound(str(file_id))
    with holding(opinion.id):
        return files.fetch(file_id)


def remove(opinions: Iterable[uuid.UUID]) -> int:
    """Remove the files of these opinions; how many."""
    gone = 0
    for one in opinions:
        with holding(one):
            gone += files.remove_held([one])
    return gone
