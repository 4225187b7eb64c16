"""Reading the catalogue."""

import uuid
from collections.abc import Sequence

from django.utils.translation import get_language

from parvis.forms.data import LocalizedText
from parvis.procedures.data import NotOffered, Offered
from parvis.procedures.models import Procedure


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
        is_open=row.is_open,
    )


def offered(organisation_ids: Sequence[uuid.UUID]) -> list[Offered]:
    """The open procedures of these organisations, by subject and slug, in the active language: one statement."""
    rows = Procedure.objects.filter(organisation_id__in=organisation_ids, is_open=True)
    return [_offered(row) for row in rows.order_by("subject_order", "slug")]


def get(organisation_id: uuid.UUID, slug: str) -> Offered:
    """The procedure of that organisation and slug, in the active language; closed ones too. Raises NotOffered."""
    try:
        return _offered(Procedure.objects.get(organisation_id=organisation_id, slug=slug))
    except Procedure.DoesNotExist:
        raise NotOffered(slug) from None
