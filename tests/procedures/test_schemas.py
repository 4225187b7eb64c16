"""JSON Schemas of definitions and of answers, judged by a published validator (`jsonschema-rs`)."""

import datetime as dt
import json
from importlib import import_module

import jsonschema_rs
import pytest
from django.test import Client

from parvis.forms.registry import FIELD_TYPES
from parvis.packages.api import ready
from parvis.procedures.demonstration.answers import GRAVELINES
from parvis.procedures.demonstration.catalogue import CATALOGUE
from parvis.procedures.domain.schemas import of_definitions
from parvis.studio.domain.operations import written
from tests.factories.procedures import temporary_bar_offered
from tests.procedures.demonstration import INSEE, form_of
from tests.procedures.test_definitions import EXAMPLES

DAY = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def validator():
    return jsonschema_rs.validator_for(of_definitions())


def test_every_definition_of_ours_meets_the_schema(validator):
    for entry in CATALOGUE:
        validator.validate(written(entry.definition(INSEE), entry.face))
    for read in ready().values():
        validator.validate(read.document)


def _field(document):
    return document["definition"]["form"]["pages"][0]["sections"][0]["items"][0]


@pytest.mark.parametrize(
    "bend",
    [
        lambda document: _field(document).update(type="invented"),
        lambda document: _field(document).update(options={"invented": 1}),
        lambda document: _field(document).update(type="text", options={"max_length": "long"}),
        lambda document: document["definition"]["workflow"]["transitions"][0].update(actions=[{"type": "invented"}]),
        lambda document: document["definition"].update(invented=1),
        lambda document: document["face"].update(title="x"),
        lambda document: document["definition"].update(laws=[{"text": {"fr": "x"}, "link": "javascript:alert(1)"}]),
    ],
)
def test_what_is_wrong_does_not_meet_it(validator, bend):
    document = json.loads(json.dumps(ready()["modele-simple"].document))
    assert validator.is_valid(document)
    bend(document)
    assert not validator.is_valid(document)


@pytest.mark.parametrize("kind", FIELD_TYPES, ids=lambda kind: kind.name)
def test_options_of_every_type_meet_it(validator, kind):
    document = json.loads(json.dumps(ready()["modele-simple"].document))
    for example in kind.examples:
        _field(document).update(type=kind.name, options=json.loads(json.dumps(example.options, default=str)))
        validator.validate(document)


@pytest.mark.parametrize("entry", [one for one in CATALOGUE if one.slug in EXAMPLES], ids=lambda entry: entry.slug)
def test_answers_as_they_are_sent_meet_the_schema_of_their_form(entry):
    form = form_of(entry.slug)
    validator = jsonschema_rs.validator_for(form.json_schema("fr"))
    module = import_module(f"parvis.procedures.demonstration.{EXAMPLES[entry.slug]}")
    context = {"today": DAY.isoformat()}
    for seed in range(8):
        answers = dict(module.answers(seed, DAY, commune=GRAVELINES))
        sent = form.clean(answers, form.evaluate(answers, context))
        files = {one.id for one in form.files}
        missing = {"required": [name for name in form.json_schema("fr")["required"] if name not in files]}
        jsonschema_rs.validator_for(form.json_schema("fr") | missing).validate(json.loads(json.dumps(sent)))
    assert not validator.is_valid({"invented": 1})


@pytest.mark.django_db
def test_schemas_have_public_addresses():
    temporary_bar_offered()
    client, host = Client(), "dunkerque.localhost"
    latest = client.get("/demarches/buvette-temporaire/schema.json", headers={"host": host})
    first = client.get("/demarches/buvette-temporaire/schema-1.json", headers={"host": host})
    assert latest.status_code == first.status_code == 200
    assert latest["Content-Type"].startswith("application/schema+json")
    assert latest.json()["properties"] == first.json()["properties"]
    assert first.json()["$id"].endswith(f"//{host}/demarches/buvette-temporaire/schema-1.json")
    jsonschema_rs.validator_for(first.json())
    for path in ("buvette-temporaire/schema-9.json", "rien/schema.json"):
        assert client.get(f"/demarches/{path}", headers={"host": host}).status_code == 404
    format_of = client.get("/schemas/demarche-1.json", headers={"host": host})
    jsonschema_rs.validator_for(format_of.json()).validate(ready()["modele-simple"].document)
