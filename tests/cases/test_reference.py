"""References: readable aloud, tolerant of look-alikes, and every slip of one or two characters is found."""

import datetime as dt
import re

import pytest
from hypothesis import given, strategies as st

from parvis.cases.domain.reference import ALPHABET, NotAReference, check_character, fold, key, new_reference

DAY = dt.date(2026, 5, 4)
prefixes = st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=2, max_size=2)
codes = st.text(st.sampled_from(ALPHABET), min_size=5, max_size=5)


def reference(prefix, code):
    return f"{prefix}-26-{code}-{check_character(fold(prefix) + '26' + code)}"


def test_what_one_looks_like():
    made = new_reference("DK", DAY)
    assert re.fullmatch(r"DK-26-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]", made)
    assert key(made) == made.replace("-", "")


@pytest.mark.parametrize(
    "typed",
    [
        "DK-26-40F71-{0}",
        "dk26 4of7l {0}",
        " DK–26–4OF7I–{0} ",
        "DK.26.40f7i.{0}",
        "\uff24\uff2b-26-40F71-{0}",
        "DK\u00a026\u00a040F71\u202f{0}",
    ],
)
def test_typed_by_hand_it_is_found(typed):
    assert key(typed.format(check_character("DK2640F71"))) == "DK2640F71" + check_character("DK2640F71")


@given(prefixes, codes)
def test_every_reference_reads_back_with_look_alikes(prefix, code):
    made = reference(prefix, code)
    assert key(made) == key(made.replace("0", "O").replace("1", "l").replace("-", " ").lower())


@given(codes, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(code, place, other):
    right = key(reference("DK", code))
    wrong = right[:place] + other + right[place + 1 :]
    if wrong != right:
        with pytest.raises(NotAReference):
            key(wrong)


@given(codes, st.integers(0, 9), st.integers(0, 9))
def test_two_exchanged_characters_are_found(code, one, two):
    signs = list(key(reference("DK", code)))
    signs[one], signs[two] = signs[two], signs[one]
    wrong = "".join(signs)
    if wrong != key(reference("DK", code)):
        with pytest.raises(NotAReference):
            key(wrong)


@pytest.mark.parametrize("typed", ["", "DK-26-4F7K2", "DK-26-4F7K2-HH", "DK-26-4F7!2-H", "é" * 10, "DK-2X-4F7K2-H"])
def test_what_cannot_be_one_is_refused(typed):
    with pytest.raises(NotAReference):
        key(typed)


@pytest.mark.parametrize("prefix", ["D", "dk", "DKX", "D1", ""])
def test_the_letters_of_an_organisation(prefix):
    with pytest.raises(ValueError):
        new_reference(prefix, DAY)
