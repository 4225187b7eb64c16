"""Files for questions that were asked again: the correction's until it is sent, then the case's, beside the old ones.

Until then nobody behind the wall sees them. What is left out, and what an overtaken correction held, is removed; what
the case had stays in it, whatever the answers say now.
"""

import copy
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from parvis.cases.data import NotAllowed, TurnState
from parvis.cases.domain import attachments, proofs
from parvis.cases.models import Attachment, Case, Turn
from parvis.files import api as files
from parvis.forms.api import CompiledForm, FileOptions, Question, rows_of
from parvis.forms.data import Answers


def pending(turn: Turn) -> dict[str, Attachment]:
    """What was added for an open correction within reach, by id, in the order in which it was. One statement."""
    with attachments.holding(turn.id):
        found = Attachment.objects.filter(turn_id=turn.id).defer("thumbnail").order_by("id")
        return {str(one.id): one for one in found}


def known(case: Case, turn: Turn) -> dict[str, Attachment]:
    """Every file that a mended answer may name: the case's own, and what was added since. Two statements."""
    return {str(one.id): one for one in attachments.of_case(case)} | pending(turn)


def add(
    turn: Turn, field: str, options: FileOptions, spooled: files.Spooled, *, at: dt.datetime, place: int = 0
) -> Attachment:
    """Take in a file for a question of an open correction within reach.

    Raises files.FileRefused, files.FilesBusy, attachments.TooMuch, NotAllowed where it was sent or overtaken meanwhile.
    """
    return attachments.take(
        spooled,
        options,
        holder=turn.id,
        wall=lambda: turn.wall_id,
        lock=lambda size: _lock(turn, size),
        proof=_proof(turn, field),
        turn_id=turn.id,
        field=field[:200],
        added_at=at,
        place=place,
    )


def put(turn: Turn, field: str, found: files.Examined, *, at: dt.datetime) -> Attachment:
    """As `add`, for a file that was looked into already."""
    return attachments.keep(
        found,
        holder=turn.id,
        wall=lambda: turn.wall_id,
        lock=lambda size: _lock(turn, size),
        proof=_proof(turn, field),
        turn_id=turn.id,
        field=field[:200],
        added_at=at,
    )


def _proof(turn: Turn, field: str) -> proofs.Proof | None:
    case = turn.case
    return proofs.asked(case.revision_id, case.organisation_id, field, case.language)


def _lock(turn: Turn, size: int) -> None:
    """Hold the correction until the transaction ends, so that it is neither sent nor overtaken meanwhile."""
    if not _held(turn):
        raise NotAllowed("these corrections were sent or are no longer asked")
    with attachments.holding(turn.id):
        attachments.room(size, turn_id=turn.id)


def _held(turn: Turn) -> bool:
    """Hold the correction's row until the transaction ends; whether it is still awaited."""
    return Turn.objects.select_for_update(no_key=True).filter(id=turn.id, state=TurnState.OPEN).exists()


def take_off(turn: Turn, attachment_id: uuid.UUID) -> bool:
    """Remove a file that was added for an open correction; whether it was. The case's own files stay, and so does what
    is being sent.
    """
    with transaction.atomic(), attachments.holding(turn.id):
        if not _held(turn):
            return False
        gone, _ = Attachment.objects.filter(id=attachment_id, turn_id=turn.id).delete()
        if gone:
            files.remove([attachment_id])
    return bool(gone)


def restored(form: CompiledForm, answers: Answers, found: Mapping[str, Attachment]) -> dict[str, Any]:
    """`answers` with what was added and not sent yet, at the questions that asked for it: in a block, in the row of
    that number, where the answers have one.
    """
    made = dict(answers)
    added: dict[str, list[Any]] = {}
    for one in found.values():
        added.setdefault(one.field, []).append(attachments.value(one))
    for question in form.files if added else ():
        if question.blocks and question.blocks[0].id in made:
            made[question.blocks[0].id] = copy.deepcopy(made[question.blocks[0].id])
        for rows, holder in rows_of(question.blocks, made):
            if isinstance(holder, dict):
                _grow(holder, question, added.get(question.html_id(rows)))
    return made


def _grow(values: dict[str, Any], question: Question, added: list[Any] | None) -> None:
    """Put files behind those that a question has: the latest ones, as many as it takes."""
    if added:
        most = int(question.asked["fr"].options.max)
        values[question.id] = [*(values.get(question.id) or []), *added][-most:]


def give(turn: Turn, case: Case, form: CompiledForm) -> None:
    """Give what was added and stands in the case's answers to the case; remove the rest. form: the whole form.

    Within the transaction that mends, which holds the turn. Some five statements.
    """
    named = attachments.in_answers(form, case.answers)
    with attachments.holding(turn.id):
        added = set(Attachment.objects.filter(turn_id=turn.id).values_list("id", flat=True))
        wanted = added & {uuid.UUID(one) for one in named}
        if wanted:
            moved = Attachment.objects.filter(turn_id=turn.id, id__in=wanted).update(
                turn_id=None, case_id=case.id, wall_id=case.wall_id, subject_id=case.subject_id
            )
            given = files.give(wanted, held_by=turn.id, wall_id=case.wall_id, subject_id=case.subject_id)
            if not moved == given == len(wanted):
                raise RuntimeError(f"{len(wanted)} files to give, {moved} attachments and {given} files given")
    drop([turn.id])


def drop(turn_ids: list[uuid.UUID]) -> None:
    """Remove what is still held by corrections that were sent, overtaken, or are about to be erased."""
    if turn_ids:
        with attachments.holding(*turn_ids):
            Attachment.objects.filter(turn_id__in=turn_ids).delete()
            files.remove_held(turn_ids)
