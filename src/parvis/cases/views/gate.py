"""How agents' pages come to a case: one gate, "missing" and "forbidden" answer alike, attempts are written down."""

import uuid
from contextvars import ContextVar

from django.db.models import Q
from django.http import HttpRequest

from parvis.access.api import Missing, fetch_or_missing, standing
from parvis.cases.data import Actor
from parvis.cases.domain import lending, own_texts, replies, tagging
from parvis.cases.domain.actors import actor_of
from parvis.cases.domain.reference import NotAReference, key
from parvis.cases.models import Case, Grant
from parvis.kernel.reach import Reach, current
from parvis.notifications import api as notifications


def walls() -> tuple[uuid.UUID, ...]:
    """The walls that the permission table opened for this page."""
    reach = current()
    return reach.walls if reach else ()


#: the grant that opened the page's case, with the reach that it was opened under: another request has another one
_opened: ContextVar[tuple[Reach | None, Grant] | None] = ContextVar("parvis_lent", default=None)


def agent(request: HttpRequest) -> Actor:
    """The agent who acts; with their roles for the page's case if that is lent to their wall."""
    by, opened = actor_of(standing(request), as_agent=True), _opened.get()
    return lending.acting_on(by, opened[1]) if opened and opened[0] is current() else by


def case_or_missing(reference: str, *, writing: bool = False) -> Case:
    """The case of that reference within the page's walls, typed with or without hyphens. Raises Missing.

    The walls are said again here: row-level security says the same. A case that is lent to them opens too, with one
    statement more. writing: for a page with fields, what the agent was writing there and what they keep ready.
    """
    try:
        sought = key(reference)
    except NotAReference as error:
        raise Missing("case", reference) from error
    within = Q(wall_id__in=walls())
    theirs = Case.objects.filter(within | lending.is_lent()).annotate(
        unsent=notifications.unsent(), tags=tagging.of_each()
    )
    if writing:
        theirs = theirs.annotate(own_texts=own_texts.of_case(), replies=replies.offered())
    case = fetch_or_missing(theirs, "case", reference_key=sought)
    if case.wall_id not in walls():
        grant = lending.in_force(case)
        if grant is None:  # it ended in between
            raise Missing("case", sought)
        _opened.set((current(), grant))
    return case


def version_of(request: HttpRequest) -> int:
    """The version of the case that the page showed; 0, which is nobody's, when the post holds none."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
