"""Everything of one's own in one file: a job collects it under the person's own reach, so that it holds what they may
see and nothing else: no internal note, nothing of another's.
"""

import datetime as dt
import json
import tempfile
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override

from parvis.cases.domain import attachments, former, guests, own, revisions
from parvis.cases.models import Case, Copy
from parvis.cases.registry import COPIES
from parvis.files import api as files
from parvis.identity.api import Limit
from parvis.kernel import clock, jobs
from parvis.kernel.reach import Reach, acting, current

KEPT = dt.timedelta(days=7)
ASKED = Limit("copy:subject", 3, dt.timedelta(days=1))


def ask(subjects: tuple[uuid.UUID, ...], *, language: str, at: dt.datetime) -> Copy:
    """Have a worker make a copy of the requests of these subjects, the acting person's."""
    made = Copy.objects.create(
        subject_id=subjects[0], subjects=list(subjects), language=language, asked_at=at, expires_at=at + KEPT
    )
    named = [str(subject) for subject in subjects]
    jobs.defer(collect, copy_id=str(made.id), subjects=named)
    jobs.defer(expire, delay=KEPT, copy_id=str(made.id), subjects=named)
    return made


def of(subjects: Sequence[uuid.UUID], *, at: dt.datetime) -> QuerySet[Copy]:
    """The copies that are still kept and hold nothing that these subjects do not open, the latest first."""
    return Copy.objects.filter(subjects__contained_by=list(subjects), expires_at__gt=at).order_by("-id")


def file_of(copy: Copy) -> files.FileRef | None:
    """The file of a copy that `of` gave; None while it is made. Raises files.FileNotFound."""
    if copy.file_id is None:
        return None
    with acting(replace(current() or Reach(), walls=(copy.id,))):
        return files.fetch(copy.file_id)


# tried for two hours: a disk that is full has been seen to by then
@jobs.job(own_transactions=True, retries=12)
def collect(*, copy_id: str, subjects: list[str]) -> None:
    """Collect one request after the other, noting how far it is; cut short, it starts again from its beginning."""
    reach = Reach(actor="worker", subjects=tuple(map(uuid.UUID, subjects)))
    with acting(reach):
        copy = Copy.objects.filter(id=copy_id).first()
        if copy is None or copy.file_id:
            return
        ids = list(Case.objects.filter(subject_id__in=reach.subjects).order_by("id").values_list("id", flat=True))
    with tempfile.TemporaryFile() as kept, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, case_id in enumerate(ids, 1):
            with acting(reach), override(copy.language):
                case = Case.objects.filter(id=case_id).first()
                if case is not None:
                    _put(archive, case, copy.language)
                Copy.objects.filter(id=copy.id).update(done=number, total=len(ids))
        archive.close()
        kept.seek(0)
        # Behind the copy's own wall and about no one subject: it is opened by who may open the copy, and nobody else.
        with acting(replace(reach, walls=(copy.id,))):
            files.tidy(copy.id)  # what an attempt that was cut short left on the disk
            stored = files.store(kept, name="mes-demandes.zip", media_type="application/zip", wall_id=copy.id)
            Copy.objects.filter(id=copy.id).update(file_id=stored.id, done=len(ids), total=len(ids))


@jobs.job(own_transactions=True)
def expire(*, copy_id: str, subjects: list[str]) -> None:
    """Take a copy away at the end of its time."""
    remove(tuple(map(uuid.UUID, subjects)), over=clock.now())


def remove(subjects: tuple[uuid.UUID, ...], *, over: dt.datetime | None = None) -> int:
    """Delete the copies of these subjects (or those of which the time is `over`) with their files; how many."""
    with acting(Reach(actor="worker", subjects=subjects)):
        found = Copy.objects.filter(subjects__overlap=list(subjects))
        if over is not None:
            found = found.filter(expires_at__lte=over)
        rows = list(found.values_list("id", "file_id"))
        for one, file_id in rows:
            with acting(Reach(actor="worker", walls=(one,))):
                files.remove([file_id] if file_id else [])
        Copy.objects.filter(id__in=[one for one, _file in rows]).delete()
    return len(rows)


def _put(archive: zipfile.ZipFile, case: Case, language: str) -> None:
    file = own.open_own(case, at=clock.now())
    state = file.published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    parts: dict[str, Any] = {
        "case": case,
        "name": revisions.load(case.revision_id).definition.name.into(language),
        "sentences": file.standing.sentences(),
        "sections": file.published.form.summary(case.answers, state, language) + former.sections(case.former, language),
        "messages": file.messages,
        "guests": [one.name for one in guests.people(case) if one.accepted_at],
        "more": [line for found in COPIES for line in found.lines(case, language)],
        "language": language,
    }
    archive.writestr(f"{case.reference}/demande.html", render_to_string("cases/residents/copied.html", parts))
    archive.writestr(
        f"{case.reference}/demande.json",
        json.dumps(_plain(file, parts["guests"], parts["more"]), ensure_ascii=False, indent=2),
    )
    named = [one.file_id for one in file.documents if one.file_id] + [
        one.id for one in attachments.of_case(case) if one.erased_at is None
    ]
    for number, file_id in enumerate(dict.fromkeys(named), 1):
        try:
            ref = files.fetch(file_id)
            archive.writestr(f"{case.reference}/{number:02}-{ref.name}", files.read(ref))
        except (files.FileNotFound, files.FileDamaged):
            archive.writestr(f"{case.reference}/{number:02}-manquant.txt", str(file_id))


def _plain(file: own.OwnFile, others: list[str], more: list[str]) -> dict[str, Any]:
    case = file.case
    return {
        "reference": case.reference,
        "submitted_at": case.submitted_at.isoformat(),
        "status": case.status,
        "answers": case.answers,
        **({"former_answers": case.former} if case.former else {}),
        "messages": [
            {"at": one.at.isoformat(), "direction": one.direction, "author": one.author_name, "text": one.body}
            for one in file.messages
        ],
        "followed_by": others,
        "opinions_and_approvals": more,
        "history": [{"at": one.at.isoformat(), "kind": one.kind, "data": one.data} for one in file.timeline],
    }
