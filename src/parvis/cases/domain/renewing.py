"""Renewing what was granted: when it is offered, and the draft that renews."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection

from parvis.cases.data import Actor, NotAllowed
from parvis.cases.domain import drafts, guests, revisions
from parvis.cases.models import Case, CaseType, Decision, Draft
from parvis.forms.api import around


def renewable(published: revisions.Published, decision: Decision | None, today: dt.date) -> bool:
    """Whether what was decided may be renewed on that day: near its end, and after it."""
    renewal = published.definition.renewal
    if renewal is None or renewal.renew_days is None or decision is None or decision.valid_until is None:
        return False
    return today >= decision.valid_until - dt.timedelta(days=renewal.renew_days)


def renewal_of(case: Case) -> Case | None:
    """The case that renews this one, as far as the acting person sees it: one statement."""
    return Case.objects.filter(renews_id=case.id, case_type=case.case_type_id).order_by("-id").first()


def renewed_by(case: Case) -> Case | None:
    """The case that this one renews, as far as the acting person sees it: one statement, none if it renews nothing."""
    return Case.objects.filter(id=case.renews_id).first() if case.renews_id else None


def first_day(case: Case, published: revisions.Published, today: dt.date) -> dt.date:
    """From which day on an acceptance given today holds, where neither agent nor answers say: the day after the end of
    what it renews, where the definition has one follow the other and that still holds. One statement, none elsewhere.
    """
    renewal = published.definition.renewal
    if renewal is None or not renewal.follows or case.renews_id is None:
        return today
    with connection.cursor() as cursor:  # a door: whoever is lent the renewal alone sees nothing of the former case
        cursor.execute("select cases_renewed_until(%s)", [case.id])
        until: dt.date | None = cursor.fetchone()[0]
    return max(today, until + dt.timedelta(days=1)) if until else today


def renew(
    case: Case, *, by: Actor, at: dt.datetime, token_hash: str = "", language: str = "fr", known: Mapping[str, Any]
) -> Draft:
    """Begin the draft that renews `case`, which the acting person must have (a trigger says the same): the published
    form with those of the earlier answers that it still asks for. A draft that was begun goes on instead.

    Raises NotAllowed when it is not time, or was renewed, and to guests; NotFound when nothing is published any more.
    """
    published = revisions.load(case.revision_id)
    decision = Decision.objects.filter(case=case).first()
    if guests.mine(case) is not None:
        raise NotAllowed("its holder renews")
    if not renewable(published, decision, revisions.day(at)) or renewal_of(case) is not None:
        raise NotAllowed("not to be renewed now")
    begun = Draft.objects.filter(renews_id=case.id, case_id=None).order_by("-id").first()
    if begun is not None:
        return begun
    now_published = CaseType.objects.values_list("published", flat=True).get(id=case.case_type_id)
    form = revisions.load(now_published).form if now_published else published.form
    with around({"organisation": str(case.organisation_id)}):
        answers = form.carried(case.answers)
    return drafts.start(
        case.case_type_id,
        case.organisation_id,
        by=by,
        at=at,
        token_hash=token_hash,
        language=language,
        answers=answers,
        known=known,
        renews_id=case.id,
    )
