"""What everybody is asked for and a case lacks is told by rows: "is empty" and "is not" are read from an index."""

import pytest

from parvis.finding.data import Filter, Operator, Query, State
from parvis.finding.domain import asking, dictionary, indexing, paging
from parvis.forms.data import IndexKind
from parvis.kernel.reach import Reach, acting
from tests.architecture.test_walls import sql
from tests.conftest import _as_owner
from tests.finding.crowd import TODAY, crowd

pytestmark = pytest.mark.django_db
EMPTY, NOT = Filter("a.setting", Operator.EMPTY), Filter("a.setting", Operator.NOT, ("inside",))


@pytest.fixture
def found():
    dictionary.forget()
    return crowd()


def driver(found, filter_, state=State.ALL):
    """What finds the cases of a filter, and whether it looks at the whole procedure for it."""
    with acting(Reach(walls=(found.wall_id,))):
        plan = asking.plan(Query(found.slug, state, (filter_,)), [found.wall_id], person_id=None, today=TODAY)
    return plan.parts[-1].driver


def test_what_lacks_is_found_in_an_index_and_follows_its_case(found, monkeypatch):
    inside, outside, none, ended = [
        found.add(answers={"setting": said}, closed=closed)
        for said, closed in (("inside", False), ("outside", False), (None, False), (None, True))
    ]
    found.index(inside, outside, none, ended)
    with _as_owner():
        lacking = sql("select case_id from finding_value where n < 0 and case_id = any(%s)", [inside, none, ended])
    assert {row[0] for row in lacking} >= {none, ended}
    for walks in (False, True):  # collected, and walked
        monkeypatch.setattr(paging, "FEW", 0 if walks else 1000)
        for filter_, fit in ((EMPTY, {none, ended}), (NOT, {outside, none, ended})):
            assert not driver(found, filter_).dear
            assert set(found.ids(Query(found.slug, State.ALL, (filter_,)))) - {found.first} == fit
            assert ended not in found.ids(Query(found.slug, State.OPEN, (filter_,)))
            assert none not in found.ids(Query(found.slug, State.CLOSED, (filter_,)))
    filled = found.ids(Query(found.slug, State.ALL, (Filter("a.setting", Operator.FILLED),)))
    assert {inside, outside} <= set(filled) - {none, ended} == set(filled)
    with _as_owner():
        sql('update cases_case set answers = answers || \'{"setting": "inside"}\' where id = %s', none)
    found.index(none)
    assert found.ids(Query(found.slug, State.OPEN, (EMPTY,))) == []


def test_what_one_form_does_not_need_is_not_told_of_its_cases(found, monkeypatch):
    none = found.add(answers={"setting": None})
    found.index(none)
    with _as_owner():
        [(revision,)] = sql("select revision_id from cases_case where id = %s", none)
    key = ("setting", IndexKind.CHOICE)
    assert key in dictionary.expected(revision)
    with monkeypatch.context() as another:  # a revision that may do without
        another.setattr(dictionary, "expected", lambda revision_id: frozenset())
        with acting(Reach(walls=(found.wall_id,))):
            dictionary.learn(revision, found.slug)
    dictionary.forget()
    for filter_ in (EMPTY, NOT):
        assert driver(found, filter_).dear
        assert none in found.ids(Query(found.slug, State.OPEN, (filter_,)))
    with acting(Reach(walls=(found.wall_id,))):
        dictionary.learn(revision, found.slug)  # once not told, a revision alone does not make it so
    dictionary.forget()
    assert driver(found, EMPTY).dear
    with _as_owner():
        indexing.tell_all()  # all cases were indexed anew
    dictionary.forget()
    assert not driver(found, EMPTY).dear
    assert found.ids(Query(found.slug, State.OPEN, (EMPTY,))) == [none]
