"""The model of a form → our definition, with everything that its author still has to settle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.forms.registry import FIELD_TYPES
from parvis.incoming.data import Imported
from parvis.incoming.domain.model import Ask, Heading, Model, Repeat, Sheet, Written
from parvis.incoming.domain.naming import Names, plainly

#: the department until somebody chooses one
DEPARTMENT = "accueil"
_RESERVED = ("today", "reference", "title", "organisation", "said")

Translate = Callable[["Built", Written, str], Any]
"""A rule of theirs for the item with this id → ours, or None with its reason in the report."""


@dataclass(slots=True)
class Built:
    """A definition in the making. named: each question by what rules over there call it; ids: by the id of its line."""

    model: Model
    names: Names
    translate: Translate
    computes: Translate
    named: dict[str, tuple[str, Ask]] = field(default_factory=dict)
    repeats: dict[str, tuple[str, Repeat]] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    #: what is asked before the item that is being built: rules may read that alone
    before: set[str] = field(default_factory=set)


def words(text: str) -> dict[str, str]:
    return {"fr": text or "…"}


def build(model: Model, workflow: Mapping[str, Any], translate: Translate, computes: Translate) -> Imported:
    """Our definition of `model` along `workflow`, checked as if it were to be published."""
    built = Built(model, Names(_RESERVED), translate, computes)
    sheets = [sheet for sheet in model.sheets if sheet.items]
    page_ids = [built.names.give(sheet.title, "page") for sheet in sheets]
    _name(built, sheets)
    pages = [_page(built, page_id, sheet) for page_id, sheet in zip(page_ids, sheets, strict=True)]
    if not pages:
        pages = [_empty_page(built)]
    title = words(model.title)
    raw: dict[str, Any] = {
        "name": title,
        "department": plainly(model.category).replace("_", "-") or DEPARTMENT,
        "form": {"title": title, "pages": pages},
        "workflow": dict(workflow),
        "contact": _contact(built, sheets),
        "title": [],
    }
    definition = CaseTypeDefinition.model_validate(raw)
    return Imported(
        name=model.title,
        slug=plainly(model.slug).replace("_", "-") or "demarche",
        file=model.entry.account.file,
        definition=definition,
        problems=tuple(cases.check(definition)),
    )


def _name(built: Built, sheets: list[Sheet]) -> None:
    """Give every question its id before any rule is translated: rules may name what stands further down."""
    for sheet in sheets:
        for item in sheet.items:
            if isinstance(item, Heading):
                continue
            built.ids[id(item)] = built.names.give(item.name or item.label, "question")
            if isinstance(item, Repeat):
                built.repeats.setdefault(item.name, (built.ids[id(item)], item))
                for member in item.members:
                    built.ids[id(member)] = built.names.give(member.name or member.label, "question")
            elif item.name:
                # w.c.s. lets two fields share a name where one at most is shown: rules then mean whichever is
                built.named.setdefault(item.name, (built.ids[id(item)], item))


def _empty_page(built: Built) -> dict[str, Any]:
    nothing = {"fr": "Ce formulaire ne pose aucune question."}
    item = {"id": "nothing", "type": "explanation", "label": nothing, "options": {"text": nothing}}
    return {"id": "page", "title": words(built.model.title), "sections": [{"id": "section", "items": [item]}]}


def _page(built: Built, page_id: str, sheet: Sheet) -> dict[str, Any]:
    page: dict[str, Any] = {"id": page_id, "title": words(sheet.title)}
    if sheet.entry is not None:
        sheet.entry.target = page_id
    _condition(built, page, sheet.condition, page_id)
    sections: list[dict[str, Any]] = [{"id": built.names.give(f"{page_id}_part", "part"), "items": []}]
    levels = {item.level for item in sheet.items if isinstance(item, Heading)}
    for item in sheet.items:
        if isinstance(item, Heading):
            _heading(built, sections, item, several=len(levels) > 1)
            continue
        made = _repeat(built, item) if isinstance(item, Repeat) else _field(built, item)
        if made is not None:
            sections[-1]["items"].append(made)
            built.before.add(made["id"])
    page["sections"] = [section for section in sections if section["items"] or "title" in section] or sections
    _after(built, page, sheet)
    return page


def _heading(built: Built, sections: list[dict[str, Any]], heading: Heading, *, several: bool) -> None:
    """A heading opens a section; one that is not always shown is words to read, as its questions don't depend on it."""
    section_id = built.names.give(heading.text, "part")
    heading.entry.target = section_id
    if heading.condition is not None:
        sign = "##" if heading.level == 1 else "###"
        shown: dict[str, Any] = {
            "id": section_id,
            "type": "explanation",
            "label": words(heading.text),
            "options": {"text": words(f"{sign} {heading.text}")},
        }
        _condition(built, shown, heading.condition, section_id)
        sections[-1]["items"].append(shown)
        return
    sections.append({"id": section_id, "title": words(heading.text), "items": []})
    if several and heading.level > 1:
        heading.entry.near(
            "level",
            "Un sous-titre est ici un titre de même rang que les autres.",
            "A subtitle is a title of the same rank as the others here.",
        )


def _field(built: Built, ask: Ask) -> dict[str, Any] | None:
    field_id = built.ids[id(ask)]
    ask.entry.target = field_id
    made: dict[str, Any] = {"id": field_id, "type": ask.type, "label": words(ask.label), "options": dict(ask.options)}
    if ask.hint:
        made["hint"] = words(ask.hint)
    if ask.offered:
        made["options"]["choices"] = [{"value": one.value, "label": words(one.label)} for one in ask.offered]
    if ask.computed is not None:
        made["computed"] = built.computes(built, ask.computed, field_id)
        if made["computed"] is None:
            ask.entry.target = ""
            return None
    elif FIELD_TYPES[ask.type].asks:
        made["required"] = ask.required
    if ask.prefill:
        made["prefill"] = ask.prefill
    made["checks"] = [{"rule": _about(rule, field_id), "message": words(message)} for rule, message in ask.checks]
    _condition(built, made, ask.condition, field_id)
    return made


def _about(rule: Any, field_id: str) -> Any:
    """A rule whose empty variable is the field itself."""
    if isinstance(rule, dict):
        return {
            key: (field_id if key == "var" and not inner else _about(inner, field_id)) for key, inner in rule.items()
        }
    return [_about(inner, field_id) for inner in rule] if isinstance(rule, list) else rule


def _repeat(built: Built, group: Repeat) -> dict[str, Any] | None:
    if not group.members:
        return None
    group_id = built.ids[id(group)]
    group.entry.target = group_id
    made: dict[str, Any] = {
        "id": group_id,
        "label": words(group.label),
        "item_label": words(group.label),
        "min": min(group.least, group.most),
        "max": group.most,
        "fields": [one for one in (_field(built, member) for member in group.members) if one is not None],
    }
    if group.hint:
        made["hint"] = words(group.hint)
    _condition(built, made, group.condition, group_id)
    return made


def _condition(built: Built, made: dict[str, Any], rule: Written | None, item_id: str) -> None:
    if rule is not None:
        rule.entry.target = f"{item_id}.condition"
        translated = built.translate(built, rule, item_id)
        if translated is None:
            rule.entry.target = ""
        else:
            made["condition"] = translated


def _after(built: Built, page: dict[str, Any], sheet: Sheet) -> None:
    """Checks of a page become checks of its last question: there, everything that they read was answered."""
    asked = [
        item
        for section in page["sections"]
        for item in section["items"]
        if "fields" not in item and "computed" not in item and FIELD_TYPES[item["type"]].asks
    ]
    for one in sheet.after:
        rule = built.translate(built, one.rule, page["id"]) if asked else None
        if rule is None:
            if not asked:
                one.rule.entry.lost("page", "Cette page ne pose aucune question.", "This page asks no question.")
            continue
        asked[-1]["checks"].append({"rule": rule, "message": words(one.message)})
        one.rule.entry.target = f"{asked[-1]['id']}.checks"
        one.rule.entry.near(
            "post_condition",
            "La vérification attend ici que toutes les réponses qu’elle lit soient données, et se lit à côté de la "
            "dernière question de la page.",
            "The check waits here until all the answers that it reads were given, and is read beside the last question "
            "of the page.",
        )


def _contact(built: Built, sheets: list[Sheet]) -> dict[str, Any]:
    """Where to write: the first address and the first telephone number that are asked."""
    found: dict[str, Any] = {}
    for sheet in sheets:
        for item in sheet.items:
            if isinstance(item, Ask) and item.type in ("email", "phone"):
                found.setdefault(item.type, built.ids[id(item)])
    return found
