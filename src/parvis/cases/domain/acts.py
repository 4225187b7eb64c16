"""What an acceptance writes: an order, a card, a certificate, or nothing of ours. Pure, from texts and values."""

from collections.abc import Mapping

from parvis.cases.data import CardText, CertificateText, OrderText
from parvis.cases.definition_decisions import Accepted
from parvis.cases.domain.revisions import day
from parvis.cases.domain.words import fill, marks, paragraphs
from parvis.cases.models import Decision
from parvis.documents import api as documents
from parvis.documents.data import Act


def accepted(text: Accepted, values: Mapping[str, str], decision: Decision, place: str, check: str = "") -> Act | None:
    """The act of an acceptance. values: what the marks stand for; place: where it is signed; check: the
    address by which anyone checks a card."""
    if isinstance(text, OrderText):
        return _order(text, values, decision, place)
    if isinstance(text, CardText):
        return _card(text, values, decision, place, check)
    if isinstance(text, CertificateText):
        return _certificate(text, values, decision, place)
    return None


def _order(text: OrderText, values: Mapping[str, str], decision: Decision, place: str) -> documents.Order:
    articles = ((fill(article.heading, values), paragraphs([article.text], values)) for article in text.articles)
    return documents.Order(
        form=fill(text.form, values),
        object=fill(text.object, values),
        authority=fill(text.authority, values),
        visas=paragraphs(text.visas, values),
        reasons=paragraphs(text.reasons, values),
        formula=text.formula,
        articles=tuple(documents.Article(text=body[0], heading=heading) for heading, body in articles if body),
        place=place,
        date=day(decision.decided_at),
        signatory=signatory(decision, text.delegation),
        appeal=paragraphs(text.appeal, values),
    )


def _card(text: CardText, values: Mapping[str, str], decision: Decision, place: str, check: str) -> documents.Card:
    return documents.Card(
        title=fill(text.title, values),
        holder=fill(text.holder, values),
        plate=fill(text.plate, values),
        zone=fill(text.zone, values),
        valid_from=decision.valid_from,
        valid_until=decision.valid_until,
        check=check,
        rules=paragraphs(text.rules, values),
        place=place,
        date=day(decision.decided_at),
        signatory=signatory(decision, text.delegation),
        appeal=paragraphs(text.appeal, values),
    )


def _certificate(
    text: CertificateText, values: Mapping[str, str], decision: Decision, place: str
) -> documents.Certificate:
    rows = [row for row in text.rows if all(values.get(mark) for mark in marks(row.value))]
    return documents.Certificate(
        title=fill(text.title, values),
        opening=fill(text.opening, values),
        rows=tuple(documents.Row(label=fill(row.label, values), value=fill(row.value, values)) for row in rows),
        text=paragraphs(text.text, values),
        place=place,
        date=day(decision.decided_at),
        signatory=signatory(decision, text.delegation),
        appeal=paragraphs(text.appeal, values),
    )


def signatory(decision: Decision, delegation: str) -> documents.Signatory:
    """Who decided, in which quality, in whose place (CRPA L212-1)."""
    return documents.Signatory(
        name=decision.decider_name,
        quality=decision.decider_quality,
        delegation=delegation if decision.by_delegation else "",
    )
