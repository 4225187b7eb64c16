"""The columns that a query may name: those of every case, and the answers of one procedure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.utils.translation import get_language, gettext as _

from parvis.cases.api import types
from parvis.cases.data import Channel, Kind
from parvis.finding.data import ANSWER, Choice, Column, Operator
from parvis.finding.domain import dictionary
from parvis.finding.domain.telling import channel_words, kind_words
from parvis.finding.registry import NARROWINGS
from parvis.forms.data import Indexed, IndexKind

_SAME = (Operator.IS, Operator.NOT)
_RANGE = (Operator.FROM, Operator.TO)
_GIVEN = (Operator.EMPTY, Operator.FILLED)
OPERATORS: Mapping[IndexKind, tuple[Operator, ...]] = {
    IndexKind.TEXT: (*_SAME, Operator.STARTS, *_GIVEN),
    IndexKind.CODE: (*_SAME, Operator.STARTS, *_GIVEN),
    IndexKind.CHOICE: (*_SAME, *_GIVEN),
    IndexKind.YES: (*_SAME, *_GIVEN),
    IndexKind.INTEGER: (*_SAME, *_RANGE, *_GIVEN),
    IndexKind.AMOUNT: (*_SAME, *_RANGE, *_GIVEN),
    IndexKind.DECIMAL: (*_SAME, *_RANGE, *_GIVEN),
    IndexKind.DATE: (*_SAME, *_RANGE, *_GIVEN),
    IndexKind.MOMENT: (*_RANGE, *_GIVEN),
}


def _kinds() -> tuple[Choice, ...]:
    return tuple(Choice(str(kind), kind_words(kind)) for kind in Kind)


def _channels() -> tuple[Choice, ...]:
    return tuple(Choice(str(channel), channel_words(channel)) for channel in Channel)


def builtin() -> dict[str, Column]:
    """The columns of every case, in the order in which a page offers them."""
    found = [
        Column("reference", _("Reference"), IndexKind.CODE, (Operator.IS,), sortable=False),
        Column("title", _("Request"), IndexKind.TEXT, (Operator.IS, Operator.STARTS)),
        Column("procedure", _("Procedure"), IndexKind.CODE, _SAME),
        Column("organisation", _("Organisation"), IndexKind.CODE, _SAME, sortable=False),
        Column("status", _("Status"), IndexKind.CHOICE, _SAME),
        Column("kind", _("Stage"), IndexKind.CHOICE, _SAME, sortable=False, choices=_kinds()),
        Column("department", _("Department"), IndexKind.CODE, _SAME),
        Column(
            "rule",
            _("Rule on arrival"),
            IndexKind.TEXT,
            (Operator.IS, Operator.STARTS, *_GIVEN),
            sortable=False,
            shown=False,
        ),  # fmt: skip
        Column("assignee", _("Assigned to"), IndexKind.CODE, (*_SAME, *_GIVEN)),
        Column("due", _("Answer due"), IndexKind.DATE, (*_RANGE, *_GIVEN)),
        Column("late", _("Late"), IndexKind.YES, (Operator.IS,), sortable=False),
        Column("returned", _("To look at again"), IndexKind.YES, (Operator.IS,), sortable=False, shown=False),
        Column("receipt", _("Receipt late"), IndexKind.YES, (Operator.IS,), sortable=False, shown=False),
        Column("received", _("Received"), IndexKind.DATE, _RANGE),
        Column("closed", _("Ended on"), IndexKind.DATE, _RANGE),
        Column("tag", _("Tags"), IndexKind.CODE, (*_SAME, *_GIVEN), sortable=False, several=True),
        Column("channel", _("Channel"), IndexKind.CHOICE, _SAME, sortable=False, choices=_channels()),
    ]
    found += [
        Column(one.key, one.label(), IndexKind.CHOICE, (Operator.IS,), False, choices=one.choices(), shown=False)
        for one in NARROWINGS
    ]
    return {column.key: column for column in found}


@dataclass(frozen=True, slots=True)
class Revisions:
    """The revisions of a procedure's case types: those that are published now, and all that were, newest first."""

    published: tuple[uuid.UUID, ...]
    all: tuple[uuid.UUID, ...]


def revisions(procedure: str, walls: Sequence[uuid.UUID]) -> Revisions:
    """Of the case types of that slug that are handled behind these walls: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.id, r.id = t.published_id from cases_revision r join cases_casetype t on t.id = r.case_type_id"
            " where t.slug = %s and exists (select from cases_handling h where h.case_type_id = t.id"
            " and h.wall_id = any(%s::uuid[])) order by r.published_at desc, r.number desc",
            [procedure, list(walls)],
        )
        rows = cursor.fetchall()
    return Revisions(tuple(row[0] for row in rows if row[1]), tuple(row[0] for row in rows))


@lru_cache(maxsize=512)
def indexed(revision_id: uuid.UUID, language: str) -> Mapping[str, Indexed]:
    """What lists keep of a revision's answers, by path. Published ones never change."""
    return {one.path: one for one in types.load(revision_id).form.indexed(language)}


def answers(procedure: str, walls: Sequence[uuid.UUID]) -> dict[str, Column]:
    """The columns of the answers of one procedure: as its newest form asks for them, then those of older forms."""
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    found = revisions(procedure, walls)
    known = dictionary.columns(procedure)
    kinds: dict[str, set[IndexKind]] = {}
    newest: dict[str, tuple[Indexed, bool]] = {}
    for revision_id in (*found.published, *found.all):
        for path, one in indexed(revision_id, language).items():
            newest.setdefault(path, (one, revision_id in found.published))
            kinds.setdefault(path, set()).add(one.kind)
    if any((path, one.kind) not in known for path, (one, _now) in newest.items()):
        known = dictionary.columns(procedure, fresh=True)
    return {
        ANSWER + path: Column(
            key=ANSWER + path,
            label=one.label,
            kind=one.kind,
            operators=OPERATORS[one.kind],
            sortable=not one.several,
            several=one.several,
            former=not now,
            mixed=len(kinds[path]) > 1,
            choices=tuple(Choice(value, label) for value, label in one.choices),
            written=one.written,
        )
        for path, (one, now) in newest.items()
        if (path, one.kind) in known
    }


def all_of(procedure: str, walls: Sequence[uuid.UUID]) -> dict[str, Column]:
    """Every column that a query of that procedure ("" for none) may name, by key."""
    return builtin() | (answers(procedure, walls) if procedure else {})
