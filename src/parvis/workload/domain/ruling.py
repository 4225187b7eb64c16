"""The rules of a department: kept in their order; what they would do with the cases that are open now."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from parvis.workload.data import Refused
from parvis.workload.domain import rules
from parvis.workload.models import Rule

#: rules of a department, at most: they are read in order
MOST = 50
#: so many open cases a rule is tried on, the newest
TRIED = 500

_OPEN = (
    "select c.id, c.reference, c.title, c.assignee_name, t.slug, c.revision_id, c.answers::text"
    " from unnest(%s::uuid[]) w(id) cross join lateral (select * from cases_case c where c.wall_id = w.id"
    " and c.department_id = %s and c.closed_at is null order by c.id desc limit %s) c"
    " join cases_casetype t on t.id = c.case_type_id order by c.id desc limit %s"
)


def of(department_id: uuid.UUID) -> list[Rule]:
    """The rules of a department, in order. One statement."""
    return list(Rule.objects.filter(department_id=department_id).order_by("place", "id"))


def procedures(walls: Sequence[uuid.UUID]) -> dict[str, uuid.UUID]:
    """The published revision of each procedure that is handled behind these walls, by slug. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.slug, t.published_id from cases_casetype t where t.published_id is not null and exists"
            " (select from cases_handling h where h.case_type_id = t.id and h.wall_id = any(%s::uuid[])) order by t.id",
            [list(walls)],
        )
        return dict(cursor.fetchall())


def keep(rule: Rule) -> None:
    """Keep a rule, a new one last. The policy lets supervisors of the organisation alone. Raises Refused."""
    known = Rule.objects.filter(department_id=rule.department_id)
    if not known.filter(id=rule.id).exists():
        if known.count() >= MOST:
            raise Refused(_("There are %(num)s rules already: delete one first") % {"num": MOST})
        rule.place = (known.aggregate(last=Max("place"))["last"] or 0) + 1
        rule.save(force_insert=True)
    else:
        rule.save(update_fields=["procedure", "first_letter", "last_letter", "variable", "operator", "value", "people"])


def raise_up(rule_id: uuid.UUID, department_id: uuid.UUID) -> None:
    """Have a rule tried before the one above it; the first stays where it is."""
    with transaction.atomic():
        order = list(Rule.objects.select_for_update().filter(department_id=department_id).order_by("place", "id"))
        at = next((index for index, one in enumerate(order) if one.id == rule_id), 0)
        if at:
            order[at - 1], order[at] = order[at], order[at - 1]
            for place, one in enumerate(order, 1):
                Rule.objects.filter(id=one.id).update(place=place)


@dataclass(frozen=True, slots=True)
class Tried:
    """An open case that a rule fits. before: the name of who follows it now; earlier: another rule comes first."""

    reference: str
    title: str
    before: str
    earlier: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would do. looked: at so many open cases."""

    looked: int
    found: tuple[Tried, ...]

    @property
    def waiting(self) -> int:
        """How many of them nobody follows, and no earlier rule takes."""
        return sum(1 for one in self.found if not one.before and not one.earlier)


def attempt(rule: Rule, walls: Sequence[uuid.UUID], known: Sequence[Rule]) -> Trial:
    """Try a rule on the open cases of its department, before it is kept. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [list(walls), rule.department_id, TRIED, TRIED])
        rows = cursor.fetchall()
    ids = [one.id for one in known]
    before = known[: ids.index(rule.id)] if rule.id in ids else known
    found = []
    for _ident, reference, title, name, slug, revision_id, answers in rows:
        case = rules.Subject(slug, revision_id, rules.read(answers))
        if rules.fits(rule, case):
            found.append(Tried(reference, title, name, rules.first(before, case) is not None))
    return Trial(len(rows), tuple(found))
