"""What lists and search keep beside the cases is made from this."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from parvis.cases.data import Material
from parvis.cases.domain import acknowledging, revisions
from parvis.cases.models import Case, Message, TimelineEntry


def material(case_ids: Sequence[uuid.UUID]) -> list[Material]:
    """The cases of these ids within reach, held until the transaction ends: none is erased, none changes meanwhile.

    Three statements. What is made from them in this transaction can't outlive them, nor be older than them.
    """
    said: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = Case.objects.select_related("case_type").filter(id__in=case_ids).order_by("id")
    rows = rows.select_for_update(of=("self",), no_key=True)
    held = list(rows)
    messages = Message.objects.filter(case_id__in=[row.id for row in held]).order_by("id")
    for case_id, subject, body in messages.values_list("case_id", "subject", "body"):
        said[case_id] += [subject, body]
    told: dict[uuid.UUID, list[TimelineEntry]] = defaultdict(list)
    kinds = ("routed", *acknowledging.KINDS)
    for entry in TimelineEntry.objects.filter(case_id__in=[row.id for row in held], kind__in=kinds).order_by("id"):
        told[entry.case_id].append(entry)
    return [
        Material(
            id=row.id,
            wall_id=row.wall_id,
            procedure=row.case_type.slug,
            revision_id=row.revision_id,
            reference=row.reference,
            title=row.title,
            reference_key=row.reference_key,
            answers=row.answers,
            open=row.closed_at is None,
            messages=tuple(said[row.id]),
            rule=_rule(told[row.id]),
            former=row.former,
            receipt_by=acknowledging.missed(row, revisions.load(row.revision_id), told[row.id]),
        )
        for row in held
    ]


def _rule(timeline: list[TimelineEntry]) -> str:
    """The first entry is that of its receipt; without a reason why not, its rule did send it."""
    data: dict[str, Any] = next((entry.data for entry in timeline if entry.kind == "routed"), {})
    return "" if "why" in data else str(data.get("name", ""))
