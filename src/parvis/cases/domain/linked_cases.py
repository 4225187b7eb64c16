"""Another request, as an answer names it: found by whoever may read it, and by nobody else.

A resident finds their own alone, an agent those within their walls. Whoever may not read it sees the reference as it
was given, which says nothing of what it is about; nobody learns whether a reference that is not theirs exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from parvis.cases.domain.lending import is_lent
from parvis.cases.domain.reference import NotAReference, key
from parvis.cases.models import Case
from parvis.kernel.reach import current

MOST_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Readable:
    """A request that the acting person may read. address: of its page for them."""

    reference: str
    title: str
    address: str


def _readable(case: Case) -> Readable:
    reach = current()
    own = reach is not None and case.subject_id in reach.subjects
    return Readable(
        case.reference, case.title, reverse("cases:case" if own else "cases:agent_case", args=[case.reference])
    )


def _find(text: str, procedure: str) -> Readable | None:
    reach = current()
    if reach is None or len(text) > 40:
        return None
    try:
        sought = key(text)
    except NotAReference:
        return None
    mine = Q(subject_id__in=reach.subjects)
    theirs = (Q(wall_id__in=reach.walls) | is_lent()) if reach.walls else Q()
    rows = Case.objects.filter(mine | theirs if reach.walls else mine, reference_key=sought)
    found = (rows.filter(case_type__slug=procedure) if procedure else rows).first()
    return _readable(found) if found else None


def own(procedure: str) -> list[Readable]:
    """The latest requests of the acting resident; none for agents, who write references. One statement."""
    reach = current()
    if reach is None or not reach.subjects or reach.walls:
        return []
    rows = Case.objects.filter(subject_id__in=reach.subjects).order_by("-id")
    return [_readable(one) for one in (rows.filter(case_type__slug=procedure) if procedure else rows)[:MOST_OFFERED]]


Finder = Callable[[str, str], Readable | None]
_finder: ContextVar[Finder] = ContextVar("cases_linked", default=_find)


def find(text: str, procedure: str = "") -> Readable | None:
    """The request of a reference as it is typed, where the acting person may read it, of a procedure. One statement."""
    return _finder.get()(text, procedure)


@contextmanager
def fixed(instead: Finder) -> Iterator[None]:
    """For tests: requests without a database."""
    token = _finder.set(instead)
    try:
        yield
    finally:
        _finder.reset(token)
