"""The one erasure of somebody: complete by enumeration of the models, held back by law, the same when asked twice."""

import datetime as dt

import pytest

from parvis.cases.models import Case, Decision, Draft, Message, Trait
from parvis.files.models import StoredFile
from parvis.identity.api import subject_for
from parvis.identity.models import Person
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from parvis.privacy.api import erase_person, erase_subject, holdings
from parvis.privacy.registry import erasers
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("holding", holdings(), ids=lambda holding: holding.model)
def test_every_model_with_personal_data_is_covered(holding):
    assert holding.eraser in {path for eraser in erasers for path in eraser.covers}, (
        f"{holding.model}: register its eraser in plugins/erasers.py of its module"
    )


def test_nothing_is_covered_that_no_model_declares():
    declared = {holding.eraser for holding in holdings()}
    assert {path for eraser in erasers for path in eraser.covers} <= declared


@pytest.fixture
def desk(db):
    return make_desk()


def test_an_open_request_goes_with_all_that_goes_with_it(desk, as_owner):
    made, other = desk.submit(), desk.submit()
    desk.reply(made, "Bonjour")
    run_waiting()
    erased = erase_subject(desk.town.wall_id, made.subject_id, at=clock.now())
    assert erased.held == 0
    assert erased.rows["cases"] == 1
    with as_owner():
        assert list(Case.objects.values_list("id", flat=True)) == [other.case_id]
        assert not Message.objects.exists()
        assert not Mail.objects.filter(case_id=made.case_id).exists()
        assert not StoredFile.objects.filter(subject_id=made.subject_id).exists()
        assert not Trait.objects.filter(case_id=made.case_id).exists()
    again = erase_subject(desk.town.wall_id, made.subject_id, at=clock.now())
    assert set(again.rows.values()) == {0}


def test_a_decision_is_held_for_its_term(desk, as_owner):
    made = desk.submit()
    desk.take(made, desk.malik)
    desk.move(made, "accept", desk.malik)
    run_waiting()
    erased = erase_subject(desk.town.wall_id, made.subject_id, at=clock.now())
    assert (erased.held, set(erased.rows.values())) == (1, {0})
    with as_owner():
        assert Decision.objects.exists()
        assert StoredFile.objects.filter(subject_id=made.subject_id).exists()
        Case.objects.update(retain_until=clock.today() - dt.timedelta(days=1))
    erased = erase_subject(desk.town.wall_id, made.subject_id, at=clock.now())
    assert (erased.held, erased.rows["cases"]) == (0, 1)
    with as_owner():
        assert not Decision.objects.exists()
        assert not StoredFile.objects.filter(subject_id=made.subject_id).exists()


def test_the_controller_may_lift_it(desk, as_owner):
    made = desk.submit()
    desk.take(made, desk.malik)
    desk.move(made, "accept", desk.malik)
    assert erase_subject(desk.town.wall_id, made.subject_id, at=clock.now(), lift=True).held == 0
    with as_owner():
        assert not Case.objects.exists()


def test_behind_its_wall_alone(desk, as_owner):
    other = make_desk("Gravelines", "GV", "59273")
    made = desk.submit()
    erase_subject(other.town.wall_id, made.subject_id, at=clock.now(), lift=True)
    with as_owner():
        assert Case.objects.exists()


def test_a_person_behind_every_wall_with_their_account(desk, as_owner):
    person = people.person("amina@example.org")
    with acting(Reach(person=person.id)):
        subject_id = subject_for(person.id, desk.town.wall_id)
    made = desk.submit()
    with as_owner():
        Case.objects.filter(id=made.case_id).update(subject_id=subject_id)
        erased = erase_person(person.id, at=clock.now())
        assert erased.rows["cases"] >= 1
        assert not Person.objects.filter(pk=person.id).exists()
        assert not Case.objects.exists()
        assert not Draft.objects.filter(person_id=person.id).exists()
        assert erase_person(person.id, at=clock.now()).held == 0
