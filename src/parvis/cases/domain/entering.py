"""Requests that an agent enters for somebody, who came to the counter, called or wrote."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from parvis.cases.data import Channel
from parvis.cases.domain import clocks, handling, revisions
from parvis.cases.domain.relating import NEAR, NEAR_ADDRESS, traits
from parvis.cases.models import Case, CaseType, Draft
from parvis.forms.data import Block, Field
from parvis.kernel.clock import PARIS

#: how a request comes that an agent enters
CHANNELS = (Channel.COUNTER, Channel.PHONE, Channel.POST, Channel.MAIL)
#: a letter may have lain for so long, and an old file be entered late
OLDEST = dt.timedelta(days=366)

#: types of questions about who somebody is, and how to reach them: the same from one request to the next
PERSONAL = frozenset({"person", "identity", "association", "email", "phone", "address"})


@dataclass(frozen=True, slots=True)
class Alike:
    """An open request within the acting walls that has traits in common with what is being entered."""

    reference: str
    title: str
    received_on: dt.date
    common: tuple[str, ...]


@dataclass(slots=True)
class _Traced:
    subject_id: uuid.UUID
    case_type_id: uuid.UUID
    organisation_id: uuid.UUID
    answers: Mapping[str, Any]


_ALIKE = """
    select found.reference, found.title, found.received_on,
           array_agg(distinct theirs.kind::text order by theirs.kind::text)
      from cases_trait as theirs join cases_case as found on found.id = theirs.case_id
     where theirs.digest = any(%s) and found.kind in ('open', 'waiting')
       and theirs.at > %s - case when theirs.kind = 'address' then %s else %s end * interval '1 day'
     group by found.id, found.reference, found.title, found.received_on
     order by found.received_on desc, found.id limit 10
"""


def alike(draft: Draft, published: revisions.Published, *, at: dt.datetime) -> list[Alike]:
    """The open requests that may be the same as the draft's, newest first, ten at most, within the acting walls."""
    handled = handling.of_destination(published.definition, draft.case_type_id, draft.organisation_id, draft.answers)
    traced = _Traced(draft.id, draft.case_type_id, handled.organisation_id, draft.answers)
    digests = [digest for _kind, digest in traits(traced, published.definition)]
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [digests, at, NEAR_ADDRESS.days, NEAR.days])
        return [Alike(reference, title, day, tuple(common)) for reference, title, day, common in cursor.fetchall()]


def dates(draft: Draft, published: revisions.Published, *, at: dt.datetime) -> clocks.Clock:
    """The dates that it would have, received when the draft says: they may be over already. Two statements."""
    definition, answers = published.definition, draft.answers
    received_on = draft.received_on or at.astimezone(PARIS).date()
    handled = handling.of_destination(definition, draft.case_type_id, draft.organisation_id, answers)
    calendar = handling.calendar_of(definition, handled.organisation_id, received_on)
    silence = handling.silence_for(definition, handled, answers, received_on)
    return clocks.clock(definition.deadline, silence, answers, received_on, calendar)


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier case says of its person: answers to the same questions, and values by the names that fields ask
    for (`person.email`).
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


def known_of(case_id: uuid.UUID, walls: Sequence[uuid.UUID], *, case_type_id: uuid.UUID) -> Known:
    """What a case says of its person, for another request of the type `case_type_id`; nothing of a case that is not
    behind `walls`. Answers are taken over only within one procedure, where today's form asks the same question still.
    """
    case = Case.objects.filter(id=case_id, wall_id__in=walls).first()
    if case is None:
        return Known()
    before = _fields(case.revision_id)
    values = {one.prefill: case.answers.get(name) for name, one in before.items() if one.prefill}
    answers: dict[str, Any] = {}
    if case.case_type_id == case_type_id:
        published = CaseType.objects.values_list("published", flat=True).get(id=case_type_id)
        asked = _fields(published) if published else {}
        answers = {
            name: case.answers.get(name)
            for name, one in asked.items()
            if one.type in PERSONAL and name in before and before[name].type == one.type
        }
    return Known(_given(answers), _given(values))


def _fields(revision_id: uuid.UUID) -> dict[str, Field]:
    """The questions of a revision that stand outside blocks, by id."""
    form = revisions.load(revision_id).definition.form
    items = (item for page in form.pages for section in page.sections for item in section.items)
    return {item.id: item for item in items if not isinstance(item, Block)}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
