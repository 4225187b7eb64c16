"""Fields of the back office, which a workflow of w.c.s. fills in → values that the steps of ours keep."""

from __future__ import annotations

from typing import Any

from parvis.incoming.data import Kind
from parvis.incoming.domain import prose
from parvis.incoming.domain.accounting import Account, Entry
from parvis.incoming.domain.naming import Names
from parvis.incoming.domain.nodes import Node

#: characters of the name of a value
_LONGEST = 48
_KINDS = {
    "string": "text", "text": "text", "email": "text", "item": "text", "computed": "text",
    "bool": "boolean", "date": "date", "numeric": "decimal",
}  # fmt: skip


def read(account: Account, whole: Entry, root: Node) -> list[dict[str, Any]]:
    """The values that the workflow keeps here, each field on a line of its own."""
    names, made = Names(), list[dict[str, Any]]()
    for holder in root.all("backoffice-fields"):
        whole.hold(holder)
        for inner in (holder, *holder.all("formdef")):
            if inner is not holder:
                whole.hold(inner)
                whole.take(inner.child("name"))
            fields = inner.child("fields")
            whole.hold(fields)
            for node in (*inner.all("field"), *(fields.children if fields else ())):
                found = _value(account, node, names)
                if found is not None:
                    made.append(found)
    return made


def _value(account: Account, node: Node, names: Names) -> dict[str, Any] | None:
    label, kind = prose.plain(node.value("label")), node.value("type")
    entry = account.entry(node, Kind.KEPT, label or node.value("varname"))
    entry.take(*node.children)
    if kind not in _KINDS:
        entry.lost(
            "backoffice-fields",
            f"Champ de traitement « {kind} » : ce que joint ou dit un agent se demande ici à l’étape où il le fait.",
            f"A field of the back office, “{kind}”: what an agent joins or says is asked here at the step itself.",
        )
        return None
    entry.near(
        "backoffice-fields",
        "Champ de traitement : une valeur que gardent les étapes ; dites à laquelle elle est donnée.",
        "A field of the back office: a value that steps keep; say at which one it is given.",
    )
    value_id = names.give((node.value("varname") or label)[:_LONGEST], "valeur")[:_LONGEST].rstrip("_")
    entry.target = f"workflow.kept.{value_id}"
    return {"id": value_id, "label": {"fr": label[:300] or "…"}, "kind": _KINDS[kind]}
