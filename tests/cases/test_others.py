"""Who else has a request open: colleagues who opened it in the last minutes, in the statement that writes it down."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.access.api import LATELY, present
from parvis.access.models import Consultation
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases.test_desk import client_of, page, text
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def made(desk):
    return desk.submit()


def test_one_is_told_of_the_others_and_not_of_oneself(desk, made):
    client_of(desk.sofia).get(page(made))
    assert "l’a ouverte à" not in text(client_of(desk.sofia).get(page(made)))
    assert "Sofia Leclercq l’a ouverte à" in text(client_of(desk.malik).get(page(made)))


def test_it_is_forgotten_after_some_minutes(desk, made, as_owner):
    client_of(desk.sofia).get(page(made))
    with as_owner():
        Consultation.objects.update(at=clock.now() - LATELY - dt.timedelta(seconds=1))
    assert "l’a ouverte à" not in text(client_of(desk.malik).get(page(made)))


def test_the_piece_that_is_refreshed_writes_nothing_down(desk, made, as_owner):
    malik = client_of(desk.malik)
    assert "Sofia" not in malik.get(page(made, "presents/")).content.decode()
    client_of(desk.sofia).get(page(made))
    with CaptureQueriesContext(connection) as queries:
        piece = malik.get(page(made, "presents/"))
    assert "Sofia Leclercq" in piece.content.decode()
    assert "<html" not in piece.content.decode()
    # the door, the reach and back, the case, the others
    assert len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 5
    with as_owner():
        assert Consultation.objects.count() == 1


def test_behind_the_wall_alone(desk, made):
    other = make_desk("Gravelines", "GV", "59273")
    client_of(desk.sofia).get(page(made))
    assert client_of(other.sofia).get(page(made, "presents/")).status_code == 404
    for reach in (Reach(person=other.sofia.id, walls=(other.town.wall_id,)), Reach(person=desk.malik.id)):
        with acting(reach):
            assert present(kind="case", object_id=made.case_id) == []
            with connection.cursor() as cursor:
                cursor.execute("select count(*) from access_consultation")
                assert cursor.fetchone() == (0,)
