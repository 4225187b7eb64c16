"""The examples of exports that the tests of this folder read."""

from pathlib import Path

from parvis.incoming import api
from parvis.incoming.data import Found, Verdict

EXAMPLES = Path(__file__).parents[1] / "examples"


def brought(folder: Path) -> list[api.Brought]:
    """Every file below `folder`, as somebody would bring it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [api.Brought(str(path.relative_to(folder)), path.read_bytes()) for path in paths]


def publik(**variables: str) -> Found:
    return api.read(brought(EXAMPLES / "publik"), variables)


def form(fields: str, options: str = "", **files: str) -> Found:
    """A form of these fields, in XML, with other files of its package by name."""
    text = (
        f"<formdef><name>F</name><url_name>f</url_name><options>{options}</options><fields>{fields}</fields></formdef>"
    )
    return api.read(
        [api.Brought("form.wcs", text.encode()), *(api.Brought(name, one.encode()) for name, one in files.items())]
    )


def verdicts(found: Found) -> dict[str, Verdict]:
    """What became of each element, by its name."""
    return {one.name: one.verdict for one in found.report.elements}
