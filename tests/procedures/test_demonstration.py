"""The demonstration: filled in once, through the modules' own faces, and nowhere else."""

import datetime as dt
from argparse import Namespace

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from parvis.access.api import Right, acting_as, standing_of
from parvis.cases import api as cases
from parvis.cases.models import Case, Decision, TimelineEntry
from parvis.identity.api import find
from parvis.identity.backends import PasswordBackend
from parvis.identity.models import Person
from parvis.kernel import clock, demonstration
from parvis.kernel.reach import Reach, acting
from parvis.ledger import api as ledger, cli as ledger_cli
from parvis.procedures.demonstration import requests, temporary_bar
from parvis.procedures.plugins import demonstration_requests as filler
from parvis.territory.api import forget, organisations
from tests.factories import people

SIGN_IN = "/compte/connexion/"
PARTS = [
    "10-territory",
    "15-zones",
    "20-people",
    "30-memberships",
    "50-procedures",
    "55-routing",
    "60-requests",
    "70-workload",
    "76-opinions",
]
DAYS = [dt.date(2026, 1, 1) + dt.timedelta(days=days) for days in range(800)]


@pytest.fixture
def filled(as_owner, settings, tmp_path):
    """The small demonstration."""
    settings.PARVIS_DEMO_SMALL = True
    settings.PARVIS_VAR = tmp_path
    forget()
    with as_owner():
        done = demonstration.fill()
    yield done
    forget()


def _seen(email, *rights):
    """The communes of the requests that somebody of the demonstration reaches as an agent, and how many."""
    person = find_person(email)
    with acting_as(person, *rights):
        rows = list(Case.objects.values_list("organisation_id", flat=True))
    return {organisations.get(found).name for found in rows}, len(rows)


def find_person(email):
    with acting(Reach(actor="signin")):
        person = find(email)
    assert person is not None
    return person.id


def test_it_is_filled_once_and_its_record_is_whole(filled, as_owner, settings, tmp_path, capsys):
    assert filled == PARTS
    settings.PARVIS_VAR = tmp_path
    with as_owner():
        assert demonstration.fill() == []
        assert ledger.sequence() is not None
        assert ledger_cli.verify(Namespace(checkpoint=[])) == 0
        statuses = set(Case.objects.values_list("status", flat=True))
        sent = TimelineEntry.objects.filter(kind="routed", data__has_key="rule").count()
        acts = list(Decision.objects.exclude(number=None).order_by("series", "year", "number"))
    assert sent > 0  # by a rule of their organisation
    assert "The record is whole" in capsys.readouterr().out
    assert statuses == {"received", "under_review", "waiting", "accepted", "refused", "closed", "withdrawn"}
    for before, after in zip(acts, acts[1:], strict=False):
        if (before.series, before.year) == (after.series, after.year):
            assert (before.number + 1, True) == (after.number, before.decided_at < after.decided_at)
    with as_owner():
        last = Case.objects.get(title__startswith=requests.FEAST[0], status="received")
        (left,) = cases.counters.remaining(
            last.organisation_id, temporary_bar.definition(), last.answers, at=clock.now()
        )
    assert (left.used, left.left) == (4, 1)


def test_walls_stand_between_its_people(filled):
    assert _seen("s.leclercq@dunkerque.example", Right.READ_CASES) == ({"Dunkerque"}, 13)
    assert _seen("m.kaci@dunkerque.example", Right.READ_CASES) == ({"Dunkerque"}, 13)
    assert _seen("n.lefebvre@gravelines.example", Right.READ_CASES) == ({"Gravelines"}, 3)
    for email in ("c.vandamme@dunkerque.example", "p.vandenbussche@dunkerque.example", "h.dubois@cu-dunkerque.example"):
        assert not standing_of(find_person(email)).holding(Right.READ_CASES)
    with acting_as(find_person(requests.JEAN)):
        assert Case.objects.count() == 3
        assert {case.answers["email"] for case in Case.objects.all()} == {requests.JEAN}
    with acting(Reach()):
        assert Case.objects.count() == 0
    shared = standing_of(find_person("h.dubois@cu-dunkerque.example"))
    assert {found.organisation_id for found in shared.memberships} == {found.id for found in organisations.all()}


def test_nothing_is_filled_outside_the_demonstration(db, as_owner, settings):
    settings.PARVIS_DEMO = False
    with as_owner(), pytest.raises(demonstration.NotTheDemonstration):
        demonstration.fill()
    with as_owner():
        assert not Person.objects.exists()


def test_one_press_signs_in_here_and_the_password_opens_nothing_outside(filled, settings):
    client = Client(HTTP_HOST="localhost:8000")
    page = client.get(SIGN_IN).content.decode()
    assert page.count('name="password" value="') == len(demonstration.PERSONAS)
    sofia = demonstration.PERSONAS["20-sofia"]
    posted = client.post(SIGN_IN, {"login": sofia.email, "password": sofia.password, "next": sofia.start})
    assert (posted.status_code, posted["Location"]) == (302, "/agents/")
    desk = client.get("/agents/")
    assert desk.status_code == 200
    assert "Les Compagnons de l’Arsenal" in desk.content.decode()
    persona = demonstration.PERSONAS["11-jean"]
    with acting(Reach(actor="signin")):
        assert PasswordBackend().authenticate(None, email=persona.email, password=persona.password)
        kept = Person.objects.get(email=persona.email).password
    settings.PASSWORD_HASHERS = [name for name in settings.PASSWORD_HASHERS if "Demonstration" not in name]
    assert not check_password(persona.password, kept)


def test_nobody_is_listed_outside_the_demonstration(db, settings):
    people.territory_site()
    settings.PARVIS_DEMO = False
    page = Client(HTTP_HOST="localhost:8000").get(SIGN_IN).content.decode()
    assert demonstration.PERSONAS["20-sofia"].email not in page
    assert demonstration.PERSONAS["20-sofia"].password not in page


@pytest.mark.parametrize("month", range(1, 13))
def test_its_story_holds_on_any_day(month):
    for today in (day for day in DAYS if day.month == month):
        years = set()
        for asked in filler.all_requests(today):
            moments = [filler.moment(today, asked.ago, asked.hour, office=False)]
            moments += [filler.moment(today, step.ago, step.hour, office=bool(step.by)) for step in asked.steps]
            assert moments == sorted(moments), (today, asked)
            assert moments[-1].date() < today
            opens = dt.datetime.fromisoformat(filler.answers(asked, today)["opens_at"])
            assert (opens.date() - moments[0].date()).days >= 15
            if asked.answers["association"]["name"] == requests.FEAST[0]:
                years.add(opens.year)
        assert len(years) == 1
