"""A procedure of demarches-simplifiees, from its schema."""

import json
from collections import Counter

import pytest

from parvis.forms.api import CompiledForm
from parvis.forms.data import Block, Field
from parvis.incoming import api
from parvis.incoming.data import Found, Kind, Verdict
from tests.incoming.reading import EXAMPLES, verdicts

SCHEMA = (EXAMPLES / "demarches" / "schema.json").read_bytes()


def _found(data: bytes = SCHEMA) -> Found:
    return api.read([api.Brought("schema.json", data)])


def _nodes(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_nodes, value.values()))
    return 1 + sum(map(_nodes, value)) if isinstance(value, list) else 1


@pytest.mark.parametrize("around", [(), ("data", "demarche")], ids=["as the site gives it", "as GraphQL answers"])
def test_every_value_of_the_schema_is_accounted_for_once(around: tuple[str, ...]) -> None:
    value = json.loads(SCHEMA)
    for name in reversed(around):
        value = {name: value}
    found = _found(json.dumps(value).encode())
    covers = Counter(place for one in found.report.elements for place in one.covers)
    assert len(covers) == _nodes(value)
    assert set(covers.values()) == {1}
    assert len(found.imports) == 1


def test_titles_open_pages_and_sections() -> None:
    form = _found().imports[0].definition.form
    assert [page.title.fr for page in form.pages] == ["Demander une subvention", "L’association", "Le projet"]
    assert [(part.title.fr, part.level) for part in form.pages[2].sections if part.title] == [("Budget", 1)]
    CompiledForm(form).evaluate({}, {"today": "2026-11-22"})


def test_fields_become_ours() -> None:
    items = {
        item.label.fr: item
        for page in _found().imports[0].definition.form.pages
        for part in page.sections
        for item in part.items
    }
    kinds = {label: item.type for label, item in items.items() if isinstance(item, Field)}
    assert kinds["SIRET"] == "identifier"
    assert kinds["Civilité"] == "civility"
    assert kinds["Département"] == "division"
    assert kinds["Montant"] == "integer"
    assert kinds["Domaine – autre réponse"] == "text"
    assert kinds["En savoir plus"] == "explanation"
    group = items["Devis"]
    assert isinstance(group, Block)
    assert (group.min, [one.type for one in group.fields]) == (1, ["text", "file"])
    first = items["Avant de commencer"]
    assert isinstance(first, Field)
    assert first.options["text"]["fr"] == "**Avant de commencer**\n\nLisez **la charte**."


def test_the_report_says_what_differs_and_what_is_lost() -> None:
    found = _found()
    said = verdicts(found)
    assert said["Département"] is Verdict.EXACT
    assert said["SIRET"] is Verdict.APPROXIMATE
    assert said["Domaine"] is Verdict.APPROXIMATE
    assert said["Montant"] is Verdict.EXACT  # bold words in its hint bear on no answer
    assert said["Lieu"] is Verdict.EXACT
    assert said["Emprise"] is Verdict.NOT
    assert said["Avis du service"] is Verdict.NOT
    whole = next(one for one in found.report.elements if one.kind is Kind.FORM)
    assert any("jamaisVu" in detail.says.fr for detail in whole.details), "a setting nobody knows is told"
    assert any(detail.setting == "condition" for detail in whole.details), "the schema holds no conditions"


def test_its_circuit_can_be_walked_to_an_end() -> None:
    made = _found().imports[0]
    assert [one.path for one in made.problems] == ["retention"]
    assert made.definition.workflow.initial == "en_construction"
