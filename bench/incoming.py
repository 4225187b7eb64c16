"""Reading exports of other systems: `python -m bench.incoming [FOLDER …]`.

Seconds of process time, best of three, and the memory that reading adds, for each folder: without arguments, those of
PARVIS_CORPUS. Each is read in a process of its own, so that one's memory is not another's.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import tests.environment  # noqa: F401 - the settings of the demonstration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

from parvis.incoming import api  # noqa: E402
from parvis.incoming.data import FIELDS  # noqa: E402

CORPUS = Path(os.environ.get("PARVIS_CORPUS", "../shared/data"))


def measure(folder: Path) -> str:
    """One line: what the folder holds, and what reading it costs."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    brought = [api.Brought(str(path.relative_to(folder)), path.read_bytes()) for path in paths]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best = float("inf")
    for _round in range(3):
        begun = time.process_time()
        found = api.read(brought)
        best = min(best, time.process_time() - begun)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    size = sum(len(one.data) for one in brought) / 1024
    share = found.report.share(FIELDS)
    return (
        f"{folder.name:45} {len(brought):4} files {size:7,.0f} kB {len(found.report.elements):6,} elements "
        f"{share.percent:5.1f} % of {share.all:5,} fields exact  {best:6.2f} s  +{grown:5.0f} MB"
    )


def main(given: list[str]) -> int:
    if len(given) == 1:
        print(measure(Path(given[0])))
        return 0
    folders = [Path(one) for one in given]
    if not folders:
        folders = [*sorted((CORPUS / "wcs-forms").glob("*")), CORPUS / "wcs-forms", CORPUS / "ds-procedures"]
    for folder in folders:
        if folder.is_dir():
            subprocess.run([sys.executable, "-m", "bench.incoming", str(folder)], check=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
