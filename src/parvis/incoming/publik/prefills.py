"""What fills a field beforehand over there: the person's profile, a text, their position."""

from __future__ import annotations

from parvis.incoming.data import Kind
from parvis.incoming.domain.accounting import Account, Entry, brief
from parvis.incoming.domain.model import Ask, Repeat
from parvis.incoming.domain.nodes import Node

#: attributes of the profile over there, by the type of field here that takes the same
_PROFILE = {
    ("_email", "email"): "person.email",
    ("_phone", "phone"): "person.phone",
    ("_birthdate", "date"): "person.birth_date",
}


def read(account: Account, ask: Ask, node: Node) -> None:
    """Account for the field's prefill, and keep it where ours can do the same."""
    found = node.child("prefill")
    if found is None:
        return
    kind, value = found.value("type"), found.value("value")
    if kind in ("none", "") and not value:
        ask.entry.take(found)
        return
    entry = account.entry(found, Kind.PREFILL, f"{kind} {value}".strip())
    entry.take(*found.children)
    ask.prefill = _PROFILE.get((value, ask.type)) if kind == "user" else None
    if ask.prefill is None:
        _lost(entry, kind, value)
    elif found.value("locked") == "True":
        entry.near("locked", "La réponse reste modifiable ici.", "The answer can be changed here.")


def read_group(account: Account, group: Repeat, node: Node) -> None:
    """The same for a block, which nothing fills here."""
    found = node.child("prefill")
    if found is None:
        return
    kind, value = found.value("type"), found.value("value")
    if kind in ("none", "") and not value:
        group.entry.take(found)
        return
    entry = account.entry(found, Kind.PREFILL, f"{kind} {value}".strip())
    entry.take(*found.children)
    _lost(entry, kind, value)


def _lost(entry: Entry, kind: str, value: str) -> None:
    said = brief(f"{kind} {value}")
    entry.lost("prefill", f"Rien ne remplit ici ce champ ({said}).", f"Nothing fills this field here ({said}).")
