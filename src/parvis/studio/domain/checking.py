"""What is wrong with a document, beside the element that it concerns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, get_args

from parvis.cases.data import CaseTypeDefinition
from parvis.datasets import api as datasets
from parvis.forms.data import LocalizedText, Problem
from parvis.procedures import api as procedures
from parvis.procedures.data import Face
from parvis.studio.data import Document, Part, Told
from parvis.studio.domain import step_operations
from parvis.studio.domain.elements import path_of, places
from parvis.territory.api import departments, organisations

PARTS: tuple[Part, ...] = get_args(Part)
"""Lists of a workflow whose members have problems of their own."""
_SHOWN = 500
"""Problems that are kept: nobody reads more, and a hostile definition could have thousands."""


def check(
    document: Document, definition: CaseTypeDefinition, face: Face, organisation_id: uuid.UUID | None = None
) -> list[Told]:
    """Everything wrong with a document, what keeps it from being published first in each element.

    organisation_id: whose data sets there are; None: they are not looked at.
    """
    paths = {path_of(place): place.id for place in places(document)} | flow_paths(document)
    paths |= step_operations.paths(document)
    found = procedures.examine(definition, face, departments=_departments())
    if organisation_id is not None:
        found += _beside(definition, organisation_id)
    return [_told(problem, paths) for problem in found[:_SHOWN]]


def _beside(definition: CaseTypeDefinition, organisation_id: uuid.UUID) -> list[Problem]:
    """What the form says of data sets that are not there."""
    found = datasets.problems(definition.form, organisation_id)
    return [replace(one, path=f"form.{one.path}") for one in found]


def _departments() -> frozenset[str]:
    """The codes of the departments that there are, from memory."""
    return frozenset(place.code for one in organisations.all() for place in departments.of(one.id))


def _told(problem: Problem, paths: dict[str, str]) -> Told:
    path = problem.path
    while path and path not in paths:
        path = path.rpartition(".")[0]
    if not path:
        return Told("", problem.path, problem.message, problem.blocking)
    return Told(paths[path], problem.path[len(path) + 1 :], problem.message, problem.blocking)


def flow_paths(document: Document) -> dict[str, str]:
    """The elements of the workflow by their paths in problems."""
    workflow = document["definition"]["workflow"]
    found = {"workflow": "workflow"}
    for part in PARTS:
        for index, one in enumerate(workflow.get(part, ())):
            found[f"workflow.{part}.{index}"] = f"{part}:{one['id']}"
    return found


def kept(found: Iterable[Told]) -> list[dict[str, Any]]:
    """As a draft keeps them."""
    return [
        {
            "element": one.element,
            "part": one.part,
            "fr": one.message.fr,
            "en": one.message.en,
            "blocking": one.blocking,
        }
        for one in found
    ]


def told(rows: Iterable[dict[str, Any]]) -> list[Told]:
    """As they were kept."""
    return [
        Told(row["element"], row["part"], LocalizedText(fr=row["fr"], en=row["en"]), row["blocking"]) for row in rows
    ]
