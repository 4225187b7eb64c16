"""Search as agents have it: stems and typos, walls and loans, erasure, and the same answer by every way through."""

import datetime as dt
import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

from parvis.cases.domain.erasure import erase_case
from parvis.finding import api as finding
from parvis.finding.domain import searching
from parvis.finding.domain.words import words_of
from parvis.finding.models import Search, Word
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import make_town
from tests.factories.desk import desk

MORNING = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else None


def case_at(wall, at, *, number=0, closed=False):
    """The id of a bare case: as the owner, for nothing but its words is asked here."""
    made = uuid.UUID(int=(int(at.timestamp() * 1000) << 80) | (7 << 76) | (8 << 60) | (number + 1))
    sql(
        "insert into cases_case (id, reference, reference_key, wall_id, organisation_id, subject_id, case_type_id,"
        " revision_id, department_id, assignee_name, status, kind, channel, language, title, answers, answers_digest,"
        " answers_salt, told_by, second_elements, submitted_at, received_on, silence_effect, version, proposed,"
        " closed_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', 'received', %s, 'web', 'fr', '', '{}', '', '', '{}', '{}',"
        " %s, %s, '', 1, '', %s)",
        made, made.hex[-14:], made.hex[-10:], wall.id, wall.organisation_id, uuid.uuid4(), wall.case_type.id,
        wall.revision_id, wall.department_id, "closed" if closed else "open", at, at.date(), at if closed else None,
    )  # fmt: skip
    return made


class Wall:
    """A wall to search behind."""

    def __init__(self, town):
        self.id, self.organisation_id, self.department_id = town.wall_id, town.organisation_id, town.department_id
        self.case_type, self.revision_id = town.case_type, town.case_type.published_id
        self.made = 0

    def keep(self, *texts, at=MORNING, closed=False):
        """A case that says these texts."""
        from tests.conftest import _as_owner

        self.made += 1
        with _as_owner():
            case_id = case_at(self, at, number=self.made + (int(self.id) % 1000) * 10**6, closed=closed)
        with acting(Reach(actor="worker", walls=(self.id,))):
            assert searching.keep(case_id, words_of(texts))
        return case_id


@pytest.fixture
def walls(db, as_owner):
    with as_owner():
        return Wall(make_town("Dunkerque", "DK", "59183")), Wall(make_town("Gravelines", "GV", "59273"))


def found(words, *walls, acting_as=None, open_alone=None):
    """The cases found, by each way through; they say the same."""
    ids = tuple(wall.id for wall in walls)
    with acting(Reach(actor="web", walls=acting_as or ids)):
        asked = searching.condition(words, ids, open_alone=open_alone)
        if asked is None:
            return None
        open_too = "" if open_alone is None else f" and (closed_at is null) = {open_alone}"
        where = asked.sql.format(id="id")
        by_condition = {row[0] for row in sql(f"select id from cases_case where {where}{open_too}", *asked.params)}
        door, values = searching.newest(asked.search, walls="%s::uuid[]", open_alone=open_alone, most=5000)
        by_walk = {row[0] for row in sql(f"select {door}", list(ids), *values)}
        looked = {
            row[0]
            for row in sql(
                "select case_id from finding_search where vector @@ %s::tsquery", asked.search.query()
            )
        }  # fmt: skip
        lent = {row[0] for row in sql("select unnest(cases_granted())")}
        if open_alone is None:
            assert by_condition == looked
        assert by_walk == by_condition - lent
        return by_condition


def understood(words, *walls):
    ids = tuple(wall.id for wall in walls)
    with acting(Reach(actor="web", walls=ids)):
        return [(one.said, one.meant) for one in searching.understand(words, ids).understood]


#: (what a case says, what is typed): what stems and typos add to tests/finding/test_words.py
STEMS = [
    ("un élève", "élèves"),
    ("les élèves", "élève"),
    ("des ELEVES", "eleve"),
    ("deux chevaux", "cheval"),
    ("un cheval", "chevaux"),
    ("les journaux", "journal"),
    ("la demande", "demander"),
    ("des buvettes temporaires", "buvette temporaire"),
    ("il déménagera", "déménagement"),
    ("associations", "association"),
    ("l’œuvre", "oeuvres"),
    ("les Amis", "amis"),
]


def test_plurals_and_forms(walls):
    here, _ = walls
    for said, typed in STEMS:
        case_id = here.keep(said)
        assert case_id in found(typed, here), (said, typed)
    assert found("chevelure", here) == set()


TYPOS = [
    ("dupnt", "dupont"),
    ("duponnt", "dupont"),
    ("dupotn", "dupont"),
    ("dupomt", "dupont"),
    ("pual", "paul"),
    ("dunkrque", "dunkerque"),
    ("dunkerqe", "dunkerque"),
    ("asociasion", "association"),
]


def test_small_typos_are_mended_and_said(walls):
    here, _ = walls
    case_id = here.keep("Paul Dupont, association de Dunkerque")
    for said, meant in TYPOS:
        assert found(said, here) == {case_id}, said
        assert understood(said, here) == [(said, meant)]
    assert understood("dupont dunkrque", here) == [("dunkrque", "dunkerque")]
    # What finds something is left alone, and so is what is too far off, short, or a number.
    for typed in ("dup", "dupont", "bonjour", "pxl", "59141", "duxxnt"):
        assert understood(typed, here) == [], typed
    assert found("bonjour", here) == set()


def test_all_words_in_any_field_and_what_asks_for_nothing(walls):
    here, _ = walls
    both, one = here.keep("Fête de la mer", "rue Carnot"), here.keep("Fête des voisins")
    assert found("fete", here) == {both, one}
    assert found("carnot fête", here) == {both}
    assert found("carnot voisins", here) == set()
    assert found(" ' ", here) is None
    assert found("fete", here, open_alone=False) == set()


NAUGHTY = ["'", "''", "\\", "\\'", '"a', "a & b", "a | b", "!a", "a <-> b", "a:*", "(", "a)b", "%", "%s", "{}", "{id}",
           "~", "#", "@", "+", "a~b", "~%a", "a\0b", "\ud800", "😀", "‮txt", "a" * 5000, "é" * 300, "' or 1=1 --",
           "$$", "$1", "a@", "@b", "a@b", "a+b@c.d",
           "İ", "ﬁ", "²", "٣٤", "1.2.3.4.5", "--", "\r\n", "null"]  # fmt: skip


def test_no_text_is_an_error(walls):
    here, _ = walls
    for typed in NAUGHTY:
        case_id = here.keep(typed)
        answer = found(typed, here)
        assert answer is None or case_id in answer, typed


def test_nothing_of_another_wall_is_found_or_learnt(walls):
    here, there = walls
    own, other = here.keep("Dupont"), there.keep("Zorglub")
    assert found("zorglub", here) == set()
    assert understood("zorglbu", here) == []
    # Whoever names other walls gets nothing of them all the same: the database holds the wall.
    assert found("zorglub", here, there, acting_as=(here.id,)) == set()
    assert found("dupont zorglub", here, there) == set()
    assert found("zorglub", here, there) == {other}
    with acting(Reach(actor="web", walls=(here.id,))):
        assert {row[0] for row in sql("select case_id from finding_search")} == {own}
        assert sql("select word from finding_word") == [("dupont",)]
        assert sql("select * from finding_near(%s::uuid[], 'zorglbu', array['zorglub'])", [here.id, there.id]) == []
        assert sql("select finding_before(%s::uuid[], '''~zorglub''', '{}', null, null, 5)", [there.id]) == []
        assert sql("select finding_after(%s::uuid[], '''~zorglub''', '{}', null, null, 5)", [there.id]) == []
        assert sql("select finding_some(%s::uuid[], '''~zorglub''', '{}', null, 5)", [there.id]) == [([],)]
        assert sql("select finding_keep(%s, array['zorglub'])", other) == [(False,)]
    assert found("zorglub", there) == {other}


def test_what_is_not_a_door_stays_shut(walls):
    here, _ = walls
    with acting(Reach(actor="worker", walls=(here.id,))):
        for statement in (
            "select finding_forget(%s, array['a'])",
            "select finding_learn(%s)",
            "insert into finding_word values (%s, 'a')",
            "delete from finding_search where wall_id = %s",
            "update finding_search set open = true where wall_id = %s",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                sql(statement, here.id)


def test_a_case_is_found_by_whom_it_is_lent_to_and_its_words_teach_them_nothing(db):
    here, there = desk(), desk("Gravelines", "GV", "59273")
    made = here.submit(event_name="Zorglub en fête")
    with acting(Reach(actor="worker", walls=(here.town.wall_id,))):
        finding.index([made.case_id])
    assert found("zorglub", Wall(there.town)) == set()
    here.take(made, here.malik)
    here.lend(made, there)
    assert found("zorglub", Wall(there.town)) == {made.case_id}
    assert found("zorg", Wall(there.town)) == {made.case_id}
    assert found("zorglbu", Wall(there.town)) == set()


def test_words_follow_the_case_and_vanish_with_it(walls):
    here, there = walls
    first, second = here.keep("Zorglub", "Carnot"), here.keep("Carnot")
    there.keep("Carnot")
    with acting(Reach(actor="worker", walls=(here.id,))):
        searching.keep(first, words_of(["Spirou", "Carnot"]))
        assert set(Word.objects.values_list("word", flat=True)) == {"spirou", "carnot"}
    assert found("zorglub", here) == set()
    assert found("spirou", here) == {first}
    with acting(Reach(actor="worker", walls=(here.id,))):
        erase_case(first, at=clock.now())
        assert set(Word.objects.values_list("word", flat=True)) == {"carnot"}
        assert set(Search.objects.values_list("case_id", flat=True)) == {second}
        erase_case(second, at=clock.now())
        assert not Word.objects.exists()
    assert len(found("carnot", there)) == 1


def test_the_end_of_a_case_is_known_at_once(walls, as_owner):
    here, _ = walls
    case_id = here.keep("Carnot")
    for closed in (True, False):
        with as_owner():
            sql(
                "update cases_case set kind = %s, closed_at = %s where id = %s",
                "closed" if closed else "open", MORNING if closed else None, case_id,
            )  # fmt: skip
        assert found("carnot", here, open_alone=not closed) == {case_id}
        assert found("carnot", here, open_alone=closed) == set()
        with acting(Reach(actor="worker", walls=(here.id,))):
            before = sql("select vector::text from finding_search")
            searching.keep(case_id, ["carnot"])
            assert sql("select vector::text from finding_search") == before


def test_a_case_is_found_by_all_that_it_says(db):
    here = desk()
    made = here.submit(
        event_name="Fête de la Saint-Jean",
        association={"name": "Les Œuvres d’Amina", "rna": "W594001234", "siret": ""},
        responsible={"first_names": "Jean-Pierre", "family_name": "N’Diaye"},
        email="jean.ndiaye@example.org",
    )
    here.reply(made, "Bonjour, l’élève apportera l’extincteur le 04/05/2026.")
    with acting(Reach(actor="worker", walls=(here.town.wall_id,))):
        finding.index([made.case_id])
        reference = sql("select reference from cases_case")[0][0]
    behind = Wall(here.town)
    for typed in (
        reference, reference.lower().replace("-", ""), reference.replace("0", "O"), reference[:8], reference[6:],
        "saint jean", "st-jean", "oeuvres amina", "W594001234", "ndiaye jean-pierre", "jean.ndiaye@example.org",
        "extincteurs", "eleves", "4 mai 2026", "fete ndiaye extincteur",
    ):  # fmt: skip
        assert found(typed, behind) == {made.case_id}, typed
