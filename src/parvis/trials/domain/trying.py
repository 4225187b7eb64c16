"""Trials: made, opened by their link, ended; what people say of pages and questions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection, transaction
from django.utils.translation import gettext as _

from parvis.identity.api import digest, fresh
from parvis.kernel import reach
from parvis.kernel.clock import PARIS
from parvis.studio.api import Draft
from parvis.trials.data import Refused, State
from parvis.trials.models import Remark, Trial

#: trials of a draft that are open at once, remarks of one, days that one lasts at most, characters of a remark
MOST, MOST_REMARKS, LONGEST_DAYS, LONGEST = 20, 500, 60, 2000


def make(
    draft: Draft, name: str, until: dt.date, *, by_id: uuid.UUID, by_name: str, at: dt.datetime
) -> tuple[Trial, str]:
    """A trial of a draft, and the secret of its link, which nobody can read again. Raises Refused."""
    today = at.astimezone(PARIS).date()
    if not today <= until <= today + dt.timedelta(days=LONGEST_DAYS):
        raise Refused(_("A trial lasts until a day within the next %(num)s days.") % {"num": LONGEST_DAYS})
    secret = fresh()
    with transaction.atomic():
        open_ones = Trial.objects.filter(draft=draft, revoked_at=None, until__gte=today)
        if open_ones.count() >= MOST:
            raise Refused(_("There are as many trials as there may be: end one first."))
        made = Trial.objects.create(
            organisation_id=draft.organisation_id,
            draft=draft,
            name=name[:120],
            token_hash=digest(secret),
            until=until,
            made_at=at,
            by_id=by_id,
            by_name=by_name[:200],
        )
    return made, secret


@contextmanager
def held(secret: str) -> Iterator[None]:
    """Act with the secret of a link: it opens its trial, that draft, and nothing else."""
    now = reach.current() or reach.NOBODY
    with reach.acting(replace(now, person=None, walls=(), token=digest(secret))):
        yield


def opened(secret: str) -> tuple[Trial, Draft] | None:
    """The trial of a link with its draft as it stands now; None where it has ended. Within `held`: one statement."""
    found = Trial.objects.select_related("draft").filter(token_hash=digest(secret)).first()
    return (found, found.draft) if found is not None else None


def say(trial: Trial, element: str, text: str, *, at: dt.datetime) -> None:
    """Keep what somebody says of a page or a question. Within `held`. Raises Refused."""
    text = text.replace("\x00", "").strip()[:LONGEST]
    if not text:
        raise Refused(_("Write what you think of it."))
    with connection.cursor() as cursor:
        cursor.execute("select trials_room(%s)", [trial.id])
        if cursor.fetchone() != (True,):
            raise Refused(_("This trial holds all the remarks that it can: tell those who sent you the link."))
    Remark(
        trial=trial,
        organisation_id=trial.organisation_id,
        draft_id=trial.draft_id,
        element=element[:60],
        text=text,
        at=at,
    ).save(force_insert=True)


def of_draft(draft_id: uuid.UUID) -> list[Trial]:
    """The trials of a draft, the latest first: one statement."""
    return list(Trial.objects.filter(draft=draft_id).order_by("-id"))


def remarks(draft_id: uuid.UUID, element: str | None = None) -> list[Remark]:
    """What was said of a draft, or of one element of it, the latest first: one statement."""
    found = Remark.objects.filter(draft_id=draft_id).select_related("trial").order_by("-id")
    return list((found if element is None else found.filter(element=element))[:MOST_REMARKS])


def counts(draft_id: uuid.UUID) -> dict[str, int]:
    """How many remarks that are not done each element has: one statement."""
    found: dict[str, int] = {}
    for element in Remark.objects.filter(draft_id=draft_id).exclude(state=State.DONE).values_list("element", flat=True):
        found[element] = found.get(element, 0) + 1
    return found


def mark(draft_id: uuid.UUID, remark_id: uuid.UUID, state: State, answer: str) -> bool:
    """Note what became of a remark. False where there is none."""
    found = Remark.objects.filter(id=remark_id, draft_id=draft_id)
    return bool(found.update(state=state, answer=answer.replace("\x00", "").strip()[:LONGEST]))


def end(draft_id: uuid.UUID, trial_id: uuid.UUID, *, at: dt.datetime) -> bool:
    """Its link opens nothing any more; what was said stays."""
    return bool(Trial.objects.filter(id=trial_id, draft=draft_id, revoked_at=None).update(revoked_at=at))


def erase(draft_id: uuid.UUID, trial_id: uuid.UUID) -> bool:
    """The trial goes, with all that was said in it."""
    return bool(Trial.objects.filter(id=trial_id, draft=draft_id).delete()[0])
