"""A whole export of w.c.s.: every file read, every form built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from parvis.incoming.data import Found, Imported, Kind, Report
from parvis.incoming.domain import building, prose
from parvis.incoming.domain.accounting import Account, brief
from parvis.incoming.domain.model import Model
from parvis.incoming.domain.nodes import Node
from parvis.incoming.domain.plain_workflow import PLAIN
from parvis.incoming.publik import choices, fields, forms, workflows
from parvis.incoming.publik.package import ROOTS, Package
from parvis.incoming.publik.rules import Translator
from parvis.incoming.publik.settings import DESK


def is_ours(root: Node) -> bool:
    """Whether w.c.s. writes such files."""
    return root.tag in ROOTS


def read(trees: Iterable[tuple[str, Node]], variables: Mapping[str, str]) -> Found:
    """Every form of the export as a definition, and what became of every element of every file."""
    package = Package(variables)
    for file, root in trees:
        package.add(file, root)
    woven: dict[str, dict[str, Any]] = {}
    models: list[Model] = []
    for account in package.accounts:
        root = account.root
        if root.tag == "workflow":
            woven[root.path + account.file] = workflows.read(account, root, package) or {}
        elif root.tag in ("formdef", "carddef"):
            models.append(forms.read(account, root, package))
        elif root.tag == "block":
            models.append(forms.read_block(account, root, package))
        else:
            _other(account, root, package)
    by_root = {id(account.root): account for account in package.accounts}
    imports: list[Imported] = []
    translator = Translator(variables, package.elsewhere())
    for model in models:
        root_of = package.workflows.get(model.workflow)
        definition = woven.get(root_of.path + by_root[id(root_of)].file) if root_of is not None else None
        made = building.build(model, definition or PLAIN, translator.condition, translator.value)
        imports.append(made)
    for account in package.accounts:
        account.sweep()
    elements = [one for account in package.accounts for one in account.elements()]
    return Found(tuple(imports), Report(tuple(elements)), tuple(account.file for account in package.accounts))


def _other(account: Account, root: Node, package: Package) -> None:
    """Mail templates, data sources, web services: they serve the forms and workflows that name them."""
    name = root.value("name") or root.value("slug") or root.tag
    if root.tag in ("mail-template", "comment-template"):
        entry = account.entry(root, Kind.MAIL, name)
        entry.take(root.child("name"), root.child("slug"), root.child("subject"), root.child("body"))
        for tag in ("documentation", "description", "category"):
            entry.aside(root.child(tag), *DESK)
        if any(mark in root.value("body") + root.value("subject") for mark in ("{{", "{%")):
            entry.near(
                "body",
                "Repris dans les étapes qui l’envoient, si toutes ses marques ont un équivalent.",
                "Taken over in the steps that send it, if all its marks have a counterpart.",
            )
        return
    if root.tag == "datasource":
        entry = account.entry(root, Kind.SOURCE, name)
        entry.take(root.child("name"), root.child("slug"))
        for tag in ("documentation", "description", "category", "notify_on_errors", "record_on_errors"):
            entry.aside(root.child(tag), *DESK)
        field = Node("field", "field", children=[one for one in root.children if one.tag == "data_source"])
        entry.take(root.child("data_source"))
        package.constants = dict(package.variables)
        loaded = choices.load(field, package)
        for tag in ("data_attribute", "id_attribute", "text_attribute", "id_parameter", "cache_duration"):
            if loaded.remote is not None:
                entry.take(root.child(tag))
        if loaded.why is not None:
            entry.lost("data_source", *loaded.why)
        elif loaded.remote is not None:
            entry.near("data_source", *fields.waiting(loaded.remote))
        return
    if root.tag == "wscall":
        entry = account.entry(root, Kind.CALL, name)
        entry.take_free(root)
        address = brief(prose.plain(root.value("request", "url")))
        entry.lost(
            "request",
            f"Les appels à d’autres systèmes se branchent ici par un connecteur ({address}).",
            f"Calls to other systems are made by a connector here ({address}).",
        )
