"""The agents' page of figures: whose figures one sees, in how many statements, and as files."""

import dataclasses
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.access.data import Role
from parvis.figures.domain import words
from parvis.kernel import clock
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk
from tests.figures.facts import plant, several

PAGE = "/agents/chiffres/"
pytestmark = pytest.mark.django_db


def get(client, address=PAGE):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    return answer, len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_its_statements_do_not_grow(client):
    here = several(clock.today())
    people.sign_in(client, here.malik)
    get(client)  # revisions are read once in a process
    answer, first = get(client)
    assert answer.status_code == 200
    plant(here, clock.today(), number=30)
    assert get(client)[1] == first <= 11
    page = answer.content.decode()
    for said in ("Reçues", "Délai de décision", "Dans le délai promis", "Ce qu’il faut corriger", "<svg", "<desc"):
        assert said in page
    assert "style=" not in page.split("<main")[1]


def test_one_procedure_that_promises_working_days_says_its_time_in_them(client, monkeypatch):
    here, today = desk(), clock.today()
    plant(here, today, ended=today, days=3, number=3, working=2)
    plant(here, today, ended=today, days=20, working=14)
    people.sign_in(client, here.malik)
    real = words.procedures
    monkeypatch.setattr(
        words,
        "procedures",
        lambda walls: {ident: dataclasses.replace(one, working=True) for ident, one in real(walls).items()},
    )
    page = client.get(f"{PAGE}?procedure={here.town.case_type.slug}").content.decode()
    assert "<b>2\u00a0jours ouvrés</b>" in page
    assert "14\u00a0jours ouvrés pour" in page
    assert "Aucune réponse" not in page
    assert 'href="/delais/">Les délais que chacun peut lire</a>' in page
    assert "<b>3 jours</b>" in client.get(PAGE).content.decode()  # of all procedures: calendar days


def test_an_agent_sees_their_department_and_others_see_the_wall(client):
    here, today = desk(), clock.today()
    plant(here, today, number=7)
    plant(here, today, number=5, department_id=here.place.id)
    elected = people.member(here.place, Role.ELECTED_MEMBER, who=people.person())
    administrator = people.member(here.place, Role.ADMINISTRATOR, who=people.person())
    for who, number in ((here.sofia, 7), (here.malik, 12), (elected, 12), (administrator, 12)):
        people.sign_in(client, who)
        file = client.get(f"{PAGE}demarches.csv").content.decode("utf-8-sig").splitlines()
        assert file[1].split(";")[1] == str(number), who
    people.sign_in(client, elected)
    assert client.get("/agents/").status_code == 404  # figures, not cases
    people.sign_in(client, here.helene)
    assert client.get(PAGE).status_code == 404


def test_nothing_of_another_town_is_counted(client):
    here, other = desk(), desk("Gravelines", "GV", "59273")
    plant(other, clock.today(), number=9)
    people.sign_in(client, here.malik)
    assert "Rien à compter" in client.get(PAGE).content.decode()
    people.sign_in(client, other.malik)
    assert client.get(f"{PAGE}mois.csv").content.decode("utf-8-sig").splitlines()[-1].split(";")[1] == "9"
    # a supervisor of Gravelines has nothing on the site of Dunkerque
    people.sign_in(client, other.malik, host=here.place.host)
    assert client.get(PAGE).status_code == 404


def test_files_hold_plain_numbers_and_no_formula(client):
    here = desk()
    with _as_owner(), connection.cursor() as cursor:
        cursor.execute("update territory_department set name_fr = '=1+1' where id = %s", [here.town.department_id])
        from parvis.territory.api import forget

        forget()
    for days in (1, 2, 9):
        plant(here, dt.date(2026, 1, 1), ended=dt.date(2026, 1, 1), days=days)
    people.sign_in(client, here.malik)
    answer = client.get(f"{PAGE}services.csv?from=2026-01&to=2026-01")
    assert answer["Content-Disposition"] == 'attachment; filename="services-2026-01-2026-01.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("service;recues;repondues;delai_median_jours;delai_9_sur_10_jours;part_dans_le_delai")
    assert lines[1] == "'=1+1;3;3;2;9;0.6667;0;0;0"
    assert client.get(f"{PAGE}autre.csv").status_code == 404


def test_what_can_not_be_read_is_said_and_nothing_is_shown(client):
    here = several(clock.today())
    people.sign_in(client, here.malik)
    answer = client.get(f"{PAGE}?from=2026-13&procedure=%27%3B--")
    assert answer.status_code == 422
    assert "Choisissez une démarche de la liste" in answer.content.decode()
    answer = client.get(f"{PAGE}?from=2026-13")
    assert (answer.status_code, '<svg class="pv-plot"' in answer.content.decode()) == (422, False)
    away = client.get(f"{PAGE}mois.csv?from=2026-13")
    assert (away.status_code, away["Location"]) == (302, f"{PAGE}?from=2026-13")
