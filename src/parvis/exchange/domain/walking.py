"""Lines of an import walked over, a slice of some seconds at a time, so that nothing else waits for a long file.

Invariant: what a slice found (a part of the report, the keys that it met), its counts and the place of the next line
are written in one transaction. Cut short, the next run begins with that line; two at once count no line twice.
"""

from __future__ import annotations

import csv
import io
import tempfile
import time
import uuid
import zlib
from collections.abc import Callable, Sequence
from itertools import islice
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from parvis.exchange.data import State
from parvis.exchange.domain.lines import Problem, Raw, Understanding, raw
from parvis.exchange.domain.writers.csv import neutral
from parvis.exchange.models import Import
from parvis.files import api as files
from parvis.forms.data import JsonValue
from parvis.kernel.reach import Reach, acting

#: seconds of one slice, lines looked at at once
SECONDS, LOOKED_UP = 4.0, 200
#: problems that the report of a check lists, that the page shows
MOST_PROBLEMS, SHOWN = 20_000, 30
#: bytes of a key that tell it from half a million others
_SHORT = 12
#: bytes of a report that is kept in memory before it goes to the disk
_IN_MEMORY = 1 << 20


class Gathered:
    """What one slice finds. known, wrong, problems: of all lines so far; listed, left: problems that the report lists,
    and leaves out, so far.
    """

    def __init__(self, row: Import, *, met: bool) -> None:
        self.known, self.wrong, self.problems = row.known, row.wrong, list(row.problems)
        self.listed, self.left = int(row.options.get("listed", 0)), int(row.options.get("left", 0))
        self._met: set[bytes] = set()
        self._new = bytearray()
        self._text = io.StringIO()
        self._csv = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        for part in row.parts if met else ():
            keys, _text = _opened(part)
            self._met.update(keys[at : at + _SHORT] for at in range(0, len(keys), _SHORT))

    def meet(self, key: str) -> bool:
        """Note that a line has this key; whether an earlier one had it."""
        short = bytes.fromhex(key)[:_SHORT]
        if short in self._met:
            return True
        self._met.add(short)
        self._new += short
        return False

    def wrongs(self, problems: Sequence[Problem]) -> None:
        """A line that is wrong: the first of all for the page, what somebody would read of them for the report."""
        self.wrong += 1
        for one in problems:
            if len(self.problems) < SHOWN:
                self.problems.append([one.line, one.column, one.words])
            if self.listed < MOST_PROBLEMS:
                self.listed += 1
                self.say(one.line, one.column, one.words)
            else:
                self.left += 1

    def say(self, *cells: JsonValue) -> None:
        """Add a row to the report."""
        self._csv.writerow(["" if cell is None else neutral(cell) for cell in cells])

    def part(self) -> bytes:
        """What the slice found, as it is kept."""
        text = self._text.getvalue().encode()
        return zlib.compress(len(self._new).to_bytes(8) + bytes(self._new) + text, 1)


def _opened(part: uuid.UUID) -> tuple[bytes, bytes]:
    """The keys and the rows of a part."""
    data = zlib.decompress(files.read(files.fetch(part)))
    end = 8 + int.from_bytes(data[:8])
    return data[8:end], data[end:]


Look = Callable[[Understanding, Sequence[Raw], Gathered], None]


def walk(
    row: Import,
    own: Reach,
    reach: Callable[[], Reach],
    look: Look,
    *,
    heads: Sequence[str],
    name: str,
    done: dict[str, object],
    met: bool = False,
) -> bool:
    """Have `look` see the lines of one slice, each chunk within `reach()`; whether there are more to see.

    heads, name: of the report that is kept behind the last; done: what the import's options become then, state among
    them. met: whether keys are compared with those of earlier slices.
    """
    with acting(own):
        ref = files.fetch(row.lines_id)  # type: ignore[arg-type]
        gathered = Gathered(row, met=met)
    understanding = Understanding(row)
    begin, end, seen = row.offset, row.offset, row.done
    lines = raw(ref, begin)
    if not begin:
        end = next(lines)[2]  # the titles
    ends = time.monotonic() + SECONDS
    # papers are looked into, which takes a second each
    most = 1 if row.papers else LOOKED_UP
    more = True
    while more and time.monotonic() < ends:
        chunk = list(islice(lines, most))
        more = len(chunk) == most
        if not chunk:
            break
        with acting(reach()):
            if not Import.objects.filter(id=row.id, state=State.RUNNING).exists():
                return False
            look(understanding, chunk, gathered)
        end, seen = chunk[-1][2], seen + len(chunk)
    with acting(own):
        kept = Import.objects.select_for_update().filter(id=row.id, state=State.RUNNING, offset=begin).first()
        if kept is None or kept.done != row.done:  # stopped, deleted or erased; or another run was quicker
            return False
        files.tidy(kept.id)  # what an attempt that was cut short left on the disk
        ref = files.store(gathered.part(), name="part", media_type="application/zlib", wall_id=kept.id)
        kept.parts, kept.offset, kept.done = [*kept.parts, ref.id], end, seen
        kept.known, kept.wrong, kept.problems = gathered.known, gathered.wrong, gathered.problems
        kept.options = {**kept.options, "listed": gathered.listed, "left": gathered.left}
        if not more:
            _finish(kept, heads, name)
            kept.state = done["state"]  # type: ignore[assignment]
            kept.options = {**kept.options, "step": done["step"]}
        kept.save(
            update_fields=["parts", "offset", "done", "known", "wrong", "problems", "options", "state", "report_id"]
        )
    return more


def _finish(row: Import, heads: Sequence[str], name: str) -> None:
    """Make one report of the parts, as the CSV that our exports are."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spooled:
        out = cast(BinaryIO, spooled)
        out.write((";".join(heads) + "\r\n").encode("utf-8-sig"))
        for part in row.parts:
            out.write(_opened(part)[1])
        if left := int(row.options.get("left", 0)):
            words = _("The report ends here: %(num)s more are not listed") % {"num": left}
            out.write(f";;{words}\r\n".encode())
        out.seek(0)
        report = files.store(out, name=name, media_type="text/csv", wall_id=row.id)
    files.remove([*row.parts, *([row.report_id] if row.report_id else [])])
    row.report_id, row.parts = report.id, []
