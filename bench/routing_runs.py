"""What rules of routing add to a submission: `python -m bench.routing_runs` in an installation. JSON.

It measures the database of its environment (`DATABASE_OWNER_URL`) as it is, and changes nothing: all is rolled back.
Dunkerque's bars are sent by so many rules, none of which fits, that read the zone of an address among so many zones:
the worst case. Milliseconds of CPU of this process and of the clock, medians; the first submission, which reads and
compiles the rules and the zones, stands apart.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from statistics import median
from typing import Any

os.environ["PARVIS_DB_ROLE"] = "owner"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from parvis.cases import api as cases  # noqa: E402
from parvis.cases.data import Actor, ActorKind  # noqa: E402
from parvis.kernel import clock  # noqa: E402
from parvis.kernel.clock import PARIS  # noqa: E402
from parvis.kernel.ids import new_id  # noqa: E402
from parvis.kernel.reach import Reach, acting  # noqa: E402
from parvis.routing.data import RuleSet, SendingRule, Target  # noqa: E402
from parvis.routing.models import Version  # noqa: E402
from parvis.territory.api import departments, organisations, zone_tables  # noqa: E402
from parvis.territory.data import Text  # noqa: E402
from parvis.territory.domain.zones import Stretch  # noqa: E402
from tests.cases.conftest import ANSWERS  # noqa: E402

TIMES = 25
#: so many rules and zones; none of either is the floor
SIZES = ((0, 0), (10, 10), (1_000, 10), (10, 500), (1_000, 500))
_ADDRESS = {"street": "12 rue de la Mesure", "postcode": "59140", "city": "Dunkerque"}
_BAR, _TABLE, _ZONE = "buvette-temporaire", "mesure", "zone_mesure_of_address"


def measure(rules: int, zones: int, number: int) -> dict[str, Any]:
    """Submit with so many rules over so many zones in force."""
    here = organisations.by_insee("59183")
    assert here is not None
    kind = next(one for one in cases.types.readings(here.id) if cases.types.slug(one.case_type_id) == _BAR)
    to = Target(department=departments.reception(here.id).id)
    if zones:
        lines = [Stretch(f"Zone {n}", f"rue numéro {n}") for n in range(zones - 1)]
        zone_tables.replace(here.id, _TABLE, Text("Mesure"), (*lines, Stretch("Ici", "rue de la Mesure")))
    sent = tuple(
        SendingRule(id=new_id(), name=f"{n}", when={"text.same": [{"var": _ZONE}, f"Zone {n}"]}, to=to)
        for n in range(rules)
    )
    Version.objects.filter(organisation_id=here.id, case_type_id=kind.case_type_id).delete()
    if rules:
        Version.objects.create(
            organisation_id=here.id,
            case_type_id=kind.case_type_id,
            number=number,
            document=RuleSet(rules=sent).model_dump(mode="json"),
            at=clock.now(),
        )
    first = _submit(kind.case_type_id, here.id)
    found = [_submit(kind.case_type_id, here.id) for _ in range(TIMES)]
    with CaptureQueriesContext(connection) as queries:
        _submit(kind.case_type_id, here.id)
    begun = next(at for at, one in enumerate(queries.captured_queries) if "for update" in one["sql"])
    return {
        "rules": rules,
        "zones": zones,
        "statements": len(queries) - begun,
        "first_ms": round(first[1], 1),
        "cpu_ms": round(median(one[0] for one in found), 2),
        "ms": round(median(one[1] for one in found), 2),
    }


def _submit(case_type_id: Any, organisation_id: Any) -> tuple[float, float]:
    """Milliseconds of CPU and of the clock of one submission, its draft being there."""
    by = Actor(ActorKind.RESIDENT, name="Mesure")
    day = clock.today() + dt.timedelta(days=60)
    answers = {name: value for name, value in ANSWERS.items() if name != "email"} | {
        "address": _ADDRESS,
        "opens_at": dt.datetime.combine(day, dt.time(18), PARIS).isoformat(),
        "closes_at": dt.datetime.combine(day, dt.time(23), PARIS).isoformat(),
    }
    with acting(Reach(actor="web", token=new_id().hex * 2)) as reach:
        draft = cases.drafts.start(
            case_type_id, organisation_id, by=by, at=clock.now(), token_hash=reach.token, answers=answers
        )
        cpu, wall = time.process_time(), time.perf_counter()
        cases.submit(draft.id, by=by, at=clock.now())
        return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def main() -> int:
    with transaction.atomic():
        found = [measure(rules, zones, number) for number, (rules, zones) in enumerate(SIZES, 100)]
        transaction.set_rollback(True)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
