"""French names with their articles, host labels, prefixes of references."""

import re

import pytest
from hypothesis import given, strategies as st

from parvis.territory.domain import naming


@pytest.mark.parametrize(
    ("name", "liaison", "said"),
    [
        ("Dunkerque", 0, "de Dunkerque"),
        ("Armbouts-Cappel", 1, "d’Armbouts-Cappel"),
        ("Le Port", 2, "du Port"),
        ("La Rochelle", 3, "de La Rochelle"),
        ("Les Avirons", 4, "des Avirons"),
        ("L'Étang-Salé", 5, "de L’Étang-Salé"),
        ("Aux Marais", 6, "des Marais"),
        ("Los Masos", 8, "de Los Masos"),
        ("Saint-Georges-sur-l'Aa", 0, "de Saint-Georges-sur-l’Aa"),
    ],
)
def test_the_name_after_of(name: str, liaison: int, said: str) -> None:
    assert naming.of(name, liaison) == said


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Communauté urbaine de Dunkerque", "de la Communauté urbaine de Dunkerque"),
        ("Métropole Européenne de Lille", "de la Métropole Européenne de Lille"),
        ("Eurométropole de Strasbourg", "de l’Eurométropole de Strasbourg"),
        ("Syndicat mixte", "du Syndicat mixte"),
        ("Brest Métropole", "de Brest Métropole"),
    ],
)
def test_a_title_after_of(title: str, said: str) -> None:
    assert naming.of_title(title) == said


@pytest.mark.parametrize(
    ("population", "title"), [(4_999, "Commune d’Ajaccio"), (5_000, "Ville d’Ajaccio"), (None, "Commune d’Ajaccio")]
)
def test_a_town_by_its_population(population: int | None, title: str) -> None:
    assert naming.commune_title("Ajaccio", 1, population) == title


@pytest.mark.parametrize(
    ("name", "prefix"),
    [("Dunkerque", "DK"), ("Gravelines", "GV"), ("Grande-Synthe", "GS"), ("Communauté urbaine de Dunkerque", "CD")],
)
def test_prefixes_come_from_the_name(name: str, prefix: str) -> None:
    assert naming.prefixes(name)[0] == prefix


@given(st.text())
def test_prefixes_never_run_out_and_hold_no_letter_taken_for_a_digit(name: str) -> None:
    found = naming.prefixes(name)
    assert len(found) > 400
    assert all(re.fullmatch("[ABCDEFGHJKMNPQRSTVWXYZ]{2}", prefix) for prefix in found)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Téteghem-Coudekerque-Village", "teteghem-coudekerque-village"),
        ("Saint-Georges-sur-l’Aa", "saint-georges-sur-l-aa"),
        ("Œuilly", "oeuilly"),
        ("Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", "saint-remy-en-bouzemont-saint-genest-et-isson"),
    ],
)
def test_host_labels(name: str, label: str) -> None:
    assert naming.slug(name) == label


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Z"]), min_size=1, max_size=200))
def test_host_labels_fit_rfc_1123(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{0,50}", naming.slug(name))


def test_group_labels_leave_small_words_out() -> None:
    assert naming.group_slug("CC du Pays de Salars") == "cc-pays-salars"
