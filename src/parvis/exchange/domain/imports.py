"""Imports: a spreadsheet read in confinement, tried without writing, then made cases; stopped and gone on with.

Invariants: a line becomes a case once, whoever imports it how often (`Brought`, unique); the cases of a chunk, their
keys and the place of the next line are written in one transaction; two runs at once take turns at the import's row.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _, override

from parvis.access.api import Right, agent, reach_of, standing_of
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed
from parvis.exchange.data import NotPossible, State
from parvis.exchange.domain import mapping
from parvis.exchange.domain.lines import Line, Problem, Understanding, raw, unfit
from parvis.exchange.domain.reporting import SHOWN, Problems
from parvis.exchange.models import Brought, Import
from parvis.files import api as files
from parvis.identity.api import Limit
from parvis.kernel import clock, jobs
from parvis.kernel.reach import Reach, acting, current

KEPT = dt.timedelta(days=30)
ASKED = Limit("import:person", 40, dt.timedelta(days=1))
#: lines made cases in one transaction; lines looked up, and told of, at once
CHUNK, LOOKED_UP = 50, 1000
#: such transactions before a worker lets other work go first: some ten seconds
SLICE = 10
#: states in which a worker has, or will have, something to do
BUSY = (State.WAITING, State.RUNNING)

log = structlog.get_logger("parvis.exchange")


def ask(
    spooled: files.Spooled, handled: cases.types.Handled, *, person_id: uuid.UUID, language: str, at: dt.datetime
) -> Import:
    """Keep a spreadsheet and have a worker read it. Raises NotPossible in words for what is not kept."""
    if spooled.full:
        raise NotPossible(_("There is no room for files at the moment: try again in a few minutes"))
    if spooled.problem is not None or spooled.path is None or not spooled.size:
        raise NotPossible(refusal(str(spooled.problem or files.Reason.EMPTY)))
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
    Import.objects.filter(id=made.id).update(file_id=ref.id)
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


@contextmanager
def inside(found: Import) -> Iterator[None]:
    """Act with the import's own wall within reach."""
    now = current() or Reach(actor="worker", person=found.person_id)
    with acting(replace(now, walls=(*now.walls, found.id))):
        yield


def _own(import_id: uuid.UUID, person_id: uuid.UUID) -> Reach:
    return Reach(actor="worker", person=person_id, walls=(import_id,))


def _defer(found: Import) -> None:
    jobs.defer(bring, queueing_lock=f"import:{found.id}", import_id=str(found.id), person_id=str(found.person_id))


def of(person_id: uuid.UUID, walls: Collection[uuid.UUID]) -> QuerySet[Import]:
    """The imports of the acting person behind these walls, the latest first."""
    return Import.objects.filter(person_id=person_id, wall_id__in=list(walls)).order_by("-id")


def check(found: Import, chosen: dict[str, str], options: dict[str, str]) -> None:
    """Have every line tried, and nothing written. Raises NotPossible while a worker is at it."""
    if not found.lines_id or found.state in BUSY or found.made:
        raise NotPossible(_("This can’t be changed any more: its requests are being brought in"))
    mapping.remember(found.person_id, found.procedure, chosen, found.titles)
    Import.objects.filter(id=found.id).update(
        mapping=chosen,
        options={**options, "step": "check"},
        state=State.WAITING,
        done=0,
        known=0,
        wrong=0,
        problems=[],
        told="",
    )
    _defer(found)


def start(found: Import) -> None:
    """Have the lines that can be brought in made cases. Raises NotPossible where they were not tried."""
    if found.options.get("step") != "checked" or found.state in BUSY:
        raise NotPossible(_("Have the lines checked first"))
    Import.objects.filter(id=found.id).update(
        options={**found.options, "step": "make"}, state=State.WAITING, done=0, known=0, wrong=0, offset=0, problems=[]
    )
    _defer(found)


def stop(import_id: uuid.UUID) -> bool:
    """Stop an import of the acting person; whether something was going on. What was made stays."""
    return bool(Import.objects.filter(id=import_id, state__in=BUSY).update(state=State.STOPPED))


def resume(import_id: uuid.UUID) -> bool:
    """Go on with what was stopped, or failed; whether there was something."""
    found = Import.objects.filter(id=import_id, state__in=(State.STOPPED, State.FAILED)).first()
    if found is None or found.file_id is None:
        return False
    if found.lines_id is not None and found.options.get("step") not in ("check", "make"):
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
    held = [one for one in (found.file_id, found.lines_id, found.report_id) if one]
    if held:
        with inside(found):
            files.remove(held)


@jobs.job(own_transactions=True, retries=10)
def bring(*, import_id: str, person_id: str) -> None:
    """The next step of an import: read the file, try the lines, or make them cases. Cut short, it goes on."""
    own = _own(uuid.UUID(import_id), uuid.UUID(person_id))
    with acting(own):
        found = Import.objects.filter(id=import_id, state__in=BUSY).first()
        if found is None:
            return
        Import.objects.filter(id=found.id).update(state=State.RUNNING)
    with override(found.language):
        try:
            step = found.options.get("step")
            if found.lines_id is None:
                _read(found, own)
            elif step == "check":
                _check(found, own)
            elif step == "make":
                _make(found)
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


def _end(found: Import, own: Reach, told: str) -> None:
    with acting(own):
        Import.objects.filter(id=found.id, state__in=BUSY).update(state=State.FAILED, told=told)


def _read(found: Import, own: Reach) -> None:
    """Read the file in confinement. Raises files.FileRefused, files.FilesBusy."""
    with acting(own):
        source = files.whereabouts(files.fetch(found.file_id))  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory(prefix="parvis-import-") as folder:
        out = Path(folder) / "lines"
        about = files.tabulate(source, out)
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


def _lines(found: Import, ref: files.FileRef, begin: int = 0) -> Iterator[Line]:
    understanding = Understanding(found)
    for place, (number, cells, end) in enumerate(raw(ref, begin)):
        if place or begin:
            yield understanding.line(number, cells, end)


def _chunks(lines: Iterator[Line], size: int) -> Iterator[list[Line]]:
    while chunk := list(islice(lines, size)):
        yield chunk


def _known(found: Import, lines: Iterable[Line]) -> set[str]:
    """The keys among these lines of which there is a case already: one statement."""
    keys = [line.key for line in lines]
    rows = Brought.objects.filter(wall_id=found.wall_id, case_type_id=found.case_type_id, key__in=keys)
    return set(rows.values_list("key", flat=True))


def _check(found: Import, own: Reach) -> None:
    """Try every line; write nothing but what came of it."""
    with acting(_reach(found)):
        ref = files.fetch(found.lines_id)  # type: ignore[arg-type]
    problems, met, known, done = Problems(), set[bytes](), 0, 0
    for chunk in _chunks(_lines(found, ref), LOOKED_UP):
        with acting(_reach(found)):
            there = _known(found, chunk)
            tried = [_tried(line, there) for line in chunk]
        for line, wrong in zip(chunk, tried, strict=True):
            short = bytes.fromhex(line.key[:24])
            if short in met:
                wrong = (*wrong, Problem(line.number, "", _twice(line)))
            met.add(short)
            if wrong:
                problems.add(wrong)
            elif line.key in there:
                known += 1
        done += len(chunk)
        with acting(own):
            going = Import.objects.filter(id=found.id, state=State.RUNNING).update(
                done=done, known=known, wrong=problems.lines, problems=problems.shown
            )
        if not going:
            return
    with acting(own):
        row = Import.objects.select_for_update().filter(id=found.id, state=State.RUNNING).first()
        if row is None:
            return
        files.tidy(row.id)  # what an attempt that was cut short left on the disk
        report = files.store(problems.report(), name="erreurs.csv", media_type="text/csv", wall_id=row.id)
        before, row.report_id, row.state = row.report_id, report.id, State.STOPPED
        row.options = {**row.options, "step": "checked"}
        row.save(update_fields=["report_id", "options", "state"])
        files.remove([before] if before else [])


def _tried(line: Line, there: Collection[str]) -> tuple[Problem, ...]:
    """What is wrong with a line, where it leads included; one that was brought in before leads nowhere."""
    if line.request is not None and not line.problems and line.key not in there:
        try:
            cases.try_over(line.request)
        except NotAllowed as error:
            return (Problem(line.number, "", unfit(error)),)
    return line.problems


def _twice(line: Line) -> str:
    if line.said_key:
        return _("The key “%(key)s” stands in an earlier line, too") % {"key": line.said_key}
    return _("An earlier line says exactly the same")


def _reach(found: Import) -> Reach:
    """The walls in which who asked may bring requests in, as they are now. Raises NotPossible where it is not one."""
    standing = standing_of(found.person_id)
    walls = reach_of(agent(Right.ASSIGN_CASES, actor="worker"), standing, found.organisation_id).walls
    if found.wall_id not in walls:
        raise NotPossible(_("You may not bring requests in here any more"))
    return Reach(actor="worker", person=found.person_id, walls=(*walls, found.id))


def _make(found: Import) -> None:
    """Make a slice of the lines that are right cases, a chunk at a time; a later run goes on."""
    ref: files.FileRef | None = None
    for number in range(1, SLICE + 1):
        with acting(_reach(found)):
            row = Import.objects.select_for_update().filter(id=found.id, state=State.RUNNING).first()
            if row is None:
                return
            ref = ref or files.fetch(row.lines_id)  # type: ignore[arg-type]
            chunk = list(islice(_lines(row, ref, row.offset), CHUNK))
            # nobody waits for one of these cases to be found: their indexing lets other work go first
            with jobs.in_background():
                _bring_in(row, chunk)
            more = len(chunk) == CHUNK
            if not more:
                row.state, row.options = State.DONE, {**row.options, "step": "made"}
            row.save(update_fields=["done", "made", "known", "wrong", "offset", "problems", "state", "options"])
            if more and number == SLICE:
                with jobs.in_background():
                    _defer(row)
        if not more:
            return


def _bring_in(row: Import, chunk: list[Line]) -> None:
    there = _known(row, chunk)
    by = cases.actor_of(standing_of(row.person_id), as_agent=True)
    for line in chunk:
        wrong: tuple[Problem, ...] = line.problems
        if line.key in there:
            row.known += 1
        elif line.problems or line.request is None:
            row.wrong += 1
        else:
            try:
                made = cases.take_over(line.request, by=by, at=clock.now(), note=line.note)
            except NotAllowed as error:
                wrong = (Problem(line.number, "", unfit(error)),)
                row.wrong += 1
            else:
                Brought.objects.create(
                    case_id=made.case_id,
                    wall_id=row.wall_id,
                    case_type_id=row.case_type_id,
                    key=line.key,
                    import_id=row.id,
                )
                there.add(line.key)
                row.made += 1
        if wrong and len(row.problems) < SHOWN and line.key not in there:
            row.problems = [*row.problems, *([one.line, one.column, one.words] for one in wrong)]
        row.done += 1
        row.offset = line.end


@jobs.job(own_transactions=True)
def expire_import(*, import_id: str, person_id: str) -> None:
    """Delete an import with its files at the end of its time."""
    with acting(_own(uuid.UUID(import_id), uuid.UUID(person_id))):
        found = Import.objects.select_for_update().filter(id=import_id, expires_at__lte=clock.now()).first()
        if found is not None:
            delete(found.id)
