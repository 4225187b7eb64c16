"""Countries of birth."""

import pytest

from parvis.territory.api import countries


def test_france_stands_first_and_names_are_in_order():
    for language, germany in (("fr", "Allemagne"), ("en", "Germany")):
        listed = countries.listed(language)
        assert listed[0].code == countries.FRANCE
        assert len({country.into(language) for country in listed}) == len(listed) > 190
        assert countries.get("99109").into(language) == germany
    names = [country.fr for country in countries.listed("fr")[1:]]
    assert names.index("Égypte") < names.index("Émirats arabes unis") < names.index("Équateur") < names.index("Estonie")


@pytest.mark.parametrize(("code", "iso"), [("99100", "FR"), ("99352", "DZ"), ("99157", "XK"), ("99261", "PS")])
def test_codes(code, iso):
    assert countries.get(code).iso == iso
    assert countries.by_iso(iso).code == code


@pytest.mark.parametrize("code", ["", "FR", "99999", "99141", "XXXXX"])
def test_no_such_country(code):
    assert countries.get(code) is None
