"""The lines of a page: the cases by their ids, and the text of each column that was asked for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, gettext as _

from parvis.cases.api import lines_of
from parvis.cases.data import ListedCase
from parvis.finding.data import ANSWER, BadQuery, Column, Line, Page, Query
from parvis.finding.domain import asking, paging
from parvis.finding.domain.telling import channel_words, kind_words
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import departments, organisations

MOST = 200


def page(
    query: Query,
    walls: Sequence[uuid.UUID],
    *,
    person_id: uuid.UUID | None,
    today: dt.date,
    after: str = "",
    before: str = "",
    size: int = 50,
    known: Mapping[str, Column] | None = None,
    counted: bool = True,
) -> Page:
    """See `finding.api.page`."""
    if not 1 <= size <= MOST:
        raise ValueError(f"a page has 1 to {MOST} lines")
    if after and before:
        raise BadQuery({"after": _("This link leads to no place in the list: begin it again")})
    plan = asking.plan(query, walls, person_id=person_id, today=today, known=known)
    place = plan.order.read(before or after, "before" if before else "after") if before or after else None
    found = paging.find(plan, place, size, backward=bool(before), counted=counted)
    return Page(
        lines=lines([place.id for place in found.places], query.columns, walls, today=today),
        before=str(found.places[0]) if found.before else "",
        after=str(found.places[-1]) if found.after else "",
        count=found.count,
        remarks=plan.remarks,
        understood=plan.found.understood if plan.found else (),
    )


def lines(
    case_ids: Sequence[uuid.UUID], columns: Sequence[str], walls: Sequence[uuid.UUID], *, today: dt.date
) -> tuple[Line, ...]:
    """See `finding.api.lines`."""
    answers = any(column.startswith(ANSWER) for column in columns)
    listed = {one.line.id: one for one in lines_of(case_ids, answers=answers)}
    return tuple(_line(listed[ident], columns, walls, today) for ident in case_ids if ident in listed)


def _line(case: ListedCase, columns: Sequence[str], walls: Sequence[uuid.UUID], today: dt.date) -> Line:
    paths = [column.removeprefix(ANSWER) for column in columns if column.startswith(ANSWER)]
    texts = case.texts(paths) if paths else {}
    cells = {
        column: texts.get(column.removeprefix(ANSWER), "") if column.startswith(ANSWER) else _cell(column, case, today)
        for column in columns
    }
    return Line(case.line, cells, case.wall_id not in walls, case.wall_id, case.version, case.unread, case.tags)


def _cell(column: str, case: ListedCase, today: dt.date) -> str:
    line = case.line
    match column:
        case "reference":
            return line.reference
        case "title":
            return line.title
        case "procedure":
            return line.type_name
        case "organisation":
            return organisations.get(line.organisation_id).name
        case "status":
            return line.status
        case "kind":
            return kind_words(line.kind)
        case "department":
            name = departments.get(line.department_id).name
            english = (get_language() or "fr").startswith("en")
            return (name.en or name.fr) if english else name.fr
        case "assignee":
            return line.assignee_name
        case "due":
            return date_long(line.due_on) if line.due_on else ""
        case "late":
            late = line.due_on is not None and line.due_on < today and case.closed_at is None
            return _("Yes") if late else _("No")
        case "received":
            return date_long(case.received_on)
        case "closed":
            return date_long(case.closed_at) if case.closed_at else ""
        case "tag":
            return ", ".join(case.tags)
        case "channel":
            return channel_words(case.channel)
        case _:  # filters alone: what they hang on is not read with the case
            return ""
