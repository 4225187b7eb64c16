"""Reading the catalogue."""

import uuid
from collections.abc import Sequence

from django.utils.translation import get_language

from parvis.forms.data import LocalizedText
from parvis.kernel import clock, rows
from parvis.procedures.data import Face, NotOffered, Offered, Offering, Stage
from parvis.procedures.domain.availability import availability, stage
from parvis.procedures.models import Procedure

_open = rows.Select(Procedure, "where organisation_id = any(%s) and is_open order by subject_order, slug")
_all = rows.Select(Procedure, "where organisation_id = any(%s) order by slug")
_by_slug = rows.Select(Procedure, "where organisation_id = %s and slug = %s")


def _offered(row: Procedure) -> Offered:
    language = "en" if (get_language() or "fr").startswith("en") else "fr"

    def said(text: dict[str, str]) -> str:
        return LocalizedText.model_validate(text).into(language)

    return Offered(
        id=row.id,
        case_type_id=row.case_type_id,
        organisation_id=row.organisation_id,
        slug=row.slug,
        title=said(row.title),
        summary=said(row.summary),
        subject=said(row.subject),
        subject_order=row.subject_order,
        audience=said(row.audience),
        words=tuple(row.words),
        often=row.often,
        source=row.source,
        events=tuple(row.events),
        stage=stage(row, clock.now()),
        availability=availability(row),
    )


def offered(organisation_ids: Sequence[uuid.UUID]) -> list[Offered]:
    """The procedures of these organisations that are open, will be, or whose places are taken, by subject and slug, in
    the active language: one statement.
    """
    found = (_offered(row) for row in _open(list(organisation_ids)))
    return [one for one in found if one.stage is not Stage.AFTER]


def of(organisation_ids: Sequence[uuid.UUID]) -> list[Offered]:
    """All procedures of these organisations, closed ones too, by slug, in the active language: one statement."""
    return [_offered(row) for row in _all(list(organisation_ids))]


def get(organisation_id: uuid.UUID, slug: str) -> Offered:
    """The procedure of that organisation and slug, in the active language; closed ones too. Raises NotOffered."""
    found = _by_slug.first(organisation_id, slug)
    if found is None:
        raise NotOffered(slug)
    return _offered(found)


def offerings(case_type_ids: Sequence[uuid.UUID]) -> list[Offering]:
    """Who offers these case types, and how they are found there, by slug and organisation: one statement."""
    rows = Procedure.objects.filter(case_type__in=list(case_type_ids)).order_by("slug", "organisation_id")
    return [
        Offering(
            case_type_id=row.case_type_id,
            organisation_id=row.organisation_id,
            is_open=stage(row, clock.now()) is Stage.OPEN,
            face=Face.model_validate(
                {
                    "title": row.title,
                    "summary": row.summary,
                    "subject": row.subject,
                    "subject_order": row.subject_order,
                    "audience": row.audience or {"fr": "Tout le monde", "en": "Everybody"},
                    "words": row.words,
                    "often": row.often,
                    "source": row.source,
                    "events": row.events,
                }
            ),
        )
        for row in rows
    ]
