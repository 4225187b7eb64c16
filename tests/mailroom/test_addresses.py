"""Addresses of envelopes: NF Z10-011, six lines of 38 characters."""

import pytest
from hypothesis import given, strategies as st

from parvis.mailroom.domain.addresses import HEIGHT, WIDTH, fit, lines


@pytest.mark.parametrize(
    ("name", "postal", "expected"),
    [
        (
            ("Les Corsaires de la Citadelle", "Jean Deswarte"),
            {"street": "14, rue de l’Église", "postcode": "59140", "city": "Dunkerque"},
            ("Les Corsaires de la Citadelle", "Jean Deswarte", "14 RUE DE L EGLISE", "59140 DUNKERQUE"),
        ),
        (
            ("Marie-Thérèse O’Hara",),
            {
                "street": "3 bis quai de l'Œuvre",
                "complement": "Bât. B",
                "postcode": "59 430",
                "city": "Saint-Pol-sur-Mer",
            },
            ("Marie-Thérèse O'Hara", "BAT B", "3 BIS QUAI DE L OEUVRE", "59430 SAINT POL SUR MER"),
        ),
        (("A",), {"street": "1 rue X", "postcode": "5914", "city": "Y"}, ()),
        (("A",), {"street": "", "postcode": "59140", "city": "Y"}, ()),
        ((), {"street": "1 rue X", "postcode": "59140", "city": "Y"}, ()),
        (("A",), {}, ()),
    ],
)
def test_lines(name, postal, expected):
    assert lines(name, postal) == expected


def test_a_long_line_is_shortened_as_the_standard_allows():
    assert fit("142 BOULEVARD DU GENERAL DE LATTRE DE TASSIGNY") == "142 BD DU GAL DE LATTRE DE TASSIGNY"
    assert fit("12 AVENUE " + "LONGUE " * 8).startswith("12 AV LONGUE")


@given(
    st.lists(st.text(max_size=90), max_size=3),
    st.fixed_dictionaries(
        {},
        optional={part: st.text(max_size=120) for part in ("street", "complement", "city")}
        | {"postcode": st.from_regex(r"[0-9]{5}", fullmatch=True)},
    ),
)
def test_never_more_than_fits_the_window(name, postal):
    found = lines(name, postal)
    assert len(found) <= HEIGHT
    for line in found:
        assert 0 < len(line) <= WIDTH
        assert line == line.strip()
    if found:
        assert found[-1][:5].isdigit()
        assert found[-1] == found[-1].upper()
        assert all(c.isascii() and (c.isalnum() or c == " ") for c in found[-1] + found[-2])
