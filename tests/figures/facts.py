"""Facts planted as they stand, for those who count them."""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from typing import Any

from parvis.calendars.api import add_months
from parvis.figures.domain import publishing
from parvis.figures.models import Fact
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.factories.territory import Territory


def plant(
    here: Desk,
    received: dt.date,
    *,
    ended: dt.date | None = None,
    outcome: str = "accepted",
    days: int | None = None,
    number: int = 1,
    **more: Any,
) -> None:
    """So many facts alike of a desk's procedure; `days` are its working days, too."""
    one: dict[str, Any] = {
        "wall_id": here.town.wall_id,
        "organisation_id": here.town.organisation_id,
        "case_type_id": here.town.case_type.id,
        "department_id": here.town.department_id,
        "received_month": received.replace(day=1),
        "ended_month": ended.replace(day=1) if ended else None,
        "outcome": outcome if ended else "",
        "days": days,
        "working": days,
        "in_time": None if days is None else days <= 5,
    }
    with _as_owner():
        Fact.objects.bulk_create(Fact(case_id=uuid.uuid4(), **(one | more)) for _ in range(number))


def plant_for(organisation_id: uuid.UUID, case_type_id: uuid.UUID, took: Sequence[int], **more: Any) -> None:
    """Answers of this month that took so many days, of an organisation and a procedure."""
    month = clock.today().replace(day=1)
    one: dict[str, Any] = {
        "wall_id": uuid.uuid4(),
        "organisation_id": organisation_id,
        "case_type_id": case_type_id,
        "department_id": uuid.uuid4(),
        "received_month": month,
        "ended_month": month,
        "outcome": "accepted",
    }
    with _as_owner():
        Fact.objects.bulk_create(
            Fact(case_id=uuid.uuid4(), **(one | {"days": 2 * days, "working": days, "in_time": days <= 5} | more))
            for days in took
        )


def published() -> Territory:
    """A territory where the temporary bar is offered in Dunkerque, with its real delays: 1 to 9 working days."""
    with _as_owner():
        found = temporary_bar_offered()
    offer = procedures.get(found.dunkerque.id, SLUG)
    plant_for(found.dunkerque.id, offer.case_type_id, range(1, 10))
    with acting(Reach(actor="timer")):
        publishing.publish(at=clock.now(), today=clock.today())
    return found


def several(today: dt.date) -> Desk:
    """A desk with a year of facts behind it: what came grows, what waits too."""
    here, draw = desk(), random.Random(4)
    for ago in range(11, -1, -1):
        month = add_months(today.replace(day=1), -ago)
        for _ in range(40 - ago):
            ended = month if draw.random() < 0.85 else None
            answered = draw.random() < 0.9
            mended = ended is not None and draw.random() < 0.2
            plant(
                here,
                month,
                ended=ended,
                outcome="accepted" if answered else "withdrawn",
                days=int(draw.random() ** 2 * 20) if ended and answered else None,
                due_on=None if ended else today + dt.timedelta(days=draw.randint(-10, 20)),
                returns=int(mended),
                fields=[draw.choice(["event_name", "email", "opens_at"])] if mended else [],
            )
    return here
