"""What an authority confirms of its readings of the law: who did, when, and what the reading said then.

Each confirmation and each revocation is a row of its own, sealed in the ledger. Acts as "designer" or as the owner.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import override

from parvis.cases.data import Actor
from parvis.cases.definition import LawReading, Silence
from parvis.cases.domain import revisions
from parvis.cases.domain.handling import readings_of
from parvis.cases.domain.standing import silence_sentence
from parvis.cases.models import Attestation, CaseType, Handling
from parvis.ledger import api as ledger
from parvis.ledger.data import Seal

#: what the ledger seals of a confirmation
ATTESTATION = "cases.attestation"
#: the reading of what no answer means, beside those that have an id of their own
SILENCE = "silence"


def confirm_silence(
    case_type_id: uuid.UUID, organisation_id: uuid.UUID, silence: Silence | None, *, by: Actor, at: dt.datetime
) -> None:
    """Set what no answer means in an organisation, as its authority confirms it (None: the definition's reading counts
    again, and waits for a confirmation).

    Cases that were received keep the dates that their receipt states.
    """
    value = silence.model_copy(update={"confirmed": True}).model_dump(mode="json") if silence else None
    with transaction.atomic():
        row = _locked(case_type_id, organisation_id)
        before = row.silence
        row.silence = value
        row.save(update_fields=["silence"])
        if silence is not None:
            _write(row, [(SILENCE, True, said_of(silence))], by, at)
        elif before is not None:
            _write(row, [(SILENCE, False, said_of(Silence.model_validate(before)))], by, at)


def confirm_readings(
    case_type_id: uuid.UUID, organisation_id: uuid.UUID, ids: Collection[str], *, by: Actor, at: dt.datetime
) -> None:
    """Keep which of the definition's other readings an organisation's authority has confirmed: these, no other. One
    that was confirmed and is no longer is revoked.
    """
    with transaction.atomic():
        row = _locked(case_type_id, organisation_id)
        before, after = set(row.readings), set(ids)
        published = CaseType.objects.values_list("published", flat=True).get(id=case_type_id)
        known = {one.id: one for one in readings_of(revisions.load(published).definition)} if published else {}
        latest: dict[str, Any] = {}
        for one in attestations(organisation_id, case_type_id):
            latest.setdefault(one.reading, one.said)
        said = {name: said_of(known.get(name)) for name in before | after}
        # what says something else than what was confirmed is confirmed anew
        renewed = {name for name in before & after if name in latest and latest[name] != said[name]}
        _write(row, [(name, name in after, said[name]) for name in sorted((before ^ after) | renewed)], by, at)
        row.readings = sorted(after)
        row.save(update_fields=["readings"])


def said_of(reading: Silence | LawReading | None) -> dict[str, Any]:
    """What a reading says, in both languages: its statement and its legal base. Nothing of one that is gone."""
    said = {}
    for language in ("fr", "en"):
        base = reading.legal_base if reading else None
        with override(language):
            words = silence_sentence(reading) if isinstance(reading, Silence) else ""
        if isinstance(reading, LawReading):
            words = reading.statement.into(language)
        said[language] = {"base": base.into(language) if base else "", "statement": words}
    return said


def attestations(organisation_id: uuid.UUID, case_type_id: uuid.UUID) -> list[Attestation]:
    """All that was confirmed and revoked of a procedure in an organisation, the latest first. One statement."""
    return list(Attestation.objects.filter(organisation_id=organisation_id, case_type_id=case_type_id).order_by("-id"))


def forget_person(person_id: uuid.UUID) -> int:
    """Take the name of somebody whose account is erased off what they confirmed; acts as the owner."""
    return Attestation.objects.filter(by_id=person_id).exclude(by_name="").update(by_name="")


def _locked(case_type_id: uuid.UUID, organisation_id: uuid.UUID) -> Handling:
    return Handling.objects.select_for_update().get(case_type=case_type_id, organisation_id=organisation_id)


def _write(row: Handling, changed: list[tuple[str, bool, dict[str, Any]]], by: Actor, at: dt.datetime) -> None:
    made = [
        Attestation(
            organisation_id=row.organisation_id,
            case_type_id=row.case_type_id,
            reading=name,
            confirmed=confirmed,
            said=said,
            by_id=by.person_id,
            by_name=by.name,
            at=at,
            salt=ledger.new_salt(),
        )
        for name, confirmed, said in changed
    ]
    Attestation.objects.bulk_create(made)
    ledger.record(
        [
            Seal(ATTESTATION, one.id, "confirmed" if one.confirmed else "revoked", at, one.payload(), bytes(one.salt))
            for one in made
        ]
    )
