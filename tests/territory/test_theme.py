"""Colours of a site: contrast of every pair, in words."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, strategies as st

from parvis.territory.data import Theme
from parvis.territory.domain import theme

_colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # W3C's own examples (Understanding 1.4.3, technique G18)
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#ffffff", "#ffffff", 1.0),
    ],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert theme.contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(_colours, _colours)
def test_contrast_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert theme.contrast(one, other) == theme.contrast(other, one)
    assert 1 <= theme.contrast(one, other) <= 21.000001


def test_the_default_colours_can_be_read() -> None:
    assert theme.unreadable(Theme()) == []


def test_a_pale_accent_is_refused_with_the_pair_and_its_ratio() -> None:
    found = theme.unreadable(replace(Theme(), accent="#ffcc00"))
    assert [result.pair.front for result in found] == ["white", "accent"]
    with translation.override("en"):
        assert found[0].message == "white on accent colour: contrast of 1.51 to 1, at least 4.5 to 1 is needed"


def test_a_ratio_just_short_is_never_rounded_up_to_enough() -> None:
    result = theme.Unreadable(theme.Pair("white", "brand", 4.5), 4.499)
    with translation.override("en"):
        assert "4.49" in result.message


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "", "#0b3c5d;}body{display:none"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        theme.unreadable(replace(Theme(), brand=colour))


def test_an_unknown_colour_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no such colours"):
        theme.from_json({"background": "#ffffff"})


@given(_colours)
def test_only_what_differs_is_kept(colour: str) -> None:
    chosen = replace(Theme(), brand=colour)
    assert theme.from_json(theme.to_json(chosen)) == chosen
    assert theme.to_json(Theme()) == {}


@given(_colours)
def test_a_darker_colour_can_carry_white_text(colour: str) -> None:
    assert theme.contrast(theme.darker(colour), "#ffffff") >= 7


def test_the_address_of_the_style_sheet_changes_with_its_content() -> None:
    assert theme.path(Theme()) != theme.path(replace(Theme(), brand="#000000"))
    assert theme.style_sheet(Theme()).startswith(":root{--brand:#0b3c5d;--brand-strong:#072a42;")


def test_the_style_sheet_of_the_product_has_the_same_fixed_colours() -> None:
    path = Path(theme.__file__).parents[2] / "kernel/ui/styles/_theme.scss"
    if not path.exists():
        pytest.skip("the style sheets are not there yet")
    text = path.read_text()
    for name in ("ink", "soft", "ok", "warn", "late", "edge"):
        assert f"--{name}: {theme.FIXED[name]};" in text, name
