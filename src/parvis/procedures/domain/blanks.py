"""A procedure's whole form on paper: who fills it in by hand sends or brings it, and an agent enters it."""

import hashlib
import json
import uuid

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import NotFound
from parvis.documents import api as documents
from parvis.documents.data import Blank as Content, BlankPart, Issuer, Row
from parvis.kernel import clock, jobs
from parvis.kernel.reach import Reach, acting
from parvis.procedures.data import Offered
from parvis.procedures.models import Blank
from parvis.territory.api import sites


def find(offer: Offered, language: str) -> bytes | None:
    """The PDF of the published form as it stands now; None while it is being made: a worker is asked to. Two
    statements at most. Raises NotFound where nothing is published.
    """
    content, issuer, revision_id = content_of(offer, language)
    held = Blank.objects.filter(organisation_id=offer.organisation_id, revision_id=revision_id, language=language)
    row = held.values_list("letterhead", "pdf").first()
    if row is not None and row[0] == _print(content, issuer):
        return bytes(row[1])
    ask(offer.organisation_id, offer.slug, language)
    return None


def ask(organisation_id: uuid.UUID, slug: str, language: str) -> None:
    """Have a worker make it: once, however many ask."""
    jobs.defer(
        make,
        queueing_lock=f"blank:{organisation_id}:{slug}:{language}",
        organisation_id=str(organisation_id),
        slug=slug,
        language=language,
    )


@jobs.job(queue="documents", own_transactions=True)
def make(*, organisation_id: str, slug: str, language: str) -> None:
    """Set it and keep it in the place of the one before. Run twice, it writes the same."""
    from parvis.procedures.domain import catalogue

    with acting(Reach(actor="worker")), translation.override(language):
        offer = catalogue.get(uuid.UUID(organisation_id), slug)
        try:
            content, issuer, revision_id = content_of(offer, language)
        except NotFound:  # nothing is published any more
            return
    pdf = documents.render(content, issuer=issuer, language=language, at=clock.now())
    values = {"letterhead": _print(content, issuer), "pdf": pdf, "made_at": clock.now()}
    with acting(Reach(actor="worker")):
        Blank.objects.update_or_create(
            organisation_id=offer.organisation_id, revision_id=revision_id, language=language, defaults=values
        )


def _print(content: Content, issuer: Issuer) -> str:
    said = json.dumps([content.model_dump(mode="json"), issuer.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def content_of(offer: Offered, language: str) -> tuple[Content, Issuer, uuid.UUID]:
    """What the printed form says, on whose letterhead, and its revision. Raises NotFound where nothing is published."""
    handled = cases.types.offered(offer.case_type_id, offer.organisation_id)
    published, definition = handled.published, handled.published.definition
    parts = published.form.on_paper(language)
    with translation.override(language):
        issuer = documents.issuer_of(offer.organisation_id, handled.department_id, language=language)
        department = documents.department_of(handled.department_id, language=language)
        site = sites.of(offer.organisation_id)
        address = sites.url(site, f"/demarches/{offer.slug}/")
        intro = [offer.summary, f"{_by_hand()} {_online() % {'address': address}}"]
        if definition.destination:
            intro.append(_elsewhere())
        content = Content(
            title=offer.title,
            intro=tuple(intro),
            parts=tuple(
                BlankPart(
                    kind=part.kind,
                    text=part.text,
                    hint=part.hint,
                    only=part.only,
                    number=part.number,
                    required=part.required,
                    choices=part.choices,
                    several=part.several,
                    cells=part.cells,
                    lines=part.lines,
                    joins=part.joins,
                )
                for part in parts
            ),
            papers=tuple(Row(label=f"{part.number}. {part.text}", value=part.only) for part in parts if part.joins),
            send=tuple(
                line
                for line in (
                    department.name,
                    issuer.name,
                    *department.address,
                    _("Phone: ") + department.phone if department.phone else "",
                    department.email,
                )
                if line
            ),
            end=(_("I declare that what I have written is right."),),
        )
    return content, issuer, published.id


def _by_hand() -> str:
    return _("Write in black, in capital letters. Each question has its number; some are answered only in some cases.")


def _online() -> str:
    return _("You can also make this request online, at %(address)s: nothing is asked there that does not concern you.")


def _elsewhere() -> str:
    return _("This request goes to the commune that it names: if that is another one, send it to its town hall.")
