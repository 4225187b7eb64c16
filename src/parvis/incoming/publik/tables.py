"""Tables of w.c.s. → rows of ours: with names of their own (`table`, `table-select`), or as many as one adds."""

from __future__ import annotations

from parvis.forms.data import MOST_ROWS
from parvis.incoming.domain import naming, prose
from parvis.incoming.domain.accounting import Entry
from parvis.incoming.domain.model import Ask, Repeat, Written
from parvis.incoming.domain.nodes import Node

KINDS = frozenset({"table", "table-select", "tablerows"})
#: columns of one table, characters of a cell
_MOST_COLUMNS, _LONGEST = 30, 1000


def read(entry: Entry, node: Node, rule: Written | None) -> Repeat:
    """The rows of the table, with a question for each column."""
    rows, columns, items, total = (node.child(tag) for tag in ("rows", "columns", "items", "total_row"))
    entry.take(rows, columns, items, total)
    named, titles = _texts(rows) if node.value("type") != "tablerows" else [], _texts(columns)
    required = node.value("required").lower() != "false"
    group = Repeat(
        entry,
        label=prose.plain(node.value("label")) or "…",
        name=node.value("varname"),
        members=[_cell(entry, node, title, items) for title in titles[:_MOST_COLUMNS]],
        hint=prose.plain(node.value("hint")),
        least=1 if required else 0,
        most=MOST_ROWS,
        condition=rule,
        rows=tuple(named[:MOST_ROWS]),
        table=True,
    )
    if not titles or (not named and node.value("type") != "tablerows"):
        entry.lost("columns", "Ce tableau n’a ni lignes ni colonnes.", "This table has no rows or no columns.")
        group.members = []
    if len(titles) > _MOST_COLUMNS or len(named) > MOST_ROWS:
        entry.lost(
            "columns",
            f"{_MOST_COLUMNS} colonnes et {MOST_ROWS} lignes au plus ici.",
            f"{_MOST_COLUMNS} columns and {MOST_ROWS} rows at most here.",
        )
    if named and required:
        entry.near(
            "required",
            "Un tableau aux lignes fixes peut rester vide ici.",
            "A table of fixed rows may stay empty here.",
        )
    if total is not None and total.text.strip().lower() == "true":
        entry.near("total_row", "Le total des colonnes n’est pas repris.", "The total of the columns is left out.")
    return group


def _texts(holder: Node | None) -> list[str]:
    return [text for one in (holder.children if holder else ()) if (text := prose.plain(one.text))]


def _cell(entry: Entry, node: Node, title: str, items: Node | None) -> Ask:
    ask = Ask(entry, "text", title, options={"max_length": _LONGEST})
    offered = _texts(items) if node.value("type") == "table-select" else []
    if offered:
        ask.type = ask.format = "choice"
        ask.options, ask.offered = {}, naming.offered((text, text) for text in offered[:500])
    return ask
