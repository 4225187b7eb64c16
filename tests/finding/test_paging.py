"""Lists against Python's own filtering and sorting of the same cases, both ways through the pages."""

import datetime as dt
import random

import pytest

from parvis.finding import api as finding
from parvis.finding.data import BadQuery, Filter, Operator, Query, Sort, State
from parvis.finding.domain import dictionary, paging
from parvis.finding.domain.sortkeys import sortkey
from parvis.kernel.reach import Reach, acting
from tests.architecture.test_walls import sql
from tests.conftest import _as_owner
from tests.finding.crowd import TODAY, crowd

pytestmark = pytest.mark.django_db

NAMES = ["Écluse", "ecluse", "Œuvre", "Zèbre", "Bal d’été", "bal 2", "Àpreté", "Fête", "fêté", "Noël"]


@pytest.fixture
def people():
    dictionary.forget()
    found = crowd()
    chance = random.Random(4)
    rows = []
    for number in range(60):
        row = {
            "name": chance.choice(NAMES),
            "due": chance.choice([None, TODAY, TODAY - dt.timedelta(3), TODAY + dt.timedelta(9)]),
            "attendance": chance.choice([None, 5, 20, 100, 3000]),
            "closed": number % 5 == 0,
        }
        answers = {"event_name": row["name"]}
        row["id"] = found.add(
            title=f"{row['name']} {number}", closed=row["closed"], due_on=row["due"], answers=answers,
            assignee_id=chance.choice([None, *[__import__("uuid").UUID(int=n) for n in (1, 2, 3)]]),
            assignee_name=chance.choice(["Zoé", "Élise", "Bruno"]),
        )  # fmt: skip
        rows.append(row)
    found.index(*[row["id"] for row in rows])
    with _as_owner():
        sql("delete from cases_message where case_id = %s", found.first)
    return found, rows


def walked(found, query, size=7):
    """All pages forwards, then all pages back: the same, whole."""
    forwards, after, pages = [], "", []
    while True:
        page = found.ask(query, after=after, size=size)
        forwards += [line.case.id for line in page.lines]
        pages.append([line.case.id for line in page.lines])
        if not page.after:
            break
        after = page.after
    back, before = [], page.before
    if not before:
        return forwards
    back = [page]
    while before:
        page = found.ask(query, before=before, size=size)
        back.insert(0, page)
        before = page.before
    backwards = [line.case.id for one in back for line in one.lines]
    assert backwards == forwards
    return forwards


SORTS = [
    Sort("due"), Sort("due", descending=True), Sort("received"), Sort("title"), Sort("title", descending=True),
    Sort("status"), Sort("assignee"), Sort("assignee", descending=True), Sort("department"), Sort("procedure"),
    Sort("a.event_name"), Sort("a.event_name", descending=True), None,
]  # fmt: skip


@pytest.mark.parametrize("few", [0, paging.FEW])
def test_every_order_is_whole_both_ways(people, monkeypatch, few):
    found, rows = people
    monkeypatch.setattr(paging, "FEW", few)
    monkeypatch.setattr(paging, "CHUNKS", (5, 11))
    expected = {row["id"] for row in rows if not row["closed"]} | {found.first}
    for sort in SORTS:
        query = Query(procedure=found.slug, sort=sort)
        ids = walked(found, query)
        assert (len(ids), set(ids)) == (len(expected), expected), sort
        assert found.ask(query).count == len(expected)


@pytest.mark.parametrize("few", [0, paging.FEW])
def test_filters_find_what_python_finds(people, monkeypatch, few):
    found, rows = people
    monkeypatch.setattr(paging, "FEW", few)
    monkeypatch.setattr(paging, "CHUNKS", (5, 11))
    cases = [
        (Filter("a.event_name", Operator.IS, ("ÉCLUSE",)), lambda row: sortkey(row["name"]) == "ecluse"),
        (Filter("a.event_name", Operator.STARTS, ("bal",)), lambda row: sortkey(row["name"]).startswith("bal")),
        (Filter("a.event_name", Operator.NOT, ("noel",)), lambda row: row["name"] != "Noël"),
        (Filter("due", Operator.EMPTY), lambda row: row["due"] is None),
        (Filter("due", Operator.TO, ("today-1",)), lambda row: row["due"] and row["due"] < TODAY),
        (Filter("late", Operator.IS, ("yes",)), lambda row: row["due"] and row["due"] < TODAY and not row["closed"]),
        (Filter("title", Operator.STARTS, ("fete",)), lambda row: row["name"] in ("Fête", "fêté")),
    ]
    for state in State:
        for sort in (Sort("a.event_name"), Sort("received", descending=True)):
            for one, fits in cases:
                query = Query(procedure=found.slug, state=state, filters=(one,), sort=sort)
                wanted = {
                    row["id"] for row in rows
                    if fits(row) and (state is State.ALL or row["closed"] == (state is State.CLOSED))
                }  # fmt: skip
                got = walked(found, query)
                assert len(got) == len(set(got))
                assert set(got) - {found.first} == wanted, (state, one)
                assert found.ask(query).count == len(got)
                with acting(Reach(walls=(found.wall_id,))):
                    chunks = finding.matching(query, [found.wall_id], person_id=None, today=TODAY, size=5)
                    assert sorted(ident for chunk in chunks for ident in chunk) == sorted(got)


def test_few_hits_of_a_filter_that_nothing_can_collect_take_few_statements(people, monkeypatch):
    """What stands last in the order is found without a statement for each few cases before it."""
    found, rows = people
    monkeypatch.setattr(paging, "CHUNKS", (1, 2))
    last = min(rows, key=lambda row: row["id"])["id"]
    with _as_owner():
        sql("update cases_case set due_on = case when id <> %s then date '2026-12-01' end", last)
    asked, run = [], paging.run
    monkeypatch.setattr(paging, "run", lambda *given: asked.append(given) or run(*given))
    query = Query(state=State.ALL, filters=(Filter("due", Operator.EMPTY),), sort=Sort("received", descending=True))
    page = found.ask(query, size=7)
    assert [line.case.id for line in page.lines] == [last]
    assert len(asked) <= 8, f"{len(asked)} statements"


def test_answers_sort_as_people_expect(people):
    found, rows = people
    names = {row["id"]: sortkey(row["name"]) for row in rows}
    ids = [ident for ident in found.ids(Query(found.slug, sort=Sort("a.event_name")), size=100) if ident in names]
    assert [names[ident] for ident in ids] == sorted(names[ident] for ident in ids)
    page = found.ask(Query(found.slug, columns=("a.event_name", "due", "status")), size=3)
    assert all(line.cells["a.event_name"] for line in page.lines)


def test_behind_another_wall_nothing(people):
    found, _rows = people
    import uuid

    with acting(Reach(walls=(uuid.UUID(int=9),))):
        page = finding.page(Query(), [found.wall_id], person_id=None, today=TODAY)
        assert (page.lines, page.count) == ((), 0)


@pytest.mark.parametrize(
    "params",
    [
        {"procedure": "x", "a.nothing:is": "1"},
        {"due:from": "tomorrow"},
        {"status:starts": "x"},
        {"reference:is": "€"},
        {"sort": "kind"},
        {"sort": "due", "state": "all"},
        {"assignee:is": "nobody"},
        {"column": "nothing"},
    ],
)
def test_nonsense_is_said(people, params):
    found, _rows = people
    with pytest.raises(BadQuery) as refused:
        found.ask(Query.read(params))
    assert refused.value.problems
