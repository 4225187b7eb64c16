"""Publishing a procedure: its definition checked, its face complete, in the organisations that offer it."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.forms.data import LocalizedText, Problem
from parvis.kernel import events
from parvis.procedures.data import Face
from parvis.procedures.events import ProcedurePublished
from parvis.procedures.life_events import LIFE_EVENTS
from parvis.procedures.models import Procedure
from parvis.procedures.registry import PROVISOS
from parvis.territory.api import organisations
from parvis.territory.data import Sphere


def check(definition: CaseTypeDefinition, face: Face) -> list[Problem]:
    """Everything that keeps a procedure from being published; empty when it may be."""
    return [problem for problem in examine(definition, face) if problem.blocking]


def examine(definition: CaseTypeDefinition, face: Face, *, departments: frozenset[str] = frozenset()) -> list[Problem]:
    """Everything that can be said against a procedure: what `check` says, and remarks that its author may judge.

    departments: the codes of those that there are, where they are known.
    """
    problems = cases.examine(definition, departments=departments)
    for part in ("title", "summary", "subject", "audience"):
        if not getattr(face, part).en:
            message = LocalizedText(fr="Il manque le texte anglais.", en="The English text is missing.")
            problems.append(Problem(f"face.{part}", message))
    for event in face.events:
        if event not in LIFE_EVENTS:
            message = LocalizedText(
                fr=f"«\u00a0{event}\u00a0» n’est pas un moment de vie\u00a0: choisissez-les dans les réglages.",
                en=f"“{event}” is no moment of life: choose them in the settings.",
            )
            problems.append(Problem("face.events", message))
    return problems


def publish(
    owner_id: uuid.UUID,
    slug: str,
    *,
    definition: CaseTypeDefinition,
    face: Face,
    sphere: Sphere,
    at: dt.datetime,
    offered_by: Iterable[uuid.UUID] = (),
    opens: bool = True,
) -> list[Procedure]:
    """Publish a procedure of `owner_id`, offered by that organisation or, if named, by `offered_by` (a shared one).

    opens: it is open from now on; without it, it stays open or closed as it was, and a new one begins open.

    Publishing again gives open drafts and cases what they had: they keep their revision. Raises NotPublishable, and
    NotAllowed for an organisation that has no telephone or address to put on a receipt (CRPA R112-11-1).
    """
    problems = check(definition, face)
    offering = list(offered_by) or [owner_id]
    if not problems:
        found = (one for to in offering for also in PROVISOS for one in also.problems(to, slug, sphere, definition))
        problems = list(dict.fromkeys(found))
    if problems:
        raise cases.NotPublishable(problems)
    with transaction.atomic():
        shared = offering != [owner_id]
        case_type = cases.types.ensure(owner_id, slug, sphere=sphere, at=at, shared=shared)
        revision = cases.types.publish(case_type.id, definition, at=at)
        made = []
        for organisation_id in offering:
            cases.types.handle(case_type.id, organisation_id)
            texts = {part: getattr(face, part).model_dump() for part in ("title", "summary", "subject", "audience")}
            shown = {
                **texts,
                "slug": slug,
                "subject_order": face.subject_order,
                "words": list(face.words),
                "often": face.often,
                "source": face.source,
                "events": list(face.events),
                "published_at": at,
            }
            procedure, _ = Procedure.objects.update_or_create(
                organisation_id=organisation_id,
                case_type_id=case_type.id,
                defaults=shown | ({"is_open": True} if opens else {}),
                create_defaults=shown | {"is_open": True},
            )
            made.append(procedure)
            events.publish(ProcedurePublished(procedure.id, organisation_id, case_type.id, revision.number))
    return made


def set_open(organisation_id: uuid.UUID, slug: str, *, is_open: bool) -> None:
    """Open or close a procedure to new requests; requests on their way go on. Raises LookupError."""
    organisations.get(organisation_id)
    if not Procedure.objects.filter(organisation_id=organisation_id, slug=slug).update(is_open=is_open):
        raise LookupError(slug)
