"""The model of a form → our definition, with everything that its author still has to settle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.forms.data import PRIVATE_USE, LocalizedText
from parvis.forms.registry import FIELD_TYPES
from parvis.incoming.data import Imported, Unreadable
from parvis.incoming.domain import accounting, prose
from parvis.incoming.domain.accounting import Entry
from parvis.incoming.domain.model import Ask, Heading, Model, Repeat, Sheet, Written
from parvis.incoming.domain.naming import LONGEST, Names, plainly
from parvis.incoming.domain.nodes import without_surrogates
from parvis.studio.data import MOST_ELEMENTS

#: the department until somebody chooses one
DEPARTMENT = "accueil"
#: characters of one text of a definition
LONGEST_TEXT = 20_000
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
    #: names that several questions have
    shared: set[str] = field(default_factory=set)
    #: ids of questions that are not always asked
    hidden: set[str] = field(default_factory=set)
    #: what rules may say of each question, by its id
    variables: dict[str, Any] = field(default_factory=dict)

    def options(self, ask: Ask) -> dict[str, Any]:
        """The options of our field for that question."""
        options = dict(ask.options)
        if ask.offered:
            options["choices"] = [{"value": one.value, "label": words(one.label)} for one in ask.offered]
        return options


def words(text: str) -> dict[str, str]:
    return {"fr": text or "…"}


def build(
    model: Model,
    workflow: Mapping[str, Any],
    translate: Translate,
    computes: Translate,
    *,
    decisions: Mapping[str, Any] | None = None,
) -> Imported:
    """Our definition of `model` along `workflow`, checked as if it were to be published."""
    _bounded(model)
    built = Built(model, Names(_RESERVED), translate, computes)
    sheets = [sheet for sheet in model.sheets if sheet.items]
    page_ids = [built.names.give(sheet.title, "page") for sheet in sheets]
    _name(built, sheets)
    made = [_page(built, page_id, sheet) for page_id, sheet in zip(page_ids, sheets, strict=True)]
    # a page whose items were all left out asks nothing
    pages = [page for page in made if page is not None and any(part["items"] for part in page["sections"])]
    if not pages:
        pages = [_empty_page(built)]
    title = words(model.title)
    raw: dict[str, Any] = {
        "name": title,
        "department": _slug(model.category) or DEPARTMENT,
        "form": {"title": title, "pages": pages},
        "workflow": dict(workflow),
        "decisions": dict(decisions or {}),
        "contact": _contact(built, sheets),
        "title": [],
    }
    cut: list[str] = []
    definition = CaseTypeDefinition.model_validate(_fitting(raw, cut))
    if cut:
        model.entry.near(
            "…",
            "Les textes de plus de 20 000 caractères sont coupés.",
            "Texts of more than 20,000 characters are cut.",
        )
    return Imported(
        name=definition.name.fr,
        slug=_slug(model.slug) or "demarche",
        file=model.entry.account.file,
        definition=definition,
        problems=tuple(cases.check(definition)),
    )


def _bounded(model: Model) -> None:
    """Raises Unreadable for a form that is longer than any of ours may be."""
    asked = 0
    for sheet in model.sheets:
        asked += 1 + len(sheet.items) + sum(one.size() for one in sheet.items if isinstance(one, Repeat))
    if asked > MOST_ELEMENTS:
        named = accounting.brief(model.title)
        raise Unreadable(
            LocalizedText(
                fr=f"« {named} » : plus de {MOST_ELEMENTS} éléments, c’est trop long pour qu’on y réponde.",
                en=f"“{named}”: a form of more than {MOST_ELEMENTS} elements is too long to be answered.",
            )
        )


def _slug(text: str) -> str:
    return plainly(text)[:LONGEST].strip("_").replace("_", "-")


def _fitting(value: Any, cut: list[str], key: str = "") -> Any:
    """The same with texts that a definition may hold: no longer, and without characters that mean nothing in it.

    What nothing is left of, where words have to stand, is an ellipsis.
    """
    if isinstance(value, dict):
        return {name: _fitting(one, cut, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_fitting(one, cut) for one in value]
    if not isinstance(value, str):
        return value
    text = PRIVATE_USE.sub("", without_surrogates(value)).replace("\0", "")
    if len(text) > LONGEST_TEXT:
        cut.append(key)
        text = text[: LONGEST_TEXT - 1] + "…"
    return text or ("…" if key == "fr" else "")


def _name(built: Built, sheets: list[Sheet]) -> None:
    """Give every question its id before any rule is translated: rules may name what stands further down."""
    for sheet in sheets:
        for item in sheet.items:
            if isinstance(item, Heading):
                continue
            built.ids[id(item)] = built.names.give(item.name or item.label, "question")
            if sheet.condition is not None or item.condition is not None:
                built.hidden.add(built.ids[id(item)])
            if isinstance(item, Repeat):
                built.repeats.setdefault(item.name, (built.ids[id(item)], item))
                _name_members(built, item)
            elif item.name:
                if item.name in built.named:
                    # one at most is shown over there: rules mean whichever that is
                    built.shared.add(item.name)
                built.named.setdefault(item.name, (built.ids[id(item)], item))
    for name in built.shared:
        del built.named[name]


def _name_members(built: Built, group: Repeat) -> None:
    for member in group.members:
        built.ids[id(member)] = built.names.give(member.name or member.label, "question")
        if isinstance(member, Repeat):
            _name_members(built, member)


def _empty_page(built: Built) -> dict[str, Any]:
    nothing = {"fr": "Ce formulaire ne pose aucune question."}
    item = {"id": "nothing", "type": "explanation", "label": nothing, "options": {"text": nothing}}
    return {"id": "page", "title": words(built.model.title), "sections": [{"id": "section", "items": [item]}]}


def _unreached(built: Built, sheet: Sheet) -> None:
    """A page that nobody ever comes to, with all that stands on it."""
    if sheet.entry is not None:
        _never(sheet.entry)
    for item in sheet.items:
        _never(item.entry)
        if not isinstance(item, Heading):
            built.named.pop(item.name, None)
    for rule in (*(item.condition for item in sheet.items), *(one.rule for one in sheet.after)):
        if rule is not None:
            _never(rule.entry)


def _page(built: Built, page_id: str, sheet: Sheet) -> dict[str, Any] | None:
    page: dict[str, Any] = {"id": page_id, "title": words(sheet.title)}
    if sheet.entry is not None:
        sheet.entry.target = page_id
    if not _condition(built, page, sheet.condition, page_id):
        _unreached(built, sheet)
        return None
    sections: list[dict[str, Any]] = [{"id": built.names.give(f"{page_id}_part", "part"), "items": []}]
    ranks = sorted({item.level for item in sheet.items if isinstance(item, Heading)})
    for item in sheet.items:
        if isinstance(item, Heading):
            _heading(built, sections, item, ranks)
            continue
        made = _repeat(built, item) if isinstance(item, Repeat) else _field(built, item)
        if made is not None:
            sections[-1]["items"].append(made)
            built.before.add(made["id"])
    page["sections"] = _settled(sections)
    _after(built, page, sheet)
    return page


def _heading(built: Built, sections: list[dict[str, Any]], heading: Heading, ranks: list[int]) -> None:
    """A heading opens a section; one that is not always shown is words to read, as its questions don't depend on it."""
    section_id = built.names.give(heading.text, "part")
    heading.entry.target = section_id
    if heading.condition is not None:
        shown = _said(section_id, heading.text)
        if _condition(built, shown, heading.condition, section_id):
            sections[-1]["items"].append(shown)
        else:
            _never(heading.entry)
        return
    rank = ranks.index(heading.level) + 1
    sections.append({"id": section_id, "title": words(heading.text), "items": [], "level": min(rank, 2)})
    if rank > 2:
        heading.entry.near(
            "level",
            "Les titres ont deux rangs ici : celui-ci prend le second.",
            "Titles have two ranks here: this one takes the second.",
        )


def _said(item_id: str, text: str) -> dict[str, Any]:
    """A title as words to read."""
    title = words(f"## {prose.escaped(text)}")
    return {"id": item_id, "type": "explanation", "label": words(text), "options": {"text": title}}


def _settled(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A section without a question is never drawn: its title becomes words to read."""
    kept: list[dict[str, Any]] = []
    for section in sections:
        if not section["items"] and "title" not in section:
            continue
        if not section["items"]:
            section["items"] = [_said(f"{section['id']}_t"[:60], section.pop("title")["fr"])]
        kept.append(section)
    return kept


def _field(built: Built, ask: Ask) -> dict[str, Any] | None:
    field_id = built.ids[id(ask)]
    ask.entry.target = field_id
    made: dict[str, Any] = {"id": field_id, "type": ask.type, "label": words(ask.label), "options": built.options(ask)}
    if ask.type == "explanation" and not ask.options["text"]["fr"].strip():
        ask.entry.target = ""
        ask.entry.say("label", None, "Ce texte est vide : il n’est pas repris.", "This text is empty: it is left out.")
        return None
    if ask.hint:
        made["hint"] = words(ask.hint)
    if ask.computed is not None:
        made["unseen"] = True
        made["computed"] = built.computes(built, ask.computed, field_id)
        if made["computed"] is None:
            ask.entry.target = ""
            return None
    elif FIELD_TYPES[ask.type].asks:
        made["required"] = ask.required
    if ask.prefill:
        made["prefill"] = ask.prefill
    made["checks"] = [{"rule": _about(rule, field_id), "message": words(message)} for rule, message in ask.checks]
    if not _condition(built, made, ask.condition, field_id):
        _never(ask.entry)
        built.named.pop(ask.name, None)
        return None
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
    made_of = (_repeat(built, one) if isinstance(one, Repeat) else _field(built, one) for one in group.members)
    fields = [one for one in made_of if one is not None]
    if not fields:
        group.entry.lost("fields", "Ce bloc ne pose aucune question ici.", "This block asks no question here.")
        return None
    group.entry.target = group_id
    made: dict[str, Any] = {
        "id": group_id,
        "label": words(group.label),
        "item_label": words(group.label),
        "min": min(group.least, group.most),
        "max": group.most,
        "fields": fields,
    }
    if group.table and not any("fields" in one for one in fields):
        made["layout"] = "table"
    if group.rows:
        made["row_labels"] = [words(one) for one in group.rows]
    if group.hint:
        made["hint"] = words(group.hint)
    if not _condition(built, made, group.condition, group_id):
        _never(group.entry)
        return None
    return made


def _condition(built: Built, made: dict[str, Any], rule: Written | None, item_id: str) -> bool:
    """Put the condition on what was made; False where it never holds, whatever is answered."""
    if rule is None:
        return True
    translated = built.translate(built, rule, item_id)
    if translated is not None and not isinstance(translated, bool):
        rule.entry.target = f"{item_id}.condition"
        made["condition"] = translated
    return translated is not False


def _never(entry: Entry) -> None:
    """What is never shown over there is left out here: nothing that it held can differ."""
    entry.target = ""
    entry.pardon()
    entry.say(
        "condition",
        None,
        "Sa condition n’est jamais vraie : Publik ne le montre jamais, il n’est donc pas repris.",
        "Its condition is never true: Publik never shows it, so it is left out.",
    )


def _after(built: Built, page: dict[str, Any], sheet: Sheet) -> None:
    """Checks of a page become checks of its last question: there, everything that they read was answered."""
    asked = [
        item
        for section in page["sections"]
        for item in section["items"]
        if "fields" not in item and "computed" not in item and FIELD_TYPES[item["type"]].asks
    ]
    for one in sheet.after:
        if not asked:
            one.rule.entry.lost("page", "Cette page ne pose aucune question.", "This page asks no question.")
            continue
        rule = built.translate(built, one.rule, page["id"])
        if rule is None or rule is True:
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
