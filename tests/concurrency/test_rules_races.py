"""Two publishers of an organisation's rules at once: one set counts, and the other hears that it came too late."""

import threading

import pytest
from django.db import connection

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.kernel import clock
from parvis.routing.data import Author, Overtaken, RuleSet
from parvis.routing.domain import editing
from parvis.routing.models import Draft, Version
from tests.concurrency.test_races import together
from tests.conftest import _as_owner
from tests.factories.desk import desk
from tests.factories.programmes import administrator
from tests.routing.test_routing import rule

pytestmark = pytest.mark.django_db(transaction=True)
_DROP = "alter table routing_version drop constraint routing_version_number"
_KEEP = f"{_DROP.replace('drop', 'add')} unique (organisation_id, case_type_id, number)"


@pytest.mark.parametrize(
    ("locks", "numbered", "kept"),
    [(False, False, 2), (False, True, 1), (True, True, 1)],
    ids=["shown without either", "closed by the number", "closed by the lock"],
)
def test_two_publish_at_once(monkeypatch, locks, numbered, kept):
    here = desk()
    type_id, town = here.town.case_type.id, here.town.organisation_id
    chief = administrator(here)
    by = Author(chief.id, "Claire Vandamme")
    rules = RuleSet(rules=(rule(here.town.department_id, True, "Toutes"),))
    with acting_as(chief.id, Right.ADMINISTER, actor="designer"):
        draft = editing.change(type_id, town, 0, lambda _rules: rules, by=by, at=clock.now())
        editing.tried(draft, rules)
    gate = threading.Barrier(2)
    looked = editing.in_force

    def both_have_looked(*args):
        found = looked(*args)
        if not locks:
            gate.wait(timeout=20)
        return found

    monkeypatch.setattr(editing, "in_force", both_have_looked)
    if not locks:
        monkeypatch.setattr(Draft.objects, "select_for_update", Draft.objects.all)
    if not numbered:
        with _as_owner(), connection.cursor() as cursor:
            cursor.execute(_DROP)
    outcomes = []

    def publish():
        try:
            with acting_as(chief.id, Right.ADMINISTER, actor="designer"):
                editing.publish(type_id, town, 1, lambda _rules: [], by=by, at=clock.now())
            outcomes.append("kept")
        except Overtaken:
            outcomes.append("overtaken")

    try:
        together(publish, publish)
        with _as_owner():
            assert Version.objects.count() == kept
        assert sorted(outcomes) == ["kept"] * kept + ["overtaken"] * (2 - kept)
    finally:
        if not numbered:
            with _as_owner(), connection.cursor() as cursor:
                cursor.execute("truncate routing_version")
                cursor.execute(_KEEP)
