"""What a step writes into the fields of a PDF form: what there is to choose, and what is proposed first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from parvis.cases.api import passages
from parvis.cases.registry import TEXT
from parvis.files.api import PdfField, PdfForm
from parvis.forms.data import Field, FormDefinition

#: how a text is written, as `cases.plugins.form_action.Style` has them
STYLES: dict[str, str | Promise] = {
    "plain": gettext_lazy("as it is"),
    "upper": gettext_lazy("in capitals"),
    "digits": gettext_lazy("figures alone"),
    "date": gettext_lazy("day as 08/03/2026"),
    "day": gettext_lazy("day of the date"),
    "month": gettext_lazy("month of the date"),
    "year": gettext_lazy("year of the date"),
}
#: a rule that is none of those offered
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """A field to fill in, by its number among the fields. state: of a box or a group ("" for a text), part: its
    number among these.
    """

    number: int
    name: str
    label: str
    page: int
    state: str = ""
    part: int = 0

    @property
    def input(self) -> str:
        """The name of its input."""
        return f"f-{self.number}" + (f"-{self.part}" if self.state else "")


def lines(form: PdfForm) -> Iterator[Line]:
    """Everything that may be filled in, in the order of reading; a line for each state of boxes and groups."""
    for number, field in enumerate(form.fields):
        page = field.boxes[0].page + 1 if field.boxes else 1
        if field.kind in ("text", "choice", "list"):
            yield Line(number, field.name, _label(field), page)
        elif field.kind in ("checkbox", "radio"):
            seen: set[str] = set()
            for box in field.boxes:
                if box.state and box.state not in seen:
                    seen.add(box.state)
                    whole, here = _label(field), box.near or box.state
                    said = whole if here == whole else f"{whole} – {here}"
                    yield Line(number, field.name, said, page, box.state, len(seen))


def _label(field: PdfField) -> str:
    near = field.boxes[0].near if field.boxes and field.kind != "radio" else ""
    return field.label or near or field.name


def names_of(form: FormDefinition, language: str) -> passages.Passages:
    """The passages that may stand in a field: those of any case, and the answers."""
    return passages.Passages((*passages.of_use(TEXT), *passages.of_answers(form, language).values()))


def whens(form: FormDefinition, language: str) -> dict[str, tuple[str, Any]]:
    """When a box may be ticked: words and rule, by the rule as text."""
    found: dict[str, tuple[str, Any]] = {}
    for field in (item for page in form.pages for part in page.sections for item in part.items):
        if not isinstance(field, Field):
            continue
        label, here = field.label.into(language), {"var": field.id}
        rules: list[tuple[str, Any]]
        if field.type == "checkbox":
            rules = [(label, {"!!": [here]})]
        elif field.type == "yes_no":
            rules = [
                (f"{label} : {word}", {"===": [here, value]}) for word, value in ((_("Yes"), True), (_("No"), False))
            ]
        elif field.type in ("choice", "choices"):
            by = "===" if field.type == "choice" else "list.includes"
            choices = field.options.get("choices", ())
            rules = [(f"{label} : {_words(one, language)}", {by: [here, one["value"]]}) for one in choices]
        else:
            continue
        found |= {json.dumps(rule): (said, rule) for said, rule in rules}
    return found


def _words(choice: Mapping[str, Any], language: str) -> str:
    said = choice["label"]
    return str(said.get("en") or said["fr"]) if language == "en" else str(said["fr"])


def proposed(pdf: PdfForm, form: FormDefinition, language: str) -> dict[str, Any]:
    """What goes into each field at first: the answer to the question of the same words."""
    asked = passages.of_answers(form, language)
    by_words = {passages.fold(one.label if isinstance(one.label, str) else ""): key for key, one in asked.items()}
    rules = {passages.fold(words): rule for words, rule in whens(form, language).values()}
    texts: dict[str, str] = {}
    ticks: dict[str, dict[str, Any]] = {}
    styles: dict[str, str] = {}
    for line in lines(pdf):
        words = passages.fold(line.label)
        field = pdf.fields[line.number]
        if not line.state:
            if words in by_words:
                texts[line.name] = f"{{{by_words[words]}}}"
                if field.format.startswith("date"):
                    styles[line.name] = "date"
            continue
        rule = rules.get(words) or (rules.get(passages.fold(_label(field))) if field.kind == "checkbox" else None)
        if rule is not None:
            ticks.setdefault(line.name, {})[line.state] = rule
    return {"texts": texts, "styles": styles, "ticks": ticks}
