"""Acts put online (CGCT L2131-1 III, R2131-1): whole but for personal data, sealed, with the day on which they were.

What stands in the published version is chosen by the definition, answer by answer; every other answer becomes "[…]"
(CRPA L312-1-2), so that a question added later is left out until somebody says otherwise.
"""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db.models import OuterRef, QuerySet, Subquery

from parvis.cases.data import OrderText, Outcome
from parvis.cases.definition_decisions import PublicText
from parvis.cases.domain import acts, papers, revisions
from parvis.cases.domain.words import FACTS, fill
from parvis.cases.models import ActNotice, Case, Decision, PublishedAct
from parvis.documents import api as documents
from parvis.documents.data import Order
from parvis.files import api as files
from parvis.ledger import api as ledger
from parvis.ledger.data import Seal
from parvis.territory.api import organisations

ACT = "cases.act"
HIDDEN = "[…]"
#: facts that are nobody's; a reference leads to a case, a reason is written by hand
PUBLIC = FACTS - {"reference", "reason", "received_on"}


def public_values(values: Mapping[str, str], text: PublicText) -> dict[str, str]:
    """What the marks stand for in the published version. What had no value keeps none, so that it drops the same."""
    shown = set(text.shown)
    return {
        mark: value if not value or mark in PUBLIC or {mark, mark.split(".")[0]} & shown else HIDDEN
        for mark, value in values.items()
    }


def extract(case: Case, published: revisions.Published, decision: Decision) -> documents.Extract | None:
    """The order of a decision as everyone may read it; None where it is not to be put online."""
    text = published.definition.decisions.accepted
    if decision.outcome != Outcome.ACCEPTED or not isinstance(text, OrderText) or text.public is None:
        return None
    values = public_values(papers.decision_facts(case, published, decision), text.public)
    order = acts.accepted(text, values, decision, organisations.get(case.organisation_id).name)
    if not isinstance(order, Order):
        raise TypeError("an order writes an order")
    return documents.Extract(**(order.model_dump() | {"kind": "extract", "object": fill(text.public.object, values)}))


def ask(case: Case, published: revisions.Published, decision: Decision, *, site: str) -> None:
    """Write down the act that a decision puts online and ask for its published version, once the order itself is
    sealed; nothing where it is not to be published. The document names neither case nor subject: erasing them leaves
    the act.
    """
    content = extract(case, published, decision)
    if content is None:
        return
    document = documents.request(
        content,
        issuer=papers.issuer(case, site=site),
        wall_id=case.wall_id,
        organisation_id=case.organisation_id,
        number=decision.label,
        language="fr",
    )
    PublishedAct.objects.create(
        wall_id=case.wall_id,
        organisation_id=case.organisation_id,
        number=decision.label,
        object=content.object[:500],
        signed_on=revisions.day(decision.decided_at),
        short_code=document.short_code,
        salt=ledger.new_salt(),
    )


def put_online(wall_id: uuid.UUID, number: str, file_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Put an act online once its version is sealed, and have the ledger state the day: in the worker's transaction."""
    act = PublishedAct.objects.filter(wall_id=wall_id, number=number, published_at=None).first()
    if act is None:
        return
    file = files.fetch(file_id)
    act.published_at, act.file_id, act.sha256, act.size = at, file.id, file.sha256, file.size
    act.save(update_fields=["published_at", "file_id", "sha256", "size"])
    ledger.record([Seal(ACT, act.id, "published", at, act.payload(), bytes(act.salt))])


def years(organisation_id: uuid.UUID) -> list[int]:
    """The years in which acts were signed that are online, latest first: one statement."""
    online = PublishedAct.objects.filter(organisation_id=organisation_id, published_at__isnull=False)
    return [day.year for day in online.dates("signed_on", "year", order="DESC")]


def page(
    organisation_id: uuid.UUID, *, year: int | None = None, before: uuid.UUID | None = None, limit: int = 50
) -> list[PublishedAct]:
    """Acts that are online, latest first; one more than `limit` where there are more. One statement."""
    rows = _online(organisation_id)
    if year is not None:
        rows = rows.filter(signed_on__gte=dt.date(year, 1, 1), signed_on__lte=dt.date(year, 12, 31))
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: limit + 1])


def find(organisation_id: uuid.UUID, number: str) -> PublishedAct | None:
    """The act of that number, if it is online."""
    return _online(organisation_id).filter(number=number).first()


def _online(organisation_id: uuid.UUID) -> QuerySet[PublishedAct]:
    """The acts that are online, each with what ended it since: `ending` (`revoking.Ending`, or None) and `ended_on`."""
    said = ActNotice.objects.filter(organisation_id=OuterRef("organisation_id"), number=OuterRef("number"))
    return PublishedAct.objects.filter(organisation_id=organisation_id, published_at__isnull=False).annotate(
        ending=Subquery(said.values("ending")[:1]), ended_on=Subquery(said.values("ended_on")[:1])
    )
