"""A spreadsheet of questions → a form of ours: a line is a question, a heading or words to read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from parvis.files.api import Tabulated
from parvis.incoming.data import Imported, Kind, Unmapped
from parvis.incoming.domain import building, naming, prose
from parvis.incoming.domain.accounting import Account, Entry
from parvis.incoming.domain.budget import Budget, refused
from parvis.incoming.domain.guessing import guess
from parvis.incoming.domain.model import Ask, Heading, Model, Sheet, Written
from parvis.incoming.domain.naming import plainly
from parvis.incoming.domain.nodes import Node, from_json, whole
from parvis.incoming.domain.plain_workflow import PLAIN
from parvis.incoming.sheet import columns, conditions, types
from parvis.incoming.sheet.columns import Role

ROOT = "sheet"
#: lines of questions, columns, and characters of a cell
MOST_LINES, MOST_COLUMNS, LONGEST_CELL = 3_000, 40, 10_000
LONGEST_LINE, LONGEST_TEXT, MOST_CHOICES = 1000, 20_000, 500
_YES = frozenset(["oui", "o", "yes", "y", "x", "1", "vrai", "true", "obligatoire", "requis", "required", "mandatory"])
_NO = frozenset(["non", "n", "no", "0", "faux", "false", "facultatif", "optionnel", "optional"])


def tree(lines: Sequence[Sequence[str]], known: Tabulated, budget: Budget) -> Node:
    """The lines as a tree that the ledger accounts for; known: of the file that they stand in.

    Raises Unreadable for a sheet that is no list of questions.
    """
    if len(lines) > MOST_LINES or any(len(line) > MOST_COLUMNS for line in lines):
        raise refused(
            f"Ce tableau est trop grand pour une liste de questions ({MOST_LINES} lignes et {MOST_COLUMNS} colonnes).",
            f"This spreadsheet is too large for a list of questions ({MOST_LINES} lines and {MOST_COLUMNS} columns).",
        )
    cut = [[cell[:LONGEST_CELL] for cell in line] for line in lines]
    node = from_json(json.dumps({"sheet": known.sheet, "sheets": known.sheets, "lines": cut}).encode(), budget, ROOT)
    node.attributes["sheet"] = "lines"
    return node


def is_ours(root: Node) -> bool:
    """Whether `tree` made it."""
    return root.tag == ROOT and "sheet" in root.attributes


def lines_of(root: Node) -> list[Node]:
    """The lines of the tree."""
    listed = root.child("lines")
    return listed.children if listed else []


def read(account: Account, root: Node, mapping: Mapping[int, str] | None = None) -> Imported:
    """The form that the sheet describes. mapping: roles of columns by their place, where somebody told them.

    Raises Unmapped where no column says what is asked.
    """
    lines = lines_of(root)
    texts = [[cell.text.strip() for cell in line.children] for line in lines[: columns.MOST_ABOVE]]
    top, roles = columns.heading(texts)
    if mapping:
        told = columns.told(mapping)
        roles = told if Role.LABEL in told.values() else {}
    if not roles:
        raise Unmapped(account.file, tuple(tuple(line) for line in texts))
    title = _title(account.file)
    entry = account.entry(root, Kind.FORM, title)
    entry.hold(root.child("lines"))
    entry.take(root.child("sheet"), root.child("sheets"))
    if root.value("sheets") not in ("", "1"):
        entry.lost(
            "sheets",
            f"Seule la première feuille est lue (« {root.value('sheet')} »), sur {root.value('sheets')}.",
            f"The first sheet alone is read (“{root.value('sheet')}”), of {root.value('sheets')}.",
        )
    for line in lines[:top]:
        entry.aside(line, "Au-dessus des titres des colonnes.", "Above the titles of the columns.")
    _columns(account, lines[top], roles)
    reader = _Reader(account, roles)
    for line in lines[top + 1 :]:
        reader.line(line)
    model = Model(entry, title=title, slug=title, sheets=reader.sheets)
    made = building.build(model, PLAIN, conditions.translate, conditions.translate)
    account.sweep()
    return made


def _title(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0].replace("_", " ").strip() or "Formulaire"


def _columns(account: Account, line: Node, roles: Mapping[int, Role]) -> None:
    holder = account.entry(line, Kind.COLUMN, "–")
    said = ", ".join(
        f"{one.text.strip()} → {roles[place]}" for place, one in enumerate(line.children) if place in roles
    )
    holder.name = said or "–"
    for place, cell in enumerate(line.children):
        holder.take(cell)
        if place not in roles and cell.text.strip():
            holder.lost(
                "column",
                f"La colonne « {cell.text.strip()} » n’est pas reprise.",
                f"The column “{cell.text.strip()}” is left out.",
            )


class _Reader:
    """Reads line after line; knows on which page it is."""

    def __init__(self, account: Account, roles: Mapping[int, Role]) -> None:
        self.account = account
        self.roles = roles
        self.sheets: list[Sheet] = []
        self.by_page: dict[str, Sheet] = {}
        self.section: dict[int, str] = {}

    def line(self, line: Node) -> None:
        cells: dict[Role, Node] = {}
        for place, cell in enumerate(line.children):
            if place in self.roles and cell.text.strip():
                cells[self.roles[place]] = cell
        said = {role: cell.text.strip() for role, cell in cells.items()}
        label = said.get(Role.LABEL, "")
        kind = Kind.QUESTION if label else Kind.HEADING
        typed = types.called(said[Role.TYPE]) if Role.TYPE in said else None
        if typed is not None and typed.type in (types.HEADING, types.EXPLANATION):
            kind = Kind.HEADING if typed.type == types.HEADING else Kind.EXPLANATION
        sheet = self._page(said.get(Role.PAGE, ""))
        name = label or said.get(Role.SECTION, "") or said.get(Role.PAGE, "") or "–"
        entry = self.account.entry(line, kind, name)
        for place, cell in enumerate(line.children):
            if self.roles.get(place) is not Role.CONDITION or not cell.text.strip():
                entry.take(cell)
        rule = self._condition(cells.get(Role.CONDITION))
        if said.get(Role.SECTION) and self.section.get(id(sheet)) != said[Role.SECTION]:
            self.section[id(sheet)] = said[Role.SECTION]
            sheet.items.append(Heading(entry, said[Role.SECTION]))
        if not label:
            if rule is not None or not said:
                entry.say("line", None, "Ligne sans question.", "A line without a question.")
            return
        if typed is not None and typed.type == types.HEADING:
            sheet.items.append(Heading(entry, label, 1, rule))
            return
        ask = Ask(entry, "text", label, name=said.get(Role.NAME, "") or label, hint=said.get(Role.HELP, ""))
        ask.condition = rule
        _typed(ask, typed, said)
        _required(ask, said.get(Role.REQUIRED, ""))
        sheet.items.append(ask)

    def _page(self, title: str) -> Sheet:
        """The page of that title, which holds all its lines; without one, the page of the line before."""
        if title in self.by_page:
            return self.by_page[title]
        if not title and self.sheets:
            return self.sheets[-1]
        made = Sheet(None, title or "Votre demande")
        self.by_page[title] = made
        self.sheets.append(made)
        return made

    def _condition(self, cell: Node | None) -> Written | None:
        if cell is None:
            return None
        return Written(cell.text.strip(), self.account.entry(cell, Kind.CONDITION, cell.text.strip()))


def _required(ask: Ask, said: str) -> None:
    word = plainly(said)
    ask.required = word in _YES
    if word and word not in _YES | _NO:
        ask.entry.near(
            "required",
            f"« {said} » ne dit ni oui ni non : la question est facultative.",
            f"“{said}” says neither yes nor no: the question may stay empty.",
        )


def _typed(ask: Ask, typed: types.Typed | None, said: Mapping[Role, str]) -> None:
    listed = _listed(said.get(Role.OPTIONS, ""))
    entry = ask.entry
    if typed is None and Role.TYPE in said:
        entry.lost(
            "type",
            f"Le type « {said[Role.TYPE]} » n’existe pas ici : la question reste, avec une réponse en texte.",
            f"The type “{said[Role.TYPE]}” does not exist here: the question stays, answered in words.",
        )
    if typed is None and listed:
        typed = types.Typed("choice", chooses=True)
    if typed is None and Role.TYPE not in said and (found := guess(ask.label)) is not None:
        typed = types.Typed(found.type, found.options)
        entry.near(
            "type",
            "Type proposé d’après les mots de la question : vérifiez-le.",
            "The type is proposed from the words of the question: check it.",
        )
    ask.type, ask.options = (typed.type, dict(typed.options)) if typed else ("text", {})
    if typed is not None and typed.chooses:
        _choices(ask, listed)
    elif listed:
        entry.lost(
            "options", "Ce type de question n’a pas de choix : ils ne sont pas repris.", "This type has no choices."
        )
    if ask.type == types.EXPLANATION:
        ask.format, ask.options = "none", {"text": {"fr": prose.escaped(ask.label)}}
    _formatted(ask, entry, said.get(Role.LENGTH, ""))


def _formatted(ask: Ask, entry: Entry, length: str) -> None:
    ask.format = {
        "integer": "number", "decimal": "number", "amount": "number", "date": "date", "checkbox": "bool",
        "file": "file", "choice": "choice", "choices": "choices",
    }.get(ask.type, ask.format)  # fmt: skip
    if ask.type in ("integer", "decimal"):
        ask.options.setdefault("min", -1_000_000_000)
    most = {"text": LONGEST_LINE, "long_text": LONGEST_TEXT}.get(ask.type)
    if most is not None:
        wanted = whole(length)
        ask.options["max_length"] = min(wanted, most) if wanted else most
    elif length:
        entry.near(
            "length",
            f"La longueur « {length} » ne s’applique pas à ce type.",
            f"The length “{length}” does not apply to this type.",
        )


def _listed(text: str) -> list[str]:
    """Choices as people write them in one cell: a line each, or between semicolons, bars or commas."""
    for sign in ("\n", ";", "|", ","):
        if sign in text:
            return [one for each in text.split(sign) if (one := each.strip().lstrip("•*- ").strip())]
    return [text.strip()] if text.strip() else []


def _choices(ask: Ask, listed: list[str]) -> None:
    if not listed:
        ask.type, ask.options, ask.format = "text", {}, "text"
        ask.entry.lost("options", "Les choix manquent dans le tableau.", "The choices are missing in the sheet.")
        return
    if len(listed) > MOST_CHOICES:
        ask.entry.near(
            "options",
            f"Seuls les {MOST_CHOICES} premiers choix sont repris.",
            f"Only the first {MOST_CHOICES} choices are taken.",
        )
    ask.offered = naming.offered((one, one) for one in listed[:MOST_CHOICES])


def plain(cell: Any) -> str:
    """A cell of a sheet as text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    return str(cell)
