"""What the data protection officer is shown of cases: whose they are, what is held, until when and why, what is due."""

import datetime as dt
import uuid

from django.db import connection
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _, ngettext

from parvis.cases.domain import retaining, revisions
from parvis.cases.domain.listing import language
from parvis.cases.domain.reference import NotAReference, key
from parvis.cases.domain.tracking import fold_element
from parvis.cases.models import Attachment, Case, Message
from parvis.cases.plugins.erasers import decided
from parvis.privacy.registry import Finder, Item, Lister, Subject, finders, listers


def _found(words: str, walls: tuple[uuid.UUID, ...]) -> list[Subject]:
    """By a reference, an e-mail address or a phone number that was given with a request."""
    try:
        sought = key(words)
    except NotAReference:
        with connection.cursor() as cursor:
            cursor.execute("select wall_id, subject_id from cases_held_with(%s)", [fold_element(words)[:254]])
            return [Subject(*row) for row in cursor.fetchall()]
    rows = Case.objects.filter(reference_key=sought, wall_id__in=walls).values_list("wall_id", "subject_id")
    return [Subject(*row) for row in rows]


def _counted(model: type[Attachment] | type[Message]) -> Coalesce:
    rows = model._default_manager.filter(case_id=OuterRef("id")).order_by().values("case_id")
    return Coalesce(Subquery(rows.annotate(number=Count("id")).values("number")), 0)


def _listed(cases: "QuerySet[Case]") -> "QuerySet[Case]":
    return cases.annotate(said=_counted(Message), sent=_counted(Attachment))


def _item(case: Case, *, held: bool) -> Item:
    published, spoken = revisions.load(case.revision_id), language()
    retention = retaining.of_case(case) if held or case.retain_until else None
    said: int = case.said  # type: ignore[attr-defined]
    sent: int = case.sent  # type: ignore[attr-defined]
    return Item(
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        reference=case.reference,
        about=published.definition.name.into(spoken),
        title=case.title,
        state=published.definition.workflow.status(case.status).agent.into(spoken),
        ended_on=revisions.day(case.closed_at) if case.closed_at else None,
        held=held,
        kept_until=case.retain_until,
        why=retention.source.into(spoken) if retention else _("No length is set for this procedure."),
        holds=", ".join(
            (
                ngettext("%(num)s message", "%(num)s messages", said) % {"num": said},
                ngettext("%(num)s file", "%(num)s files", sent) % {"num": sent},
            )
        ),
    )


def _of(subjects: list[Subject], at: dt.datetime) -> list[Item]:
    """All their cases, the newest first: two statements."""
    walls = {one.wall_id for one in subjects}
    ids = {one.subject_id for one in subjects}
    kept = set(decided(walls, ids, at).values_list("id", flat=True))
    found = _listed(Case.objects.filter(wall_id__in=walls, subject_id__in=ids)).order_by("-id")
    return [_item(case, held=case.id in kept) for case in found]


def _due(walls: tuple[uuid.UUID, ...], on: dt.date, most: int) -> list[Item]:
    found = Case.objects.filter(wall_id__in=walls, retain_until__lt=on).order_by("retain_until", "id")[:most]
    return [_item(case, held=False) for case in _listed(found)]


finders.register(Finder("cases", _found))
listers.register(Lister("cases", _of, _due))
