"""The rules behind single types, at their edges."""

import datetime as dt
import subprocess
import sys

import pytest
from django.utils import translation
from hypothesis import assume, given, strategies as st

from parvis.forms.domain.typed import LONGEST_INPUT, clean, one_line
from parvis.forms.fields.association import read_rna, read_siret
from parvis.forms.fields.date import Misdated, month_number, read_date
from parvis.forms.fields.date_time import read_time
from parvis.forms.fields.integer import grouped
from parvis.forms.fields.phone import normalised, spaced
from parvis.forms.registry import FIELD_TYPES
from tests.environment import ROOT
from tests.forms.making import CONTEXT, block, field, form, page, post
from tests.forms.test_every_field import asked

# -- typing ----------------------------------------------------------------------------------------------------------


@given(st.text())
def test_cleaning_is_stable_and_leaves_nothing_harmful(text):
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= LONGEST_INPUT
    once.encode()
    assert not {"\0", "\r"} & set(once)
    assert not any("\ue000" <= character <= "\uf8ff" for character in once)
    assert "\n" not in one_line(once)


@pytest.mark.parametrize("text", ["e\u0301", "\u00e9"])
def test_equal_words_are_equal_answers(text):
    assert clean(text) == "\u00e9"


# -- dates -----------------------------------------------------------------------------------------------------------

MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"]
MONTHS += ["septembre", "octobre", "novembre", "décembre"]


@given(date=st.dates(dt.date(1890, 1, 1), dt.date(2200, 12, 31)), zero=st.booleans(), way=st.sampled_from(range(6)))
def test_a_date_is_understood_however_it_is_written(date, zero, way):
    day = f"{date.day:02}" if zero else str(date.day)
    month = f"{date.month:02}" if zero else str(date.month)
    name = MONTHS[date.month - 1]
    typed = [
        (day, month, str(date.year)),
        (day, name, str(date.year)),
        (day, name.upper(), str(date.year)),
        (f"{day}/{month}/{date.year}", "", ""),
        (f"{day} {name} {date.year}", "", ""),
        (date.isoformat(), "", ""),
    ][way]
    assert read_date(*typed) == date


@given(day=st.integers(0, 40), month=st.integers(0, 20), year=st.integers(0, 99))
def test_a_year_of_two_figures_is_never_guessed(day, month, year):
    with pytest.raises(Misdated):
        read_date(str(day), str(month), f"{year:02}")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[(name, number) for number, name in enumerate(MONTHS, 1)],
        *[("jan", 1), ("févr.", 2), ("fevrier", 2), ("Apr", 4), ("juin", 6), ("juil.", 7), ("Aug", 8), ("sept.", 9)],
        *[("dec", 12), ("jui", None), ("ma", None), ("", None), ("0", None), ("13", None), ("brumaire", None)],
    ],
)
def test_months(text, number):
    assert month_number(text) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("18h30", "18:30"), ("18 h 30", "18:30"), ("18:30", "18:30"), ("18.30", "18:30"), ("1830", "18:30")],
        *[
            ("18h", "18:00"),
            ("18", "18:00"),
            ("9", "09:00"),
            ("0h05", "00:05"),
            ("midi", "12:00"),
            ("18 heures", "18:00"),
        ],
        *[("18h30min", "18:30"), ("18\u00a0h\u00a030", "18:30"), ("24h", None), ("18h60", None), ("6pm", None)],
        *[("-1", None), ("1 8", None), ("18h5", None)],
    ],
)
def test_times(text, expected):
    found = read_time(text)
    assert (found.strftime("%H:%M") if found else None) == expected


# -- numbers ---------------------------------------------------------------------------------------------------------


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_whole_numbers_come_back_as_they_are_written(number):
    kind = FIELD_TYPES["integer"]
    wide = asked(kind, {"min": -(2**53) + 1})
    assert kind.read({"": [grouped(number, "fr")]}, wide).value == number
    assert kind.read({"": [str(number)]}, wide).value == number


def luhn(base: str) -> str:
    total = 0
    for place, figure in enumerate(reversed(base + "0")):
        value = int(figure) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return base + str(-total % 10)


@given(
    siren=st.integers(0, 99_999_999), office=st.integers(0, 9_999), place=st.integers(0, 13), shift=st.integers(1, 9)
)
def test_one_wrong_figure_of_a_siret_is_always_found(siren, office, place, shift):
    number = luhn(luhn(f"{siren:08}") + f"{office:04}")
    assume(not number.startswith("356000000"))
    assert read_siret(number)[0] == number
    assert read_siret(f" {number[:3]} {number[3:6]}.{number[6:9]}-{number[9:]}")[0] == number
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assume(not wrong.startswith("356000000"))
    assert read_siret(wrong)[0] is None


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("35600000000048", True),  # La Poste, head office: Luhn
        ("35600000009075", True),  # a post office: the sum of its figures is divisible by 5
        ("35600000009076", False),
        ("73282932000074", True),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", False),
    ],
)
def test_siret(number, right):
    assert (read_siret(number)[0] is not None) is right


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *[("W594001234", "W594001234"), ("w 594 001 234", "W594001234"), ("W2A1001234", "W2A1001234")],
        *[("W59400123", None), ("W5940012345", None), ("594001234", None), ("WA94001234", None), ("W59400123O", None)],
    ],
)
def test_rna(typed, number):
    assert read_rna(typed) == number


# -- telephones ------------------------------------------------------------------------------------------------------


@given(st.from_regex(r"0[1-9][0-9]{8}", fullmatch=True))
def test_french_numbers_come_back_however_they_are_written(number):
    kept = normalised(number)
    assert kept
    assert normalised(kept) == kept
    assert normalised(spaced(kept)) == kept
    assert normalised(" ".join(number[i : i + 2] for i in range(0, 10, 2))) == kept
    assert normalised(".".join(number[i : i + 2] for i in range(0, 10, 2))) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *[("+33 6 12 34 56 78", "+33612345678"), ("0033612345678", "+33612345678"), ("0262 12 34 56", "+262262123456")],
        *[("0596 12 34 56", "+596596123456"), ("+44 20 7946 0958", "+442079460958"), ("+352 26 12 34", "+352261234")],
        *[("3975", None), ("15", None), ("+33 1 23", None), ("+1", None), ("0012", None), ("00 12 34 56 78", None)],
    ],
)
def test_telephones(typed, kept):
    assert normalised(typed) == kept


def test_french_numbers_do_not_load_the_plans_of_the_world():
    """Several megabytes in each web process, for the one number in a thousand that is from elsewhere."""
    program = (
        "import sys; import tests.environment, django; django.setup();"
        "from parvis.forms.fields.phone import normalised, spaced;"
        "spaced(normalised('06 12 34 56 78')); assert 'phonenumbers' not in sys.modules;"
        "normalised('+44 20 7946 0958'); assert 'phonenumbers' in sys.modules"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "parvis.config.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env={**environment, "PATH": "/usr/bin:/bin"})


# -- the whole form --------------------------------------------------------------------------------------------------


def test_prefill_fills_what_is_empty_with_what_suits():
    made = form(
        page(
            "p",
            field("mail", "email", prefill="person.email"),
            field("other", "email", prefill="person.email"),
            field("phone", "phone", prefill="person.phone"),
            field("who", "person"),
        )
    )
    sources = {"person.email": "amina@Exemple.fr", "person.phone": "not a number", "person.identity": {"x": 1}}
    before = {"other": "kept@exemple.fr"}
    assert made.prefilled(before, sources) == {"other": "kept@exemple.fr", "mail": "amina@exemple.fr"}
    assert before == {"other": "kept@exemple.fr"}


def test_erasure_reaches_into_blocks_and_drafts():
    made = form(page("p", block("rows", field("name"), field("adult", "yes_no")), field("home", "address")))
    answers = {
        "rows": [{"name": "Amina", "adult": True}],
        "home": {"street": "14 rue de la Marine", "postcode": "59140", "city": "Dunkerque"},
        "_typed": {"f-x": ["Amina"]},
        "unknown": "Amina",
    }
    assert made.erased(answers) == {
        "rows": [{"adult": True}],
        "home": {"postcode": "59140", "city": "Dunkerque"},
    }


def test_the_schema_of_a_form_says_what_is_always_required():
    made = form(
        page("p", field("a", required=True), field("b", required=True, condition={"is_filled": [{"var": "a"}]})),
        page("q", block("rows", field("x", "integer", required=True))),
    )
    schema = made.json_schema("en")
    assert schema["required"] == ["a"]
    assert schema["properties"]["rows"]["items"]["required"] == ["x"]
    assert schema["properties"]["a"]["title"] == "Question a (en)"
    assert schema["additionalProperties"] is False


NAMES = ["a", "b", "c", "d"]
RULES = st.one_of(
    st.none(),
    st.tuples(st.sampled_from(NAMES), st.booleans()).map(lambda pair: {"==": [{"var": pair[0]}, pair[1]]}),
)


@given(rules=st.tuples(*[RULES] * 4), values=st.lists(st.sampled_from([None, True, False]), min_size=4, max_size=4))
def test_evaluation_is_what_one_would_do_by_hand(rules, values):
    """From top to bottom: a question is shown if its condition holds on the answers of the shown ones above it."""
    above = [
        None if rule is None or NAMES.index(rule["=="][0]["var"]) >= index else rule for index, rule in enumerate(rules)
    ]
    made = form(page("p", *[field(name, "yes_no", condition=rule) for name, rule in zip(NAMES, above, strict=True)]))
    answers = {name: value for name, value in zip(NAMES, values, strict=True) if value is not None}
    expected: dict[str, bool] = {}
    shown = set()
    for name, rule in zip(NAMES, above, strict=True):
        if rule is None or expected.get(rule["=="][0]["var"]) is rule["=="][1]:
            shown.add(name)
            if name in answers:
                expected[name] = answers[name]
    state = made.evaluate(answers, CONTEXT)
    assert state.visible - {"p_s"} == shown
    assert state.values == expected
    assert made.evaluate(made.clean(answers, state), CONTEXT).values == expected, "a second submission changes nothing"


def test_messages_are_in_the_language_asked_for_whatever_is_active():
    made = form(page("p", field("n", "integer")))
    with translation.override("fr"):
        result = made.parse_page("p", post({"f-n": "x"}), {}, CONTEXT, language="en")
    assert result.errors == {"f-n": "Write the number in figures only: 12 for example"}
