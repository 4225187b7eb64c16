"""What a person changes of their own accord in a request that they sent: which answers, until when.

It is a correction that nobody asked for (`correcting`, ADR 9): the same page, the same door, the same old beside new.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

from parvis.cases.data import NotAllowed, TurnKind, TurnState
from parvis.cases.domain import correcting, revisions, turns
from parvis.cases.domain.amending import ACTION
from parvis.cases.models import Case, Turn
from parvis.forms.data import Answered
from parvis.kernel.ids import new_id
from parvis.workflows.data import Transition


def choices(case: Case, move: Transition, language: str) -> list[Answered]:
    """The answers among which the person chooses what to change: those that the definition opens. No statement."""
    published = revisions.load(case.revision_id)
    options = next(use.options for use in move.actions if use.type == ACTION)
    opened = options.get("fields") or ()
    listed: list[Any] = correcting.listed(case, published, language)
    return [one for one in listed if not opened or one.id in opened]


def begin(case: Case, move: Transition, fields: Collection[str], *, at: dt.datetime) -> Turn:
    """Open the answers `fields` of a case to its person, who chose them; what they had opened before is overtaken.

    Raises NotAllowed where they may not, or where it has been answered meanwhile.
    """
    published = revisions.load(case.revision_id)
    known = [one.id for one in choices(case, move, "fr")]
    chosen = [id_ for id_ in known if id_ in fields]
    if not chosen:
        raise NotAllowed("nothing to change")
    may = sorted(published.form.affected(chosen))
    with transaction.atomic():
        overtaken = Turn.objects.filter(case=case, kind=TurnKind.AMENDMENT, state=TurnState.OPEN)
        turns.drop_files(published, overtaken)
        with connection.cursor() as cursor:
            cursor.execute("select cases_amend(%s, %s, %s, %s, %s)", [new_id(), case.id, chosen, may, at])
            (made,) = cursor.fetchone()
        if made is None:
            raise NotAllowed("not to be changed now")
        return Turn.objects.get(id=made)


def again(case: Case, move: Transition, turn_id: str, *, at: dt.datetime) -> Turn | None:
    """What a page of before showed, opened once more where another window chose other answers since; None where that
    page's changes were sent, or are none of this case.
    """
    earlier = Turn.objects.filter(case=case, kind=TurnKind.AMENDMENT, state=TurnState.WITHDRAWN)
    found = next((one for one in earlier if str(one.id) == turn_id), None)
    if found is None:
        return None
    try:
        return begin(case, move, [one["id"] for one in found.asked["fields"]], at=at)
    except NotAllowed:
        return None
