"""Twenty files of five megabytes taken in, beside the same bytes copied to the same disk: `python -m bench.uploads`.

Taken in means all that happens to a file of a person behind the network: written while it comes, looked into by the
confined process (a picture is decoded and made anew), kept and synced. Seconds for all; the ratio is what matters.
"""

import io
import os
import random
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import tests.environment  # noqa: F401 - the settings of the demonstration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

import pikepdf  # noqa: E402
from django.test import override_settings  # noqa: E402
from PIL import Image  # noqa: E402

from parvis.files import api as files  # noqa: E402
from parvis.files.domain.spooling import SpoolHandler  # noqa: E402

FILES = 20
BYTES = 5_000_000
_CHUNK = 1 << 16


def photo() -> bytes:
    """A JPEG of some five megabytes and twelve million pixels, as telephones take them."""
    noise = Image.frombytes("RGB", (1_000, 750), random.Random(1).randbytes(1_000 * 750 * 3))  # noqa: S311 - pixels
    large = noise.resize((4_000, 3_000), Image.Resampling.BICUBIC)
    quality, data = 40, b""
    while len(data) < BYTES and quality <= 95:
        held = io.BytesIO()
        large.save(held, "JPEG", quality=quality)
        quality, data = quality + 5, held.getvalue()
    return data


def paper() -> bytes:
    """A PDF of five megabytes."""
    held = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595, 842))
        made.Root["/Ballast"] = made.make_indirect(pikepdf.Stream(made, random.Random(2).randbytes(BYTES)))  # noqa: S311
        made.save(held)
    return held.getvalue()


def copied(all_of_them: list[bytes], folder: Path) -> float:
    """Seconds to write the bytes to the disk, each file synced."""
    start = time.perf_counter()
    for number, data in enumerate(all_of_them):
        with (folder / f"copy-{number}").open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    return time.perf_counter() - start


def taken_in(all_of_them: list[bytes], folder: Path) -> float:
    """Seconds to take the files in: spooled, looked into, their final bytes written and synced."""
    start = time.perf_counter()
    for number, data in enumerate(all_of_them):
        handler = SpoolHandler()
        handler.new_file("f-plan", f"{number}", "application/octet-stream", len(data))
        for place in range(0, len(data), _CHUNK):
            handler.receive_data_chunk(data[place : place + _CHUNK], place)
        came = handler.file_complete(len(data))
        assert came is not None
        with closing(came), files.examined(came, kinds=frozenset({"picture", "pdf"}), largest=25_000_000) as found:
            copied([found.inspected.path.read_bytes()], folder)
    return time.perf_counter() - start


def measure() -> dict[str, Any]:
    """Seconds for pictures and PDFs, beside the bare copy."""
    with tempfile.TemporaryDirectory() as name, override_settings(PARVIS_VAR=Path(name)):
        result: dict[str, Any] = {}
        for kind, data in (("pictures", photo()), ("pdf", paper())):
            bare = copied([data] * FILES, Path(name))
            taken = taken_in([data] * FILES, Path(name))
            result[kind] = {"bytes": len(data), "copy_s": round(bare, 3), "taken_s": round(taken, 3)}
            result[kind]["ratio"] = round(taken / bare, 1)
        return result


if __name__ == "__main__":
    for kind, figures in measure().items():
        print(kind, figures)  # noqa: T201 - what it is run for
