"""Write the shelf of ready procedures (`src/parvis/packages/shelf/`) from the demonstration's and the ready workflows.

Run after a change of either: `python -m tools.shelf`. `tests/packages/test_shelf.py` says when it is due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: packages of the shelf were made on no day: they change with what they hold alone
_MADE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def made() -> Iterator[Any]:
    """Every package of the shelf, unsigned: it comes with the programme."""
    from parvis.forms.data import LocalizedText
    from parvis.packages.domain import writing
    from parvis.procedures.demonstration.catalogue import CATALOGUE
    from parvis.studio.data import Settle, UseWorkflow
    from parvis.studio.domain.library import LIBRARY
    from parvis.studio.domain.operations import do, written
    from parvis.studio.domain.starting import starter

    for entry in CATALOGUE:
        document = written(entry.definition(()), entry.face.model_copy(update={"often": 0}))
        yield writing.package(document, slug=entry.slug, sphere=str(entry.sphere), at=_MADE, signed=False)
    for name, ready in LIBRARY.items():
        document = starter(LocalizedText(fr=ready.title.fr, en=ready.title.en), "accueil")
        document = do(document, UseWorkflow(name=name)).document
        document = do(document, Settle(face={"summary": ready.purpose.model_dump(exclude_defaults=True)})).document
        yield writing.package(document, slug=f"modele-{name}", sphere="general", at=_MADE, signed=False)


def main() -> None:
    import django

    django.setup()
    from parvis.packages.domain.shelf import FOLDER
    from parvis.packages.domain.writing import as_text

    for old in FOLDER.glob("*.json"):
        old.unlink()
    for package in made():
        Path(FOLDER / f"{package.manifest.slug}.json").write_text(as_text(package), encoding="utf-8")


if __name__ == "__main__":
    main()
