"""A form, a card or a block of w.c.s. → the model of a form."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from parvis.incoming.data import Kind, Verdict
from parvis.incoming.domain.accounting import ORDER, Account, Entry, brief
from parvis.incoming.domain.model import After, Ask, Model, Sheet, Written
from parvis.incoming.domain.nodes import Node
from parvis.incoming.publik import fields
from parvis.incoming.publik.answers import options
from parvis.incoming.publik.package import Package
from parvis.incoming.publik.settings import DESK, FORM_ASIDE, NAME

_CARD = (
    "Il n’y a pas de fiches ici : ce modèle devient un formulaire, pour que ses champs puissent resservir.",
    "There are no cards here: this model becomes a form, so that its fields can be used again.",
)

_READ = re.compile(r"\bform_var_\w+")


def read(account: Account, root: Node, package: Package) -> Model:
    """Everything that a form's file holds. `root` is a `formdef` or a `carddef`."""
    card = root.tag == "carddef"
    title = root.value("name") or "…"
    entry = account.entry(root, Kind.CARD if card else Kind.FORM, title)
    if card:
        entry.near(root.tag, *_CARD)
    entry.take(root.child("name"), root.child("url_name"))
    constants = _options(account, root, package)
    package.constants = (
        dict(package.variables) | options(constants) | {"form_slug": root.value("url_name"), "form_name": title}
    )
    sheets = _sheets(account, entry, root, package)
    workflow = root.child("workflow")
    found = None
    if workflow is not None:
        link = account.entry(workflow, Kind.WORKFLOW, workflow.text or workflow.attributes.get("slug", ""))
        names = (workflow.attributes.get("slug", ""), workflow.text.strip(), workflow.attributes.get("workflow_id", ""))
        found = next((name for name in names if name and name in package.workflows), None)
        if found is None:
            link.lost(
                "workflow",
                "Ce circuit n’est pas dans l’export : un circuit simple le remplace.",
                "This workflow is not in the export: a plain one stands for it.",
            )
    _settings(entry, root)
    return Model(
        entry,
        title=title,
        slug=root.value("url_name") or title,
        sheets=sheets,
        category=root.value("category"),
        constants=constants,
        workflow=found or "",
    )


def read_block(account: Account, root: Node, package: Package) -> Model:
    """A block of fields as a form of one page, so that it can be looked at, and used again."""
    title = root.value("name") or "…"
    package.constants = dict(package.variables)
    entry = account.entry(root, Kind.BLOCK, title)
    entry.take(root.child("name"), root.child("slug"))
    holder = root.child("fields")
    entry.hold(holder)
    sheet = Sheet(None, title)
    within = (root.value("slug"),)
    sheet.items = [fields.read(account, one, package, within) for one in (holder.all("field") if holder else ())]
    _settings(entry, root)
    return Model(entry, title=title, slug=root.value("slug") or title, sheets=[sheet])


def _sheets(account: Account, entry: Entry, root: Node, package: Package) -> list[Sheet]:
    holder = root.child("fields")
    entry.hold(holder)
    package.computed = {
        one.value("varname"): one.value("value_template") for one in (holder.children if holder else ())
    }
    package.listed = {}
    sheets: list[Sheet] = []
    for node in holder.all("field") if holder else ():
        if node.value("type") == "page":
            sheets.append(_page(account, node, package))
            continue
        if not sheets:
            sheets.append(Sheet(None, root.value("name") or "…"))
        sheets[-1].items.append(fields.read(account, node, package))
    _pass_on(sheets, root, package)
    return sheets


def _pass_on(sheets: list[Sheet], root: Node, package: Package) -> None:
    """A computed value that nothing reads but lists of choices is nothing of its own: it came over, or not, in them."""
    if not package.listed:
        return
    said = Counter(name for node in root.walk() for name in _READ.findall(node.text))
    for sheet in sheets:
        for item in list(sheet.items):
            if not isinstance(item, Ask) or item.computed is None or not package.listed.get(item.name):
                continue
            held, name = package.listed[item.name], f"form_var_{item.name}"
            others = [one for one in said if one.startswith(f"{name}_")]
            if others or said[name] != len(held) or name in package.read_outside():
                continue
            sheet.items.remove(item)
            worst = max(held, key=lambda one: ORDER[one.verdict])
            if worst.verdict is not Verdict.EXACT:
                (item.entry.near if worst.verdict is Verdict.APPROXIMATE else item.entry.lost)(
                    "value_template",
                    f"Cette liste ne sert qu’aux choix de « {brief(worst.name)} » : elle suit leur sort.",
                    f"This list serves the choices of “{brief(worst.name)}” alone: it goes with them.",
                )
                continue
            item.entry.say(
                "value_template",
                None,
                "Cette liste ne sert qu’aux choix qui en sont faits : elle est reprise avec eux.",
                "This list serves the choices that are made of it alone: it came over with them.",
            )


def _page(account: Account, node: Node, package: Package) -> Sheet:
    title = fields.filled(node.value("label"), package) or "…"
    entry = account.entry(node, Kind.PAGE, title)
    entry.take(node.child("type"), node.child("label"), node.child("varname"))
    entry.aside(node.child("id"), *NAME)
    if fields.is_template(title):
        entry.near("label", "Ce titre contient des marques de Publik.", "This title holds marks of Publik.")
    sheet = Sheet(entry, title, condition=fields.condition(account, node))
    holder = node.child("post_conditions")
    entry.hold(holder)
    for one in holder.all("post_condition") if holder else ():
        sheet.after.append(_after(account, one))
    return sheet


def _after(account: Account, node: Node) -> After:
    text, message = node.value("condition", "value"), node.value("error_message")
    entry = account.entry(node, Kind.CHECK, text)
    entry.take(*node.children)
    return After(Written(text, entry), message or "…")


def _options(account: Account, root: Node, package: Package) -> dict[str, Any]:
    """The workflow's options as this form sets them, with their values of the export: what `form_option_…` reads."""
    holder = root.child("options")
    found: dict[str, Any] = {}
    if holder is None:
        return found
    account.entries[0].hold(holder)
    for node in holder.all("option"):
        name = node.attributes.get("varname", "")
        entry = account.entry(node, Kind.OPTION, name)
        entry.take(*node.children)
        kind, text = node.attributes.get("type", ""), node.text.strip()
        if kind in ("", "str"):
            found[name] = text
        elif kind == "bool":
            found[name] = text.lower() == "true"
        elif kind in ("list", "dict"):
            found[name] = [one.text.strip() for one in node.children] if kind == "list" else _dict(node)
        else:
            found[name] = text
        if kind in ("file", "date", "decimal", "dict", "list") and (text or node.children):
            entry.near(
                name,
                "Cette valeur n’est reprise que là où une règle la lit.",
                "This value is taken over only where a rule reads it.",
            )
        else:
            entry.near(
                name,
                "Un réglage du formulaire devient ici une valeur fixe des règles qui le lisent.",
                "An option of the form becomes a fixed value in the rules that read it here.",
            )
    return found


def _dict(node: Node) -> dict[str, str]:
    return {one.tag: one.text.strip() for one in node.children}


def _settings(entry: Entry, root: Node) -> None:
    for tag in FORM_ASIDE:
        for node in root.all(tag):
            entry.aside(node, *DESK)
    category, description = root.child("category"), root.child("description")
    entry.aside(
        category,
        "La catégorie est proposée comme service ; le sujet se choisit à la publication.",
        "The category is proposed as the department; the subject is chosen when publishing.",
    )
    if description is not None:
        entry.take(description)
        if description.text.strip():
            entry.near(
                "description",
                "La présentation se rédige à la publication.",
                "The introduction is written when publishing.",
            )
    for tag in ("user-roles", "roles", "backoffice-submission-roles"):
        holder = root.child(tag)
        if holder is not None:
            entry.take(holder)
            if holder.children:
                names = ", ".join(one.text.strip() or one.attributes.get("role_key", "") for one in holder.children)
                entry.near(
                    tag,
                    f"Les rôles sont ceux de vos services ici ({names}).",
                    f"The roles are those of your departments here ({names}).",
                )
    _plain_settings(entry, root)


def _plain_settings(entry: Entry, root: Node) -> None:
    """Yes-or-no settings: those that say nothing new are taken, those that do are said."""
    for tag, fr, en in (
        ("disabled", "Publier ou fermer se décide ici.", "Publishing or closing is decided here."),
        (
            "confirmation",
            "Les réponses sont toujours relues avant l’envoi.",
            "Answers are always read again before sending.",
        ),
    ):
        node = root.child(tag)
        if node is not None:
            entry.take(node)
            if fields.yes(node) == (tag == "disabled"):
                entry.say(tag, None, fr, en)
    once = root.child("only_allow_one")
    if once is not None:
        entry.take(once)
        if fields.yes(once):
            entry.lost(
                "only_allow_one",
                "Ici, une personne peut faire la demande plusieurs fois.",
                "Here one person may make the request several times.",
            )
    for tag in ("submission_user_association", "drafts_lifespan", "drafts_max_per_user", "id_template"):
        node = root.child(tag)
        if node is not None:
            entry.take(node)
            if node.text.strip() not in ("", "none"):
                entry.near(
                    tag,
                    f"Réglage propre à Publik ({node.text.strip()}).",
                    f"A setting of Publik’s own ({node.text.strip()}).",
                )
