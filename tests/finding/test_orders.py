"""The order of answers is Python's own, whatever their type: what has none stands last, choices by their labels."""

import dataclasses
import datetime as dt
import random
import uuid
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from parvis.finding.data import Filter, Operator, Query, Sort, State
from parvis.finding.domain import columns, conditions, dictionary, orders, paging
from parvis.finding.domain.asking import Plan
from parvis.finding.domain.sortkeys import NUMBERS, kept, sortkey
from parvis.forms.data import IndexKind
from parvis.kernel.reach import Reach, acting
from tests.architecture.test_walls import sql
from tests.conftest import _as_owner
from tests.finding.crowd import crowd
from tests.finding.test_paging import walked

#: the values of each kind, in the shape in which answers hold them, and what Python sorts them by
VALUES = {
    IndexKind.INTEGER: (st.integers(-(10**12), 10**12), int),
    IndexKind.AMOUNT: (st.integers(-(10**9), 10**12), int),
    IndexKind.DECIMAL: (st.decimals(-(10**6), 10**6, places=6).map(float), float),
    IndexKind.DATE: (st.dates().map(dt.date.isoformat), dt.date.fromisoformat),
    IndexKind.MOMENT: (
        st.datetimes(
            dt.datetime(1900, 1, 2),
            dt.datetime(2200, 1, 1),
            timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=2))]),
        ).map(dt.datetime.isoformat),
        dt.datetime.fromisoformat,
    ),
    IndexKind.YES: (st.booleans(), bool),
    IndexKind.TEXT: (st.text(max_size=30), sortkey),
    IndexKind.CODE: (st.text("ABC019-+", min_size=1, max_size=12), str),
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_what_is_kept_is_in_the_order_of_what_is_said(kind, data):
    values, key = VALUES[kind]
    said = data.draw(st.lists(values, min_size=2, max_size=8))
    place = 1 if kind in NUMBERS else 0
    for one, other in pairwise(said):
        left, right = (kept(kind, value)[place] for value in (one, other))
        assert (left < right, left == right) == (key(one) < key(other), key(one) == key(other))


#: of each kind, as they would come in a town, the same ones several times
SOME = {
    IndexKind.INTEGER: [-3, 0, 7, 7, 1200],
    IndexKind.AMOUNT: [0, 50, 1250, 99_999_999],
    IndexKind.DECIMAL: [-0.5, 0.1, 0.3, 2.000001],
    IndexKind.DATE: ["1931-12-31", "1970-01-01", "2026-11-20", "2026-11-21"],
    IndexKind.MOMENT: ["1969-12-31T23:59:59+00:00", "2026-11-20T10:00:00+01:00", "2026-11-20T10:00:00+00:00"],
    IndexKind.TEXT: ["Écluse", "eclair", "Zoé", "Œuvre"],
    IndexKind.CODE: ["+33612345678", "AB-123-CD", "zz"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("few", [0, paging.FEW])
def test_lists_are_in_pythons_order_and_none_stands_last(monkeypatch, few):
    monkeypatch.setattr(paging, "FEW", few)
    monkeypatch.setattr(paging, "CHUNKS", (5, 11))
    found, chance = crowd(), random.Random(3)
    cases = [(found.add(closed=number % 3 == 0), number % 3 != 0) for number in range(30)]
    for number, (kind, values) in enumerate(SOME.items(), 10_000):
        key = VALUES[kind][1]
        said = {ident: chance.choice([None, *values]) for ident, _open in cases} | {found.first: None}
        with _as_owner():
            for ident, is_open in cases:
                if said[ident] is not None:
                    sql(
                        "insert into finding_value (case_id, wall_id, open, column_id, n, word, number)"
                        " values (%s, %s, %s, %s, 0, %s, %s)",
                        ident, found.wall_id, is_open, number, *kept(kind, said[ident]),
                    )  # fmt: skip
        for state, descending in ((State.OPEN, False), (State.ALL, True), (State.ALL, False)):
            shown = [i for i in said if state is State.ALL or i == found.first or dict(cases)[i]]
            given_, none = [i for i in shown if said[i] is not None], [i for i in shown if said[i] is None]
            expected = sorted(given_, key=lambda i, said=said, key=key: (key(said[i]), i), reverse=descending)
            expected += sorted(none, reverse=descending)
            order = orders.by_value(Sort("x", descending), number, "number" if kind in NUMBERS else "word", state, "")
            parts = (conditions.of_state(state), conditions.of_procedure([found.slug], state))
            plan = Plan(Query(state=state), (found.wall_id,), {}, parts, order, None, None, ())
            got, place = [], None
            with acting(Reach(walls=(found.wall_id,))):
                while True:
                    page = paging.find(plan, place, 7, backward=False)
                    got += [one.id for one in page.places]
                    if not page.after:
                        break
                    place = order.read(str(page.places[-1]), "after")
                assert [str(i) for i in got] == [str(i) for i in expected], (kind, state, descending)
                back = paging.find(plan, order.read(str(page.places[0]), "before"), 7, backward=True)
                assert [one.id for one in back.places] == expected[-len(page.places) - 7 : -len(page.places)]


@pytest.mark.django_db
@pytest.mark.parametrize("few", [0, paging.FEW])
def test_choices_stand_in_the_order_of_their_labels(monkeypatch, few):
    monkeypatch.setattr(paging, "FEW", few)
    monkeypatch.setattr(paging, "CHUNKS", (5, 11))
    dictionary.forget()
    found, chance = crowd(), random.Random(5)
    with acting(Reach(walls=(found.wall_id,))):
        [occasion] = [one for one in columns.answers(found.slug, [found.wall_id]).values() if one.key == "a.occasion"]
    labels = {choice.value: sortkey(choice.label) for choice in occasion.choices}
    values = [*labels, "no_longer"]
    assert sorted(labels) != sorted(labels, key=labels.get)
    said = {}
    for number in range(30):
        value = chance.choice(values)
        said[found.add(answers={"occasion": value}, closed=number % 3 == 0)] = value
    found.index(*said)
    rank = {value: place for place, value in enumerate([*sorted(labels, key=labels.get), "no_longer"])}
    for sort in (Sort("a.occasion"), Sort("a.occasion", descending=True)):
        got = [rank[said[i]] for i in walked(found, Query(found.slug, State.ALL, sort=sort)) if i in said]
        assert got == sorted(got, reverse=sort.descending)
        assert len(got) == len(said)


@pytest.mark.django_db
def test_a_telephone_number_is_found_however_it_is_typed():
    dictionary.forget()
    found = crowd()
    ident = found.add(answers={"phone": "+33639981234"})
    other = found.add(answers={"phone": "+33639981235"})
    found.index(ident, other)
    for typed in ("06 39 98 12 34", "+33 6 39 98 12 34", "0639981234", "0033639981234"):
        assert found.ids(Query(found.slug, filters=(Filter("a.phone", Operator.IS, (typed,)),))) == [ident]
        assert ident not in found.ids(Query(found.slug, filters=(Filter("a.phone", Operator.NOT, (typed,)),)))
    assert found.ids(Query(found.slug, filters=(Filter("a.phone", Operator.IS, ("06 39",)),))) == []


@pytest.mark.django_db
def test_answers_of_another_type_stand_last_and_the_page_says_so(monkeypatch):
    """As where a former form asked for a text and the newest one for a number: another column."""
    dictionary.forget()
    found = crowd()
    with acting(Reach(walls=(found.wall_id,))):
        known_ = columns.answers(found.slug, [found.wall_id])
    key = next(key for key, one in known_.items() if one.kind in NUMBERS - {IndexKind.YES} and not one.several)
    path = key.removeprefix("a.")
    known, former = found.add(), found.add()
    found.index(known, former)
    with _as_owner():
        sql("delete from finding_value where case_id = any(%s)", [former, found.first])
        text = dictionary.ensure(found.slug, [(path, IndexKind.TEXT)])[path, IndexKind.TEXT]
        sql(
            "insert into finding_value (case_id, wall_id, open, column_id, n, word)"
            " values (%s, %s, true, %s, 0, '500')",
            former, found.wall_id, text,
        )  # fmt: skip
    before = columns.indexed
    newest = columns.revisions(found.slug, [found.wall_id]).published[0]
    older = uuid.uuid4()
    monkeypatch.setattr(columns, "revisions", lambda procedure, walls: columns.Revisions((newest,), (newest, older)))
    monkeypatch.setattr(
        columns,
        "indexed",
        lambda revision, language: (
            before(newest, language)
            if revision == newest
            else {path: dataclasses.replace(before(newest, language)[path], kind=IndexKind.TEXT)}
        ),
    )
    page = found.ask(Query(found.slug, sort=Sort(key, descending=True)))
    assert page.lines[0].case.id == known
    assert {line.case.id for line in page.lines[1:]} == {former, found.first}
    assert page.remarks
