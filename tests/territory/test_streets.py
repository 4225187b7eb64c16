"""Streets and house numbers as people write them."""

import pytest
from hypothesis import given, strategies as st

from parvis.territory.domain.streets import House, alike, house, key, place

SAME = [
    ("14 bis, av. du Gal de Gaulle", "14bis AVENUE GENERAL-DE-GAULLE"),
    ("3 r. de la Marine", "3, Rue de la marine"),
    ("3 r de la marine", "3 rue la Marine"),
    ("12 bd Ste-Barbe", "12 Boulevard Sainte Barbe"),
    ("5 pl. Jean-Bart", "5 place Jean Bart"),
    ("7 rue de l’Église", "7 RUE DE L'EGLISE"),
    ("8 rue du 8 Mai 1945", "8 rue du Huit Mai 1945"),
    ("2 rue du 11 novembre", "2, rue du onze-novembre"),
    ("1 quai des Hollandais", "1 qu. Hollandais"),
    ("Résidence Les Dunes, 14 rue de la Marine", "14 rue de la Marine, bâtiment B"),
    ("14-16 rue de la Marine", "14 rue de la Marine 59140 Dunkerque"),
    ("14 rue Cœur-Joyeux", "14 rue coeur joyeux"),
    ("n° 14 rue de la Marine", "14 rue de la Marine appt 3"),
    ("14B rue de la Marine", "14 b rue de la Marine"),
    ("14 rue St-Eloi", "14 rue Saint Éloi"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_place(one, other):
    assert place(one) == place(other) is not None
    assert place(one).house is not None


@pytest.mark.parametrize(
    ("line", "street", "number"),
    [
        ("14 bis rue de la Marine", "rue marine", House(14, 2)),
        ("14 r marine", "rue marine", House(14)),
        ("14 q rue de la Marine", "rue marine", House(14, 17)),
        ("rue de la Marine", "rue marine", None),
        ("La Marine", "marine", None),
        ("Résidence des Dunes", "residence dunes", None),
        ("rue du 8 mai 1945", "rue 8 mai 1945", None),
        ("14 La Marine", "marine", House(14)),
        ("12 rue du 11 novembre 1918", "rue 11 novembre 1918", House(12)),
        ("14, 16 rue de la Marine", "rue marine", House(14)),
        ("14 bis-14 ter rue de la Marine", "rue marine", House(14, 2)),
    ],
)
def test_street_and_house(line, street, number):
    assert place(line) == (street, number)


@pytest.mark.parametrize("line", ["", "   ", "14", "...", "!!", "\0"])
def test_no_street(line):
    found = place(line)
    assert found is None or found.house is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("rue de la Marine", "avenue de la Marine"), ("rue Foch", "rue Foche"), ("rue Saint Éloi", "rue Éloi")],
)
def test_other_streets(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("rue V. Hugo", "rue Victor Hugo", True),
        ("rue Victor Hugo", "rue V Hugo", True),
        ("rue Hugo", "rue Victor Hugo", False),
        ("rue V. Hugo", "place Victor Hugo", False),
        ("rue A. Hugo", "rue Victor Hugo", False),
        ("rue Victor H", "rue Victor Hugo", False),
    ],
)
def test_initials(one, other, same):
    assert alike(key(one), key(other)) is same


def test_houses_are_in_order():
    written = ["13", "14", "14 A", "14 bis", "14ter", "14 quater", "15", "100"]
    houses = [house(text) for text in written]
    assert houses == sorted(houses)
    assert house("14 B") == house("14bis")
    assert [house(text) for text in ("", "bis", "14 rue", "-1", "1e9", "٣")] == [None] * 6


@given(st.text(max_size=400))
def test_anything_is_a_place_or_none(text):
    found = place(text)
    assert found is None or (found.street and found.street == key(found.street))


@given(st.integers(1, 9999), st.sampled_from(["", " bis", "ter", " B"]), st.sampled_from([one for one, _ in SAME]))
def test_the_number_never_changes_the_street(number, suffix, line):
    _, _, name = line.partition(" r")
    if name:
        assert place(f"{number}{suffix} r{name}").street == place(f"1 r{name}").street
