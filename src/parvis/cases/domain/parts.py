"""The parts of a case, for who chooses what somebody else is shown of it."""

from dataclasses import dataclass

from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain import attachments, former, revisions
from parvis.cases.models import Attachment, Case
from parvis.forms.data import SummarySection


@dataclass(frozen=True, slots=True)
class Parts:
    """What was asked and answered, as people read it, and the files that go with it."""

    definition: CaseTypeDefinition
    sections: list[SummarySection]
    files: list[Attachment]


def parts_of(case: Case, language: str) -> Parts:
    """The parts of a case within reach: one statement where it has files."""
    published = revisions.load(case.revision_id)
    state = published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    sections = published.form.summary(case.answers, state, language) + former.sections(case.former, language)
    return Parts(published.definition, sections, attachments.shared(case))


def definition_of(case: Case) -> CaseTypeDefinition:
    """The definition that a case pins, from memory."""
    return revisions.load(case.revision_id).definition
