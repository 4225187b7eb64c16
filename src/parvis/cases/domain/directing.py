"""Where a case goes: by the rules of its organisation (`registry.ROUTERS`), or else where its procedure sends it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from parvis.cases.domain import handling
from parvis.cases.domain.revisions import Published
from parvis.cases.models import Case
from parvis.cases.registry import ROUTERS, Routed, ToRoute


def direct(case: Case, published: Published, *, at: dt.datetime) -> Routed:
    """Give a case that is about to be inserted the department that the organisation's rules choose."""
    asked = ToRoute(case, published, case.answers, case.department_id, at)
    found = _asked(asked) or Routed(case.department_id)
    case.department_id = found.department_id
    return found


def anew(case: Case, published: Published, answers: Mapping[str, Any]) -> Routed | None:
    """Where the organisation's rules would send a case with these answers; None where it has no rules for it."""
    department_id = handling.route(published.definition, answers, case.organisation_id, case.received_on)
    return _asked(ToRoute(case, published, answers, department_id, case.submitted_at))


def _asked(asked: ToRoute) -> Routed | None:
    found = (router.route(asked) for router in ROUTERS)
    return next((one for one in found if one is not None), None)
