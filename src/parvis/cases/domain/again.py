"""Asking once more for what one asked before: earlier answers that the form of today still asks for, as they were.

What is asked differently now is left out and said: an answer to another question would be put into somebody's mouth.
Files never come along: they are asked again, as any proof is.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import connection

from parvis.cases.data import LinkKind
from parvis.cases.domain import correcting, guests, own, prefills, relating, revisions
from parvis.cases.domain.actors import system
from parvis.cases.models import Case, TimelineEntry
from parvis.forms.api import around
from parvis.forms.data import Block, Field
from parvis.kernel import clock, jobs
from parvis.kernel.reach import current

#: earlier requests that a procedure's page offers to begin from
MOST = 5


class Why(StrEnum):
    """Why an earlier answer is not taken over."""

    GONE = "gone"  # nothing of that name is asked any more
    CHANGED = "changed"  # another type of question, other choices
    FILES = "files"
    NOT_TAKEN = "not_taken"  # what was answered then is no valid answer now


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request of the acting person's own, to begin another one from."""

    reference: str
    title: str
    received_on: dt.date


@dataclass(frozen=True, slots=True)
class Around:
    """References: of the request that one began from ("" for none), of those that began from it, newest first."""

    before: str = ""
    after: tuple[str, ...] = ()


@dataclass(slots=True)
class Taken:
    """What comes along of an earlier request. kept: labels and texts; dropped: labels, and why."""

    reference: str
    answers: dict[str, Any] = field(default_factory=dict)
    kept: list[tuple[str, str]] = field(default_factory=list)
    dropped: list[tuple[str, Why]] = field(default_factory=list)


def earlier(case_type_id: uuid.UUID, organisation_id: uuid.UUID) -> list[Earlier]:
    """The acting person's latest requests of a procedure: one statement, none for who has no request."""
    reach = current()
    if reach is None or not reach.subjects:
        return []
    found = guests.without(
        Case.objects.filter(subject_id__in=reach.subjects, case_type=case_type_id, organisation_id=organisation_id)
    ).order_by("-id")[:MOST]
    return [Earlier(one.reference, one.title, one.received_on) for one in found]


def taken(reference: str, case_type_id: uuid.UUID, published_id: uuid.UUID, language: str) -> Taken | None:
    """What the form of `published_id` takes of an earlier request of the acting person's; None where they have no such
    request of that procedure. One statement.
    """
    case = own.find(reference)
    if case is None or case.case_type_id != case_type_id or guests.mine(case) is not None:
        return None
    before, now = revisions.load(case.revision_id), revisions.load(published_id)
    old, new = _items(before.definition), _items(now.definition)
    answers = {name: value for name, value in case.answers.items() if name in new and _same(old, new, name, value)}
    files = {question.id for question in now.form.files}
    with around({"organisation": str(case.organisation_id)}):
        found = Taken(case.reference, now.form.carried(answers))
    for one in correcting.listed(case, before, language):
        if not one.text:
            continue
        if one.id in found.answers:
            found.kept.append((one.label, one.text))
        elif one.id not in new:
            found.dropped.append((one.label, Why.GONE))
        elif one.id in files:
            found.dropped.append((one.label, Why.FILES))
        elif one.id not in answers:
            found.dropped.append((one.label, Why.CHANGED))
        else:
            found.dropped.append((one.label, Why.NOT_TAKEN))
    return found


def told(case: Case, timeline: Sequence[TimelineEntry]) -> Around:
    """The requests of the same person and procedure that this one began from, or that began from it, as far as the
    acting person has them; nothing for guests, who follow this one alone. One statement.
    """
    reach = current()
    if reach is None or guests.mine(case):
        return Around()
    first: Mapping[str, Any] = next((entry.data for entry in timeline if entry.kind == "submitted"), {})
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {
            "subjects": list(reach.subjects), "type": case.case_type_id, "own": case.id,
            "before": before_of(first.get("prefilled") or {}), "reference": case.reference, "most": MOST,
        })  # fmt: skip
        rows = cursor.fetchall()
    return Around(
        next((reference for reference, before in rows if before), ""),
        tuple(reference for reference, before in rows if not before),
    )


_AROUND = """
    select c.reference, c.reference = %(before)s from cases_case c
     where c.subject_id = any(%(subjects)s::uuid[]) and c.case_type_id = %(type)s and c.id <> %(own)s
       and (c.reference = %(before)s or exists (
            select from cases_timelineentry e where e.case_id = c.id and e.kind = 'submitted'
               and e.data -> 'prefilled' ->> 'how' = 'earlier' and e.data -> 'prefilled' ->> 'by' = %(reference)s))
     order by c.id desc limit %(most)s
"""


def before_of(prefilled: Mapping[str, Any]) -> str:
    """The reference of the request that a draft began from, "" for none."""
    return str(prefilled["by"]) if prefilled.get("how") == prefills.EARLIER else ""


@jobs.job()
def link_earlier(*, case_id: str, wall_id: str, reference: str) -> None:
    """Link a request with the one that it began from, for agents, who may take the link away; behind one wall alone."""
    case = Case.objects.filter(id=case_id).first()
    before = Case.objects.filter(reference=reference, wall_id=wall_id).first()
    if case is not None and before is not None:
        relating.link(case.id, before.id, LinkKind.FOLLOWS, by=system(""), at=clock.now())


def _items(definition: Any) -> dict[str, Field | Block]:
    pages = definition.form.pages
    return {item.id: item for page in pages for section in page.sections for item in section.items}


def _same(old: Mapping[str, Field | Block], new: Mapping[str, Field | Block], name: str, value: Any) -> bool:
    """Whether a question asks today what it asked then: the same type, and the chosen choices with the same words."""
    was, now = old.get(name), new[name]
    if was is None or type(was) is not type(now):
        return False
    if isinstance(was, Block) and isinstance(now, Block):
        fields, rows = {one.id: one for one in was.fields}, value if isinstance(value, list) else []
        today = {one.id: one for one in now.fields}
        return all(
            _same(fields, today, inner, held)
            for row in rows
            if isinstance(row, dict)
            for inner, held in row.items()
            if inner in today
        )
    if not (isinstance(was, Field) and isinstance(now, Field)) or was.type != now.type:
        return False
    chosen = value if isinstance(value, list) else [value]
    words, today_words = _choices(was), _choices(now)
    return all(words[one] == today_words.get(one) for one in chosen if isinstance(one, str) and one in words)


def _choices(one: Field) -> dict[str, Any]:
    listed = one.options.get("choices", ()) if one.type in ("choice", "choices") else ()
    return {choice["value"]: choice.get("label") for choice in listed}
