"""Every procedure of the demonstration: publishable, in both languages, and its examples are valid answers."""

import datetime as dt
import json
import re
from importlib import import_module
from typing import Any

import pytest

from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.procedures import api as procedures
from parvis.procedures.demonstration.answers import DUNKERQUE, GRAVELINES
from parvis.procedures.demonstration.catalogue import CATALOGUE
from tests.procedures.demonstration import INSEE, form_of, problems, with_files

ALL = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.slug)
EXAMPLES = {
    "acte-de-naissance": "answers_birth_certificate",
    "inscription-scolaire": "answers_school_enrolment",
    "carte-stationnement-resident": "answers_parking_card",
    "attestation-accueil": "answers_proof_of_accommodation",
    "stationnement-demenagement": "answers_public_space_move",
}
DAYS = [dt.date(2026, 1, 1), dt.date(2026, 5, 4), dt.date(2026, 8, 31), dt.date(2026, 9, 1), dt.date(2028, 2, 29)]


def example(slug: str, seed: int, today: dt.date, **given: Any) -> dict[str, Any]:
    module = import_module(f"parvis.procedures.demonstration.{EXAMPLES[slug]}")
    return dict(module.answers(seed, today, **given))


def raw(entry) -> Any:
    return json.loads(entry.definition(INSEE).model_dump_json())


@ALL
def test_it_may_be_published(entry):
    found = procedures.check(entry.definition(INSEE), entry.face)
    assert [(problem.path, problem.message.into("en")) for problem in found] == []


def _texts(value: Any, path: str = ""):
    if isinstance(value, dict):
        if set(value) == {"fr", "en"}:
            yield path, value["fr"], value["en"]
            return
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{index}")


@ALL
def test_every_text_has_both_languages(entry):
    everything = {**raw(entry), "face": json.loads(entry.face.model_dump_json())}
    assert [path for path, fr, en in _texts(everything) if not (fr and en)] == []


@ALL
def test_french_punctuation_keeps_its_spaces(entry):
    everything = {**raw(entry), "face": json.loads(entry.face.model_dump_json())}
    french = [fr for _path, fr, _en in _texts(everything)]
    french += re.findall(r'"(?:law|text|object|opening|title)": "([^"]*)"', json.dumps(everything, ensure_ascii=False))
    assert [text for text in french if re.search(r" [:;?!»]|« |'", text)] == []


@ALL
def test_pages_are_short_enough_for_a_phone(entry):
    """Six questions at most; what is only read or worked out does not count."""
    long = {}
    for page in entry.definition(INSEE).form.pages:
        items = [item for section in page.sections for item in section.items]
        asked = [
            item
            for item in items
            if getattr(item, "type", "") != "explanation" and getattr(item, "computed", None) is None
        ]
        if len(asked) > 6:
            long[page.id] = len(asked)
    assert long == {}


@pytest.mark.parametrize("slug", EXAMPLES)
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_examples_are_valid_whatever_the_seed_and_the_day(slug, today):
    form = form_of(slug)
    found = {}
    with clock.fixed(dt.datetime.combine(today, dt.time(12), PARIS)):
        for seed in range(40):
            for commune in (DUNKERQUE, GRAVELINES):
                answers = example(slug, seed, today, commune=commune)
                assert answers == example(slug, seed, today, commune=commune)
                if wrong := problems(form, with_files(form, answers, today), today):
                    found[seed] = wrong
    assert found == {}


@pytest.mark.parametrize("slug", EXAMPLES)
def test_examples_hold_nothing_that_was_not_asked(slug):
    form, today = form_of(slug), DAYS[1]
    for seed in range(40):
        answers = example(slug, seed, today)
        state = form.evaluate(answers, {"today": str(today)})
        kept = form.clean(answers, state)
        assert set(answers) <= set(kept)


@pytest.mark.parametrize("slug", EXAMPLES)
def test_an_account_s_address_is_used(slug):
    assert example(slug, 3, DAYS[1], email="amina.benali@courriel.example")["email"] == "amina.benali@courriel.example"
