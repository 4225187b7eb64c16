"""Ready-made replies: kept by an agent for themselves or by a supervisor for a service, filled in from a case.

Their marks are those of every text of the administration (`words`): `{reference}`, and where a reply is for one
procedure its answers, `{event_name}`. One that stands for nothing is refused when the reply is kept.
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
from django.utils.translation import gettext as _, gettext_lazy, override

from parvis.cases.data import Actor
from parvis.cases.domain import revisions
from parvis.cases.domain.checking_decisions import fields_of
from parvis.cases.domain.words import fill, marks
from parvis.cases.models import Case, CaseType, Handling, Reply
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import departments, organisations

#: of one person or one service, at most: a list has to be read
MOST = 100
LONGEST = 5_000
#: what stands where the case has nothing to say: seen before it is sent
NOTHING = "[…]"
#: what any case has, with how people call it
GENERAL = {
    "reference": gettext_lazy("reference of the request"),
    "title": gettext_lazy("what it is about"),
    "procedure": gettext_lazy("name of the procedure"),
    "received_on": gettext_lazy("day on which it was received"),
    "due_on": gettext_lazy("day by which it is answered"),
    "department": gettext_lazy("department that handles it"),
    "organisation": gettext_lazy("organisation"),
    "agent": gettext_lazy("name of the agent who writes"),
}


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
    """A procedure that a reply may be for. passages: the marks of its answers, with their questions."""

    slug: str
    name: str
    passages: Mapping[str, str] = field(default_factory=dict)


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
        passages = {one.id: one.label.into(language) for one in fields_of(definition.form) if one.type != "file"}
        known = found.get(slug)
        if known:  # of several organisations: what each of them asks
            passages = {**known.passages, **passages}
        found[slug] = Procedure(slug, definition.name.into(language), passages)
    return sorted(found.values(), key=lambda one: one.name)


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
    with override(language):
        values = _values(case, by, language)
    text = str(reply.text[language])
    return fill(text, {mark: values.get(mark) or NOTHING for mark in marks(text)})


def _values(case: Case, by: Actor, language: str) -> dict[str, str]:
    published = revisions.load(case.revision_id)
    state = published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    rows = [row for section in published.form.summary(case.answers, state, language) for row in section.rows]
    department = departments.get(case.department_id).name
    return {row.field_id: row.text for row in rows} | {
        "reference": case.reference,
        "title": case.title,
        "procedure": published.definition.name.into(language),
        "received_on": date_long(case.received_on),
        "due_on": date_long(case.due_on) if case.due_on else "",
        "department": (department.en or department.fr) if language == "en" else department.fr,
        "organisation": organisations.get(case.organisation_id).title,
        "agent": by.name,
    }


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
        _check_marks(language, written, procedure)
        if written:
            text[language] = written
    return {"name": name, "procedure": draft.procedure, "text": text}


def _check_marks(language: str, text: str, procedure: Procedure | None) -> None:
    known = {*GENERAL, *(procedure.passages if procedure else ())}
    wrong = sorted(marks(text) - known)
    if wrong:
        raise NotKept(
            language, _("No request has this passage: %(marks)s") % {"marks": ", ".join(f"{{{one}}}" for one in wrong)}
        )
    rest = fill(text, {})
    if "{" in rest or "}" in rest:
        raise NotKept(language, _("A brace stands alone: passages are written like {reference}"))


def delete(reply_id: uuid.UUID) -> bool:
    """Delete a reply of one's own, or as a supervisor one of the service; whether it was there to delete."""
    return bool(Reply.objects.filter(id=reply_id).delete()[0])


def erase_person(person_id: uuid.UUID) -> int:
    """Delete the replies that somebody kept for themselves; acts as the owner."""
    gone: int = Reply.objects.filter(person_id=person_id).delete()[0]
    return gone
