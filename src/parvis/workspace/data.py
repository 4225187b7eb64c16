"""What the agents' lists are made of: the lists that have an address of their own, and the views that agents keep."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from parvis.cases.api import Selection
from parvis.finding.data import Filter, Operator, Query

TITLES: Mapping[Selection, str | Promise] = {
    Selection.ALL: _("To handle"),
    Selection.MINE: _("My cases"),
    Selection.UNASSIGNED: _("Not assigned"),
    Selection.LATE: _("Late"),
    Selection.WEEK: _("Due this week"),
}
#: the URL names of the ready selections, also the keys by which other pages name them
NAMES: Mapping[Selection, str] = {
    Selection.ALL: "inbox",
    Selection.MINE: "mine",
    Selection.UNASSIGNED: "unassigned",
    Selection.LATE: "late",
    Selection.WEEK: "week",
}
_FILTERS: Mapping[Selection, tuple[Filter, ...]] = {
    Selection.ALL: (),
    Selection.MINE: (Filter("assignee", Operator.IS, ("me",)),),
    Selection.UNASSIGNED: (Filter("assignee", Operator.EMPTY),),
    Selection.LATE: (Filter("late", Operator.IS, ("1",)),),
    Selection.WEEK: (Filter("due", Operator.FROM, ("today",)), Filter("due", Operator.TO, ("sunday",))),
}
#: in an address of a view: the query stands in the address, in place of the one that was kept
EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Kept:
    """A view: a name and the address of a query. It holds no right: who opens it sees their own walls.

    own: whether it is the acting person's; organisation_id, department_id: with whom it is shared, None for nobody.
    """

    id: uuid.UUID
    name: str
    address: str
    own: bool
    organisation_id: uuid.UUID | None = None
    department_id: uuid.UUID | None = None

    @property
    def page(self) -> str:
        return reverse("workspace:view", args=[self.id])


@dataclass(frozen=True, slots=True)
class Base:
    """A list with an address of its own: a ready selection, or a view (`kept`). fixed: what always holds in it."""

    key: str
    title: str | Promise
    path: str
    fixed: tuple[Filter, ...] = ()
    selection: Selection | None = None
    kept: Kept | None = None

    def page(self, query: Query, **more: str) -> str:
        """The address of this list with that query. more: parameters that are not of a query."""
        parts = [query.address(), urlencode(more)]
        if self.kept:
            parts.append(f"{EDITED}=1")
        said = "&".join(part for part in parts if part)
        return f"{self.path}?{said}" if said else self.path

    def whole(self, query: Query) -> Query:
        """What the list shows: the query within what always holds."""
        return Query(query.procedure, query.state, self.fixed + query.filters, query.words, query.sort, query.columns)


def selected(selection: Selection) -> Base:
    """The list of a ready selection."""
    name = NAMES[selection]
    return Base(name, TITLES[selection], reverse(f"workspace:{name}"), _FILTERS[selection], selection)


def viewed(kept: Kept) -> Base:
    """The list of a view."""
    return Base(str(kept.id), kept.name, kept.page, kept=kept)
