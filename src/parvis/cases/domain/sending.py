"""What leaves with a write: documents and e-mails, asked for in the same transaction."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from parvis.cases.data import Actor, ActorKind, Kind
from parvis.cases.domain import papers, revisions
from parvis.cases.domain.answers import text_at
from parvis.cases.domain.listing import standing_of
from parvis.cases.models import Case, Decision
from parvis.documents import api as documents
from parvis.documents.data import DocumentView
from parvis.files.data import FileRef
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long
from parvis.notifications import api as notifications
from parvis.territory.api import departments, sites

#: bytes; mailboxes refuse what is much larger, and then nothing arrives at all
LARGEST_ATTACHMENT = 5_000_000


def site_address(case: Case) -> str:
    """The address of the organisation's site, without a slash at its end."""
    return sites.printed(sites.of(case.organisation_id))


def receipt(case: Case, said: documents.Receipt) -> DocumentView:
    """Ask for the legal receipt (CRPA R112-11-1): its row and its job, two statements."""
    return documents.request(
        said,
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


def request_address(case: Case) -> str:
    """Where the person follows the request: their page of it, which asks for the second element if need be."""
    return sites.url(sites.of(case.organisation_id), reverse("cases:case", args=[case.reference]))


def mail_received(case: Case, published: revisions.Published, said: documents.Receipt) -> None:
    """The receipt by e-mail, in the words of the document: two statements, none without an address."""
    with override(case.language):
        context = {"opening": documents.receipt_opening(said), "sections": documents.receipt_sections(said)}
    mail("cases/received", case, published, context)


def mail_message(case: Case, published: revisions.Published) -> None:
    """Tell that the administration wrote. The message itself stays in the file: an e-mail is read by others too."""
    department = departments.get(case.department_id).name
    mail(
        "cases/message",
        case,
        published,
        {
            "department": (department.en or department.fr) if case.language == "en" else department.fr,
            "procedure": published.definition.name.into(case.language),
            "waiting": case.kind == Kind.WAITING,
        },
    )


def mail_moved(case: Case, published: revisions.Published, *, by: Actor) -> None:
    """Tell where the request stands now, in the words of its page; of what the person did, only that it has ended."""
    if by.kind is ActorKind.RESIDENT and not Kind(case.kind).is_final:
        return
    with override(case.language):
        said = standing_of(case, published, clock.today())
        context = {"sentences": said.sentences(), "procedure": published.definition.name.into(case.language)}
    mail("cases/moved", case, published, context)


def mail_decided(
    case: Case, published: revisions.Published, decision: Decision, *, document: FileRef | None = None
) -> None:
    """Tell the decision and its reasons. document: the sealed act, which goes with it unless it is too large."""
    status = published.definition.workflow.status(case.status)
    attached = document is not None and document.size <= LARGEST_ATTACHMENT
    with override(case.language):
        day = date_long(revisions.day(decision.decided_at))
    mail(
        "cases/decided",
        case,
        published,
        {
            "words": papers.outcome_words(case, published, decision, case.language)
            or status.resident.into(case.language),
            "procedure": published.definition.name.into(case.language),
            "number": decision.label,
            "day": day,
            "reason": decision.text,
            "attached": attached,
        },
        attachments=[document] if document and attached else [],
    )


def mail(
    template: str,
    case: Case,
    published: revisions.Published,
    context: dict[str, Any],
    attachments: Sequence[FileRef] = (),
) -> None:
    """Write to the person about their request, on the address that they gave; nothing without one."""
    path = published.definition.contact.email
    to = text_at(case.answers, path) if path else ""
    if not to:
        return
    notifications.send(
        template=template,
        to=to,
        language=case.language,
        context={
            "site": sites.of(case.organisation_id),
            "case": case,
            "address": request_address(case),
            **context,
        },
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        case_id=case.id,
        attachments=attachments,
    )
