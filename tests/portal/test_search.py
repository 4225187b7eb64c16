"""Search by the resident's words."""

import pytest
from hypothesis import given, strategies as st

from parvis.kernel.portal import Offer
from parvis.portal.domain.search import one_slip, search, words

BAR = Offer("Débit de boissons temporaire", "/a/", "Associations", words=("buvette", "bar", "vin d’honneur", "fête"))
BIRTH = Offer("Copie d’acte de naissance", "/b/", "État civil", words=("extrait",), often=2)
MOVE = Offer("Réserver la voie pour un déménagement", "/c/", "Rue", words=("travaux", "camion"))
HOST = Offer("Attestation d’accueil", "/d/", "État civil", summary="Héberger une personne étrangère")
OFFERS = [BAR, BIRTH, MOVE, HOST]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("buvette", [BAR]),
        ("une buvette pour notre fête", [BAR]),
        ("BUVETTES", [BAR]),
        ("buvete", [BAR]),
        ("boisson", [BAR]),
        ("debit", [BAR]),
        ("je veux un acte de naissance", [BIRTH]),
        ("naissence", [BIRTH]),
        ("demenagement", [MOVE]),
        ("déménager", [MOVE]),
        ("travail", [MOVE]),
        ("héberger", [HOST]),
        ("état civil", [BIRTH, HOST]),
        ("attest", [HOST]),
        ("", []),
        ("de la", []),
        ("zzzz", []),
        ("?!", []),
    ],
)
def test_what_people_type(typed: str, found: list[Offer]) -> None:
    assert search(OFFERS, typed) == found


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("buvette", "buvete", True), ("buvette", "buvettes", True), ("buvette", "uvette", True),
        ("buvette", "bvuette", True), ("buvette", "bavette", True), ("buvette", "buvette", True),
        ("buvette", "bavettes", False), ("buvette", "", False), ("a", "bb", False),
    ],
)  # fmt: skip
def test_one_slip(one: str, other: str, slip: bool) -> None:
    assert one_slip(one, other) is slip
    assert one_slip(other, one) is slip


@given(st.text(alphabet="abcd", min_size=2, max_size=8), st.data())
def test_every_single_change_is_a_slip(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    assert one_slip(word, word[:place] + word[place + 1 :])
    assert one_slip(word, word[:place] + "z" + word[place:])
    assert one_slip(word, word[:place] + "z" + word[place + 1 :])


@given(st.text(max_size=100))
def test_any_text_is_taken(text: str) -> None:
    assert set(search(OFFERS, text)) <= set(OFFERS)
    assert all(word.isascii() for word in words(text))


@given(st.sampled_from(OFFERS))
def test_an_offer_is_found_by_its_own_title(offer: Offer) -> None:
    assert search(OFFERS, offer.title)[0] == offer
