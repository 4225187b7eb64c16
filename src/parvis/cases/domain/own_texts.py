"""What agents write about a case, kept as they write: through time-outs, crashes and other machines, for them alone."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from parvis.cases.models import Case, OwnText
from parvis.kernel.reach import current

#: how long it waits for who began it; the policy of the table says the same
KEPT = dt.timedelta(days=30)
#: characters kept: more than any field takes, so that a text that is too long is not lost either
MOST = 40_000
MESSAGE, NOTE = "message", "note"


def of_case() -> Any:
    """What the acting person is writing about a case, as an annotation of it: no statement of its own."""
    reach = current()
    person_id = (reach.person if reach else None) or uuid.UUID(int=0)
    mine = OwnText.objects.filter(case_id=OuterRef("pk"), person_id=person_id)
    return ArraySubquery(mine.values(found=JSONObject(field="field", text="text", at="saved_at")))


def written(case: Case) -> Mapping[str, tuple[str, dt.datetime]]:
    """The words by field and when they were kept, of a case that its page's gate gave. No statement."""
    found = getattr(case, "own_texts", None) or ()
    return {one["field"]: (one["text"], dt.datetime.fromisoformat(one["at"])) for one in found}


def keep(case_id: uuid.UUID, field: str, text: str, *, person_id: uuid.UUID, at: dt.datetime) -> None:
    """Keep the words of a field in the place of those before; nothing is kept of an empty one. One statement."""
    if not text.strip():
        drop(case_id, field, person_id=person_id)
        return
    OwnText.objects.bulk_create(
        [OwnText(person_id=person_id, case_id=case_id, field=field, text=text[:MOST], saved_at=at)],
        update_conflicts=True,
        unique_fields=["case_id", "person_id", "field"],
        update_fields=["text", "saved_at"],
    )


def drop(case_id: uuid.UUID, field: str, *, person_id: uuid.UUID | None) -> None:
    """They were sent, or thrown away."""
    if person_id is not None:
        OwnText.objects.filter(case_id=case_id, person_id=person_id, field=field).delete()


def forget(*, at: dt.datetime) -> int:
    """Delete what nobody came back for; how many. For the timer."""
    gone: int = OwnText.objects.filter(saved_at__lt=at - KEPT).delete()[0]
    return gone


def erase_person(person_id: uuid.UUID) -> int:
    """Delete what somebody was writing; acts as the owner."""
    gone: int = OwnText.objects.filter(person_id=person_id).delete()[0]
    return gone
