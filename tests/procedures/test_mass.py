"""Cases by the hundred thousand: what COPY brings in is what the operations would have written."""

import datetime as dt
import random
from argparse import Namespace
from collections import defaultdict
from types import SimpleNamespace

import pytest
from django.db import connection

from parvis.cases.api import bringing, reference_key
from parvis.cases.domain import revisions, zones
from parvis.cases.models import Case, Counter, Decision, Message, TimelineEntry, Trait
from parvis.figures.domain import making as facts
from parvis.finding import api as finding
from parvis.kernel import cli, clock, demonstration
from parvis.kernel.clock import PARIS
from parvis.kernel.database import bulk
from parvis.kernel.reach import Reach, acting
from parvis.ledger import cli as ledger_cli
from parvis.ledger.models import Entry, TreeHead
from parvis.procedures import cli as procedures_cli
from parvis.procedures.demonstration.catalogue import CATALOGUE
from parvis.procedures.demonstration.mass import loading, making
from parvis.procedures.demonstration.mass.courses import COURSES
from parvis.territory.api import forget
from tests.procedures.demonstration import with_files

TODAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=PARIS)
NUMBER = 400


class _Here:
    """Makes rows in this process."""

    def apply_async(self, function, arguments):
        made = function(*arguments)
        return SimpleNamespace(get=lambda: made)


def _load(number, seed):
    world, insee = loading.read()
    loading.prepare(world)
    with connection.cursor() as cursor:
        return loading.write(
            cursor.cursor, _Here(), world, insee, number, seed=seed, now=clock.now(), told=lambda *said: None
        )


def test_loaded_cases_hold_everything_that_others_hold(as_owner, settings, tmp_path):
    settings.PARVIS_VAR, settings.PARVIS_DEMO_SMALL = tmp_path, True
    forget()
    with as_owner(), clock.fixed(TODAY):
        demonstration.fill()
        before, indexes = set(Case.objects.values_list("id", flat=True)), _indexes()
        sealed = Entry.objects.count()
        assert _load(NUMBER, 1) + _load(NUMBER, 2) == Entry.objects.count() - sealed
        assert _indexes() == indexes
        cases = list(Case.objects.exclude(id__in=before).select_related("case_type"))
        assert len(cases) == 2 * NUMBER
        _look(cases)
        _look_at_numbers()
        _look_at_lists([case.id for case in cases])
        _look_at_figures([case.id for case in cases])
        assert ledger_cli.verify(Namespace(checkpoint=[])) == 0
        assert TreeHead.objects.filter(size__gt=sealed).count() == 2
        assert Entry.objects.filter(source="ledger.brought").count() == 2
    forget()


def _indexes():
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexdef from pg_indexes where schemaname = 'public' union all "
            "select conname || pg_get_constraintdef(oid) from pg_constraint "
            "where connamespace = 'public'::regnamespace "
            "union all select tgname || tgenabled::text from pg_trigger where not tgisinternal order by 1"
        )
        return cursor.fetchall()


def _look(cases):
    # doors of the database read lists of JSON: what is empty is `[]`, not PostgreSQL's `{}`
    lists = [one.attname for one in Case._meta.concrete_fields if one.default is list]
    assert {type(getattr(case, name)) for case in cases for name in lists} == {list}, lists
    told = defaultdict(list)
    for entry in TimelineEntry.objects.order_by("case_id", "id"):
        told[entry.case_id].append(entry)
    traits = set(Trait.objects.values_list("case_id", flat=True))
    messages = set(Message.objects.values_list("case_id", flat=True))
    assert messages & {case.id for case in cases}
    for case in cases:
        published = revisions.load(case.revision_id)
        day = case.submitted_at.astimezone(PARIS).date()
        assert reference_key(case.reference) == case.reference_key
        answers = with_files(published.form, case.answers, day)
        assert (
            published.form.validate(answers, zones.beside(case, published.definition, day.isoformat()), language="fr")
            == {}
        ), (
            case.case_type.slug,
            case.answers,
        )
        entries = told[case.id]
        assert [entry.kind for entry in entries[:2]] == ["submitted", "routed"]
        moments = [entry.at for entry in entries]
        assert moments == sorted(moments)
        assert moments[-1] <= TODAY
        assert entries[-1].version <= case.version
        # Every transition was one that its workflow offers there.
        moves = {move.id: move for move in published.definition.workflow.transitions}
        status = published.definition.workflow.initial
        for entry in entries:
            if entry.kind == "moved":
                move = moves[entry.data["transition"]]
                assert status in move.sources
                status = move.target
        assert status == case.status
        assert case.kind == published.definition.workflow.status(status).kind
        assert case.id in traits
        assert (case.retain_until is None) == (case.closed_at is None)
        decided = Decision.objects.filter(case=case).first()
        assert (decided is not None) == any(entry.kind == "decided" for entry in entries)


def _look_at_numbers():
    """Without gap, and the counters stand where they end."""
    given = defaultdict(list)
    for decision in Decision.objects.exclude(number=None):
        given[decision.organisation_id, decision.series, decision.year].append(decision.number)
    assert given
    for (organisation, series, year), numbers in given.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert Counter.objects.get(organisation_id=organisation, series=series, year=year).last == len(numbers)


def _look_at_figures(ids):
    """What is counted is what the job counts."""

    def kept():
        with connection.cursor() as cursor:
            names = ", ".join(facts.COLUMNS)
            cursor.execute(f"select {names} from figures_fact where case_id = any(%s) order by case_id", [ids])
            return cursor.fetchall()

    loaded = kept()
    assert len(loaded) == len(ids)
    assert facts.keep(ids) == len(ids)
    assert kept() == loaded


def _look_at_lists(ids):
    """What lists keep is what the indexing writes."""

    def kept():
        with connection.cursor() as cursor:
            cursor.execute(
                "select case_id, column_id, n, wall_id, open, word, number from finding_value where case_id = any(%s) "
                "order by 1, 2, 3",
                [ids],
            )
            values = cursor.fetchall()
            cursor.execute(
                "select case_id, wall_id, open, vector::text from finding_search where case_id = any(%s) order by 1",
                [ids],
            )
            searched = cursor.fetchall()
            cursor.execute("select wall_id, word from finding_word order by 1, 2")
            return values, searched, cursor.fetchall()

    loaded = kept()
    assert len(loaded[0]) > 10 * len(ids)
    assert len(loaded[1]) == len(ids)
    with connection.cursor() as cursor:
        # the door of the search asks for walls, whoever knocks; its dictionary is made anew, not only added to
        cursor.execute("select distinct wall_id from cases_case where id = any(%s)", [ids])
        walls = tuple(row[0] for row in cursor.fetchall())
        cursor.execute("delete from finding_search where case_id = any(%s)", [ids])
        cursor.execute("delete from finding_word")
    with acting(Reach(actor="worker", walls=walls)):
        assert finding.index(ids) == len(ids)
    for made, brought in zip(kept(), loaded, strict=True):
        assert made == brought


def test_courses_go_ways_that_workflows_offer_and_end_in_time():
    for entry in CATALOGUE:
        workflow = entry.definition(("59183",)).workflow
        moves = {move.id: move for move in workflow.transitions}
        for course in COURSES[entry.slug]:
            status = workflow.initial
            for act in course.acts:
                if act.do in moves:
                    assert status in moves[act.do].sources, (entry.slug, act)
                    status = moves[act.do].target
            assert course.open or course.weight == 1 or workflow.status(status).kind.is_final


@pytest.mark.parametrize(("year", "code"), [(2022, 0), (2026, 1), (2026, bringing.CODES - 1), (2030, 33_000)])
def test_references_of_codes_are_references(year, code):
    reference, key = bringing.reference_of("LO", year, code)
    assert reference_key(reference) == key
    assert reference.startswith(f"LO-{year % 100}-")


def test_copy_reads_back_what_was_said(as_owner):
    values = [
        "a\tb\\c\nd\r",
        None,
        True,
        {"é": ['"', "\\n"]},
        b"\x00\xff",
        ['a"b', "c\\d", "e,f"],
        dt.date(2024, 2, 29),
    ]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("create temporary table t (a text, b text, c bool, d jsonb, e bytea, f text[], g date)")
        bulk.copy(cursor.cursor, "t", "abcdefg", bulk.line(values).encode())
        cursor.execute("select * from t")
        row = cursor.fetchone()
    assert [*row[:3], *row[5:]] == [*values[:3], *values[5:]]
    assert bytes(row[4]) == values[4]


def test_it_is_refused_outside_of_a_demonstration(settings):
    settings.PARVIS_DEMO = False
    with pytest.raises(cli.CommandError, match="PARVIS_DEMO"):
        procedures_cli.load(Namespace(cases=1, seed=None))


@pytest.mark.parametrize("number", [0, -1, 5_000_001])
def test_it_is_refused_for_numbers_out_of_bounds(settings, number):
    settings.PARVIS_DEMO = True
    with pytest.raises(cli.CommandError, match="--cases"):
        procedures_cli.load(Namespace(cases=number, seed=None))


def test_the_same_seed_draws_the_same_people():
    one, two = (making.LargeDraw(3, "x") for _ in range(2))
    assert [one.person() for _ in range(9)] == [two.person() for _ in range(9)]
    assert len({making.LargeDraw(seed, "x").family() for seed in range(3000)}) > 1000
    assert isinstance(one, random.Random)
