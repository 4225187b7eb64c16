"""Pages of a search: newest first unless a sort is asked for, with filters, with what is lent, typos said."""

import datetime as dt
import random

import pytest

from parvis.finding import api as finding
from parvis.finding.data import Filter, Mended, Operator, Query, Sort, State
from parvis.finding.domain import dictionary, paging
from parvis.finding.domain.sortkeys import sortkey
from parvis.kernel.reach import Reach, acting
from tests.factories.desk import desk
from tests.finding.crowd import TODAY, crowd
from tests.finding.test_paging import walked

pytestmark = pytest.mark.django_db

NAMES = ["Bal de l’Écluse", "Fête des écluses", "Kermesse", "Bal d’été", "Tournoi"]


@pytest.fixture
def people():
    dictionary.forget()
    found = crowd()
    chance = random.Random(7)
    rows = []
    for number in range(50):
        row = {"name": chance.choice(NAMES), "closed": number % 4 == 0, "due": chance.choice([None, TODAY])}
        row["id"] = found.add(
            title=row["name"], closed=row["closed"], due_on=row["due"], answers={"event_name": row["name"]}
        )
        rows.append(row)
    found.index(*[row["id"] for row in rows])
    return found, rows


@pytest.mark.parametrize("few", [0, paging.FEW])
def test_words_filters_and_sorts_together(people, monkeypatch, few):
    found, rows = people
    monkeypatch.setattr(paging, "FEW", few)
    monkeypatch.setattr(paging, "CHUNKS", (5, 11))
    named = Filter("a.event_name", Operator.STARTS, ("bal",))
    unnamed = Filter("a.event_name", Operator.NOT, ("Bal d'été",))
    due = Filter("due", Operator.EMPTY)
    fits = {
        named: lambda row: sortkey(row["name"]).startswith("bal"),
        unnamed: lambda row: row["name"] != "Bal d’été",
        due: lambda row: row["due"] is None,
    }
    for words, says in (("ecluse", "cluse"), ("écluses bal", "Bal de l"), ("absent", "\0")):
        for filters in ((), (named,), (unnamed,), (due,), (named, due)):
            for state in State:
                wanted = [
                    row["id"]
                    for row in rows
                    if says in row["name"]
                    and all(fits[one](row) for one in filters)
                    and (state is State.ALL or row["closed"] == (state is State.CLOSED))
                ]
                query = Query(found.slug, state, filters, words)
                assert walked(found, query) == sorted(wanted, reverse=True), (words, filters, state)
                for sort in (Sort("received"), Sort("a.event_name", descending=True)):
                    assert sorted(walked(found, Query(found.slug, state, filters, words, sort))) == sorted(wanted)
                assert found.ask(query).count == len(wanted)
                with acting(Reach(walls=(found.wall_id,))):
                    asked = {"person_id": None, "today": TODAY}
                    assert finding.count(query, [found.wall_id], **asked) == len(wanted)
                    chunks = list(finding.matching(query, [found.wall_id], **asked, size=3))
                    assert [ident for chunk in chunks for ident in chunk] == sorted(wanted)


def test_counts_of_words_end_at_a_thousand(people, monkeypatch):
    found, rows = people
    monkeypatch.setattr(paging, "FEW", 3)
    monkeypatch.setattr(paging, "COUNTED", 3)
    many = Query(found.slug, State.ALL, words="bal")
    assert found.ask(many).count == 4
    assert found.ask(Query(found.slug, State.ALL, (Filter("due", Operator.EMPTY),), "bal")).count == 4
    rare = Query(found.slug, State.ALL, (Filter("title", Operator.IS, ("Tournoi",)),), "tournoi")
    assert found.ask(rare).count == min(4, sum(row["name"] == "Tournoi" for row in rows))


def test_a_page_says_which_typo_it_mended_and_what_is_asked_for_nothing(people):
    found, rows = people
    page = found.ask(Query(state=State.ALL, words="kermese"))
    assert page.understood == (Mended("kermese", "kermesse"),)
    assert page.count == sum(row["name"] == "Kermesse" for row in rows) > 0
    assert found.ask(Query(state=State.ALL, words="kermesse")).understood == ()
    assert found.ask(Query(state=State.ALL, words="à")).count == len(rows) + 1


@pytest.mark.parametrize("few", [0, paging.FEW])
def test_what_is_lent_stands_in_its_place(db, monkeypatch, few):
    monkeypatch.setattr(paging, "FEW", few)
    dictionary.forget()
    here, there = desk(), desk("Gravelines", "GV", "59273")
    made = []
    for place, name in ((there, "Bal un"), (here, "Bal deux"), (here, "Bal trois"), (there, "Bal quatre")):
        made.append(place.submit(event_name=name))
        with acting(Reach(actor="worker", walls=(place.town.wall_id,))):
            finding.index([made[-1].case_id])
    here.take(made[1], here.malik)
    here.lend(made[1], there)
    walls = [there.town.wall_id]
    lent, own = made[1].case_id, [made[0].case_id, made[3].case_id]
    with acting(Reach(walls=tuple(walls))):
        asked = {"person_id": None, "today": dt.date.today()}
        for query in (
            Query(words="bal"),
            Query(words="bal", filters=(Filter("kind", Operator.IS, ("open",)),)),
            Query(words="bal", sort=Sort("received")),
            Query(sort=Sort("title")),
            Query(sort=Sort("due")),
            Query(sort=Sort("status")),
        ):
            page = finding.page(query, walls, **asked)
            assert {line.case.id for line in page.lines} == {lent, *own}, query
            assert [line.case.id for line in page.lines if line.lent] == [lent]
            assert page.count == finding.count(query, walls, **asked) == 3
            assert sorted(one for chunk in finding.matching(query, walls, **asked, size=2) for one in chunk) == sorted(
                [lent, *own]
            )
            single = [finding.page(query, walls, **asked, size=1)]
            while single[-1].after:
                single.append(finding.page(query, walls, **asked, size=1, after=single[-1].after))
            assert [one.lines[0].case.id for one in single] == [line.case.id for line in page.lines]
        assert [line.case.id for line in finding.page(Query(words="bal"), walls, **asked).lines] == sorted(
            [lent, *own], reverse=True
        )
        assert finding.page(Query(words="trois"), walls, **asked).count == 0
