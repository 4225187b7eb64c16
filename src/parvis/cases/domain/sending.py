"""What leaves with a write: the receipt, the act of a decision, asked for in the same transaction."""

from parvis.cases.domain import papers, revisions
from parvis.cases.models import Case, Decision
from parvis.documents import api as documents
from parvis.documents.data import DocumentView
from parvis.territory.api import sites


def site_address(case: Case) -> str:
    """The address of the organisation's site, without a slash at its end."""
    return sites.url(sites.of(case.organisation_id), "")


def receipt(case: Case, published: revisions.Published) -> DocumentView:
    """Ask for the legal receipt (CRPA R112-11-1): its row and its job, two statements."""
    return documents.request(
        papers.receipt_content(case, published),
        issuer=papers.issuer(case, site=site_address(case)),
        wall_id=case.wall_id,
        organisation_id=case.organisation_id,
        subject_id=case.subject_id,
        case_id=case.id,
        number=case.reference,
        language=case.language,
    )


def act(case: Case, published: revisions.Published, decision: Decision) -> DocumentView | None:
    """Ask for the order or the refusal, under the number that the decision took; None for a closing."""
    content = papers.decision_content(case, published, decision)
    if content is None:
        return None
    return documents.request(
        content,
        issuer=papers.issuer(case, site=site_address(case)),
        wall_id=case.wall_id,
        organisation_id=case.organisation_id,
        subject_id=case.subject_id,
        case_id=case.id,
        number=decision.label,
        language="fr",
    )
