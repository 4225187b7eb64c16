"""Lists against Python's own filtering and sorting of the same cases, both ways through the pages."""

import datetime as dt
import random
import uuid

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
            "channel": chance.choice(["web", "web", "counter", "post"]),
            "status": chance.choice(["received", "under_review", "waiting"]),
            "assignee": chance.choice([None, *(uuid.UUID(int=n) for n in (1, 2, 3))]),
            "tagged": number % 11 == 0,
            "setting": chance.choice([None, "inside", "outside"]),
        }
        answers = {"event_name": row["name"], "setting": row["setting"]}
        row["id"] = found.add(
            title=f"{row['name']} {number}", closed=row["closed"], due_on=row["due"], answers=answers,
            assignee_id=row["assignee"], channel=row["channel"], status=row["status"],
            assignee_name=chance.choice(["Zoé", "Élise", "Bruno"]),
        )  # fmt: skip
        rows.append(row)
    found.index(*[row["id"] for row in rows])
    with _as_owner():
        sql("delete from cases_message where case_id = %s", found.first)
        for row in rows:
            if row["tagged"]:
                sql(
                    "insert into cases_tag (id, wall_id, case_id, word, key)"
                    " values (gen_random_uuid(), %s, %s, 'Vu', 'vu')", found.wall_id, row["id"],
                )  # fmt: skip
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


COLUMNS = [
    (Filter("a.setting", Operator.EMPTY), lambda row: row["setting"] is None),
    (Filter("a.setting", Operator.FILLED), lambda row: row["setting"] is not None),
    (Filter("a.setting", Operator.NOT, ("inside",)), lambda row: row["setting"] != "inside"),
    (Filter("a.groups", Operator.EMPTY), lambda row: False),
    (Filter("channel", Operator.IS, ("post",)), lambda row: row["channel"] == "post"),
    (Filter("channel", Operator.NOT, ("web", "post")), lambda row: row["channel"] == "counter"),
    (Filter("kind", Operator.NOT, ("open",)), lambda row: row["closed"]),
    (Filter("status", Operator.NOT, ("received", "waiting")), lambda row: row["status"] == "under_review"),
    (Filter("status", Operator.IS, ("waiting",)), lambda row: row["status"] == "waiting"),
    (Filter("assignee", Operator.EMPTY), lambda row: row["assignee"] is None),
    (Filter("assignee", Operator.FILLED), lambda row: row["assignee"] is not None),
    (
        Filter("assignee", Operator.NOT, tuple(str(uuid.UUID(int=number)) for number in (1, 3))),
        lambda row: row["assignee"] in (None, uuid.UUID(int=2)),
    ),
    (Filter("assignee", Operator.NOT, ("me",)), lambda row: True),  # asked by nobody: no case is theirs
    (Filter("channel", Operator.NOT, ("web", "counter", "post", "phone", "mail", "api")), lambda row: False),
    (Filter("tag", Operator.FILLED), lambda row: row["tagged"]),
    (Filter("tag", Operator.EMPTY), lambda row: not row["tagged"]),
    (Filter("tag", Operator.NOT, ("vu",)), lambda row: not row["tagged"]),
    (Filter("late", Operator.IS, ("no",)), lambda row: row["closed"] or not row["due"] or row["due"] >= TODAY),
    (Filter("returned", Operator.IS, ("yes",)), lambda row: False),
    (Filter("returned", Operator.IS, ("no",)), lambda row: True),
    (Filter("receipt", Operator.IS, ("yes",)), lambda row: False),
    (Filter("opinion", Operator.IS, ("by_me", "of_me")), lambda row: False),
]


@pytest.mark.parametrize("few", [0, paging.FEW])
def test_every_filter_finds_what_python_finds_in_few_statements(people, monkeypatch, few):
    """By an index, by what lacks something, by walking to the end: the same cases, in at most eight statements."""
    found, rows = people
    monkeypatch.setattr(paging, "FEW", few)
    monkeypatch.setattr(paging, "CHUNKS", (2, 5))
    asked, run = [], paging.run
    monkeypatch.setattr(paging, "run", lambda *given: asked.append(given) or run(*given))
    for state in State:
        for one, fits in COLUMNS:
            query = Query(procedure=found.slug, state=state, filters=(one,))
            wanted = {
                row["id"]
                for row in rows
                if fits(row) and (state is State.ALL or row["closed"] == (state is State.CLOSED))
            }
            assert set(walked(found, query, size=20)) - {found.first} == wanted, (state, one)
            asked.clear()
            page = found.ask(query, size=20)
            assert len(asked) <= 6, (state, one, len(asked))  # one more each for the columns and the lines
            assert page.count - len(wanted) in (0, 1), (state, one)


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
