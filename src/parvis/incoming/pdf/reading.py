"""A PDF form → a form of ours: a page for each of its pages, a question for each field that people fill in."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from parvis.files.api import PdfForm
from parvis.forms.data import LocalizedText
from parvis.forms.registry import FIELD_TYPES
from parvis.incoming.data import Imported, Kind, Unreadable
from parvis.incoming.domain import building, naming
from parvis.incoming.domain.accounting import Account, Entry
from parvis.incoming.domain.budget import Budget
from parvis.incoming.domain.guessing import guess
from parvis.incoming.domain.model import Ask, Model, Sheet, Written
from parvis.incoming.domain.nodes import Node, from_json, whole
from parvis.incoming.domain.plain_workflow import PLAIN

ROOT = "pdf-form"
LONGEST_LINE, LONGEST_TEXT, MOST_CHOICES = 1000, 20_000, 500
#: what programmes call fields that nobody named: "Text Field 12", "undefined_3", "topmostSubform[0].Page1[0].f1_01[0]"
_MACHINE = re.compile(
    r"(?i)(?:text|texte|champ|zone|field|check ?box|case|button|bouton|undefined|untitled|group|groupe|fill|toggle|"
    r"combo|list|liste|date|signature|page|form|subform|row|cell)?[ _\-.]*\d*(?:[_.]\d+)*|[a-z]{1,3}[ _\-.]*\d[\d_.]*"
)
_INDEX = re.compile(r"\[\d+\]")


def tree(name: str, form: PdfForm, budget: Budget) -> Node:
    """What a PDF says, as a tree that the ledger accounts for. Raises Unreadable where nothing can be asked of it."""
    if not form.fields:
        raise Unreadable(_without_fields(name, xfa=form.xfa))
    node = from_json(json.dumps(asdict(form)).encode(), budget, ROOT)
    node.attributes["pdf"] = "form"
    return node


def is_ours(root: Node) -> bool:
    """Whether `tree` made it."""
    return root.tag == ROOT and "pdf" in root.attributes


def _without_fields(name: str, *, xfa: bool) -> LocalizedText:
    if xfa:
        return LocalizedText(
            fr=f"{name} : ce formulaire est fait en XFA, que seul le logiciel d’Adobe ouvre. Demandez-en la version "
            "« AcroForm », ou enregistrez-le en PDF statique.",
            en=f"{name}: this form is made in XFA, which Adobe’s own programme alone opens. Ask for its AcroForm "
            "version, or save it as a static PDF.",
        )
    return LocalizedText(
        fr=f"{name} : ce PDF n’a pas de champs à remplir (c’est une page à imprimer, ou une image). Recopiez ses "
        "questions dans un tableau, une par ligne.",
        en=f"{name}: this PDF has no fields to fill in (it is a page to print, or a picture). Copy its questions into "
        "a spreadsheet, one a line.",
    )


def read(account: Account, root: Node) -> Imported:
    """The form that the tree holds. Accounts for the whole file."""
    title = root.value("title") or _file_title(account.file)
    entry = account.entry(root, Kind.FORM, title)
    entry.take(*(root.child(tag) for tag in ("pages", "title", "xfa", "broken")))
    if root.value("xfa") == "true":
        entry.near(
            "xfa",
            "Ce PDF contient aussi un formulaire XFA : seuls ses champs AcroForm sont lus.",
            "This PDF also holds an XFA form: its AcroForm fields alone are read.",
        )
    if root.value("broken") not in ("", "0"):
        entry.lost(
            "broken",
            f"{root.value('broken')} champs abîmés, ou sans nom, ne se lisent pas.",
            f"{root.value('broken')} fields that are damaged or have no name can’t be read.",
        )
    listed = root.child("fields")
    entry.hold(listed)
    sheets = [Sheet(None, f"Page {number + 1}") for number in range(whole(root.value("pages")) or 1)]
    for node in listed.children if listed else ():
        page, ask = _field(account, node)
        if ask is not None:
            sheets[min(page, len(sheets) - 1)].items.append(ask)
    _tell_apart(sheets)
    model = Model(entry, title=title, slug=title, sheets=sheets)
    made = building.build(model, PLAIN, _no_rule, _no_rule)
    account.sweep()
    return made


def _file_title(name: str) -> str:
    bare = name.rpartition("/")[2].rpartition(".")[0]
    return " ".join(re.split(r"[_\s]+", bare)).strip() or "Formulaire"


def _no_rule(_built: building.Built, rule: Written, _item_id: str) -> Any:
    raise AssertionError(rule.text)  # a PDF holds none


def _field(account: Account, node: Node) -> tuple[int, Ask | None]:
    """A field and its page from 0; None for what asks people nothing."""
    boxes = node.child("boxes")
    first = boxes.children[0] if boxes else node
    name, kind = node.value("name"), node.value("kind")
    entry = account.entry(node, Kind.QUESTION, _label(node, name, first) or name)
    entry.take(*node.children)
    page = whole(first.value("page")) or 0
    if why := _unasked(node, kind, boxes.children if boxes else []):
        entry.say("field", None, *why)
        return page, None
    label = _label(node, name, first)
    ask = Ask(entry, "text", label or name, name=_id(name) or label, required=node.value("required") == "true")
    if not label:
        entry.near(
            "label",
            f"Rien n’est écrit près de ce champ : son nom sert de question (« {name} »).",
            f"Nothing is written near this field: its name stands for the question (“{name}”).",
        )
    if kind in ("checkbox", "radio"):
        _ticked(ask, node, boxes.children if boxes else [])
    elif kind in ("choice", "list"):
        _listed(ask, node)
    elif kind == "signature":
        _signature(ask)
    else:
        _text(ask, node)
    return page, ask


def _unasked(node: Node, kind: str, boxes: list[Node]) -> tuple[str, str] | None:
    """Why a field asks nobody anything, where it does not."""
    if kind == "button":
        return "Un bouton du PDF ne pose pas de question.", "A button of the PDF asks nothing."
    if boxes and all(one.value("hidden") == "true" for one in boxes):
        return "Ce champ est caché dans le PDF.", "This field is hidden in the PDF."
    if node.value("calculated") == "true":
        return "Le PDF calcule ce champ lui-même.", "The PDF works this field out by itself."
    if node.value("read_only") == "true":
        return "Ce champ ne se remplit pas (lecture seule).", "This field is not filled in (read only)."
    return None


def _label(node: Node, name: str, first: Node) -> str:
    """What the PDF says to screen readers; else what is written near; else a name that somebody gave."""
    bare = _INDEX.sub("", name)
    said, near = node.value("label"), first.value("near")
    if said and said not in (name, bare) and not _MACHINE.fullmatch(said):
        return said
    if node.value("kind") in ("radio",):
        near = ""  # what stands beside a box of several is its choice, not the question
    if near and any(sign.isalpha() for sign in near):
        return near
    return " ".join(re.split(r"[_\s]+", _id(name))).strip()


def _id(name: str) -> str:
    """A name that somebody gave to the field; "" for one that a programme counted."""
    last = _INDEX.sub("", name).rpartition(".")[2]
    return "" if _MACHINE.fullmatch(last) else last


def _ticked(ask: Ask, node: Node, boxes: list[Node]) -> None:
    """One box is a box; several of the same name are choices, one of which may be ticked."""
    states: dict[str, str] = {}
    options = node.child("choices")
    words = [one.children[1].text for one in options.children] if options else []
    for number, box in enumerate(boxes):
        state = box.value("state")
        if state and state not in states:
            said = words[number] if number < len(words) else ""
            states[state] = said or box.value("near") or state
    if node.value("kind") == "checkbox" and len(states) < 2:
        ask.type, ask.format = "checkbox", "bool"
        return
    if len(states) < 1:
        ask.entry.lost("choices", "Aucune case de ce groupe ne se lit.", "No box of this group can be read.")
        return
    ask.type = ask.format = "choice"
    ask.options = {"look": "radios"}
    ask.offered = naming.offered(states.items())


def _listed(ask: Ask, node: Node) -> None:
    options = node.child("choices")
    pairs = [(one.children[0].text, one.children[1].text) for one in (options.children if options else ())]
    pairs = [(key, label) for key, label in pairs if label.strip()]
    if not pairs:
        ask.options = {"max_length": LONGEST_LINE}
        ask.entry.near(
            "choices", "Cette liste est vide dans le PDF : réponse en texte.", "This list is empty: answered in words."
        )
        return
    if len(pairs) > MOST_CHOICES:
        ask.entry.near(
            "choices",
            f"Seuls les {MOST_CHOICES} premiers choix sont repris.",
            f"Only the first {MOST_CHOICES} choices are taken.",
        )
    ask.type = ask.format = "choices" if node.value("several") == "true" else "choice"
    ask.offered = naming.offered(pairs[:MOST_CHOICES])
    if node.value("editable") == "true":
        ask.entry.near(
            "editable",
            "Le PDF accepte aussi une réponse qui n’est pas dans la liste.",
            "The PDF also takes an answer that is not in the list.",
        )


def _signature(ask: Ask) -> None:
    if FIELD_TYPES.get("signature") is not None:
        ask.type, ask.format = "signature", "none"
        return
    ask.options = {"max_length": LONGEST_LINE}
    ask.entry.lost(
        "type",
        "Une signature ne se dessine pas ici : la question reste, avec une réponse en texte.",
        "A signature is not drawn here: the question stays, answered in words.",
    )


def _text(ask: Ask, node: Node) -> None:
    most = whole(node.value("most")) or 0
    form = node.value("format")
    if node.value("file") == "true":
        ask.type, ask.format, ask.options = "file", "file", {"max": 1}
    elif form.startswith("date"):
        ask.type, ask.format = "date", "date"
    elif form.startswith("number"):
        decimals = min(whole(form.removeprefix("number")) or 0, 6)
        ask.type, ask.format = ("decimal" if decimals else "integer"), "number"
        ask.options = {"min": -1_000_000_000} | ({"decimals": decimals} if decimals else {})
    elif node.value("multiline") == "true":
        ask.type, ask.options = "long_text", {"max_length": min(most or LONGEST_TEXT, LONGEST_TEXT)}
    else:
        ask.options = {"max_length": min(most or LONGEST_LINE, LONGEST_LINE)}
        _guessed(ask, most)


def _guessed(ask: Ask, most: int) -> None:
    """A type that the words ask for, where nothing in the PDF says one."""
    found = guess(ask.label)
    if found is None or (0 < most < 5 and found.type != "formatted_text"):
        return  # a box of two figures among three is part of a date, not one
    ask.type, ask.options = found.type, found.options
    ask.entry.near(
        "type",
        "Type proposé d’après les mots de la question : vérifiez-le.",
        "The type is proposed from the words of the question: check it.",
    )


def _tell_apart(sheets: list[Sheet]) -> None:
    """Fields that have the same words near them keep their names beside these."""
    asks = [item for sheet in sheets for item in sheet.items if isinstance(item, Ask)]
    seen: dict[str, list[Ask]] = {}
    for ask in asks:
        seen.setdefault(ask.label, []).append(ask)
    for same in seen.values():
        for number, ask in enumerate(same[1:] if len(same) > 1 else (), 2):
            _numbered(ask, ask.entry, number)


def _numbered(ask: Ask, entry: Entry, number: int) -> None:
    ask.label = f"{ask.label} ({number})"
    entry.near(
        "label",
        "Plusieurs champs portent les mêmes mots : relisez cette question.",
        "Several fields bear the same words: read this question over.",
    )
