"""The ZIP of documents: each file copied as it is, under the name that the pattern gives it."""

from __future__ import annotations

import datetime as dt
import mimetypes
import shutil
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from parvis.exchange.data import NotPossible, Options
from parvis.exchange.domain import reading
from parvis.exchange.domain.naming import Names
from parvis.exchange.models import Export
from parvis.files import api as files
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import acting

#: bytes of an archive: more fails on the way to somebody's computer
MOST = 4 << 30


def write(export: Export, out: BinaryIO, goes_on: Callable[[], bool]) -> tuple[int, int]:
    """Write the files of an export's parts; how many, and how many are gone. `goes_on` is asked before each hundredth.

    What is gone (erased meanwhile, or damaged) is listed in the archive. Raises NotPossible where it would be too
    large, Stopped where it is to stop, OSError.
    """
    names = Names(Options.read(export.options).names)
    missing: list[str] = []
    count = total = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for number, (file_id, passages, moment) in enumerate(reading.parts(export)):
            if number % 100 == 0 and not goes_on():
                raise Stopped
            at = dt.datetime.fromisoformat(moment).astimezone(PARIS)
            try:
                with acting(reading.reach(export)):
                    ref = files.fetch(file_id)
                source = files.open(ref)
            except (files.FileNotFound, files.FileDamaged):
                missing.append(f"{passages['reference']} – {passages['document']}")
                continue
            total += ref.size
            if total > MOST:
                source.close()
                raise NotPossible(_("These documents are more than 4 GB: take fewer requests at a time by their dates"))
            extension = PurePosixPath(ref.name).suffix or mimetypes.guess_extension(ref.media_type) or ""
            entry = zipfile.ZipInfo(names.name(passages, at, extension), at.timetuple()[:6])
            with source, archive.open(entry, "w", force_zip64=ref.size > 1 << 31) as target:
                shutil.copyfileobj(source, target, 1 << 18)
            count += 1
        if missing:
            archive.writestr(_("missing documents") + ".txt", "\r\n".join(missing) + "\r\n")
    return count, len(missing)


class Stopped(Exception):
    """Somebody stopped it."""
