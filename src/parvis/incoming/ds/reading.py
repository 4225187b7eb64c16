"""The schema of a procedure of demarches-simplifiees → a definition of ours."""

from __future__ import annotations

from typing import Any

from parvis.incoming.data import Imported, Kind
from parvis.incoming.domain import building, prose
from parvis.incoming.domain.accounting import Account, Entry
from parvis.incoming.domain.model import Heading, Model, Sheet, Written
from parvis.incoming.domain.nodes import Node
from parvis.incoming.ds import fields
from parvis.incoming.ds.workflow import WORKFLOW

_FIELDS = ("champDescriptors", "publicChampDescriptors")
_REVISIONS = ("revision", "activeRevision", "publishedRevision", "draftRevision")
#: what rules their site: when it was made, who runs it, where it is
_ASIDE = frozenset(
    {
        "id", "number", "dateCreation", "datePublication", "dateDerniereModification", "dateDepublication",
        "dateFermeture", "demarcheURL", "demarcheUrl", "state", "opendata", "tags", "zones", "logo", "service",
        "chorusConfiguration", "__typename", "hideInstructeursEmail",
    }
)  # fmt: skip
_LAW = ("Le fondement juridique se donne ici par règle.", "The legal base is given by rule here.")
_SITE = (
    "Ce réglage est celui du site d’origine ; publier, fermer et confier à un service se décident ici.",
    "This rules the site of origin; publishing, closing and handing to a department are decided here.",
)


def found(root: Node) -> tuple[Node, Node] | None:
    """The procedure in a file, and the revision that holds its fields; None where the file holds no procedure."""
    for node in root.walk():
        for holder in (*(node.child(name) for name in _REVISIONS), node):
            if holder is not None and node.child("title") is not None and _list(holder) is not None:
                return node, holder
    return None


def _list(holder: Node) -> Node | None:
    return next((one for name in _FIELDS if (one := holder.child(name)) is not None), None)


def is_ours(root: Node) -> bool:
    """Whether it is the schema of a procedure."""
    return root.attributes.get("json") == "object" and found(root) is not None


def read(account: Account, root: Node) -> Imported:
    """The procedure as ours. Accounts for the whole file."""
    pair = found(root)
    assert pair is not None  # `is_ours` was asked
    procedure, revision = pair
    title = procedure.value("title")
    entry = account.entry(procedure, Kind.FORM, title)
    entry.take(procedure.child("title"))
    for node in _around(root, procedure):
        entry.hold(node)
    _settings(entry, procedure)
    if revision is not procedure:
        entry.hold(revision)
        for tag in ("id", "datePublication", "dateCreation"):
            entry.aside(revision.child(tag), *_SITE)
    listed = _list(revision)
    assert listed is not None
    entry.hold(listed)
    model = Model(entry, title=title, slug=title, sheets=_sheets(account, listed, title))
    if not any(one.tag in ("condition", "conditions", "logic") for one in listed.walk()):
        entry.near(
            "condition",
            "Ce schéma ne dit pas quelles questions dépendent des autres : leurs conditions sont à redonner.",
            "This schema does not say which questions depend on others: their conditions have to be given again.",
        )
    _annotations(account, entry, revision)
    made = building.build(model, WORKFLOW["workflow"], _no_rule, _no_rule, decisions=WORKFLOW["decisions"])
    account.sweep()
    return made


def _around(root: Node, procedure: Node) -> list[Node]:
    """The objects that stand around the procedure in the file: `data`, `demarche`."""
    return [node for node in root.walk() if procedure.path.startswith(f"{node.path}/")]


def _no_rule(built: building.Built, rule: Written, item_id: str) -> Any:
    rule.entry.lost(
        "condition", "Condition non reprise : à redonner.", "This condition is left out: it has to be given again."
    )
    return None


def _settings(entry: Entry, procedure: Node) -> None:
    for tag in _ASIDE:
        entry.aside(procedure.child(tag), *_SITE)
    for tag, fr, en in (
        ("description", "La présentation se rédige à la publication.", "The introduction is written when publishing."),
        ("notice", "La notice se joint à la publication.", "The leaflet is joined when publishing."),
        ("deliberation", "Le fondement juridique se donne ici par règle.", "The legal base is given by rule here."),
        (
            "cadreJuridiqueURL",
            "Le fondement juridique se donne ici par règle.",
            "The legal base is given by rule here.",
        ),
        (
            "cadreJuridiqueUrl",
            "Le fondement juridique se donne ici par règle.",
            "The legal base is given by rule here.",
        ),
        ("dossiersUrl", *_SITE),
        (
            "declarative",
            "Accepter sans examen se règle ici dans le circuit.",
            "Accepting without a look is set in the workflow here.",
        ),
    ):
        node = procedure.child(tag)
        if node is not None:
            entry.take(node)
            if node.text.strip() or node.children:
                entry.near(tag, fr, en)


def _sheets(account: Account, listed: Node, title: str) -> list[Sheet]:
    """Each title of the first rank opens a page: what stands before the first one, the first page."""
    sheets = [Sheet(None, title)]
    for node in listed.children:
        made = fields.read(account, node)
        if isinstance(made, Heading) and made.level == 1:
            sheets.append(Sheet(made.entry, made.text, condition=made.condition))
        elif isinstance(made, list):
            sheets[-1].items += made
        else:
            sheets[-1].items.append(made)
    return sheets


def _annotations(account: Account, entry: Entry, revision: Node) -> None:
    """What agents note there: fields of their own, which our steps ask instead."""
    for tag in ("annotationDescriptors", "privateChampDescriptors"):
        listed = revision.child(tag)
        entry.hold(listed)
        for node in listed.children if listed else ():
            line = account.entry(node, Kind.QUESTION, prose.plain(node.value("label")))
            line.take(*node.children)
            line.lost(
                tag,
                "Annotation privée : ce que dit un agent se demande ici à l’étape où il le dit.",
                "A private annotation: what an agent says is asked here at the step where it is said.",
            )
