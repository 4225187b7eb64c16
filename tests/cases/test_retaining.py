"""Until when a case is kept: counted from its end or from that of what it granted, said to all, asked at publishing."""

import datetime as dt
from argparse import Namespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from parvis.cases import api as cases, cli
from parvis.cases.data import Actor, ActorKind, CaseTypeDefinition, Retention
from parvis.cases.domain.retention import READING, length, until
from parvis.cases.models import Case
from parvis.forms.data import LocalizedText
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases.counted import raw
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
SOURCE = LocalizedText(fr="Circulaire", en="Circular")
DAY = dt.date


def kept(**length_: int) -> Retention:
    return Retention(source=SOURCE, **length_)


@pytest.mark.parametrize(
    ("said", "ended", "granted", "expected"),
    [
        (kept(years=5), DAY(2026, 5, 3), None, DAY(2031, 5, 3)),
        (kept(months=18), DAY(2026, 5, 3), None, DAY(2027, 11, 3)),
        (kept(months=1), DAY(2026, 1, 31), None, DAY(2026, 2, 28)),
        (kept(years=1), DAY(2024, 2, 29), None, DAY(2025, 2, 28)),
        (kept(years=5), DAY(2026, 5, 3), DAY(2029, 5, 2), DAY(2034, 5, 2)),  # a card that holds for three years
        (kept(years=5), DAY(2026, 5, 3), DAY(2026, 5, 1), DAY(2031, 5, 3)),  # what it granted was over before
    ],
)
def test_it_counts_from_the_later_end(said, ended, granted, expected):
    assert until(said, ended, granted) == expected


@pytest.mark.parametrize("wrong", [{}, {"years": 1, "months": 6}, {"years": 0}, {"months": -1}])
def test_it_has_one_length(wrong):
    with pytest.raises(ValueError):
        kept(**wrong)


def test_nothing_is_published_that_does_not_say_it():
    document = raw()
    found = [problem.path for problem in cases.check(CaseTypeDefinition.model_validate(document))]
    assert "retention" not in found
    del document["retention"]
    assert "retention" in [problem.path for problem in cases.check(CaseTypeDefinition.model_validate(document))]
    document = raw()
    document["readings"] = [{"id": READING, "statement": {"fr": "x", "en": "x"}}]
    assert "readings" in [problem.path for problem in cases.check(CaseTypeDefinition.model_validate(document))]


@pytest.fixture
def desk(db) -> Desk:
    return make_desk()


def standing(made) -> Case:
    with _as_owner():
        return Case.objects.get(id=made.case_id)


def five_years() -> dt.date:
    return until(kept(years=5), clock.today(), None)


def test_a_decision_starts_it(desk):
    made = desk.submit()
    assert standing(made).retain_until is None
    desk.take(made, desk.malik)
    assert standing(made).retain_until is None
    desk.refuse(made, "Trop de bruit.")
    assert standing(made).retain_until == five_years()


def test_so_does_the_person_who_gives_up(desk):
    made = desk.submit()
    by = Actor(ActorKind.RESIDENT, name="Jeanne")
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        moves = cases.available(made.case_id, by=by, at=clock.now())
        [give_up] = [move.id for move in moves if move.id.startswith("withdraw")]
        cases.transition(made.case_id, give_up, by=by, at=clock.now(), version=standing(made).version)
    found = standing(made)
    assert (found.kind, found.retain_until) == ("closed", five_years())


@pytest.mark.parametrize("day", ["now()", "now() - interval '1 day'", "null, version = version + 2"])
def test_a_person_sets_no_day_of_their_own_choice(desk, day):
    made = desk.submit()
    end = "status = 'withdrawn', kind = 'closed', closed_at = now(), version = version + 1"
    change = f"{end if 'null' not in day else end.replace(', version = version + 1', '')}, retain_until = {day}"
    with acting(Reach(actor="web", subjects=(made.subject_id,))), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(f"update cases_case set {change} where id = %s", [made.case_id])


def test_everybody_is_told(desk):
    made = desk.submit()
    before = f"Nous gardons cette demande {length(kept(years=5))} après sa fin."
    agents = Client()
    sign_in(agents, desk.malik, host=desk.place.host)
    address = f"/agents/dossiers/{standing(made).reference}/"
    assert before in agents.get(address).content.decode()
    desk.take(made, desk.malik)
    desk.refuse(made, "Trop de bruit.")
    page = agents.get(address).content.decode()
    assert "Nous gardons cette demande jusqu’au" in page
    assert "archives départementales" in page


def test_what_ended_before_it_was_asked_gets_its_day_by_a_command(desk, capsys):
    made, open_one = desk.submit(), desk.submit()
    desk.take(made, desk.malik)
    desk.refuse(made, "Trop de bruit.")
    with _as_owner():
        Case.objects.update(retain_until=None)
        assert cli.terms(Namespace()) == 0
        assert "1 requests have their day; 0 are" in capsys.readouterr().out
        assert cli.terms(Namespace()) == 0
        assert "0 requests" in capsys.readouterr().out
    assert standing(made).retain_until == five_years()
    assert standing(open_one).retain_until is None
