"""What `cases` seals: timeline entries and decisions, and how their rows are read again."""

import uuid
from collections.abc import Iterator, Mapping, Sequence

from parvis.cases.domain.answers import answers_digest
from parvis.cases.domain.attesting import ATTESTATION
from parvis.cases.domain.publishing import ACT
from parvis.cases.domain.revoking import NOTICE
from parvis.cases.domain.writing import DECISION, TIMELINE
from parvis.cases.models import ActNotice, Attestation, Case, Decision, PublishedAct, TimelineEntry
from parvis.ledger.data import Fault, Problem, Sealed
from parvis.ledger.registry import SOURCES, Source

#: rows that are held in memory at once
_PAGE = 2000


def _source(model: type[TimelineEntry] | type[Decision], name: str) -> Source:
    def sealed(refs: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sealed]:
        rows = model._default_manager.filter(id__in=refs)
        return {row.id: Sealed(row.payload(), bytes(row.salt)) for row in rows}

    def after(ref: uuid.UUID | None, limit: int) -> Sequence[uuid.UUID]:
        rows = model._default_manager.order_by("id")
        if ref is not None:
            rows = rows.filter(id__gt=ref)
        return list(rows.values_list("id", flat=True)[:limit])

    return Source(name, sealed, after, inspect=_changed_answers if model is TimelineEntry else lambda: ())


def _changed_answers() -> Iterator[Problem]:
    """Cases whose answers are not those that their timeline states: changed outside of every operation."""
    cases = Case.objects.order_by("id").values_list("id", "answers", "answers_salt")
    page = list(cases[:_PAGE])
    while page:
        entries = TimelineEntry.objects.filter(case_id__in=[row[0] for row in page], data__has_key="answers")
        stated = dict(entries.order_by("case_id", "id").values_list("case_id", "data__answers"))  # the last of each
        for ident, answers, salt in page:
            if stated.get(ident) != answers_digest(answers, bytes(salt)):
                detail = "cases.case: the answers are not those that were submitted"
                yield Problem(Fault.SOURCE_CHANGED, detail, None, ident)
        page = list(cases.filter(id__gt=page[-1][0])[:_PAGE])


def _acts() -> Source:
    """Acts that are online: each is sealed when it is put there."""

    def sealed(refs: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sealed]:
        rows = PublishedAct.objects.filter(id__in=refs, published_at__isnull=False)
        return {row.id: Sealed(row.payload(), bytes(row.salt)) for row in rows}

    def after(ref: uuid.UUID | None, limit: int) -> Sequence[uuid.UUID]:
        rows = PublishedAct.objects.filter(published_at__isnull=False).order_by("id")
        if ref is not None:
            rows = rows.filter(id__gt=ref)
        return list(rows.values_list("id", flat=True)[:limit])

    return Source(ACT, sealed, after)


def _kept(model: type[ActNotice] | type[Attestation], name: str) -> Source:
    """Rows that are all sealed and never change: what is said of acts that no longer hold, what was confirmed."""

    def sealed(refs: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sealed]:
        return {row.id: Sealed(row.payload(), bytes(row.salt)) for row in model._default_manager.filter(id__in=refs)}

    def after(ref: uuid.UUID | None, limit: int) -> Sequence[uuid.UUID]:
        rows = model._default_manager.order_by("id")
        if ref is not None:
            rows = rows.filter(id__gt=ref)
        return list(rows.values_list("id", flat=True)[:limit])

    return Source(name, sealed, after)


SOURCES.register(_acts())
SOURCES.register(_kept(ActNotice, NOTICE))
SOURCES.register(_kept(Attestation, ATTESTATION))
SOURCES.register(_source(TimelineEntry, TIMELINE))
SOURCES.register(_source(Decision, DECISION))
