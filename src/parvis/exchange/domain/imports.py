"""Imports: a spreadsheet read in confinement, tried without writing, then made cases; stopped and gone on with."""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _, override

from parvis.cases import api as cases
from parvis.exchange.data import BUSY, NotPossible, State
from parvis.exchange.domain import making, mapping, papers, trying
from parvis.exchange.domain.lines import raw
from parvis.exchange.models import Import
from parvis.files import api as files
from parvis.identity.api import Limit
from parvis.kernel import clock, jobs
from parvis.kernel.reach import Reach, acting, current

KEPT = dt.timedelta(days=30)
ASKED = Limit("import:person", 40, dt.timedelta(days=1))

log = structlog.get_logger("parvis.exchange")


def ask(
    spooled: files.Spooled,
    handled: cases.types.Handled,
    *,
    person_id: uuid.UUID,
    language: str,
    at: dt.datetime,
    archives: Sequence[files.Spooled] = (),
) -> Import:
    """Keep a spreadsheet, and the ZIPs of papers that came with it, and have a worker read it. Raises NotPossible in
    words for what is not kept.
    """
    for one in (spooled, *archives):
        if one.full:
            raise NotPossible(_("There is no room for files at the moment: try again in a few minutes"))
        if one.problem is not None or one.path is None or not one.size:
            reason = str(one.problem or files.Reason.EMPTY)
            raise NotPossible(refusal(reason) if one is spooled else archive_refusal(reason, one.said_name))
    if len(archives) > papers.MOST:
        raise NotPossible(_("%(num)s ZIPs at most: send the lines in parts") % {"num": papers.MOST})
    made = Import.objects.create(
        person_id=person_id,
        organisation_id=handled.organisation_id,
        wall_id=handled.wall_id,
        case_type_id=handled.case_type_id,
        revision_id=handled.published_id,
        procedure=handled.slug,
        name=spooled.said_name[:200],
        language=language,
        asked_at=at,
        expires_at=at + KEPT,
        state=State.WAITING,
    )
    with inside(made), spooled.open_bytes() as file:
        ref = files.store(file, name=made.name, media_type="application/octet-stream", wall_id=made.id)
        held = []
        for one in archives:
            with one.open_bytes() as archive:
                stored = files.store(archive, name=one.said_name, media_type="application/zip", wall_id=made.id)
                held.append(stored.id)
    Import.objects.filter(id=made.id).update(file_id=ref.id, papers=held)
    _defer(made)
    jobs.defer(expire_import, delay=KEPT, import_id=str(made.id), person_id=str(person_id))
    return made


def refusal(reason: str) -> str:
    """Why a file is no spreadsheet that can be read."""
    return {
        files.Reason.EMPTY: _("The file is empty"),
        files.Reason.SIZE: _("The file is too large: 25 MB at most. Save it as CSV, or send it in parts"),
        files.Reason.LOCKED: _("The file is protected by a password: save it without one"),
        files.Reason.DAMAGED: _("The file can’t be read: it is damaged. Save it again and send it once more"),
        files.Reason.TOO_LARGE: _("The sheet is too large: 500,000 lines and 400 columns at most. Send it in parts"),
        files.Reason.TOO_HEAVY: _("The workbook is too large to be read: save the sheet as CSV"),
    }.get(files.Reason(reason), _("This is neither a spreadsheet (XLSX, ODS) nor a CSV text"))


def archive_refusal(reason: str, name: str) -> str:
    """Why a file is no ZIP whose papers can be taken."""
    words = {
        files.Reason.EMPTY: _("“%(name)s” is empty"),
        files.Reason.SIZE: _("“%(name)s” is too large: 25 MB at most. Make several ZIPs of it"),
        files.Reason.LOCKED: _("“%(name)s” is protected by a password: make it without one"),
        files.Reason.DAMAGED: _("“%(name)s” is damaged: make the ZIP once more"),
        files.Reason.TOO_HEAVY: _("“%(name)s” holds too much: make several ZIPs of it"),
    }.get(files.Reason(reason), _("“%(name)s” is no ZIP"))
    return words % {"name": name}


@contextmanager
def inside(found: Import) -> Iterator[None]:
    """Act with the import's own wall within reach."""
    now = current() or Reach(actor="worker", person=found.person_id)
    with acting(replace(now, walls=(*now.walls, found.id))):
        yield


def _own(import_id: uuid.UUID, person_id: uuid.UUID) -> Reach:
    return Reach(actor="worker", person=person_id, walls=(import_id,))


def _defer(found: Import) -> None:
    """Have the next slice of it done behind everything else: nobody's receipt waits for a long file."""
    job = read if found.lines_id is None else bring
    with jobs.in_background():
        jobs.defer(job, queueing_lock=f"import:{found.id}", import_id=str(found.id), person_id=str(found.person_id))


def of(person_id: uuid.UUID, walls: Collection[uuid.UUID]) -> QuerySet[Import]:
    """The imports of the acting person behind these walls, the latest first."""
    return Import.objects.filter(person_id=person_id, wall_id__in=list(walls)).order_by("-id")


def check(found: Import, chosen: dict[str, str], options: dict[str, str]) -> None:
    """Have every line tried, and nothing written. Raises NotPossible while a worker is at it."""
    if not found.lines_id or found.state in BUSY or found.made:
        raise NotPossible(_("This can’t be changed any more: its requests are being brought in"))
    mapping.remember(found.person_id, found.procedure, chosen, found.titles)
    _begin(found, {**options, "step": "check"}, mapping=chosen)


def _begin(found: Import, options: dict[str, object], **changes: object) -> None:
    """Begin a step with the first line, nothing being known of any."""
    if found.parts:
        with inside(found):
            files.remove(found.parts)
    Import.objects.filter(id=found.id).update(
        options=options,
        state=State.WAITING,
        offset=0,
        done=0,
        known=0,
        wrong=0,
        problems=[],
        parts=[],
        told="",
        **changes,
    )
    _defer(found)


def start(found: Import) -> None:
    """Have the lines that can be brought in made cases. Raises NotPossible where they were not tried."""
    if found.options.get("step") != "checked" or found.state in BUSY:
        raise NotPossible(_("Have the lines checked first"))
    options = {name: said for name, said in found.options.items() if name not in ("listed", "left")}
    _begin(found, {**options, "step": "make"})


def stop(import_id: uuid.UUID) -> bool:
    """Stop an import of the acting person; whether something was going on. What was made stays."""
    return bool(Import.objects.filter(id=import_id, state__in=BUSY).update(state=State.STOPPED))


def resume(import_id: uuid.UUID) -> bool:
    """Go on with what was stopped, or failed; whether there was something."""
    found = Import.objects.filter(id=import_id, state__in=(State.STOPPED, State.FAILED)).first()
    if found is None or found.file_id is None:
        return False
    if found.lines_id is not None and found.options.get("step") not in ("check", "make", "tell"):
        return False
    Import.objects.filter(id=import_id).update(state=State.WAITING, told="")
    _defer(found)
    return True


@transaction.atomic
def delete(import_id: uuid.UUID) -> bool:
    """Delete an import of the acting person with its files; the cases that it made stay. Whether there was one."""
    found = Import.objects.select_for_update().filter(id=import_id).first()
    if found is None:
        return False
    take_away(found)
    found.delete()
    return True


def take_away(found: Import) -> None:
    """Remove the files of an import."""
    held = [one for one in (found.file_id, found.lines_id, found.report_id, *found.papers, *found.parts) if one]
    if held:
        with inside(found):
            files.remove(held)


@jobs.job(own_transactions=True, retries=10, lock="exchange:long")
def read(*, import_id: str, person_id: str) -> None:
    """Read the file that was sent. One at a time: a long one never takes both places of a worker."""
    _step(import_id, person_id)


@jobs.job(own_transactions=True, retries=10)
def bring(*, import_id: str, person_id: str) -> None:
    """The next slice of an import: try lines, make them cases, tell of them. Cut short, it goes on."""
    _step(import_id, person_id)


def _step(import_id: str, person_id: str) -> None:
    own = _own(uuid.UUID(import_id), uuid.UUID(person_id))
    with acting(own):
        found = Import.objects.filter(id=import_id, state__in=BUSY).first()
        if found is None:
            return
        Import.objects.filter(id=found.id).update(state=State.RUNNING)
    with override(found.language):
        try:
            if _slice(found, own):
                with acting(own):
                    _defer(found)
        except files.FileRefused as refused:
            _end(found, own, refusal(str(refused.reason)))
        except NotPossible as wrong:
            _end(found, own, str(wrong))
        except (OperationalError, InterfaceError, OSError, files.FilesBusy):  # may be over soon: it is tried again
            raise
        except Exception:
            # Trying again would not help, and an import that is at work for ever could not be deleted.
            log.exception("exchange.import_failed", import_id=str(found.id))
            _end(found, own, _("Something went wrong on our side: delete the import and send the file again"))


def _slice(found: Import, own: Reach) -> bool:
    """Do what comes next; whether something comes after."""
    if found.lines_id is None:
        _read(found, own)
        return False
    match found.options.get("step"):
        case "check":
            return trying.check(found, own)
        case "make":
            return making.make(found)
        case "tell":
            return trying.tell(found, own)
    return False


def _end(found: Import, own: Reach, told: str) -> None:
    with acting(own):
        Import.objects.filter(id=found.id, state__in=BUSY).update(state=State.FAILED, told=told)


def _read(found: Import, own: Reach) -> None:
    """Read the file in confinement. Raises files.FileRefused, files.FilesBusy."""
    with acting(own):
        source = files.whereabouts(files.fetch(found.file_id))  # type: ignore[arg-type]
        archives = [files.fetch(one) for one in found.papers]
    for archive in archives:
        try:
            files.packed(files.whereabouts(archive))
        except files.FileRefused as refused:
            raise NotPossible(archive_refusal(str(refused.reason), archive.name)) from refused
    with tempfile.TemporaryDirectory(prefix="parvis-import-") as folder:
        out = Path(folder) / "lines"
        about = files.tabulate(source, out)
        if about.unworked:  # nothing of ours works formulas out, and an answer must not be lost without a word
            raise NotPossible(
                _("%(num)s formulas have no value: open the file in a spreadsheet program, save it and send it again")
                % {"num": about.unworked}
            )
        with out.open("rb") as lines, acting(own):
            files.tidy(found.id)  # what an attempt that was cut short left on the disk
            ref = files.store(lines, name="lines", media_type="application/json", wall_id=found.id)
            first = [cells for _number, cells, _end in islice(raw(ref), 6)]
            if len(first) < 2:
                files.remove([ref.id])
                raise NotPossible(_("There is nothing below the titles of the columns"))
            titles = [str(cell if cell is not None else "") for cell in first[0]]
            titles += [""] * (about.columns - len(titles))
            # stopped, erased or deleted meanwhile: nothing of it comes back
            kept = Import.objects.filter(id=found.id, state=State.RUNNING, lines_id=None).update(
                lines_id=ref.id,
                about=asdict(about),
                titles=titles,
                sample=first[1:],
                total=about.lines - 1,
                mapping=mapping.proposed(found.person_id, found.procedure, found.revision_id, titles),
                state=State.STOPPED,
            )
            if not kept:
                files.remove([ref.id])


@jobs.job(own_transactions=True)
def expire_import(*, import_id: str, person_id: str) -> None:
    """Delete an import with its files at the end of its time."""
    with acting(_own(uuid.UUID(import_id), uuid.UUID(person_id))):
        found = Import.objects.select_for_update().filter(id=import_id, expires_at__lte=clock.now()).first()
        if found is not None:
            delete(found.id)
