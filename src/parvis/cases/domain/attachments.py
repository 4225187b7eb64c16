"""Files that go with a request: taken in while it is filled in, given to the case when it is sent.

Invariant: a stored file that no case has is held by its draft, and goes when the draft goes; what a case has is never
touched by a draft's end. The draft's row is the lock between adding, sending and forgetting. Files for questions asked
again (`replacing`) are held by their turn in the same way.
"""

import copy
import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.domain import proofs, revisions
from parvis.cases.models import Attachment, Case, Draft, Handling
from parvis.files import api as files
from parvis.forms.api import CompiledForm, FileOptions, Question, rows_of
from parvis.forms.data import Answers
from parvis.kernel import reach
from parvis.workflows.api import uses

#: what one draft may hold, the files that were added and left out again among them
MOST_FILES = 60
MOST_BYTES = 250_000_000

Known = Mapping[str, Attachment]


class TooMuch(Exception):
    """The draft holds as many files, or as many bytes, as one may."""


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment as pages show it. thumbnail: a small WebP, or nothing."""

    id: uuid.UUID
    name: str
    size: int
    media_type: str
    pages: int
    thumbnail: bytes
    label: str = ""


def value(attachment: Attachment) -> dict[str, Any]:
    """The attachment as an answer holds it (`parvis.forms.fields.file.FileValue`)."""
    return {
        "id": str(attachment.id),
        "name": attachment.name,
        "size": attachment.size,
        "media_type": attachment.media_type,
        "sha256": attachment.sha256,
    }


@contextmanager
def holding(*ids: uuid.UUID) -> Iterator[None]:
    """Act with the files of these drafts (or corrections) within reach: after these themselves were found to be."""
    now = reach.current() or reach.NOBODY
    with reach.acting(dataclasses.replace(now, subjects=(*now.subjects, *ids))):
        yield


def add(
    draft: Draft, field: str, options: FileOptions, spooled: files.Spooled, *, at: dt.datetime, place: int = 0
) -> Attachment:
    """Take in a file for a question of a draft within reach, if it suits the question.

    field: where it was asked (the input's name). Nothing stays of a file that is refused or that fails on its way.
    Raises files.FileRefused, files.FilesBusy, TooMuch, NotAllowed where the request was sent meanwhile.
    """
    return take(
        spooled,
        options,
        holder=draft.id,
        wall=lambda: _wall(draft),
        lock=lambda size: _lock_for(draft.id, size),
        proof=_proof(draft, field),
        draft_id=draft.id,
        field=field[:200],
        added_at=at,
        place=place,
    )


def take(
    spooled: files.Spooled,
    options: FileOptions,
    *,
    holder: uuid.UUID,
    wall: Callable[[], uuid.UUID],
    lock: Callable[[int], None],
    proof: proofs.Proof | None = None,
    **columns: Any,
) -> Attachment:
    """Take in a file for `holder`, an id that alone opens it from now on; `columns`: whose attachment it is.

    proof: what it is marked with, where it proves an identity. lock: called with the bytes to come, within the
    transaction that writes. Raises files.FileRefused, files.FilesBusy, and what `lock` raises: nothing stays then.
    """
    with files.examined(spooled, kinds=frozenset(options.kinds), largest=options.largest) as found:
        return keep(found, holder=holder, wall=wall, lock=lock, proof=proof, **columns)


def put(draft: Draft, field: str, found: files.Examined, *, at: dt.datetime) -> Attachment:
    """Take in a file that was looked into already for a question of a draft within reach. Raises as `add`."""
    return keep(
        found,
        holder=draft.id,
        wall=lambda: _wall(draft),
        lock=lambda size: _lock_for(draft.id, size),
        proof=_proof(draft, field),
        draft_id=draft.id,
        field=field[:200],
        added_at=at,
    )


def _proof(draft: Draft, field: str) -> proofs.Proof | None:
    return proofs.asked(draft.revision_id, draft.organisation_id, field, draft.language)


def keep(
    found: files.Examined,
    *,
    holder: uuid.UUID,
    wall: Callable[[], uuid.UUID],
    lock: Callable[[int], None],
    proof: proofs.Proof | None = None,
    **columns: Any,
) -> Attachment:
    """As `take`, for a file that was looked into."""
    with proofs.marked(found, proof) as made:
        days = proof.days if proof else None
        return _keep(made, holder=holder, wall=wall, lock=lock, proof_days=days, **columns)


def _keep(
    found: files.Examined,
    *,
    holder: uuid.UUID,
    wall: Callable[[], uuid.UUID],
    lock: Callable[[int], None],
    **columns: Any,
) -> Attachment:
    kept: files.FileRef | None = None
    try:
        with transaction.atomic():
            lock(found.inspected.path.stat().st_size)
            with holding(holder):
                kept = files.keep(found, wall_id=wall(), held_by=holder)
                return Attachment.objects.create(
                    id=kept.id,
                    wall_id=kept.wall_id,
                    name=kept.name,
                    size=kept.size,
                    media_type=kept.media_type,
                    sha256=kept.sha256,
                    pages=found.inspected.pages,
                    width=found.inspected.width,
                    height=found.inspected.height,
                    thumbnail=found.inspected.thumbnail,
                    sharpness=found.inspected.sharpness,
                    **columns,
                )
    except BaseException:
        if kept is not None:
            files.let_go(kept)
        raise


def _lock_for(draft_id: uuid.UUID, size: int) -> None:
    """Hold the draft until the transaction ends, so that it is neither sent nor forgotten meanwhile, and see whether
    it has room for `size` bytes more. Raises NotAllowed, TooMuch.
    """
    if not _held(draft_id):
        raise NotAllowed("this draft was sent or thrown away")
    room(size, draft_id=draft_id)


def room(size: int, **belongs: Any) -> None:
    """See whether there is room for `size` bytes more. Raises TooMuch."""
    held = Attachment.objects.filter(**belongs).aggregate(files=Count("id"), bytes=Sum("size"))
    if held["files"] >= MOST_FILES or (held["bytes"] or 0) + size > MOST_BYTES:
        raise TooMuch


def _held(draft_id: uuid.UUID) -> bool:
    """Hold the draft's row until the transaction ends; whether it is still a draft."""
    return Draft.objects.select_for_update(no_key=True).filter(id=draft_id, case_id=None).exists()


def _wall(draft: Draft) -> uuid.UUID:
    """The wall behind which the case will be, unless its answers take it to another organisation (`give`)."""
    handled = Handling.objects.filter(case_type_id=draft.case_type_id, organisation_id=draft.organisation_id)
    found: uuid.UUID | None = handled.values_list("wall_id", flat=True).first()
    if found is None:
        raise NotFound(f"case type {draft.case_type_id} in {draft.organisation_id}")
    return found


def take_off(draft_id: uuid.UUID, attachment_id: uuid.UUID) -> bool:
    """Remove a file from a draft within reach; whether it was there. What is being sent, or was, stays."""
    with transaction.atomic():
        if not _held(draft_id):
            return False
        gone, _ = Attachment.objects.filter(id=attachment_id, draft_id=draft_id).delete()
        if gone:
            with holding(draft_id):
                files.remove([attachment_id])
    return bool(gone)


def of_draft(draft_id: uuid.UUID) -> dict[str, Attachment]:
    """What is attached to a draft within reach, by id. One statement; thumbnails stay where they are."""
    return {str(found.id): found for found in Attachment.objects.filter(draft_id=draft_id).defer("thumbnail")}


def of_case(case: Case) -> list[Attachment]:
    """What is attached to a case within reach, in the order in which it was added; files that mended answers replaced
    among them. One statement, none where no answer has or may have had a file.
    """
    given = (*case.answers.values(), *(entry["value"] for entry in case.former))
    if not any(_holds_files(answer) for answer in given):
        published = revisions.load(case.revision_id)
        if not published.form.files or not uses(published.definition.workflow, "ask_corrections", "amend"):
            return []
    return list(Attachment.objects.filter(case_id=case.id, wall_id=case.wall_id).order_by("id"))


def shared(case: Case) -> list[Attachment]:
    """As `of_case`, for whoever does not handle the request itself: proofs of identity stay with who does."""
    return [one for one in of_case(case) if one.proof_days is None]


def _holds_files(answer: Any) -> bool:
    """Whether an answer is files, or a block with files in its rows."""
    if not isinstance(answer, list) or not answer:
        return False
    first = answer[0]
    if not isinstance(first, dict):
        return False
    return "sha256" in first or any(_holds_files(inner) for row in answer for inner in row.values())


def has_files(form: CompiledForm, answers: Answers) -> bool:
    """Whether files stand among the answers. No statement."""
    return any(one for question in form.files for one in _places(question, answers))


def _places(question: Question, answers: Answers) -> Iterator[dict[str, Any]]:
    """The mappings that hold an answer to a question: the answers themselves, or rows of its block."""
    for _rows, holder in rows_of(question.blocks, answers):
        if isinstance(holder, dict) and holder.get(question.id):
            yield holder


def settled(form: CompiledForm, answers: Answers, known: Known) -> dict[str, Any]:
    """`answers` with their files as our own rows have them; what is in none of `known` is left out."""
    made = dict(answers)
    for name in {question.blocks[0].id for question in form.files if question.blocks} & set(made):
        made[name] = copy.deepcopy(made[name])
    for question in form.files:
        for holder in list(_places(question, made)):
            ids = [str(one.get("id")) for one in holder[question.id] if isinstance(one, dict)]
            right = [
                value(known[one]) for one in dict.fromkeys(ids) if one in known and proofs.suits(question, known[one])
            ]
            if right:
                holder[question.id] = right
            else:
                del holder[question.id]
    return made


def in_answers(form: CompiledForm, answers: Answers) -> list[str]:
    """The ids of the files among the answers."""
    return [
        one["id"] for question in form.files for holder in _places(question, answers) for one in holder[question.id]
    ]


def give(draft: Draft, case: Case, form: CompiledForm) -> None:
    """Give the draft's files that are among the case's answers to the case; remove the others (hidden, left out).

    Within the submission's transaction, which holds the draft. Three statements or so, none for a form without files.
    """
    wanted = {uuid.UUID(one) for one in in_answers(form, case.answers)}
    with holding(draft.id):
        if wanted:
            moved = Attachment.objects.filter(draft_id=draft.id, id__in=wanted).update(
                draft_id=None, case_id=case.id, wall_id=case.wall_id, subject_id=case.subject_id
            )
            given = files.give(wanted, held_by=draft.id, wall_id=case.wall_id, subject_id=case.subject_id)
            if not moved == given == len(wanted):
                raise RuntimeError(f"{len(wanted)} files to give, {moved} attachments and {given} files given")
        Attachment.objects.filter(draft_id=draft.id).delete()
        files.remove_held([draft.id])


def drop(draft_ids: list[uuid.UUID]) -> None:
    """Remove the bytes that drafts held which the caller has just deleted (their attachments went with them).

    What became a case's meanwhile is held by no draft any more: it stays, whoever was first.
    """
    if draft_ids:
        with holding(*draft_ids):
            files.remove_held(draft_ids)


def find(attachment_id: uuid.UUID, **belongs: Any) -> Attachment:
    """The attachment of that id within reach, of a draft or case (`draft_id=…`, `case_id=…`). Raises NotFound."""
    found = Attachment.objects.filter(id=attachment_id, **belongs).first()
    if found is None:
        raise NotFound(f"attachment {attachment_id}")
    return found


def file_of(attachment: Attachment) -> files.FileRef:
    """The stored file of an attachment that `find` gave. Raises files.FileNotFound."""
    if attachment.draft_id is None:
        return files.fetch(attachment.id)
    with holding(attachment.draft_id):
        return files.fetch(attachment.id)
