"""Telephone numbers of administrations."""

import pytest

from parvis.territory.domain import national, phones


@pytest.mark.parametrize(
    ("text", "county", "shown", "link"),
    [
        ("03 28 59 12 34", "59", "03 28 59 12 34", "+33328591234"),
        ("0328591234", "59", "03 28 59 12 34", "+33328591234"),
        ("+33 3 28 59 12 34", "59", "03 28 59 12 34", "+33328591234"),
        ("02 62 40 04 04", "974", "02 62 40 04 04", "+262262400404"),
        ("02 69 66 50 10", "976", "02 69 66 50 10", "+262269665010"),
        ("05 90 80 56 56", "971", "05 90 80 56 56", "+590590805656"),
        ("30 13", "13", "30 13", "3013"),
        ("3975", "75", "39 75", "3975"),
    ],
)
def test_numbers_are_shown_and_dialled(text: str, county: str, shown: str, link: str) -> None:
    assert phones.read(text, county) == (shown.replace(" ", "\u00a0"), link)


@pytest.mark.parametrize("text", ["", "99", "12 34 5", "00 00 00 00 00", "mairie", "03 28 59 12 34 5 678 9"])
def test_what_cannot_be_called_is_refused(text: str) -> None:
    with pytest.raises(phones.NotAPhone):
        phones.read(text, "59")


def test_nearly_every_town_hall_of_france_can_be_called() -> None:
    known = {facts.insee: facts.county for facts in national.communes() if facts.kind == "commune"}
    sample = list(known)[::50]
    refused = []
    for insee, hall in national.town_halls(sample).items():
        try:
            phones.read(hall.phone, known[insee])
        except phones.NotAPhone:
            refused.append((insee, hall.phone))
    assert len(refused) < 0.01 * len(sample), refused
