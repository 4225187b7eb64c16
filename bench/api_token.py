"""A token of the bench's organisation that reads, and the id of its last case: `python -m bench.api_token`. JSON."""

import datetime as dt
import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

from parvis.access.api import wall_for  # noqa: E402
from parvis.apiplatform.data import Scope  # noqa: E402
from parvis.apiplatform.domain import tokens  # noqa: E402
from parvis.kernel import clock  # noqa: E402
from parvis.kernel.ids import new_id  # noqa: E402
from parvis.kernel.reach import Reach, acting  # noqa: E402
from parvis.territory.api import organisations  # noqa: E402
from parvis.territory.data import Sphere  # noqa: E402

if __name__ == "__main__":
    town = organisations.by_insee("59183")
    assert town is not None
    wall, now = wall_for(town.id, Sphere.GENERAL), clock.now()
    with acting(Reach(actor="administrator", walls=(wall,))):
        made = tokens.make(
            organisation_id=town.id,
            name="bench",
            walls=[wall],
            scopes=[Scope.CASES_READ, Scope.PROCEDURES_READ],
            networks=[],
            per_minute=6_000,
            per_day=2_000_000,
            expires_at=now + dt.timedelta(days=1),
            by=new_id(),
            at=now,
        )
    print(json.dumps({"token": made.secret}))
