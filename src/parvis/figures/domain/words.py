"""Figures in words: numbers, shares, days, months, and the names of what they are told apart by."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import get_language, gettext as _, ngettext

from parvis.cases.api import types
from parvis.figures.data import Counted, Period
from parvis.figures.domain.orders import HALF, NINE_IN_TEN, within
from parvis.kernel.ui.formats import MONTHS, NBSP, SHORT_MONTHS, number
from parvis.territory.api import departments, organisations


def language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def month(day: dt.date) -> str:
    """ "mars 2026"."""
    return f"{MONTHS[language()][day.month - 1]}{NBSP}{day.year}"


def short_month(day: dt.date) -> str:
    """ "mars", with its year in January."""
    return SHORT_MONTHS[language()][day.month - 1]


def span(period: Period) -> str:
    """ "mars 2026 à juin 2026", or one month."""
    if period.first == period.last:
        return month(period.first)
    return _("%(first)s to %(last)s") % {"first": month(period.first), "last": month(period.last)}


def unit(working: bool) -> str:
    """The unit of delays in files, which are French."""
    return "jours ouvrés" if working else "jours"


def percent(part: int, whole: int) -> str:
    """ "85 %", rounded down, so that 100 % is all of them; nothing of nothing."""
    if not whole:
        return ""
    share = number(100 * part // whole)
    return f"{share}%" if language() == "en" else f"{share}{NBSP}%"


def days_words(days: int | None, *, working: bool = False) -> str:
    """ "6 days", "6 working days"; nothing where nothing was answered."""
    if days is None:
        return ""
    if working:
        return ngettext("%(num)s working day", "%(num)s working days", days) % {"num": number(days)}
    return ngettext("%(num)s day", "%(num)s days", days) % {"num": number(days)}


@dataclass(frozen=True, slots=True)
class Delay:
    """How long answers took: half of them, nine in ten."""

    half: int | None
    nine: int | None
    working: bool = False

    @property
    def half_words(self) -> str:
        return days_words(self.half, working=self.working)

    @property
    def nine_words(self) -> str:
        return days_words(self.nine, working=self.working)


def delay(counted: Counted, *, working: bool = False) -> Delay:
    """In the organisation's working days, or in calendar days."""
    counts = counted.working if working else counted.days
    return Delay(within(counts, HALF), within(counts, NINE_IN_TEN), working)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A case type as figures name it. working: whether its promise is in working days. revision_id: published."""

    id: uuid.UUID
    slug: str
    name: str
    working: bool = False
    revision_id: uuid.UUID | None = None

    def field(self, ident: str) -> str:
        """The question of that id, as the published form asks it; a former one by its id."""
        if self.revision_id is not None:
            form = types.load(self.revision_id).definition.form
            for page in form.pages:
                for section in page.sections:
                    for item in section.items:
                        if item.id == ident:
                            return str(item.label.into(language()))
        return _("former question “%(id)s”") % {"id": ident}


def procedures(walls: Iterable[uuid.UUID]) -> dict[uuid.UUID, Procedure]:
    """The case types that are handled behind these walls: one statement, and one for each revision that this process
    has not met.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.id, t.slug, t.published_id from cases_casetype t where exists"
            " (select from cases_handling h where h.case_type_id = t.id and h.wall_id = any(%s::uuid[]))"
            " order by t.slug, t.id",
            [list(walls)],
        )
        rows = cursor.fetchall()
    return {ident: named(ident, slug, revision_id) for ident, slug, revision_id in rows}


def promising_working_days(case_type_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these case types whose published revision promises an answer in working days: one statement, and one
    for each revision that this process has not met.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, slug, published_id from cases_casetype where id = any(%s::uuid[])", [list(case_type_ids)]
        )
        return {row[0] for row in cursor.fetchall() if named(*row).working}


def named(ident: uuid.UUID, slug: str, revision_id: uuid.UUID | None) -> Procedure:
    """One of them."""
    if revision_id is None:
        return Procedure(ident, slug, slug)
    definition = types.load(revision_id).definition
    promised = definition.deadline.promise_working_days is not None
    return Procedure(ident, slug, definition.name.into(language()), promised, revision_id)


def department(ident: uuid.UUID) -> str:
    """Its name; a department that was dissolved has none any more."""
    try:
        return str(departments.get(ident).name)
    except LookupError:
        return _("former department")


def organisation(ident: uuid.UUID) -> str:
    """Its name as a place, or its title."""
    try:
        found = organisations.get(ident)
    except LookupError:
        return _("former organisation")
    return found.name if found.insee else found.title
