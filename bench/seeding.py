"""Fills the bench's procedure with requests, and signs an agent in: `python -m bench.seeding NUMBER`. Prints JSON."""

import json
import sys
import time

from bench.publishing import SIZES, definition_of  # first: it sets the role and loads the applications

from django.conf import settings  # isort: skip
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # isort: skip
from django.db import transaction  # isort: skip

from parvis.access.api import Role, appoint, wall_for
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind
from parvis.identity.api import register
from parvis.identity.models import Session
from parvis.identity.secrets import digest
from parvis.identity.sessions import METHODS, SessionStore
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from parvis.territory.api import departments, organisations, sites
from parvis.territory.data import Sphere

_VISITOR = Actor(ActorKind.RESIDENT, name="Amina Benali")


def _submit(number: int) -> str:
    """So many requests, one transaction each, as visitors send them; the last one's reference."""
    size = SIZES[0]
    town = organisations.by_insee("59183")
    assert town is not None
    offer = procedures.get(town.id, size.slug)
    _, answers = definition_of(size)
    reference = ""
    for index in range(number):
        token = f"{index:064x}"
        with acting(Reach(actor="web", token=token)):
            draft = cases.drafts.start(
                offer.case_type_id, town.id, by=_VISITOR, at=clock.now(), token_hash=token, answers=answers
            )
            reference = cases.submit(draft.id, by=_VISITOR, at=clock.now()).reference
    return reference


def _agent() -> dict[str, str]:
    """A new agent of the department that receives them; the cookie of their session on the organisation's site."""
    town = organisations.by_insee("59183")
    assert town is not None
    site = next(one for one in sites.all() if one.organisation_id == town.id)
    department = next(one for one in departments.of(town.id) if one.code == "vie-associative")
    with transaction.atomic():
        who = register(email="bench@example.org", given_name="Sofia", family_name="Leclercq", password=None)
        appoint(
            person_id=who.id,
            organisation_id=town.id,
            department_id=department.id,
            role=Role.AGENT,
            walls=[wall_for(town.id, Sphere.GENERAL)],
        )
        keys = []
        for host in ("localhost", site.host.partition(":")[0]):
            store = SessionStore().bind(host=host, user_agent="bench")
            store[SESSION_KEY] = str(who.pk)
            store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            store[HASH_SESSION_KEY] = who.get_session_auth_hash()
            store[METHODS] = [{"method": "mfa"}]
            store.create()
            keys.append(str(store.session_key))
        parent = Session.objects.get(key_hash=digest(keys[0]))
        Session.objects.filter(key_hash=digest(keys[1])).update(parent=parent)
    return {settings.SESSION_COOKIE_NAME: keys[1]}


def main() -> None:
    number = int(sys.argv[1])
    begun = time.process_time()
    reference = _submit(number)
    spent = (time.process_time() - begun) * 1000 / number
    print(json.dumps({"reference": reference, "cookie": _agent(), "milliseconds": round(spent, 2)}))


if __name__ == "__main__":
    main()
