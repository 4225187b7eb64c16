"""What a text says and what a question asks for, without a database: French habits, hand-made nonsense, properties."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from parvis.cases.domain.reference import check_character
from parvis.finding.domain.words import ASKED, CLAUSES, LONGEST, MOST, clauses_of, fold, holds, words_of

REFERENCE = "DK264F7K2" + check_character("DK264F7K2")

#: (what a case says, what is typed, whether it is found) — before stems and typos, which the database adds
FRENCH = [
    ("L’élève est là", "élève", True),
    ("L’élève est là", "eleve", True),
    ("L'ÉLÈVE", "élève", True),
    ("L’élève", "l'élève", True),
    ("un eleve", "ÉLÈVE", True),
    ("la structure d'accueil", "d’accueil", True),
    ("la structure d’accueil", "d'accueil", True),
    ("la structure d’accueil", "accueil", True),
    ("le chef-d’œuvre", "oeuvre", True),
    ("le chef-d'oeuvre", "œuvre", True),
    ("le chef-d’œuvre", "chef d'oeuvre", True),
    ("Ça se fête à Noël", "ca noel", True),
    ("Æthelred, Łódź, straße", "aethelred lodz strasse", True),
    ("Jean-Pierre N’Diaye", "jean-pierre", True),
    ("Jean-Pierre N’Diaye", "jean pierre", True),
    ("Jean-Pierre N’Diaye", "jeanpierre", True),
    ("Jean Pierre Martin", "jean-pierre", True),
    ("Jean-Pierre N’Diaye", "ndiaye", True),
    ("Jean-Pierre N’Diaye", "n'diaye jean", True),
    ("Jean‑Pierre", "Jean–Pierre", True),  # other hyphens
    ("Jean-Pierre", "jean-paul", False),
    ("Association des parents d'élèves", "parents de l'association", True),
    ("Association des parents d'élèves", "asso par", True),
    ("Association des parents d'élèves", "sociation", False),
    ("Les Amis", "le", True),
    ("Saint-Omer", "st omer", True),
    ("St-Omer", "saint-omer", True),
    ("12 bd Carnot", "boulevard carnot", True),
    ("12 av. de la Mer", "avenue de la mer", True),
    ("S.A.R.L. Dupont", "sarl dupont", True),
    ("3 rue Carnot", "3 carnot", True),
    ("13 rue Carnot", "3 carnot", False),
    ("59140 Dunkerque", "59140", True),
    ("59140 Dunkerque", "591", True),
    ("59140 Dunkerque", "59", False),
    ("06 12 34 56 78", "0612345678", True),
    ("+33612345678", "06 12 34 56 78", True),
    ("06.12.34.56.78", "+33 6 12 34 56 78", True),
    ("06 12 34 56 78", "0033 (0)6 12 34 56 78", True),
    ("06\u00a012\u00a034\u00a056\u00a078", "06 12 34", True),
    ("06 12 34 56 78", "06 12 35", False),
    ("+32 2 501 02 11", "+3225010211", True),
    ("le 4 mai 2026", "04/05/2026", True),
    ("le 4\u00a0mai 2026", "4/5/26", True),
    ("le 1er mai 2026", "01.05.2026", True),
    ("né le 04/05/1990", "4 mai 1990", True),
    ("né le 1990-05-04", "mai 1990", True),
    ("né le 04/05/1990", "05/04/1990", False),
    ("le 4 mai 2026", "mai 2025", False),
    ("le 45/13/2026", "45/13/2026", True),  # no day: the numbers themselves
    ("amina.benali@example.org", "Amina.Benali@example.org", True),
    ("amina.benali@example.org", "amina.benali@exam", True),
    ("amina.benali@example.org", "amina.benali", True),
    ("amina.benali@example.org", "benali", True),
    ("amina.benali@example.org", "amina@example.org", False),
    ("AB-123-CD", "ab123cd", True),
    ("AB-123-CD", "AB 123 CD", True),
    ("AB123CD", "ab-123-cd", True),
    ("AB-123-CD", "ab-123-ce", False),
    ("SIRET 552 100 554 00013", "55210055400013", True),
    ("SIRET 55210055400013", "552 100 554 00013", True),
    ("RNA W594001234", "w594001234", True),
    ("1\u202f234,56\u00a0€", "1234,56", True),
    ("Алексей Петров", "петров", True),
    ("日本語", "日本", True),
]


@pytest.mark.parametrize(("said", "typed", "found"), FRENCH)
def test_french(said, typed, found):
    assert holds(words_of([said]), clauses_of(typed)) is found


@pytest.mark.parametrize(
    "typed",
    ["DK-26-4F7K2-?", "dk264f7k2?", "DK 26 4F7K2 ?", "dk-26", "DK-26-4F7", "4F7K2-?", "4f7k2", "suivi DK-26-4F7K2-?"],
)
def test_a_reference_is_found_however_it_is_typed(typed):
    assert holds(words_of(["suivi"], [REFERENCE]), clauses_of(typed.replace("?", REFERENCE[-1])))


def test_a_reference_is_found_with_o_for_zero_whole_or_begun():
    # the organisation's letters, too: DO is kept as D0
    words = words_of([], ["D0264M2VA1"])
    for typed in ("DO-26-4M2VA-1", "D0-26-4M2VA-1", "do264m2val", "DO-26-4M2", "D0264M2"):
        assert holds(words, clauses_of(typed)), typed


@pytest.mark.parametrize(
    "typed", ["", " ", "à", "l'", "'", '"', "\0", "& | ! <-> :*", "()", "\\", "%", "😀", "- -", "\ud800"]
)
def test_what_asks_for_nothing(typed):
    assert clauses_of(typed) == ()


def test_small_words_count_where_nothing_else_was_typed():
    assert [clause.said for clause in clauses_of("les amis de la mer")] == ["amis", "mer"]
    assert [clause.said for clause in clauses_of("de la")] == ["de", "la"]


def test_bounds():
    assert len(clauses_of(" ".join(f"mot{n}" for n in range(100)))) == CLAUSES
    assert len(words_of(f"mot{n}" for n in range(2 * MOST))) == MOST
    long = "a" * (2 * LONGEST)
    assert max(map(len, words_of([long]))) == LONGEST
    assert holds(words_of([long]), clauses_of(long))


texts = st.text(max_size=120) | st.lists(
    st.sampled_from(
        [
            "élève",
            "L’",
            "06 12 34",
            "AB-123-CD",
            "a@b.fr",
            "4 mai",
            "2026",
            "-",
            "'",
            ".",
            "12/05/2026",
            "DK-26-4F7K2-P",
            "œ",
            "/",
        ]
    ),
    max_size=10,
).map(" ".join)


@given(texts)
def test_a_text_is_found_by_itself(text):
    assert holds(words_of([text]), clauses_of(text))


@given(texts, texts)
def test_more_text_hides_nothing_of_a_word(text, more):
    clauses = clauses_of(text)
    assert holds(words_of([more, text, more]), clauses)


@given(texts)
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_the_form_of_accents_does_not_matter(text):
    composed, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert words_of([composed]) == words_of([apart])
    assert clauses_of(composed[:100]) == clauses_of(unicodedata.normalize("NFD", composed[:100]))


@given(st.text(max_size=2 * ASKED))
def test_no_text_is_an_error_and_no_word_holds_a_sign_of_a_pattern(text):
    for word in (*words_of([text]), *(term.word for one in clauses_of(text) for r in one.readings for term in r)):
        assert word
        assert not set(word) & set("'\\~%:*&|!()<> \0")
