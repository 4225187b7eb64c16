"""The communes of France, found by what people type."""

import sys

import pytest

from parvis.territory.api import communes


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dunkerque", "59183"),
        ("DUNKERQUE", "59183"),
        ("saint georges sur l aa", "59532"),
        ("st-georges-sur-l'aa", "59532"),
        ("Saint-Georges-sur-l’Aa", "59532"),
        ("ste marie", "97418"),
        ("le port", "97407"),
        ("port louis", "97122"),
        ("l'hay", "94038"),
        ("hay-les-roses", "94038"),
        ("teteghem", "59588"),
        ("coudekerque", "59155"),
        ("Œuilly", "51410"),
        ("ajacc", "2A004"),
        ("2a004", "2A004"),
        ("97411", "97411"),
        ("97407", "97407"),
    ],
)
def test_what_people_type(typed: str, first: str) -> None:
    assert communes.search(typed, 3)[0].insee == first


def test_a_postcode_gives_the_communes_that_it_serves() -> None:
    assert {"Dunkerque"} <= {found.name for found in communes.search("59140", 10)}
    assert {found.name for found in communes.search("59380", 20)} >= {"Armbouts-Cappel", "Spycker"}


@pytest.mark.parametrize("typed", ["", " ", "a", "zzzzzz", "|", "\n", ".*", "%", "99999", "||c|"])
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert communes.search(typed) == []


def test_the_limit_holds_and_nothing_comes_twice() -> None:
    found = communes.search("saint", 25)
    assert len(found) == 25
    assert len({one.insee for one in found}) == 25


def test_former_communes_and_arrondissements_only_when_asked() -> None:
    assert all(found.kind == "commune" for found in communes.search("paris", 50))
    assert communes.search("paris 7", 1, former=True)[0].insee == "75107"
    former = communes.search("saint-pol-sur-mer", 1, former=True)[0]
    assert (former.insee, former.kind, former.parent) == ("59540", "associated", "59183")


@pytest.mark.parametrize(
    ("insee", "name", "county"),
    [
        ("59183", "Dunkerque", "59"), ("2A004", "Ajaccio", "2A"), ("2b033", "Bastia", "2B"),
        ("97411", "Saint-Denis", "974"),
        ("97105", "Basse-Terre", "971"), ("97611", "Mamoudzou", "976"), ("98818", "Nouméa", "988"),
        ("75056", "Paris", "75"),
        ("01015", "Arboys en Bugey", "01"), ("20004", "Ajaccio", "2A"),
    ],
)  # fmt: skip
def test_by_insee_code(insee: str, name: str, county: str) -> None:
    found = communes.get(insee)
    assert found is not None
    assert (found.name, found.county, found.kind) == (name, county, "commune")


@pytest.mark.parametrize("insee", ["", "59", "99999", "5918", "|59183|", "59183\n", "abcde"])
def test_unknown_codes(insee: str) -> None:
    assert communes.get(insee) is None or insee.strip() == "59183"


def test_they_take_little_memory() -> None:
    from parvis.territory.domain import communes as module

    assert sys.getsizeof(module._text()) < 3_000_000
