"""What lists and search keep beside the cases is made from this."""

import uuid
from collections.abc import Sequence

from parvis.cases.data import Material
from parvis.cases.models import Case


def material(case_ids: Sequence[uuid.UUID]) -> list[Material]:
    """The cases of these ids within reach, held until the transaction ends: none is erased, none changes meanwhile.

    One statement. What is made from them in this transaction can't outlive them, nor be older than them.
    """
    rows = Case.objects.select_related("case_type").filter(id__in=case_ids).order_by("id")
    return [
        Material(
            id=row.id,
            wall_id=row.wall_id,
            procedure=row.case_type.slug,
            revision_id=row.revision_id,
            reference=row.reference,
            title=row.title,
            answers=row.answers,
            open=row.closed_at is None,
        )
        for row in rows.select_for_update(of=("self",), no_key=True)
    ]
