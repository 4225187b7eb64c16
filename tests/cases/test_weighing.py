"""A closing day that moves what was promised: shown before it is saved, written by a job once it is, and undone."""

import datetime as dt

import pytest
from django.test import Client

from parvis.access.api import Role
from parvis.calendars.api import Calendar, add_working_days, is_working_day
from parvis.cases.models import Case, TimelineEntry
from parvis.kernel import clock
from parvis.territory.api import closing_days
from tests import queue
from tests.cases.test_clock import SUSPENDED, publish
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk
from tests.factories.programmes import administrator

pytestmark = pytest.mark.django_db
PAGE = "/administration/site/fermetures/"


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(clock.now()):
        yield clock.today()


def promising():
    """A desk that promises an answer within ten working days."""
    here = desk()
    publish(here.town, _as_owner, SUSPENDED, promise_working_days=10)
    return here


def due(made):
    with _as_owner():
        return Case.objects.values_list("due_on", flat=True).get(id=made.case_id)


def signed_in(here, who):
    client = Client()
    people.sign_in(client, who, host=here.place.host)
    return client


def test_it_is_shown_then_saved_then_undone():
    here, there = promising(), desk("Gravelines", "GV", "59273")
    publish(there.town, _as_owner, SUSPENDED, promise_working_days=10)
    made, other = here.submit(90), there.submit(90)
    queue.run_waiting()
    before, elsewhere = due(made), due(other)
    day = next(  # a working day between receipt and answer
        one
        for one in (clock.today() + dt.timedelta(days=number) for number in range(1, 10))
        if is_working_day(one, Calendar())
    )
    assert clock.today() < day <= before
    chief = administrator(here)
    people.member(here.place, Role.SUPERVISOR, who=chief)
    client = signed_in(here, chief)
    shown = client.post(PAGE, {"date": day.isoformat(), "name_fr": "Pont"})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "1 demande en cours changerait d’échéance" in page
    assert made.reference in page
    # nothing was saved, and nothing moved
    assert closing_days.coming(here.town.organisation_id, clock.today()) == []
    assert queue.run_waiting() == 0
    said = {"date": day.isoformat(), "name_fr": "Pont", "sure": "1"}
    assert client.post(PAGE, said).status_code == 302
    queue.run_waiting()
    moved = due(made)
    assert moved == add_working_days(before, 1, Calendar(closing_days=frozenset({day})))
    assert due(other) == elsewhere
    with _as_owner():
        (entry,) = TimelineEntry.objects.filter(kind="recounted")
    assert (entry.data["before"]["due_on"], entry.data["after"]["due_on"]) == (before.isoformat(), moved.isoformat())
    assert client.post(PAGE, said).status_code == 302  # posted twice, it is one day
    assert queue.run_waiting() == 0
    back = client.post(f"{PAGE}supprimer/", {"date": day.isoformat()})
    assert "Rouvrir le" in back.content.decode()
    assert client.post(f"{PAGE}supprimer/", {"date": day.isoformat(), "sure": "1"}).status_code == 302
    queue.run_waiting()
    assert due(made) == before


def test_who_reads_no_requests_is_told_their_number_alone():
    here = promising()
    made = here.submit(90)
    client = signed_in(here, administrator(here))
    page = client.post(PAGE, {"date": due(made).isoformat(), "name_fr": "Pont"}).content.decode()
    assert "1 demande en cours changerait d’échéance" in page
    assert made.reference not in page


def test_a_day_that_moves_nothing_is_saved_at_once():
    here = promising()
    made = here.submit(90)
    client = signed_in(here, administrator(here))
    sunday = clock.today() + dt.timedelta(days=6 - clock.today().weekday())
    after = due(made) + dt.timedelta(days=1)
    for day in (sunday, after):
        assert client.post(PAGE, {"date": day.isoformat(), "name_fr": "Pont"}).status_code == 302
    queue.run_waiting()
    with _as_owner():
        assert not TimelineEntry.objects.filter(kind="recounted").exists()
