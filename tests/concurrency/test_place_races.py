"""The last places of a procedure, asked for at once."""

import threading

import pytest
from django.test import Client

from parvis.cases import api as cases
from parvis.cases.models import Case
from parvis.procedures.domain import availability
from tests.concurrency.test_races import together
from tests.conftest import _as_owner
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.procedures.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

#: counts what is there before it takes a place, and locks nothing
READ_FIRST = "select taken >= quota from procedures_procedure where case_type_id = %s and organisation_id = %s"


@pytest.mark.parametrize(("locks", "sent"), [(False, 3), (True, 2)], ids=["shown without the lock", "closed by it"])
def test_three_ask_for_two_places(monkeypatch, locks, sent):
    town = temporary_bar_offered()
    with _as_owner():
        availability.plan(town.dunkerque.id, SLUG, is_open=True, opens_at=None, closes_at=None, quota=2, said={})
    visits = [Visit(Client(), town) for _ in range(3)]
    for one in visits:
        one.fill()
    gate, submit = threading.Barrier(3), cases.submit

    def all_have_submitted(*args, **named):
        done = submit(*args, **named)
        gate.wait(timeout=20)
        return done

    monkeypatch.setattr(cases, "submit", all_have_submitted)
    if not locks:
        monkeypatch.setattr(availability, "_TAKE", READ_FIRST)
    together(*[lambda one=one: one.post(f"/brouillons/{one.draft}/envoyer/") for one in visits])
    with _as_owner():
        assert Case.objects.count() == sent
