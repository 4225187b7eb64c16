"""The attestation d'accueil: a file checked in advance, a visit with the originals, an outcome that is kept."""

import datetime as dt

import pytest

from parvis.procedures.demonstration.answers_proof_of_accommodation import answers
from parvis.procedures.demonstration.proof_of_accommodation import SLUG
from tests.procedures.demonstration import form_of, problems, with_files

TODAY = dt.date(2026, 5, 5)
CHILD = {
    "tie": "child",
    "person": {"first_names": "Nour", "family_name": "Ouali"},
    "born_on": "2015-03-02",
    "nationality_of": "Algérienne",
    "passport_of": "A12345678",
}


@pytest.fixture(scope="module")
def form():
    return form_of(SLUG)


@pytest.fixture(scope="module")
def asked(form):
    whole = with_files(form, answers(4, TODAY), TODAY)

    def change(**changes):
        return {name: value for name, value in (whole | changes).items() if value is not None}

    return change


def born(on: str) -> dict[str, str]:
    return {"first_names": "Salima", "birth_name": "Ouali", "birth_date": on}


@pytest.mark.parametrize(
    ("arrives", "leaves"),
    [
        ("2026-06-10", "2026-06-11"),
        ("2026-06-10", "2026-09-10"),  # three months, date to date
        ("2026-11-30", "2027-02-28"),  # no 30 February: the last day of the month
        ("2026-05-06", "2026-05-20"),  # tomorrow: late, but not ours to refuse
    ],
)
def test_a_stay_of_three_months_at_most(form, asked, arrives, leaves):
    assert problems(form, asked(arrives_on=arrives, leaves_on=leaves), TODAY) == {}


@pytest.mark.parametrize(
    ("arrives", "leaves", "input_id", "words"),
    [
        ("2026-06-10", "2026-09-11", "f-leaves_on", "three months"),
        ("2026-11-30", "2027-03-01", "f-leaves_on", "three months"),
        ("2026-06-10", "2026-06-10", "f-leaves_on", "after the arrival"),
        ("2026-06-10", "2026-06-09", "f-leaves_on", "after the arrival"),
        ("2026-05-05", "2026-06-09", "f-arrives_on", "ahead"),
    ],
)
def test_a_stay_that_is_refused(form, asked, arrives, leaves, input_id, words):
    found = problems(form, asked(arrives_on=arrives, leaves_on=leaves), TODAY)
    assert any(anchor.startswith(input_id) and words in said for anchor, said in found.items()), found


@pytest.mark.parametrize(
    ("birth", "letter"), [("2008-05-06", True), ("2008-05-05", False), ("1980-01-01", False), ("2020-01-01", True)]
)
def test_parents_write_for_a_minor_who_comes_alone(form, asked, birth, letter):
    found = problems(form, asked(visitor=born(birth)), TODAY)
    assert any(anchor.startswith("f-parents_letter") for anchor in found) is letter


@pytest.mark.parametrize(
    ("companion", "wrong"),
    [
        (CHILD, ""),
        (CHILD | {"born_on": "2008-05-06"}, ""),
        (CHILD | {"born_on": "2008-05-05"}, "f-companions-0-born_on"),
        (CHILD | {"tie": "spouse", "born_on": "1990-05-05"}, ""),
        ({name: value for name, value in CHILD.items() if name != "passport_of"}, "f-companions-0-passport_of"),
        ({name: value for name, value in CHILD.items() if name != "person"}, "f-companions-0-person"),
    ],
)
def test_the_spouse_and_minor_children_are_on_the_same_request(form, asked, companion, wrong):
    found = problems(form, asked(companions=[companion]), TODAY)
    assert [anchor for anchor in found if not (wrong and anchor.startswith(wrong))] == []
    assert bool(found) is bool(wrong)


@pytest.mark.parametrize(
    "missing",
    [
        "host",
        "host_proof",
        "address",
        "occupancy",
        "occupancy_proof",
        "address_proof",
        "area",
        "living_there",
        "comfort",
        "income_proof",
        "commitment",
        "visitor",
        "nationality",
        "passport",
        "arrives_on",
        "leaves_on",
        "insurer",
    ],
)
def test_what_the_sheet_asks_is_required(form, asked, missing):
    found = problems(form, asked(**{missing: None}), TODAY)
    assert any(anchor.startswith(f"f-{missing}") for anchor in found)


@pytest.mark.parametrize("left_out", ["email", "phone", "lodging_proof", "companions"])
def test_the_rest_is_not(form, asked, left_out):
    assert problems(form, asked(**{left_out: None}), TODAY) == {}
