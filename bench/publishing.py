"""Publishes the bench's procedures, as data, in the installation of the environment: `python -m bench.publishing`.

Prints JSON: for each procedure its slug, its size, and what a visitor posts on each of its pages.
"""

import json
import os
from dataclasses import dataclass
from typing import Any

os.environ["PARVIS_DB_ROLE"] = "owner"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

from parvis.cases.data import CaseTypeDefinition  # noqa: E402
from parvis.forms.api import CompiledForm  # noqa: E402
from parvis.kernel import clock  # noqa: E402
from parvis.procedures import api as procedures  # noqa: E402
from parvis.procedures.data import Face  # noqa: E402
from parvis.territory.api import organisations  # noqa: E402
from parvis.territory.data import Sphere  # noqa: E402
from tests.forms.making import Browser  # noqa: E402

_INSEE = "59183"  # Dunkerque, whose site the bench visits
_DEPARTMENT = "vie-associative"
_CONTEXT = {"today": "2026-05-04"}
#: Kinds of fields in turn, with an answer for each; the first of a page is asked for the conditions of the next.
_KINDS: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("yes_no", {}, True),
    ("text", {}, "Fête de la Saint-Jean"),
    ("email", {}, "amina.benali@example.fr"),
    ("phone", {}, "+33612345678"),
    ("integer", {}, 120),
    ("date", {}, "2026-07-14"),
    ("long_text", {}, "Une buvette sur la place,\nde 14 h à 18 h."),
    ("address", {}, {"street": "14 rue de la Marine", "postcode": "59140", "city": "Dunkerque"}),
    ("choice", {"choices": [{"value": v, "label": {"fr": f"Groupe {v}", "en": f"Group {v}"}} for v in "134"]}, "3"),
    ("choices", {"choices": [{"value": v, "label": {"fr": f"Lot {v}", "en": f"Lot {v}"}} for v in "abcd"]}, ["a", "c"]),
    ("person", {}, {"first_names": "Amina", "family_name": "Benali"}),
    ("date_time", {}, "2026-05-04T18:30:00+02:00"),
)


@dataclass(frozen=True)
class Size:
    """A procedure of the bench: so many pages of so many fields, so many of them shown under a condition."""

    slug: str
    pages: int
    fields: int
    conditions: int


SIZES = (Size("mesure-3x15", 3, 15, 12), Size("mesure-5x60", 5, 60, 120))


def _both(words: str) -> dict[str, str]:
    return {"fr": words, "en": words}


def _form(size: Size) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pages and answers. Conditions read a question of the page before: without JavaScript no page comes back because
    an answer on it shows another question, so that the number of requests is the same for everybody measured.
    """
    pages, answers = [], {}
    for p in range(size.pages):
        conditional = size.conditions // (size.pages - 1) if p else 0
        items = []
        for f in range(size.fields):
            kind, options, value = _KINDS[f % len(_KINDS)]
            name = f"p{p}_{f}"
            words = f"Question {p + 1}.{f + 1}"
            item = {"id": name, "type": kind, "label": _both(words), "required": True, "options": options}
            if f % len(_KINDS) and conditional:
                item["condition"] = {"==": [{"var": f"p{p - 1}_0"}, True]}
                conditional -= 1
            items.append(item)
            answers[name] = value
        pages.append({"id": f"page_{p + 1}", "title": _both(f"Page {p + 1}"), "sections": [_section(p, items)]})
    return {"title": _both(f"Mesure {size.pages} × {size.fields}"), "pages": pages}, answers


def _section(page: int, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": f"section_{page + 1}", "items": items}


def definition_of(size: Size) -> tuple[CaseTypeDefinition, dict[str, Any]]:
    form, answers = _form(size)
    statuses = [
        {"id": "received", "kind": "open", "resident": _both("Bien reçue."), "agent": _both("Reçue")},
        {"id": "closed", "kind": "closed", "resident": _both("Close."), "agent": _both("Close")},
    ]
    close = {"id": "close", "sources": ["received"], "target": "closed", "label": _both("Clore"), "rights": ["agent"]}
    document = {
        "name": form["title"],
        "department": _DEPARTMENT,
        "title": ["p0_1"],
        "contact": {"name": ["p0_10.first_names", "p0_10.family_name"], "email": "p0_2", "phone": "p0_3"},
        "form": form,
        "workflow": {"initial": "received", "statuses": statuses, "transitions": [close]},
        "deadline": {
            "silence": {"effect": "acceptance", "months": 2, "legal_base": _both("CRPA L231-1")},
            "promise_working_days": 10,
        },
        "retention": {"years": 1, "source": _both("Banc de mesure")},
    }
    return CaseTypeDefinition.model_validate(document), answers


def _face(size: Size) -> Face:
    return Face.model_validate(
        {
            "title": _both(f"Mesure {size.pages} × {size.fields}"),
            "summary": _both("Une démarche du banc de mesure."),
            "subject": _both("Mesures"),
            "audience": _both("Personne"),
        }
    )


def _posted(definition: CaseTypeDefinition, answers: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """What a browser sends for each page when these are the answers: read from the page itself."""
    form = CompiledForm(definition.form)
    state = form.evaluate(answers, _CONTEXT)
    return {
        page.id: Browser(form.render_page(page.id, answers, state, {}, "fr", context=_CONTEXT)).sent
        for page in definition.form.pages
    }


def main() -> None:
    owner = organisations.by_insee(_INSEE)
    assert owner is not None
    made = []
    for size in SIZES:
        definition, answers = definition_of(size)
        conditions = sum(
            item.condition is not None
            for page in definition.form.pages
            for section in page.sections
            for item in section.items
        )
        assert conditions == size.conditions, (conditions, size)
        procedures.publish(
            owner.id, size.slug, definition=definition, face=_face(size), sphere=Sphere.GENERAL, at=clock.now()
        )
        made.append({"slug": size.slug, "pages": _posted(definition, answers)})
    print(json.dumps(made))


if __name__ == "__main__":
    main()
