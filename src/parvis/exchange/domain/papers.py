"""The papers that come beside a spreadsheet in ZIPs: a column names them, and each is looked into like every upload."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.exchange.domain.columns import language
from parvis.exchange.models import Import
from parvis.files import api as files
from parvis.forms.api import FileOptions
from parvis.kernel.reach import Reach, acting

#: ZIPs that come with one spreadsheet
MOST = 4


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of one of the ZIPs."""

    archive: Path
    packed: files.Packed

    @property
    def name(self) -> str:
        return self.packed.names[0].replace("\\", "/").rsplit("/", 1)[-1]


class NoPaper(ValueError):
    """What a cell names can't be taken; the text says why. question: for which it was named, where that was known."""

    def __init__(self, words: str, question: str = "") -> None:
        super().__init__(words)
        self.question = question


class Papers:
    """The papers of one import, by the names that cells say."""

    def __init__(self, row: Import) -> None:
        self._row = row

    @cached_property
    def _options(self) -> Mapping[str, FileOptions]:
        """What each question about files takes, those of blocks by `block.question`."""
        form = cases.types.load(self._row.revision_id).form
        return {one.name: one.asked[language()].options for one in form.files}

    def _takes(self, question: str) -> FileOptions:
        """What a question takes; in a row of a block it is `block.2.question`."""
        *rows, own = question.split(".")
        return self._options[".".join([*rows[::2], own])]

    @cached_property
    def _known(self) -> dict[str, list[Paper]]:
        """The papers by their whole names and by their last parts, folded."""
        found: dict[str, list[Paper]] = {}
        for archive in self._archives():
            for packed in files.packed(archive):
                paper = Paper(archive, packed)
                said = {_folded(name) for name in packed.names}
                for name in said | {name.rsplit("/", 1)[-1] for name in said}:
                    found.setdefault(name, []).append(paper)
        return found

    def _archives(self) -> list[Path]:
        with acting(Reach(actor="worker", person=self._row.person_id, walls=(self._row.id,))):
            return [files.whereabouts(files.fetch(one)) for one in self._row.papers]

    def named(self, question: str, cell: str) -> list[Paper]:
        """The papers that a cell names for a question: apart by semicolons, lines or commas. Raises NoPaper."""
        if not self._row.papers:
            raise NoPaper(_("No ZIP came with the spreadsheet: send it with its papers"))
        names = [cell]
        for between in (r"[;\n|]", r"[;,\n|]"):
            if all(_folded(name) in self._known for name in names):
                break
            names = [name for name in re.split(between, cell) if name.strip()]
        options, found = self._takes(question), list[Paper]()
        for name in names:
            papers = self._known.get(_folded(name), [])
            if not papers:
                raise NoPaper(_("The ZIP holds no file “%(name)s”") % {"name": name.strip()})
            if len(papers) > 1:
                raise NoPaper(
                    _("Several files are called “%(name)s”: write their folder, too") % {"name": name.strip()}
                )
            if papers[0].packed.size > options.largest:
                raise NoPaper(cases.taking.message(files.Reason.SIZE, papers[0].name, options))
            found.append(papers[0])
        if len(found) > options.max:
            raise NoPaper(_("%(num)s files at most, here are %(count)s") % {"num": options.max, "count": len(found)})
        return found

    @contextmanager
    def examined(self, wanted: Mapping[str, Sequence[Paper]]) -> Iterator[dict[str, list[files.Examined]]]:
        """These papers by their questions, taken out and looked into. Raises NoPaper, files.FilesBusy."""
        with ExitStack() as stack:
            found: dict[str, list[files.Examined]] = {}
            for question, papers in wanted.items():
                options = self._takes(question)
                for paper in papers:
                    try:
                        came = stack.enter_context(files.taken_out(paper.archive, paper.packed, most=options.largest))
                        looked = files.examined(came, kinds=frozenset(options.kinds), largest=options.largest)
                        found.setdefault(question, []).append(stack.enter_context(looked))
                    except files.FileRefused as refused:
                        words = cases.taking.message(refused.reason, paper.name, options)
                        raise NoPaper(words, question) from refused
            yield found


def _folded(name: str) -> str:
    """A name as names are compared: one way to write accents, no case, slashes as everywhere."""
    plain = unicodedata.normalize("NFC", name).casefold().replace("\\", "/").strip()
    return plain.removeprefix("./").strip("/")
