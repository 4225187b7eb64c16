"""Proofs of identity as they come in: marked with whom and what they are for, under a name that tells nothing.

What becomes of them afterwards is `erasing_proofs`'. Why the unmarked copy is not kept: ADR 31.
"""

import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _, override

from parvis.cases.domain import revisions
from parvis.cases.models import Attachment, Case
from parvis.files import api as files
from parvis.forms.api import Question, question_named
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import organisations

#: characters of a name in the marks: they stay large enough to be read
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Proof:
    """What a question about a proof of identity asks of its files. days: after the decision; pages: of a PDF; lines: of
    the marks.
    """

    days: int
    pages: int
    lines: Sequence[str]
    name: str


def asked(revision_id: uuid.UUID, organisation_id: uuid.UUID, field: str, language: str) -> Proof | None:
    """What the input `field` of a form asks, where it is a proof of identity. No statement for what memory holds."""
    published = revisions.load(revision_id)
    found = question_named([one for one in published.form.files if one.type.withheld], field)
    if found is None:
        return None
    options: Any = found[0].asked["fr"].options
    with override(language):
        name = _("Proof of identity")
    with override("fr"):  # whoever reads the copy, here or where it strayed
        organisation = organisations.get(organisation_id).title
        said = {"organisation": _short(organisation), "day": date_long(clock.today())}
        said["procedure"] = _short(published.definition.name.into("fr"))
        lines = (
            _("Copy given to %(organisation)s") % said,
            _("for “%(procedure)s” on %(day)s") % said,
            _("– good for nothing else –"),
        )
    return Proof(options.keep_days, options.max_pages, lines, name)


def _short(text: str) -> str:
    """A name as the marks write it."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"


@contextmanager
def marked(found: files.Examined, proof: Proof | None) -> Iterator[files.Examined]:
    """The file as it is kept: with its marks, where it proves who somebody is. Raises files.FileRefused, FilesBusy."""
    if proof is None:
        yield found
        return
    with files.marked(found, lines=proof.lines, name=proof.name, most=proof.pages) as made:
        yield made


def suits(question: Question, attachment: Attachment) -> bool:
    """Whether a file may answer a question: one that proves an identity was marked for that and still stands, and
    nothing else was.
    """
    if question.type.withheld:
        return attachment.proof_days is not None and attachment.erased_at is None
    return attachment.proof_days is None


def erased(case: Case) -> frozenset[str]:
    """The ids of the proofs of a case that were erased. No statement for a form that asks for none."""
    if not any(one.type.withheld for one in revisions.load(case.revision_id).form.files):
        return frozenset()
    gone = Attachment.objects.filter(case_id=case.id, wall_id=case.wall_id).exclude(erased_at=None)
    return frozenset(str(found) for found in gone.values_list("id", flat=True))
