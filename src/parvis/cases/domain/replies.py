"""Ready-made replies: kept by an agent for themselves or by a supervisor for a service, filled in from a case.

Their passages (`passages`) are those of any case, and where a reply is for one procedure its answers. One that stands
for nothing is refused when the reply is kept.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from parvis.cases.data import Actor
from parvis.cases.domain import passages, revisions
from parvis.cases.domain.passages import Passages, Unknown
from parvis.cases.domain.words import fill, marks
from parvis.cases.models import Case, CaseType, Handling, Reply
from parvis.cases.registry import TEXT, Passage, Told

#: of one person or one service, at most: a list has to be read
MOST = 100
LONGEST = 5_000
#: what stands where the case has nothing to say: seen before it is sent
NOTHING = "[…]"


class NotKept(ValueError):
    """A reply that can't be kept as it was written: the field that is wrong, and how to mend it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply as it was typed. Both languages may be given; the second is left out where it is empty."""

    name: str
    fr: str
    en: str = ""
    procedure: str = ""
    organisation_id: uuid.UUID | None = None
    department_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure that a reply may be for. answers: the passages of its answers, by field."""

    slug: str
    name: str
    answers: Mapping[str, Passage] = field(default_factory=dict)


def procedures(walls: Sequence[uuid.UUID], language: str) -> list[Procedure]:
    """What is handled behind these walls now, by name: one statement."""
    handled = Handling.objects.filter(wall_id__in=walls).values("case_type_id")
    found: dict[str, Procedure] = {}
    for slug, revision_id in (
        CaseType.objects.filter(id__in=handled, published__isnull=False)
        .order_by("slug")
        .values_list("slug", "published")
    ):
        definition = revisions.load(revision_id).definition
        answers = passages.of_answers(definition.form, language)
        known = found.get(slug)
        if known:  # of several organisations: what each of them asks
            answers = {**known.answers, **answers}
        found[slug] = Procedure(slug, definition.name.into(language), answers)
    return sorted(found.values(), key=lambda one: one.name)


def passages_of(procedure: Procedure | None) -> Passages:
    """What may stand in a reply for that procedure, or for any."""
    return Passages((*passages.of_use(TEXT), *(procedure.answers.values() if procedure else ())))


def listed(organisation_ids: Sequence[uuid.UUID]) -> list[Reply]:
    """One's own, and those of the services where one works (the table's policies say so): one statement."""
    mine = Q(person_id__isnull=False) | Q(organisation_id__in=organisation_ids)
    return list(Reply.objects.filter(mine).order_by("name", "id"))


def offered() -> Any:
    """Those that may be used for a case, by name, as an annotation of it: no statement of its own."""
    service = Q(organisation_id=OuterRef("organisation_id")) & (
        Q(department_id=None) | Q(department_id=OuterRef("department_id"))
    )
    fitting = Q(procedure="") | Q(procedure=OuterRef("case_type__slug"))
    found = Reply.objects.filter(fitting, Q(person_id__isnull=False) | service).order_by("name", "id")
    return ArraySubquery(found.values(one=JSONObject(id="id", name="name", person="person_id")))


def for_case(case: Case) -> list[Reply]:
    """Those that may be used for a case: one's own and its service's, for its procedure or for any. One statement."""
    slug = CaseType.objects.filter(id=case.case_type_id).values("slug")
    service = Q(organisation_id=case.organisation_id) & (Q(department_id=None) | Q(department_id=case.department_id))
    fitting = Q(procedure="") | Q(procedure__in=slug)
    return list(Reply.objects.filter(fitting, Q(person_id__isnull=False) | service).order_by("name", "id"))


def filled(reply: Reply, case: Case, *, by: Actor) -> str:
    """A reply with the passages of a case, in the language of its person where it is written in that one."""
    language = case.language if reply.text.get(case.language) else "fr"
    published = revisions.load(case.revision_id)
    text = str(reply.text[language])
    said = passages.values(Told(case, published, language, by), marks(text))
    return fill(text, {mark: said[mark] or NOTHING for mark in marks(text)})


def keep(
    draft: Draft, known: Sequence[Procedure], *, person_id: uuid.UUID, at: dt.datetime, reply: Reply | None = None
) -> Reply:
    """Keep a reply, a new one or in the place of one that the acting person may change. With whom it may be shared is
    checked by the caller, and by the table's policy. Raises NotKept.
    """
    values = _checked(draft, known)
    shared = draft.organisation_id is not None
    values |= {
        "person_id": None if shared else person_id,
        "organisation_id": draft.organisation_id,
        "department_id": draft.department_id if shared else None,
        "changed_at": at,
    }
    if reply is not None:
        Reply.objects.filter(id=reply.id).update(**values)
        return reply
    beside = Q(organisation_id=draft.organisation_id) if shared else Q(person_id=person_id)
    if Reply.objects.filter(beside).count() >= MOST:
        raise NotKept("name", _("There are %(num)s replies already: delete one first") % {"num": MOST})
    return Reply.objects.create(**values)


def _checked(draft: Draft, known: Sequence[Procedure]) -> dict[str, object]:
    name = " ".join(draft.name.split())
    if not name or not name.isprintable():
        raise NotKept("name", _("Give the reply a name"))
    if len(name) > 80:
        raise NotKept("name", _("Give the reply a shorter name"))
    procedure = next((one for one in known if one.slug == draft.procedure), None)
    if draft.procedure and procedure is None:
        raise NotKept("procedure", _("Choose a procedure of the list"))
    text: dict[str, str] = {}
    for language, words in (("fr", draft.fr), ("en", draft.en)):
        written = words.replace("\r\n", "\n").strip()
        if not written and language == "fr":
            raise NotKept("fr", _("Write the reply"))
        if len(written) > LONGEST:
            raise NotKept(language, _("The reply is too long: %(num)s characters at most") % {"num": LONGEST})
        if written:
            text[language] = _with_keys(language, written, procedure)
    return {"name": name, "procedure": draft.procedure, "text": text}


def _with_keys(language: str, text: str, procedure: Procedure | None) -> str:
    try:
        return passages_of(procedure).kept(text)
    except Unknown as wrong:
        raise NotKept(language, passages.unknown_words(wrong)) from wrong


def delete(reply_id: uuid.UUID) -> bool:
    """Delete a reply of one's own, or as a supervisor one of the service; whether it was there to delete."""
    return bool(Reply.objects.filter(id=reply_id).delete()[0])


def erase_person(person_id: uuid.UUID) -> int:
    """Delete the replies that somebody kept for themselves; acts as the owner."""
    gone: int = Reply.objects.filter(person_id=person_id).delete()[0]
    return gone
