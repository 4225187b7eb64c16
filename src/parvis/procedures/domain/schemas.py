"""JSON Schemas (2020-12): of the answers of each revision, and of the definitions themselves."""

from __future__ import annotations

import uuid
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.forms.registry import FIELD_TYPES
from parvis.procedures.data import Face
from parvis.workflows.registry import ACTIONS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/{model}"


def of_answers(case_type_id: uuid.UUID, number: int | None, language: str) -> dict[str, Any] | None:
    """The schema of what a revision of a case type takes (None: the published one); None where there is none.

    What conditions require, a schema does not say.
    """
    if number is None:
        published = cases.types.published(case_type_id)
        return published.form.json_schema(language) if published else None
    found = next((one for one in cases.types.revisions(case_type_id) if one.number == number), None)
    return cases.types.load(found.id).form.json_schema(language) if found else None


def of_definitions() -> dict[str, Any]:
    """The schema of a definition and its face, as packages and exports hold them: each type of question and of action
    with its own options. What the checks find beyond the shape (a cycle, a question that is asked later), it does not
    say.
    """
    models: list[tuple[type[BaseModel], Any]] = [(CaseTypeDefinition, "validation"), (Face, "validation")]
    models += [(kind.Options, "validation") for kind in FIELD_TYPES]
    models += [(kind.options, "validation") for kind in ACTIONS]
    places, whole = models_json_schema(models, ref_template=_REF)
    defs = whole["$defs"]
    _choosing(defs["Field"], {kind.name: places[kind.Options, "validation"] for kind in FIELD_TYPES})
    _choosing(defs["ActionUse"], {kind.name: places[kind.options, "validation"] for kind in ACTIONS})
    return {
        "$schema": DIALECT,
        "title": "Parvis: a procedure",
        "type": "object",
        "properties": {
            "definition": places[CaseTypeDefinition, "validation"],
            "face": places[Face, "validation"],
        },
        "required": ["definition", "face"],
        "additionalProperties": False,
        "$defs": defs,
    }


def _choosing(schema: dict[str, Any], options: dict[str, Any]) -> None:
    """Say which options go with which type; a type that nobody registered is none."""
    schema["properties"]["type"] = {"enum": sorted(options)}
    schema["allOf"] = [
        {"if": {"properties": {"type": {"const": name}}}, "then": {"properties": {"options": options[name]}}}
        for name in sorted(options)
    ]
