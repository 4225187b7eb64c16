"""Printing a batch: each letter once, then all in one PDF; a second run goes on where the first one stopped.

Invariants: nothing is locked while Typst works; each letter's PDF is committed as soon as it is made, so that a death
costs one letter; every letter starts on an odd page, so that duplex printing never puts two people on one sheet.
"""

import io
import uuid

from parvis.documents import api as documents
from parvis.files import api as files
from parvis.kernel import jobs
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from parvis.mailroom.data import LetterState
from parvis.mailroom.models import Batch, Letter

MEDIA_TYPE = "application/pdf"
#: points; ISO 216
A4 = (595.276, 841.89)


class NotSealedYet(Exception):
    """A document that a letter brings is still being prepared: the job is tried again."""


@jobs.job(queue="documents", own_transactions=True)
def print_batch(*, batch_id: str, wall_id: str) -> None:
    """Make the batch's PDF. A failure is kept on the batch, then raised for a retry."""
    reach = Reach(actor="worker", walls=(uuid.UUID(wall_id),))
    try:
        with acting(reach):
            left = list(
                Letter.objects.filter(batch_id=uuid.UUID(batch_id), state=LetterState.PRINTED, file_id=None).order_by(
                    "id"
                )
            )
        for letter in left:
            with acting(reach):
                attached = _attached(letter)
            pdf, pages = bound([_cover(letter), *attached])
            with acting(reach):
                _keep(letter.id, pdf, pages)
        _bind(uuid.UUID(batch_id), reach)
    except Exception as error:
        with acting(reach):
            Batch.objects.filter(id=batch_id, file_id=None).update(last_error=f"{type(error).__name__}: {error}"[:1000])
        raise


def _cover(letter: Letter) -> bytes:
    return documents.render(
        documents.Cover(
            address=tuple(letter.address),
            object=letter.title,
            text=tuple(letter.texts),
            date=letter.asked_at.astimezone(PARIS).date(),
            reference=letter.reference,
            enclosed=letter.document_id is not None,
        ),
        issuer=documents.issuer_of(letter.organisation_id, letter.department_id, language=letter.language),
        language=letter.language,
        at=letter.asked_at,
    )


def _attached(letter: Letter) -> list[bytes]:
    if letter.document_id is None:
        return []
    document = documents.get(letter.document_id)
    if document.file_id is None:
        raise NotSealedYet(document.title)
    return [files.read(files.fetch(document.file_id))]


def bound(parts: list[bytes], *, odd: bool = False) -> tuple[bytes, int]:
    """PDFs one after the other, and how many pages that makes. odd: each starts on an odd page."""
    import pikepdf  # loaded late: only workers print

    whole = pikepdf.new()
    for part in parts:
        if odd and len(whole.pages) % 2:
            whole.add_blank_page(page_size=A4)
        with pikepdf.open(io.BytesIO(part)) as source:
            # Paper shows neither links nor the field of a seal; the sealed document itself stays as it is.
            if "/AcroForm" in source.Root:
                del source.Root.AcroForm
            for page in source.pages:
                if "/Annots" in page:
                    del page.Annots
            whole.pages.extend(source.pages)
    written = io.BytesIO()
    whole.save(written, deterministic_id=True)
    return written.getvalue(), len(whole.pages)


def _keep(letter_id: uuid.UUID, pdf: bytes, pages: int) -> None:
    letter = Letter.objects.select_for_update().filter(id=letter_id, file_id=None).first()
    if letter is None:  # erased meanwhile, or another run was quicker
        return
    ref = files.store(
        pdf,
        name=f"{letter.reference or letter.id}.pdf",
        media_type=MEDIA_TYPE,
        wall_id=letter.wall_id,
        subject_id=letter.subject_id,
    )
    letter.file_id, letter.pages = ref.id, pages
    letter.save(update_fields=["file_id", "pages"])


def _bind(batch_id: uuid.UUID, reach: Reach) -> None:
    """Make one PDF of the letters that are still in the batch; again, where one was taken out meanwhile."""
    while not _bound_as_it_stands(batch_id, reach):
        pass


def _bound_as_it_stands(batch_id: uuid.UUID, reach: Reach) -> bool:
    """Whether the batch has its PDF, or nothing to print; False where its letters changed while it was made."""
    with acting(reach):
        letters = list(Letter.objects.filter(batch_id=batch_id, state=LetterState.PRINTED).order_by("id"))
        parts = [files.read(files.fetch(letter.file_id)) for letter in letters if letter.file_id]
    if not parts:
        return True
    pdf, pages = bound(parts, odd=True)
    with acting(reach):
        batch = Batch.objects.select_for_update().filter(id=batch_id, file_id=None).first()
        if batch is None:
            return True
        # Withdrawn, or put back into the queue: printed here too, it would leave twice, or with a wrong address.
        now = Letter.objects.select_for_update().filter(batch_id=batch_id, state=LetterState.PRINTED)
        if set(now.values_list("id", flat=True)) != {letter.id for letter in letters}:
            return False
        name = f"lettres-{batch.made_at.astimezone(PARIS):%Y-%m-%d-%H%M}.pdf"
        ref = files.store(pdf, name=name, media_type=MEDIA_TYPE, wall_id=batch.wall_id)
        batch.file_id, batch.pages, batch.last_error = ref.id, pages, ""
        batch.save(update_fields=["file_id", "pages", "last_error"])
    return True
