"""Exports: asked for, made by a worker who acts as their person, stopped and gone on with, fetched, taken away."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import BinaryIO, cast

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _, override

from parvis.access.api import log_consultation
from parvis.exchange.data import BUSY, Asked, Format, NotPossible, Options, State
from parvis.exchange.domain import archive, naming, reading
from parvis.exchange.domain.columns import offered
from parvis.exchange.domain.writers import WRITERS
from parvis.exchange.domain.writers.sheets import Book
from parvis.exchange.models import Export
from parvis.files import api as files
from parvis.finding.data import BadQuery, Query
from parvis.identity.api import Limit
from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting, current

#: long enough to fetch it after a week's leave; each asks again for fresh figures
KEPT = dt.timedelta(days=7)
#: one who leaves with everything is slowed, one who works is not
ASKED = Limit("export:person", 60, dt.timedelta(days=1))
#: chosen by hand, at most
MOST_CHOSEN = 5000
#: seconds that a worker reads before it lets other work go first
SECONDS = 4.0
#: bytes of a file that is kept in memory before it goes to the disk
_IN_MEMORY = 1 << 20

log = structlog.get_logger("parvis.exchange")


def ask(
    asked: Asked, *, person_id: uuid.UUID, organisation_id: uuid.UUID | None, walls: tuple[uuid.UUID, ...]
) -> Export:
    """Have a worker make an export of what a query finds (or of cases chosen by hand) behind `walls`.

    Raises NotPossible, in words, where the columns, the cases or the names are none.
    """
    query = Query.read(QueryDict(asked.address))
    if asked.case_ids is not None and not 0 < len(asked.case_ids) <= MOST_CHOSEN:
        raise NotPossible(_("Choose requests in the list, or take all of it"))
    known = offered(query.procedure, walls)
    columns = [key for key in dict.fromkeys(asked.columns) if key in known]
    if asked.format is Format.ZIP:
        columns = []
        if not (asked.options.issued or asked.options.attached):
            raise NotPossible(_("Choose which documents to take"))
    elif not columns:
        raise NotPossible(_("Choose at least one column"))
    made = Export.objects.create(
        person_id=person_id,
        organisation_id=organisation_id,
        walls=list(walls),
        behind=list(walls),
        address=replace(query, columns=(), sort=None).address(),
        case_ids=list(asked.case_ids) if asked.case_ids is not None else None,
        format=asked.format,
        columns=columns,
        options=replace(asked.options, names=naming.check(asked.options.names)).kept(),
        language=asked.language,
        asked_at=asked.at,
        expires_at=asked.at + KEPT,
        state=State.WAITING,
    )
    _defer(made, make)
    jobs.defer(expire, delay=KEPT, export_id=str(made.id), person_id=str(person_id))
    return made


def _defer(export: Export, job: jobs.Job) -> None:
    """Have the next slice of it done behind everything else: nobody's receipt waits for a long file."""
    with jobs.in_background():
        jobs.defer(job, queueing_lock=f"export:{export.id}", export_id=str(export.id), person_id=str(export.person_id))


def of(person_id: uuid.UUID, walls: Collection[uuid.UUID]) -> QuerySet[Export]:
    """The exports of the acting person that read behind no other walls than these, the latest first."""
    return Export.objects.filter(person_id=person_id, walls__contained_by=list(walls)).order_by("-id")


def stop(export_id: uuid.UUID) -> bool:
    """Stop an export of the acting person; whether it was being made. What was read stays, to go on from."""
    return bool(Export.objects.filter(id=export_id, state__in=BUSY).update(state=State.STOPPED))


def resume(export_id: uuid.UUID) -> bool:
    """Go on with an export that was stopped, or that failed; whether there was one."""
    found = Export.objects.filter(id=export_id, state__in=(State.STOPPED, State.FAILED)).first()
    if found is None or found.expires_at <= clock.now():
        return False
    Export.objects.filter(id=export_id).update(state=State.WAITING, told="")
    _defer(found, make)
    return True


def file_of(export: Export) -> files.FileRef:
    """The file of an export of the acting person, for them to keep: who takes what away is written down behind each
    wall that it was read from. Raises files.FileNotFound.
    """
    if export.file_id is None or export.expires_at <= clock.now():
        raise files.FileNotFound(str(export.id))
    log_consultation(kind="export", object_id=export.id, wall_id=export.walls[0], also=tuple(export.walls[1:]))
    with acting(replace(current() or Reach(), walls=(export.id,))):
        return files.fetch(export.file_id)


@transaction.atomic
def delete(export_id: uuid.UUID) -> bool:
    """Delete an export of the acting person with its files; whether there was one."""
    found = Export.objects.select_for_update().filter(id=export_id).first()
    if found is None:
        return False
    _take_away(found)
    found.delete()
    return True


def _take_away(export: Export) -> None:
    held = [*export.parts, *([export.file_id] if export.file_id else [])]
    with acting(replace(current() or Reach(), walls=(export.id,))):
        files.remove(held)


# tried for an hour: a disk that is full has been seen to by then
@jobs.job(own_transactions=True, retries=10)
def make(*, export_id: str, person_id: str) -> None:
    """Read the next slice. Cut short, or stopped, it goes on where it was."""
    _step(export_id, person_id, _read)


@jobs.job(own_transactions=True, retries=10, lock="exchange:long")
def write(*, export_id: str, person_id: str) -> None:
    """Write the file, all being read. One at a time: a long one never takes both places of a worker."""
    _step(export_id, person_id, _write)


def _step(export_id: str, person_id: str, step: Callable[[Export], None]) -> None:
    ident, person = uuid.UUID(export_id), uuid.UUID(person_id)
    with acting(reading.own(ident, person)):
        export = Export.objects.filter(id=ident, state__in=BUSY).first()
        if export is None or export.file_id:
            return
        Export.objects.filter(id=ident).update(state=State.RUNNING)
    try:
        with override(export.language):
            step(export)
    except reading.NoRight:
        _end(export, _in(export, _no_right))
        _forget(export)
    except (NotPossible, BadQuery) as wrong:
        _end(export, str(wrong))
    except archive.Stopped:
        return


def _no_right() -> str:
    return _("You read no requests here any more: the export ended where it was.")


def _in(export: Export, words: Callable[[], str]) -> str:
    with override(export.language):
        return words()


def _end(export: Export, told: str) -> None:
    with acting(reading.own(export.id, export.person_id)):
        Export.objects.filter(id=export.id, state__in=BUSY).update(state=State.FAILED, told=told)


def _forget(export: Export) -> None:
    """Take away what was read for somebody who may not read it any more."""
    with acting(reading.own(export.id, export.person_id)):
        row = Export.objects.select_for_update().filter(id=export.id, file_id=None).first()
        if row is not None:
            files.remove(row.parts)
            row.parts, row.after, row.done, row.total, row.widths = [], None, 0, None, {}
            row.save(update_fields=["parts", "after", "done", "total", "widths"])


def _read(export: Export) -> None:
    """Read a slice of the cases; then the next, or the file's writing, is somebody else's."""
    chunks: reading.Chunks | None = None
    ends = time.monotonic() + SECONDS
    more = True
    while more:
        reach = reading.reach(export)
        with acting(reach):
            locked = Export.objects.select_for_update().filter(id=export.id, state=State.RUNNING, file_id=None).first()
            if locked is None:
                return
            walls = reach.walls[:-1]
            if locked.total is None:
                locked.total = reading.count(locked, walls)
                locked.save(update_fields=["total"])
            chunks = chunks or reading.Chunks(locked, walls)
            more = chunks.next(locked)
            if not more or time.monotonic() > ends:
                _defer(locked, make if more else write)
                return


def _write(export: Export) -> None:
    """Write the file from the parts, keep it, take the parts away."""
    with acting(reading.reach(export)) as reach:
        found = Export.objects.get(id=export.id)
        columns = [] if found.format == Format.ZIP else reading.chosen(found, reach.walls[:-1])
        slug = reading.query_of(found).procedure
    told = ""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spooled:
        out = cast(BinaryIO, spooled)
        if found.format == Format.ZIP:
            count, missing = archive.write(found, out, lambda: _goes_on(found))
            told = _no_documents(count, missing)
        else:
            book = Book(_("Requests"), columns, found.widths, Options.read(found.options), found.done)
            WRITERS[Format(found.format)](book, lambda: reading.rows(found), out)
        out.seek(0)
        with acting(reading.own(found.id, found.person_id)):
            row = Export.objects.select_for_update().filter(id=found.id, state=State.RUNNING, file_id=None).first()
            if row is None:  # stopped, or another run was quicker
                return
            name = f"{slug or _('requests')}-{found.asked_at.astimezone(PARIS):%Y-%m-%d-%H%M}.{found.format}"
            files.tidy(found.id)  # what an attempt that was cut short left on the disk
            stored = files.store(out, name=name, media_type=Format(found.format).media_type, wall_id=found.id)
            files.remove(row.parts)
            row.state, row.file_id, row.size, row.parts, row.told = State.DONE, stored.id, stored.size, [], told
            row.save(update_fields=["state", "file_id", "size", "parts", "told"])
    log.info("exchange.exported", export=str(found.id), format=found.format, cases=found.done, size=stored.size)


def _no_documents(count: int, missing: int) -> str:
    if not count and not missing:
        return _("These requests have no such documents: the archive is empty.")
    return _("Some documents are gone: the archive lists them.") if missing else ""


def _goes_on(export: Export) -> bool:
    with acting(reading.own(export.id, export.person_id)):
        return Export.objects.filter(id=export.id, state=State.RUNNING).exists()


@jobs.job(own_transactions=True)
def expire(*, export_id: str, person_id: str) -> None:
    """Take the files of an export away at the end of their time."""
    with acting(reading.own(uuid.UUID(export_id), uuid.UUID(person_id))):
        found = Export.objects.select_for_update().filter(id=export_id, expires_at__lte=clock.now()).first()
        if found is not None:
            delete(found.id)
