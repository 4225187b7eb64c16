"""Two jobs that keep words at the same moment: one waits for the other, neither for ever, and no word is lost."""

import threading

import pytest
from django.db import connection, transaction

from parvis.finding.domain import searching
from parvis.finding.models import Word
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import make_town
from tests.conftest import _as_owner
from tests.finding.test_searching import Wall, sql

pytestmark = pytest.mark.django_db(transaction=True)
#: longer than anything here takes
SECONDS = 60
WORDS = [f"{first}{second}tal" for first in "zmfa" for second in "uoie"]


@pytest.fixture
def wall(db):
    with _as_owner():
        return Wall(make_town("Dunkerque", "DK", "59183"))


def _meanwhile(wall, owner, first, second):
    """`second` (case, words) begins while `first` is not yet committed, waits for it, and ends."""
    failed, started = [], threading.Event()

    def job():
        try:
            with acting(Reach(actor="worker", walls=(wall.id,))):
                started.set()
                searching.keep(*second)
        except Exception as wrong:
            failed.append(wrong)
        finally:
            connection.close()

    other = threading.Thread(target=job)
    with acting(Reach(actor="worker", walls=(wall.id,))):
        searching.keep(*first)
        other.start()
        assert started.wait(SECONDS)
        waiting = (
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        deadline = threading.Event()
        timer = threading.Timer(SECONDS, deadline.set)
        timer.start()
        while owner.execute(waiting).fetchone()[0] == 0:
            assert other.is_alive(), "the second did not wait"
            assert not deadline.is_set()
        timer.cancel()
    other.join(SECONDS)
    assert not other.is_alive()
    assert failed == []


def _dictionary(wall):
    with acting(Reach(actor="worker", walls=(wall.id,))), transaction.atomic():
        return set(Word.objects.exclude(word__startswith="%").values_list("word", flat=True))


def test_the_same_new_words_in_opposite_order(wall, owner_connection):
    one, two = wall.keep(), wall.keep()
    _meanwhile(wall, owner_connection, (one, WORDS), (two, WORDS[::-1]))
    assert _dictionary(wall) == set(WORDS)


def test_many_jobs_at_once_come_to_an_end(wall):
    """Each with the same words in another order, now all of them, now half."""
    cases = [wall.keep() for _ in range(4)]
    failed, gate = [], threading.Barrier(len(cases), timeout=SECONDS)

    def job(number):
        words = WORDS[number * 4 :] + WORDS[: number * 4]
        try:
            gate.wait()
            for turn in range(12):
                with acting(Reach(actor="worker", walls=(wall.id,))):
                    searching.keep(cases[number], words if (turn + number) % 2 else words[::-2])
        except Exception as wrong:
            failed.append(wrong)
        finally:
            connection.close()

    threads = [threading.Thread(target=job, args=(number,)) for number in range(len(cases))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert failed == []
    assert not any(thread.is_alive() for thread in threads)
    with _as_owner():
        held = {row[0] for row in sql(
            "select distinct unnest(finding_spelled(vector)) from finding_search where wall_id = %s", wall.id
        )}  # fmt: skip
    assert _dictionary(wall) == {word for word in held if not word.startswith("%")}


def test_a_word_that_one_takes_away_and_another_brings_stays(wall, owner_connection):
    one, two = wall.keep("carnot"), wall.keep()
    _meanwhile(wall, owner_connection, (one, ["autre"]), (two, ["carnot"]))
    assert _dictionary(wall) == {"autre", "carnot"}
    _meanwhile(wall, owner_connection, (one, ["autre", "carnot"]), (two, ["rien"]))
    assert _dictionary(wall) == {"autre", "carnot", "rien"}
