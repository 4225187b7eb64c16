"""A desk whose procedure has timers, kept values, and steps that do more."""

import datetime as dt
from typing import Any

import pytest

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import revisions
from parvis.errands.domain import doing
from parvis.errands.models import Errand
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures.demonstration import temporary_bar
from parvis.territory.api import forget
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk


def words(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


def definition(*steps: dict[str, Any], timers: tuple[dict[str, Any], ...] = (), **more: Any) -> CaseTypeDefinition:
    """The temporary bar, received and examined, with further steps."""
    document = temporary_bar.definition().model_dump(mode="json", exclude_defaults=True)
    flow = document["workflow"]
    flow["transitions"] = [*flow["transitions"], *steps]
    flow["timers"] = list(timers)
    flow["kept"] = [
        {"id": "amount", "label": words("Montant"), "kind": "integer"},
        {"id": "opinion", "label": words("Avis"), "kind": "text"},
        {"id": "seen_on", "label": words("Vu le"), "kind": "date"},
    ]
    return CaseTypeDefinition.model_validate(document | more)


def step(name: str, *actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A step of agents that leaves a request under review."""
    found = {"id": name, "sources": ["received", "under_review"], "target": "under_review", "label": words(name)}
    return found | {"rights": ["agent", "supervisor"], "actions": list(actions)} | more


def publish(desk: Desk, found: CaseTypeDefinition) -> None:
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, found, at=clock.now())


def errands(made: Any) -> list[Errand]:
    with _as_owner():
        return list(Errand.objects.filter(case_id=made.case_id).order_by("id"))


def due(at: dt.datetime) -> int:
    """What the timer of the worker has done at that moment."""
    with acting(Reach(actor="timer")):
        return doing.defer_due(at)


def kept(desk: Desk, made: Any) -> dict[str, Any]:
    from parvis.cases.domain import kept_values
    from parvis.cases.models import Case

    with acting(Reach(actor="web", walls=(desk.town.wall_id,))):
        case = Case.objects.get(id=made.case_id)
        return kept_values.of(case, revisions.load(case.revision_id))


def history(made: Any) -> list[tuple[str, dict[str, Any]]]:
    from parvis.cases.models import TimelineEntry

    with _as_owner():
        return list(TimelineEntry.objects.filter(case_id=made.case_id).order_by("id").values_list("kind", "data"))


@pytest.fixture
def desk(db: None):
    revisions.load.cache_clear()
    yield make_desk()
    revisions.load.cache_clear()
    forget()
