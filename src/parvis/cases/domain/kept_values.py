"""Values that the steps of a workflow keep beside the answers of a case (`workflows.data.Kept`).

They are entries of the timeline, sealed as every other: what holds is the last that was kept of each. What a person
declared is never touched (ADR 9).
"""

import datetime as dt
import math
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from parvis.cases.data import Actor
from parvis.cases.domain import revisions
from parvis.cases.models import Case, TimelineEntry
from parvis.kernel.ui.formats import date_long
from parvis.workflows.data import Kept

if TYPE_CHECKING:
    from parvis.cases.domain.writing import Writing

KEPT = "kept"
#: characters of a kept text
LONGEST = 2_000


def of(case: Case, published: revisions.Published, more: Iterable[TimelineEntry] = ()) -> dict[str, Any]:
    """The kept values of a case by id: one statement, none where its workflow keeps nothing. more: entries of a write
    that is going on.
    """
    known = {one.id for one in published.definition.workflow.kept}
    if not known:
        return {}
    found: dict[str, Any] = {}
    for data in TimelineEntry.objects.filter(case=case, kind=KEPT).order_by("id").values_list("data", flat=True):
        found |= data["values"]
    for entry in more:
        if entry.kind == KEPT:
            found |= entry.data["values"]
    return {name: value for name, value in found.items() if name in known}


def facts(
    case: Case, published: revisions.Published, day: dt.date, more: Iterable[TimelineEntry] = ()
) -> dict[str, Any]:
    """What conditions of the workflow read: the answers, the kept values, the day."""
    names = {one.id: one.variable for one in published.definition.workflow.kept}
    kept = {names[name]: value for name, value in of(case, published, more).items()}
    return {**case.answers, **kept, "today": day.isoformat()}


def keep(write: "Writing", values: Mapping[str, Any]) -> None:
    """Note values, each as its kind has it; None forgets what was kept."""
    if values:
        write.note(KEPT, {"values": dict(values)})


def receive(case_id: uuid.UUID, values: Mapping[str, Any], *, by: Actor, at: dt.datetime) -> None:
    """Keep values that came from outside for a case: those that its workflow knows, each of its kind; what is of
    another kind is left out. Nobody who has the case open is told of a conflict. Raises NotFound.
    """
    from parvis.cases.domain.writing import Writing, reachable

    with transaction.atomic():
        write = Writing(reachable(case_id, by=by, lock=True), by=by, at=at, quiet=True)
        found = {}
        for kept in write.published.definition.workflow.kept:
            if kept.id in values:
                try:
                    found[kept.id] = typed(kept, values[kept.id])
                except ValueError:
                    continue
        keep(write, found)
        write.finish()


def typed(kept: Kept, value: Any) -> Any:
    """A value that came from outside, as its kind has it. Raises ValueError."""
    if value is None:
        return None
    if kept.kind == "boolean" and isinstance(value, bool):
        return value
    if kept.kind == "text" and isinstance(value, str) and "\0" not in value:
        value.encode()  # half a surrogate pair, which JSON can say and no database keeps, raises ValueError
        return value[:LONGEST]
    if kept.kind == "date" and isinstance(value, str):
        return dt.date.fromisoformat(value[:10]).isoformat()
    if kept.kind in ("integer", "decimal") and isinstance(value, int | float) and not isinstance(value, bool):
        # before isfinite, which knows no integer beyond a double
        if abs(value) > 2**53 - 1 or not math.isfinite(value) or (kept.kind == "integer" and value != int(value)):
            raise ValueError(f"not {kept.kind}")
        return int(value) if kept.kind == "integer" else value
    raise ValueError(f"not {kept.kind}")


def words(kept: Kept, value: Any, language: str) -> str:
    """A kept value as people read it; "" for none. The active language is `language`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        said = ("Oui", "Non") if language == "fr" else ("Yes", "No")
        return said[0] if value else said[1]
    if kept.kind == "date":
        return date_long(dt.date.fromisoformat(str(value)))
    if isinstance(value, float):
        text = f"{value:.6f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if language == "fr" else text
    return str(value)


def told(case: Case, published: revisions.Published, language: str) -> list[tuple[str, str]]:
    """The kept values of a case with their labels, in the order of the workflow; those that it has."""
    values = of(case, published)
    found = [(one, values.get(one.id)) for one in published.definition.workflow.kept]
    return [(one.label.into(language), words(one, value, language)) for one, value in found if value is not None]
