"""A letter of an agent's own words in a case: filled with what the case says, sealed, told as any message is.

Invariants: the document, the message that holds its words, the timeline and the news are one transaction, so that who
writes to many and dies in the middle writes to nobody twice; a passage of which the case says nothing refuses the
letter, for no seal goes under a hole.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext as _, override

from parvis.access.data import Right
from parvis.cases.data import Actor, ActorKind, Direction, NotAllowed
from parvis.cases.domain import messaging, papers, passages, revisions, sending
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.passages import Passages
from parvis.cases.domain.writing import Writing, reachable, writing
from parvis.cases.models import Case
from parvis.cases.registry import TEXT, Passage, Told
from parvis.documents import api as documents
from parvis.notifications.data import Channel
from parvis.territory.api import departments, organisations

#: characters of a subject, once filled in
_SUBJECT = 300


class Lacking(Exception):
    """The case says nothing of some passages: their labels."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(", ".join(labels))
        self.labels = tuple(labels)


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says in one language, with passages as they are kept."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter as it will read, before anybody numbers or seals it."""

    language: str
    content: documents.Letter
    issuer: documents.Issuer

    def render(self, at: dt.datetime) -> bytes:
        """Its PDF, without a seal. Waits on the press: not in a transaction. Raises RenderingFailed, PressFailed."""
        return documents.render(self.content, issuer=self.issuer, language=self.language, at=at)


def may_hold(revision_ids: Iterable[uuid.UUID], language: str) -> Passages:
    """The passages of a letter to cases of these revisions: those of any case, and the answers that all of them ask."""
    shared: dict[str, Passage] | None = None
    for one in dict.fromkeys(revision_ids):
        found = passages.of_answers(revisions.load(one).definition.form, language)
        shared = found if shared is None else {key: value for key, value in shared.items() if key in found}
    return Passages((*passages.of_use(TEXT), *(shared or {}).values()))


def write(
    case_id: uuid.UUID,
    words: Mapping[str, Words],
    *,
    by: Actor,
    at: dt.datetime,
    version: int | None,
    posted: bool = False,
) -> documents.DocumentView:
    """Write a letter to the person of a case, in their language where `words` has it, otherwise in French.

    posted: on paper, whatever way they chose. Raises Lacking, Unreached where nobody said where letters go, NotAllowed,
    NotFound, Conflict.
    """
    with writing(case_id, by=by, at=at, version=version) as write:
        case = write.case
        if not _may(case, by):
            raise NotAllowed("letter")
        ready = _ready(case, words, by=by, at=at)
        if posted:
            with sending.only(case, write.published, Channel.LETTER):
                paper = _sealed(write, ready)
        else:
            paper = _sealed(write, ready)
    return paper


def put(write: Writing, said: Words) -> documents.DocumentView:
    """Write a letter within a write, in the words given, which hold no passage any more. Raises Unreached."""
    return _sealed(write, _letter(write.case, write.case.language, said, by=write.by, at=write.at))


def _sealed(write: Writing, ready: Ready) -> documents.DocumentView:
    case = write.case
    paper = documents.request(
        ready.content,
        issuer=ready.issuer,
        wall_id=case.wall_id,
        organisation_id=case.organisation_id,
        subject_id=case.subject_id,
        case_id=case.id,
        language=ready.language,
    )
    [body] = ready.content.text
    written = write.say(body, subject=ready.content.object, direction=Direction.TO_RESIDENT)
    messaging.tell(write, written, document_id=paper.id)
    return paper


def prepared(case_id: uuid.UUID, words: Mapping[str, Words], *, by: Actor, at: dt.datetime) -> Ready:
    """The letter that `write` would write now: to be looked at. Raises Lacking, NotAllowed, NotFound."""
    case = reachable(case_id, by=by)
    if not _may(case, by):
        raise NotAllowed("letter")
    return _ready(case, words, by=by, at=at)


def lacking(
    case_ids: Sequence[uuid.UUID], words: Mapping[str, Words], *, by: Actor
) -> dict[uuid.UUID, tuple[str, ...]]:
    """Of these cases within reach, those of which a passage says nothing, with its labels: one statement, none where
    the texts hold no passage.
    """
    if not any(passages.marks(text) for one in words.values() for text in (one.subject, one.body)):
        return {}
    found = {}
    for case in Case.objects.filter(id__in=case_ids):
        try:
            _filled(case, words, by)
        except Lacking as lacks:
            found[case.id] = lacks.labels
    return found


def _may(case: Case, by: Actor) -> bool:
    able = by.kind is ActorKind.AGENT and Right.HANDLE_CASES in rights_in(by, case.wall_id)
    return able and case.wall_id not in by.lent


def _ready(case: Case, words: Mapping[str, Words], *, by: Actor, at: dt.datetime) -> Ready:
    return _letter(case, *_filled(case, words, by), by=by, at=at)


def _letter(case: Case, language: str, said: Words, *, by: Actor, at: dt.datetime) -> Ready:
    """The letter of an agent; of a timer, in the name of the department."""
    signatory = documents.Signatory(name=by.name, quality=by.office_in(case.wall_id).quality)
    if by.kind is ActorKind.SYSTEM:
        department = departments.get(case.department_id)
        signatory = documents.Signatory(name=organisations.get(case.organisation_id).title, quality=department.name.fr)
    with override(language):
        content = documents.Letter(
            recipient=papers.recipient(case, revisions.load(case.revision_id)),
            object=said.subject[:_SUBJECT],
            references=(_("Reference: %(reference)s") % {"reference": case.reference},),
            text=(said.body,),
            place=organisations.get(case.organisation_id).name,
            date=revisions.day(at),
            signatory=signatory,
        )
    issuer = documents.issuer_of(case.organisation_id, case.department_id, language=language)
    return Ready(language, content, issuer)


def _filled(case: Case, words: Mapping[str, Words], by: Actor) -> tuple[str, Words]:
    language = case.language if case.language in words else "fr"
    asked = words[language]
    marks = passages.marks(asked.subject) | passages.marks(asked.body)
    published = revisions.load(case.revision_id)
    said = passages.values(Told(case, published, language, by), marks)
    if missing := sorted(mark for mark in marks if not said[mark].strip()):
        raise Lacking(_labels(missing, published))
    subject = " ".join(passages.filled(asked.subject, said).split())
    return language, Words(subject[:_SUBJECT], passages.filled(asked.body, said))


def _labels(keys: Sequence[str], published: revisions.Published) -> list[str]:
    spoken = "en" if (get_language() or "fr").startswith("en") else "fr"
    known = {one.key: str(one.label) for one in may_hold([published.id], spoken).entries}
    return [known.get(key, key) for key in keys]
