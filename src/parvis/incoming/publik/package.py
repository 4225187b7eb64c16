"""The files of one export, found by what they call each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.incoming.domain.accounting import Account
from parvis.incoming.domain.nodes import Node

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
    #: members of blocks that were read, over all places where a block is used
    members: int = 0

    def elsewhere(self) -> frozenset[str]:
        """Names of what is said in workflows, beside the form: rules may read them, and no form asks them."""
        return frozenset(
            node.text.strip()
            for account in self.accounts
            if account.root.tag == "workflow"
            for node in account.root.walk()
            if node.tag == "varname" and node.text.strip()
        ) | {"wf"}

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
