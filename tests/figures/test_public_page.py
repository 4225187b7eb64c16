"""Real delays for everybody: only where enough were answered, nothing found by subtraction, few statements."""

import datetime as dt
import uuid
from collections import Counter

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, strategies as st

from parvis.figures import jobs
from parvis.figures.domain.publishing import Answers, publish, publishable
from parvis.figures.models import Delay
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from parvis.procedures.demonstration import temporary_bar
from parvis.territory.data import Sphere
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.factories.territory import Territory
from tests.figures.facts import plant_for, published

HOST = "dunkerque.localhost"
TOWNS = [uuid.UUID(int=number) for number in range(1, 7)]
KIND = uuid.UUID(int=0xF)


def get(client, address, host=HOST):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, headers={"host": host})
    return answer, len(asked)


@pytest.mark.django_db
def test_the_page_the_start_page_and_the_file_say_the_same(client):
    found = published()
    answer, statements = get(client, "/delais/")
    text = answer.content.decode()
    assert "La moitié des demandes ont reçu une réponse en 10 jours ou moins, 9\u00a0sur\u00a010 en 18 jours." in text
    assert "55\u00a0% des réponses sont venues dans le délai promis." in text
    assert "9 réponses" in text
    assert statements <= 4
    assert answer["Cache-Control"] == "public, max-age=900"
    assert {"Cookie", "Accept-Language"} <= {one.strip() for one in answer["Vary"].split(",")}
    begin = client.get(f"/demarches/{SLUG}/", headers={"host": HOST}).content.decode()
    assert "En pratique, la moitié des demandes reçoivent une réponse en 10 jours ou moins" in begin
    assert 'href="/delais/"' in begin
    (row,) = client.get("/delais.csv", headers={"host": HOST}).content.decode("utf-8-sig").splitlines()[1:]
    assert row.split(";")[5:] == ["9", "10", "18", "jours", "9", "5"]
    territory = client.get("/delais/", headers={"host": "localhost"}).content.decode()
    assert "10 jours ou moins" in territory
    assert f"http://{HOST}:8000/delais/" in territory
    home = client.get("/", headers={"host": HOST}).content.decode()
    assert 'href="/delais/"' in home[home.index("<footer") :]
    nothing = client.get("/delais/", headers={"host": "gravelines.localhost"}).content.decode()
    assert "Pas encore assez de réponses" in nothing
    _promise_working_days(found)
    text = get(client, "/delais/")[0].content.decode()
    assert "ont reçu une réponse en 5\u00a0jours ouvrés ou moins, 9\u00a0sur\u00a010 en 9\u00a0jours ouvrés." in text


def _promise_working_days(found: Territory) -> None:
    """Publish a revision that does; what was answered before is said in that unit, too."""
    before = temporary_bar.definition()
    with _as_owner():
        procedures.publish(
            found.group.id,
            SLUG,
            definition=before.model_copy(
                update={"deadline": before.deadline.model_copy(update={"promise_working_days": 5})}
            ),
            face=temporary_bar.FACE,
            sphere=Sphere.GENERAL,
            at=clock.now(),
            offered_by=[found.dunkerque.id],
        )
    with acting(Reach(actor="timer")):
        publish(at=clock.now(), today=clock.today())


@pytest.mark.django_db
def test_few_answers_are_not_shown_and_the_operator_says_how_few(client, settings, as_owner):
    with as_owner():
        found = temporary_bar_offered()
    kind = procedures.get(found.dunkerque.id, SLUG).case_type_id
    plant_for(found.dunkerque.id, kind, range(4))
    plant_for(found.dunkerque.id, kind, [70] * 9, outcome="withdrawn", days=None, working=None, in_time=None)
    for least, expected in ((5, 0), (4, 2)):
        settings.PARVIS_FIGURES_FEWEST = least
        with acting(Reach(actor="timer")):
            assert publish(at=clock.now(), today=clock.today()) == expected
    assert {one.answers for one in Delay.objects.all()} == {4}


@pytest.mark.django_db
def test_who_is_signed_in_is_in_no_shared_cache(client):
    published()
    people.sign_in(client, people.person(), host=HOST)
    assert client.get("/delais/")["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_nobody_counts_through_the_door_and_only_timers_publish():
    published()
    today = clock.today().replace(day=1)
    for reach in (Reach(), Reach(actor="web", walls=(uuid.uuid4(),)), Reach(actor="signin")):
        with acting(reach), connection.cursor() as cursor:
            cursor.execute("select count(*) from figures_answered(%s, %s)", [today, today])
            assert cursor.fetchone() == (0,)
            cursor.execute("delete from figures_delay")
            assert cursor.rowcount == 0
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute("update figures_delay set half = 0")
    assert Delay.objects.count() == 2


@pytest.mark.django_db
def test_no_share_of_few_and_once_a_day(client, as_owner):
    with as_owner():
        found = temporary_bar_offered()
    kind = procedures.get(found.dunkerque.id, SLUG).case_type_id
    plant_for(found.dunkerque.id, kind, [2] * 8, in_time=None)
    plant_for(found.dunkerque.id, kind, [9])  # one had a due day, and was late
    with acting(Reach(actor="timer")):
        jobs.publish(0)
    assert {(one.answers, one.due, one.in_time) for one in Delay.objects.all()} == {(9, 0, 0)}
    text = get(client, "/delais/")[0].content.decode()
    assert "9 réponses" in text
    assert "délai promis" not in text
    (row,) = client.get("/delais.csv", headers={"host": HOST}).content.decode("utf-8-sig").splitlines()[1:]
    assert row.split(";")[5:] == ["9", "4", "18", "jours", "", ""]
    plant_for(found.dunkerque.id, kind, [1])
    with acting(Reach(actor="timer")):
        jobs.publish(0)
    assert {one.answers for one in Delay.objects.all()} == {9}
    with clock.fixed(clock.now() + dt.timedelta(days=1)), acting(Reach(actor="timer")):
        jobs.publish(0)
    assert {one.answers for one in Delay.objects.all()} == {10}


@given(
    counts=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=len(TOWNS), max_size=len(TOWNS)),
    least=st.integers(1, 8),
)
def test_what_is_hidden_can_not_be_found_by_subtraction(counts, least):
    counted = {
        (town, KIND): Answers(Counter({3: number}), Counter({2: number}), min(due, number), min(due, number) // 2)
        for town, (number, due) in zip(TOWNS, counts, strict=True)
        if number
    }
    before = {key: one.number for key, one in counted.items()}
    shares = {key: one.due for key, one in counted.items()}
    shown = publishable(counted, least)
    assert {key: one.number for key, one in counted.items()} == before
    assert {key: one.due for key, one in counted.items()} == shares
    assert all(one.due >= least or one.due == one.in_time == 0 for one in shown.values())
    assert all(one.number >= least for one in shown.values())
    towns = {key: one.number for key, one in shown.items() if key[0] is not None}
    assert towns == {key: number for key, number in before.items() if number >= least}
    if (None, KIND) in shown:
        left = shown[None, KIND].number - sum(towns.values())
        assert left == 0 or left >= least
        due = shown[None, KIND].due - sum(one.due for key, one in shown.items() if key[0] is not None)
        assert due == 0 or due >= least
