"""Requests of other procedures that steps make: in our own rows, once, bounded, told where they fail."""

import pytest

from parvis.access.api import wall_for
from parvis.cases import api as cases, data as cases_data
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain.checking import check
from parvis.cases.models import Case, CaseType, Handling, Link
from parvis.errands.data import State
from parvis.errands.domain import creating as making, doing
from parvis.identity.models import Subject
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from parvis.procedures.demonstration import temporary_bar
from parvis.procedures.models import Procedure
from parvis.procedures.registry import PROVISOS
from parvis.territory.data import Sphere
from tests import queue
from tests.conftest import _as_owner
from tests.errands.conftest import definition, errands, history, publish, step
from tests.factories import people

pytestmark = pytest.mark.django_db

ANSWERS = {
    name: {"var": name}
    for name in ("event_name", "setting", "occasion", "place", "opens_at", "closes_at", "capacity", "email", "phone")
}


def creating(**answers):
    options = {"procedure": "autre", "answers": {**ANSWERS, **answers}}
    return definition(step("follow", {"type": "create_case", "options": options}))


@pytest.fixture
def other(desk):
    """Another procedure of the same organisation."""
    with _as_owner():
        made = cases.types.ensure(desk.town.organisation_id, "autre", sphere=Sphere.GENERAL, at=clock.now())
        cases.types.publish(made.id, temporary_bar.definition(), at=clock.now())
        cases.types.handle(made.id, desk.town.organisation_id)
        offer(made, desk.town.organisation_id)
    return made


def offer(made, organisation_id):
    words = {"fr": "Autre", "en": "Other"}
    texts = {"title": words, "summary": words, "subject": words}
    Procedure.objects.create(
        case_type_id=made.id,
        organisation_id=organisation_id,
        slug=made.slug,
        is_open=True,
        published_at=clock.now(),
        **texts,
    )


def simple() -> CaseTypeDefinition:
    """The temporary bar, asking for nothing that must be answered."""
    found = temporary_bar.definition().model_dump(mode="json", exclude_defaults=True)
    for page in found["form"]["pages"]:
        for section in page["sections"]:
            for item in section["items"]:
                item.pop("required", None)
                item.pop("checks", None)
    return CaseTypeDefinition.model_validate(found)


def test_what_is_created_is_checked():
    assert check(creating()) == []
    assert check(creating(place={"var": "no_such_answer"}))


def test_answers_that_do_not_suffice_are_told(desk, other):
    publish(desk, creating())
    made = desk.submit()
    desk.move(made, "follow", desk.sofia)
    queue.run_waiting()
    [errand] = errands(made)
    assert errand.state == State.FAILED
    assert "association" in errand.last_error
    with _as_owner():
        assert Case.objects.filter(case_type=other.id).count() == 0


def test_a_request_is_made_once_and_linked_both_ways(desk, other, monkeypatch):
    with _as_owner():
        cases.types.publish(other.id, simple(), at=clock.now())
    publish(desk, creating())
    made = desk.submit()
    desk.move(made, "follow", desk.sofia)
    end = doing._end

    def dies(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(doing, "_end", dies)
    with pytest.raises(KeyboardInterrupt):
        queue.run_waiting()
    with _as_owner():
        assert Case.objects.filter(case_type=other.id).count() == 0
    monkeypatch.setattr(doing, "_end", end)
    queue.run_waiting()
    [errand] = errands(made)
    assert errand.state == State.DONE, errand.last_error
    doing.do(errand_id=str(errand.id), wall_id=str(errand.wall_id))
    with _as_owner():
        [new] = Case.objects.filter(case_type=other.id)
        first = Case.objects.get(id=made.case_id)
        [link] = Link.objects.all()
    assert new.subject_id == first.subject_id
    assert new.answers["event_name"] == first.answers["event_name"]
    assert (link.case_id, link.other_id) == (new.id, first.id)
    assert ("errand_done", {"what": "create", "name": "autre", "reference": new.reference}) in history(made)


def test_who_follows_a_request_is_given_nothing_that_comes_of_it(desk, other):
    with _as_owner():
        cases.types.publish(other.id, simple(), at=clock.now())
        who = people.person("jean@courriel.example")
    publish(desk, creating())
    made = desk.submit()
    with _as_owner():
        Subject.objects.create(id=made.subject_id, person_id=who.id, wall_id=desk.town.wall_id, adopted=True)
        told = {"holder": {"name": "Jean", "email": who.email}, "second_elements": [who.email]}
        Case.objects.filter(id=made.case_id).update(shared=True, **told)
    desk.move(made, "follow", desk.sofia)
    queue.run_waiting()
    with _as_owner():
        [new] = Case.objects.filter(case_type=other.id)
        assert new.subject_id != made.subject_id
        assert Subject.objects.get(id=new.subject_id).person_id == who.id
    assert {"holder": new.holder, "second_elements": new.second_elements} == told


@pytest.mark.parametrize("brake", ["closed", "full", "over", "sphere", "generations", "many"])
def test_no_request_is_made_where_a_person_could_make_none_nor_without_end(desk, other, monkeypatch, brake):
    offered = Procedure.objects.filter(case_type_id=other.id)
    with _as_owner():
        cases.types.publish(other.id, simple(), at=clock.now())
        if brake == "closed":
            offered.update(is_open=False)
        elif brake == "full":
            offered.update(quota=0)
        elif brake == "over":
            offered.update(closes_at=clock.now())
        elif brake == "sphere":
            apart = wall_for(desk.town.organisation_id, Sphere.SOCIAL)
            Handling.objects.filter(case_type_id=other.id).update(wall_id=apart)
    publish(desk, creating())
    made = desk.submit()
    if brake == "generations":
        monkeypatch.setattr(making, "GENERATIONS", 1)
        with acting(Reach(actor="worker", walls=(desk.town.wall_id,))):
            by = cases.system("Circuit")
            cases.link(made.case_id, desk.submit().case_id, cases_data.LinkKind.FOLLOWS, by=by, at=clock.now())
    elif brake == "many":
        monkeypatch.setattr(making, "MOST", 0)
    desk.move(made, "follow", desk.sofia)
    queue.run_waiting()
    [errand] = errands(made)
    assert (errand.state, "autre" in errand.last_error) == (State.FAILED, True)
    with _as_owner():
        assert not Case.objects.filter(case_type=other.id).exists()


def test_rings_and_other_spheres_are_refused_when_published(desk, other):
    """The first makes requests of “autre”; that one may not make requests of the first."""
    [proviso] = PROVISOS
    with _as_owner():
        first = CaseType.objects.get(id=desk.town.case_type.id)
        cases.types.publish(other.id, simple(), at=clock.now())

        def said(slug, sphere):
            found = proviso.problems(desk.town.organisation_id, slug, sphere, creating())
            return [one.message.into("fr") + one.message.into("en") for one in found]

        assert said(first.slug, "general") == []
        assert "autre domaine" in said(first.slug, "social")[0]
        assert "another sphere" in said(first.slug, "social")[0]
        assert "sans fin" in said("autre", "general")[0]
        back = {"type": "create_case", "options": {"procedure": first.slug}}
        cases.types.publish(other.id, definition(step("follow", back)), at=clock.now())
        [ring] = said(first.slug, "general")
        assert "sans fin" in ring
        assert "without end" in ring
        with pytest.raises(cases.NotPublishable, match="without end"):
            procedures.publish(
                desk.town.organisation_id,
                first.slug,
                definition=creating(),
                face=temporary_bar.FACE,
                sphere=Sphere.GENERAL,
                at=clock.now(),
            )


@pytest.mark.parametrize("right", ["resident", "system"])
def test_a_step_that_stays_where_it_is_and_makes_requests_is_the_agents_alone(right):
    use = {"type": "create_case", "options": {"procedure": "autre"}}
    [problem] = check(definition(step("follow", use, rights=[right])))
    assert "réservée aux agents" in problem.message.into("fr")
    assert "agents’ alone" in problem.message.into("en")
