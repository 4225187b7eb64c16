"""What leaves with a write: documents, and news of them on the channels that the person chose.

All of it is asked for in the same transaction. What deserves news, and what does not, is decided here
(docs/operate/channels.md says it to operators).
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _, override

from parvis.cases.data import Actor, ActorKind, Direction, Kind, Outcome
from parvis.cases.domain import computing, contacting, guests, notifying, papers, revisions
from parvis.cases.domain.listing import standing_of
from parvis.cases.models import Case, Decision, Message, TimelineEntry
from parvis.documents import api as documents
from parvis.documents.data import DocumentView
from parvis.files import api as files
from parvis.files.data import FileRef
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long
from parvis.notifications import api as notifications
from parvis.notifications.data import Channel, News, Sheet, Topic, Unreached
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


def mail_received(
    case: Case, published: revisions.Published, said: documents.Receipt, *, paper: DocumentView | None = None
) -> None:
    """The receipt, on the channels that the person chose: by e-mail in the words of the document, by SMS its reference
    and address, by letter the document itself (`paper`).
    """
    with override(case.language):
        opening = documents.receipt_opening(said)
        context = {"opening": opening, "sections": documents.receipt_sections(said)}
        title = _("Receipt of your request %(reference)s") % {"reference": case.reference}
        _tell(
            Topic.RECEIPT,
            "cases/received",
            case,
            published,
            context,
            text=_("received. Follow it here:"),
            sheet=contacting.sheet(case, title, [opening], paper.id if paper else None),
        )


def mail_message(
    case: Case,
    published: revisions.Published,
    *,
    message: Message | None = None,
    document_id: uuid.UUID | None = None,
    shown: bool = False,
) -> None:
    """Tell that the administration wrote. The message itself stays in the file: e-mails and texts are read by others
    too. A letter, which is closed, holds it, or brings the sealed document that it is (`document_id`).

    shown: an e-mail holds it too: what the law has told of a silence, with its ways of appeal.
    """
    department = departments.get(case.department_id).name
    waiting = case.kind == Kind.WAITING
    context = {
        "department": (department.en or department.fr) if case.language == "en" else department.fr,
        "procedure": published.definition.name.into(case.language),
        "waiting": waiting,
        "told": {"subject": message.subject, "body": message.body} if message and shown else None,
    }
    with override(case.language):
        title = _("Your request %(reference)s: a message") % {"reference": case.reference}
        said = [message.subject, "" if document_id else message.body] if message else []
        asked = _("We need your answer to go on.") if waiting else ""
        _tell(
            Topic.MESSAGE,
            "cases/message",
            case,
            published,
            context,
            text=_("we need your answer. Read the message:") if waiting else _("a message for you:"),
            sheet=contacting.sheet(case, title, [*said, asked], document_id),
        )


def worth_telling(kind: Kind, mover: ActorKind) -> bool:
    """Whether the person is told that their request came to a status of this kind, moved there by `mover`."""
    return kind.is_final or (kind is Kind.WAITING and mover is not ActorKind.RESIDENT)


def mail_moved(case: Case, published: revisions.Published, *, by: Actor) -> None:
    """Tell where the request stands now, in the words of its page: when it is the person's turn, and when it has ended.
    What only changes hands inside the administration is not told: fewer messages, each of which matters.
    """
    kind = Kind(case.kind)
    if not worth_telling(kind, by.kind):
        return
    with override(case.language):
        said = standing_of(case, published, clock.today())
        context = {"sentences": said.sentences(), "procedure": published.definition.name.into(case.language)}
        title = _("Your request %(reference)s") % {"reference": case.reference}
        _tell(
            Topic.MESSAGE,
            "cases/moved",
            case,
            published,
            context,
            text=_("it is closed. See:") if kind.is_final else _("it is your turn. See:"),
            sheet=contacting.sheet(case, title, said.sentences()),
        )


def mail_decided(
    case: Case,
    published: revisions.Published,
    decision: Decision,
    *,
    document: FileRef | None = None,
    document_id: uuid.UUID | None = None,
) -> None:
    """Tell the decision and its reasons; of a refusal those in law, and the appeal (CRPA L211-2; CJA R421-5).

    document: the sealed act, which goes with an e-mail unless it is too large; document_id: the same, for a letter.
    """
    status = published.definition.workflow.status(case.status)
    # who agreed to it opens it on the site, where the day on which they do is noted (CRPA R112-19)
    on_site = notifying.agreed(notifying.said_of(case))
    attached = document is not None and document.size <= LARGEST_ATTACHMENT and not on_site
    act = papers.decision_content(case, published, decision) if decision.outcome == Outcome.REFUSED else None
    law, appeal = (act.law, act.appeal) if isinstance(act, documents.Refusal) else ((), ())
    told = [] if document_id else [*law, decision.text, *appeal]
    words = papers.outcome_words(case, published, decision, case.language) or status.resident.into(case.language)
    with override(case.language):
        context = {
            "words": words,
            "procedure": published.definition.name.into(case.language),
            "number": decision.label,
            "day": date_long(revisions.day(decision.decided_at)),
            "reason": decision.text,
            "law": law,
            "appeal": appeal,
            "attached": attached,
            "on_site": on_site,
            "computed": computing.mention(case, computing.concerned(published, decision), case.language),
        }
        title = _("Your request %(reference)s: the decision") % {"reference": case.reference}
        _tell(
            Topic.DECISION,
            "cases/decided",
            case,
            published,
            context,
            text=_("a decision was taken. Read it:"),
            sheet=contacting.sheet(case, title, [words, *told], document_id),
            attachments=[document] if document and attached else [],
        )


def mail(
    template: str,
    case: Case,
    published: revisions.Published,
    context: dict[str, Any],
    attachments: Sequence[FileRef] = (),
) -> None:
    """Any other news (an appointment, an end of validity), on the channels that the person chose for messages. A
    letter says what the e-mail says; a text that there is something to read, and the day of an appointment.
    """
    with override(case.language):
        told = notifications.write(template, case.language, _context(case, context))
        body = told.text.partition("\n-- \n")[0].strip()
        words = _("there is news. Read it:")
        if "day" in context and "time" in context:
            words = _("appointment on %(day)s at %(time)s. See:") % context
        _tell(
            Topic.MESSAGE,
            template,
            case,
            published,
            context,
            text=words,
            sheet=contacting.sheet(case, told.subject, [body]),
            attachments=attachments,
        )


def _context(case: Case, context: dict[str, Any]) -> dict[str, Any]:
    """What every e-mail about a request reads, and `context`."""
    return {"site": sites.of(case.organisation_id), "case": case, "address": request_address(case), **context}


def _tell(
    topic: Topic,
    template: str,
    case: Case,
    published: revisions.Published,
    context: dict[str, Any],
    *,
    text: str,
    sheet: Sheet,
    attachments: Sequence[FileRef] = (),
) -> tuple[Channel, ...]:
    """On every channel that the person chose for this topic, and to its guests by e-mail. The active language is the
    case's.
    """
    if not _only.get():
        for guest in guests.people(case):
            if guest.accepted_at:
                notifications.send(
                    template=template,
                    to=guest.email,
                    language=case.language,
                    context=_context(case, context),
                    wall_id=case.wall_id,
                    subject_id=case.subject_id,
                    case_id=case.id,
                    attachments=attachments,
                )
    return notifications.tell(
        News(
            topic=topic,
            recipient=contacting.reached(case, published.definition),
            language=case.language,
            template=template,
            context=_context(case, context),
            text=contacting.text(case, text),
            sheet=sheet,
            wall_id=case.wall_id,
            subject_id=case.subject_id,
            case_id=case.id,
            attachments=tuple(attachments),
        ),
        chosen=_only.get() or case.told_by.get(topic.value, ()),
    )


#: while something is told again: the channel that the agent picked
_only: ContextVar[tuple[str, ...]] = ContextVar("only", default=())


def tell_again(case: Case, published: revisions.Published, topic: Topic, channel: Channel) -> bool:
    """Tell the receipt, the last message or the decision once more, by another channel. Whether there was one to tell.

    Raises Unreached where the channel does not reach the person.
    """
    with only(case, published, channel):
        return _again(case, published, topic)


@contextmanager
def only(case: Case, published: revisions.Published, channel: Channel) -> Iterator[None]:
    """What the block tells leaves by this channel alone, whatever the person chose. Raises Unreached."""
    if channel not in notifications.reaching(contacting.reached(case, published.definition)):
        raise Unreached(channel)
    before = _only.set((channel.value,))
    try:
        yield
    finally:
        _only.reset(before)


def _again(case: Case, published: revisions.Published, topic: Topic) -> bool:
    if topic is Topic.MESSAGE:
        last = Message.objects.filter(case=case, direction=Direction.TO_RESIDENT).order_by("-id").first()
        if last is not None:
            mail_message(case, published, message=last, document_id=_letter_of(case, last))
        return last is not None
    papers_of = documents.of_case(case.id)
    if topic is Topic.RECEIPT:
        paper = next((one for one in papers_of if one.kind == "receipt"), None)
        mail_received(case, published, papers.receipt_content(case, published), paper=paper)
        return True
    decision = Decision.objects.filter(case=case).first()
    if decision is None:
        return False
    act = next((one for one in papers_of if decision.label and one.number == decision.label and one.file_id), None)
    mail_decided(
        case,
        published,
        decision,
        document=files.fetch(act.file_id) if act and act.file_id else None,
        document_id=act.id if act else None,
    )
    return True


def _letter_of(case: Case, message: Message) -> uuid.UUID | None:
    """The sealed letter whose words a message holds, if it is one."""
    noted = TimelineEntry.objects.filter(case=case, kind="message", data__message=str(message.id)).first()
    return uuid.UUID(noted.data["document"]) if noted and "document" in noted.data else None
