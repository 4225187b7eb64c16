"""The files of one export, found by what they call each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.incoming.domain.accounting import Account, Entry
from parvis.incoming.domain.naming import Names
from parvis.incoming.domain.nodes import Node

_ANSWER = re.compile(r"\bform_var_\w+")
#: the outermost elements of what w.c.s. exports
ROOTS = frozenset(
    {"formdef", "carddef", "block", "workflow", "mail-template", "comment-template", "datasource", "wscall"}
)


@dataclass(slots=True)
class Package:
    """What refers to what. variables: settings of the installation that the export names and does not hold."""

    variables: Mapping[str, str] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    blocks: dict[str, Node] = field(default_factory=dict)
    sources: dict[str, Node] = field(default_factory=dict)
    workflows: dict[str, Node] = field(default_factory=dict)
    mails: dict[str, Node] = field(default_factory=dict)
    #: templates of the computed values of the form that is being read, by name
    computed: dict[str, str] = field(default_factory=dict)
    #: what the form that is being read fixes: its options, facts of its own, settings of the installation
    constants: dict[str, Any] = field(default_factory=dict)
    #: the questions of that form whose choices are made of a computed value, by its name
    listed: dict[str, list[Entry]] = field(default_factory=dict)
    #: members of blocks that were read, over all places where a block is used
    members: int = 0
    _codes: dict[str, str] = field(default_factory=dict)
    _names: Names = field(default_factory=Names)
    _outside: frozenset[str] | None = None

    def elsewhere(self) -> frozenset[str]:
        """Names of what is said in workflows, beside the form: rules may read them, and no form asks them."""
        return frozenset(
            node.text.strip()
            for account in self.accounts
            if account.root.tag == "workflow"
            for node in account.root.walk()
            if node.tag == "varname" and node.text.strip()
        ) | {"wf"}

    def code(self, of: str, wanted: str) -> str:
        """The data set that a list becomes, by what tells it from others: the same list, the same data set."""
        if of not in self._codes:
            self._codes[of] = self._names.give(wanted, "liste")
        return self._codes[of]

    def read_outside(self) -> frozenset[str]:
        """Names of answers that workflows, blocks and whatever else is no form read."""
        if self._outside is None:
            self._outside = frozenset(
                name
                for account in self.accounts
                if account.root.tag not in ("formdef", "carddef")
                for node in account.root.walk()
                for text in (node.text, *node.attributes.values())
                for name in _ANSWER.findall(text)
            )
        return self._outside

    def add(self, file: str, root: Node) -> Account:
        """One file more. The first of two that call themselves the same is the one that others mean."""
        account = Account(file, root)
        self.accounts.append(account)
        slug = root.value("slug")
        if root.tag == "block" and (slug or root.value("name")):
            self.blocks.setdefault(slug or root.value("name"), root)
        elif root.tag == "datasource":
            self.sources.setdefault(slug, root)
        elif root.tag == "workflow":
            for key in (slug, root.value("name"), root.attributes.get("id", "")):
                if key:
                    self.workflows.setdefault(key, root)
        elif root.tag in ("mail-template", "comment-template"):
            self.mails.setdefault(slug, root)
        return account
