"""Making a copy: a sheet read in confinement or a service asked, checked, its rows written slice by slice.

Invariant: rows and the place where the next slice begins are written in one transaction, so that a worker that is
killed is gone on with; nothing that residents see changes before the last statement, which puts the whole copy in the
place of the one before. A copy that lacks a column in use, its key or its words, that has a key twice, or no row, is
refused: the last good one stays, and the designers are told.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from django.db import DataError, connection
from django.utils.translation import gettext as _, override

from parvis.datasets.data import MOST_ROWS, Refused
from parvis.datasets.domain import fetching, mapping, telling
from parvis.datasets.models import DataSet, Row, Version
from parvis.datasets.models.dataset import BUSY, EVERY, FAILED, LOADING, MAPPING, READING, READY
from parvis.datasets.registry import USERS
from parvis.files import api as files
from parvis.kernel import clock, http, jobs
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting, current

SLICE = 5_000
SAMPLE = 10
KEPT = 3
"""Copies that are kept with their rows, the current one among them."""
log = structlog.get_logger("parvis.datasets")


def reach(found_id: uuid.UUID, wall_id: uuid.UUID) -> Reach:
    """A worker behind the organisation's wall, and the data set's own files."""
    return Reach(actor="worker", walls=(wall_id, found_id))


def inside(found: DataSet) -> Any:
    """Act with the files of a data set within reach."""
    now = current() or reach(found.id, found.wall_id)
    return acting(replace(now, walls=(*now.walls, found.id)))


def begin(found: DataSet) -> None:
    """Have a worker go on with it."""
    with jobs.in_background():
        jobs.defer(
            work, queueing_lock=f"dataset:{found.id}", dataset_id=str(found.id), organisation_wall=str(found.wall_id)
        )


@jobs.job(own_transactions=True, retries=6)
def work(*, dataset_id: str, organisation_wall: str) -> None:
    """The next step of a copy: read what came, or write a slice of its rows."""
    own = reach(uuid.UUID(dataset_id), uuid.UUID(organisation_wall))
    with acting(own):
        found = DataSet.objects.filter(id=dataset_id, state__in=BUSY).first()
    if found is None:
        return
    with override(found.language):
        try:
            more = _read(found, own) if found.state == READING else _slice(found, own)
        except (Refused, files.FileRefused) as refused:
            words = str(refused) if isinstance(refused, Refused) else telling.unreadable(str(refused.reason))
            _refuse(found, own, words)
            return
        except http.Unreachable as error:
            log.warning("datasets.unreachable", dataset_id=dataset_id, kind=error.kind)
            _refuse(found, own, _("The service did not answer: it is asked again at its next time"))
            return
        except (DataError, ValueError, LookupError) as error:
            # what nobody foresaw of a file or a service: tried again it would fail again, and nobody would be told
            log.exception("datasets.unread", dataset_id=dataset_id, kind=type(error).__name__)
            _refuse(found, own, _("It can’t be read: look at the file or at what the service answers"))
            return
        if more:
            with acting(own):
                begin(found)


def _refuse(found: DataSet, own: Reach, words: str) -> None:
    """Keep the last good copy, and tell the designers."""
    with acting(own):
        if not DataSet.objects.filter(id=found.id, state__in=BUSY).update(state=FAILED, told=words, loading_id=None):
            return
        _forget(found)
        telling.tell(found, words)


def _forget(found: DataSet) -> None:
    """Remove the copy that was being made."""
    if found.loading_id:
        Row.objects.filter(version_id=found.loading_id, version__current=False).delete()
        Version.objects.filter(id=found.loading_id, current=False).delete()


def _read(found: DataSet, own: Reach) -> bool:
    """Lines of what came; whether there is more to do at once. Raises Refused, files.FileRefused, http.Unreachable."""
    with tempfile.TemporaryDirectory(prefix="parvis-dataset-") as folder:
        out = Path(folder) / "lines"
        _written(found, own, out, Path(folder) / "sheet")
        with out.open("rb") as held:
            sample = [json.loads(line)[1] for line in islice(held, SAMPLE)]
            total = len(sample) + sum(1 for _line in held)
        if total > MOST_ROWS + 20:
            raise Refused(_("%(num)s rows at most") % {"num": MOST_ROWS})
        with out.open("rb") as lines, acting(own):
            files.tidy(found.id)
            before = [one for one in (found.lines_id, found.file_id) if one]
            ref = files.store(lines, name="lines", media_type="application/json", wall_id=found.id)
            changes: dict[str, Any] = {"state": MAPPING}
            if found.mapping:
                changes = {"state": LOADING, "loading_id": _version(found).id, "offset": 0, "done": 0, "left_out": 0}
            kept = DataSet.objects.filter(id=found.id, state=READING).update(
                lines_id=ref.id, file_id=None, sample=sample, total=total, **changes
            )
            files.remove(before if kept else [ref.id])
    return bool(found.mapping)


def _written(found: DataSet, own: Reach, out: Path, sheet: Path) -> None:
    if found.url and found.file_id is None:
        body = fetching.fetch(found.url)
        held = fetching.lines(body, found.path)
        if held is not None:
            with out.open("w", encoding="utf-8") as file:
                for number, cells in enumerate(held, 1):
                    file.write(json.dumps([number, cells], ensure_ascii=False) + "\n")
            return
        sheet.write_bytes(body)
    else:
        with acting(own):
            sheet = files.whereabouts(files.fetch(found.file_id))  # type: ignore[arg-type]
    about = files.tabulate(sheet, out)
    if about.unworked:
        raise Refused(_("Formulas have no value: open the file in a spreadsheet program, save it and send it again"))


def _version(found: DataSet) -> Version:
    last = Version.objects.filter(dataset=found).order_by("-number").values_list("number", flat=True).first()
    return Version.objects.create(
        organisation_id=found.organisation_id,
        dataset=found,
        code=found.code,
        number=(last or 0) + 1,
        name_fr=found.name_fr,
        name_en=found.name_en,
        taken_at=clock.now(),
    )


def start(found: DataSet, chosen: dict[str, Any]) -> None:
    """Make a copy with this mapping of what came last. Raises Refused while a worker is at it."""
    if found.state in BUSY or not found.lines_id:
        raise Refused(_("This is being read: wait until it is done"))
    mapping.placed(chosen, _titles(found, chosen))
    made = _version(found)
    DataSet.objects.filter(id=found.id).update(
        mapping=chosen, state=LOADING, told="", loading_id=made.id, offset=0, done=0, left_out=0
    )
    begin(found)


def _titles(found: DataSet, chosen: dict[str, Any]) -> list[Any]:
    """The line of the titles. Raises Refused where what came is shorter."""
    if chosen["header"] > len(found.sample):
        raise Refused(_("The line of the titles is missing"))
    titles: list[Any] = found.sample[chosen["header"] - 1]
    return titles


def _slice(found: DataSet, own: Reach) -> bool:
    with acting(own):
        held = DataSet.objects.select_for_update().filter(id=found.id, state=LOADING).first()
        if held is None or held.loading_id is None or held.lines_id is None:
            return False
        columns = mapping.placed(held.mapping, _titles(held, held.mapping))
        if held.offset == 0:
            _lost(held, {name for name, _title in columns.names})
        rows, read, end, left = [], 0, held.offset, 0
        for number, cells, at in _lines(held, SLICE):
            read, end = read + 1, at
            if number <= held.mapping["header"] and held.offset == 0 and read <= held.mapping["header"]:
                continue
            found_row = mapping.row(number, cells, columns)
            if found_row is None:
                left += any(mapping.plain(cell) for cell in cells)
            else:
                rows.append((number, *found_row))
        _insert(held.loading_id, rows)
        done, left = held.done + read, held.left_out + left
        DataSet.objects.filter(id=held.id).update(offset=end, done=done, left_out=left)
        if read == SLICE:
            return True
        _finish(held, list(columns.names), left)
    return False


def _lines(held: DataSet, most: int) -> Iterator[tuple[int, list[Any], int]]:
    with files.open(files.fetch(held.lines_id)) as file:  # type: ignore[arg-type]
        file.seek(held.offset)
        for line in islice(iter(file.readline, b""), most):
            number, cells = json.loads(line)
            yield number, cells, file.tell()


def _insert(version_id: uuid.UUID, rows: list[tuple[int, str, str, str, list[str]]]) -> None:
    """One statement for a slice. Raises Refused for a key that stands twice."""
    if not rows:
        return
    sql = (
        "insert into datasets_row (id, version_id, n, key, label, words, cells) "
        "select t.id, %s, t.n, t.key, t.label, t.words, t.cells::jsonb "
        "from unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[]) "
        "as t(id, n, key, label, words, cells) on conflict (version_id, key) do nothing returning n"
    )
    numbers, keys, labels, words, cells = (list(one) for one in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        ids = [new_id() for _row in rows]
        cursor.execute(sql, [version_id, ids, numbers, keys, labels, words, [json.dumps(one) for one in cells]])
        kept = {n for (n,) in cursor.fetchall()}
    twice = next(((n, key) for n, key in zip(numbers, keys, strict=True) if n not in kept), None)
    if twice:
        said = {"line": twice[0], "key": twice[1]}
        raise Refused(_("Line %(line)d: the key “%(key)s” stands there a second time") % said)


def _lost(held: DataSet, names: set[str]) -> None:
    """Raises Refused where a column is gone that something in force uses."""
    for user in USERS:
        for use in user.uses(held.organisation_id):
            gone = sorted(use.columns - names) if use.code == held.code else []
            if gone:
                titles = dict(held.mapping["columns"])
                said = {"where": use.where, "columns": ", ".join(titles.get(name, name) for name in gone)}
                raise Refused(_("“%(where)s” uses a column that is gone: %(columns)s") % said)


def _finish(held: DataSet, columns: list[tuple[str, str]], left: int) -> None:
    """Put the whole copy in the place of the one before."""
    assert held.loading_id is not None
    rows = Row.objects.filter(version_id=held.loading_id).count()
    if not rows:
        raise Refused(_("There is no row with a key and words"))
    now = clock.now()
    Version.objects.filter(dataset=held, current=True).update(current=False)
    Version.objects.filter(id=held.loading_id).update(current=True, rows=rows, columns=columns, taken_at=now)
    DataSet.objects.filter(id=held.id).update(
        state=READY, told="", loading_id=None, changed_at=now, left_out=left, due_at=next_time(held, now)
    )
    for old in Version.objects.filter(dataset=held, current=False).order_by("-number")[KEPT - 1 :]:
        Row.objects.filter(version_id=old.id)._raw_delete("default")
        Version.objects.filter(id=old.id).delete()


def next_time(found: DataSet, now: dt.datetime) -> dt.datetime | None:
    """When a service is asked again by itself; None for never."""
    hours = EVERY[found.every] if found.url else 0
    return now + dt.timedelta(hours=hours) if hours else None


def refresh(found: DataSet) -> None:
    """Have a service asked now. Raises Refused while a worker is at it."""
    if found.state in BUSY:
        raise Refused(_("This is being read: wait until it is done"))
    now = clock.now()
    DataSet.objects.filter(id=found.id).update(state=READING, told="", file_id=None, due_at=next_time(found, now))
    begin(found)


@jobs.periodic("*/10 * * * *")
def refresh_due(timestamp: int) -> None:
    """Have the services asked whose time has come."""
    for found in DataSet.objects.filter(due_at__lte=clock.now()).exclude(state__in=BUSY).order_by("due_at")[:200]:
        with acting(reach(found.id, found.wall_id)):
            refresh(found)
