"""What agents read where mended answers would send a request elsewhere."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.domain.rerouting import ELSEWHERE
from parvis.cases.models import Case, TimelineEntry
from parvis.territory.api import departments, organisations


def department_name(department_id: str | uuid.UUID) -> str:
    """The name of a department, as far as it still exists."""
    try:
        return str(departments.get(uuid.UUID(str(department_id))).name)
    except LookupError:
        return _("a former department")


def title(data: Mapping[str, Any]) -> str:
    """The entry of the timeline."""
    if "department" in data:
        said = {"department": department_name(data["department"])}
        return _("The corrected answers lead to the department “%(department)s”") % said
    said = {"organisation": organisations.get(uuid.UUID(data["organisation"])).title}
    return _("The corrected answers lead to another organisation, %(organisation)s") % said


def banner(case: Case, timeline: Iterable[TimelineEntry]) -> dict[str, Any] | None:
    """What the page of an open case says at its top until it was handed on or mended again: words, and the department
    to hand it to ("" where it is another organisation). No statement.
    """
    last = next(
        (one for one in reversed(list(timeline)) if one.kind in (ELSEWHERE, "mended", "transferred", "assigned")), None
    )
    if case.closed_at or last is None or last.kind != ELSEWHERE:
        return None
    if "department" in last.data:
        said = {"department": department_name(last.data["department"])}
        words = _("With its new answers it would go to the department “%(department)s”. Nobody has sent it there.")
        return {"words": words % said, "department": last.data["department"]}
    said = {"organisation": organisations.get(uuid.UUID(last.data["organisation"])).title}
    words = _("With its new answers it would go to another organisation, %(organisation)s. Nobody has sent it there.")
    return {"words": words % said, "department": ""}


def rule_words(entry: TimelineEntry) -> str:
    """Why a request was sent where it was, by the rules of its organisation; "" where there were none."""
    data = entry.data
    if entry.kind != "routed" or "version" not in data:
        return ""
    said = {"number": data.get("number", ""), "name": data.get("name", "")}
    if data.get("why") == "failed":
        return _("Rule %(number)s (%(name)s) could not be worked out on this request: sent by default") % said
    if data.get("why") == "closed":
        return _("The department of rule %(number)s (%(name)s) is closed: sent by default") % said
    if data.get("number"):
        return _("By rule %(number)s: %(name)s") % said
    return _("No rule fits it: sent by default")
