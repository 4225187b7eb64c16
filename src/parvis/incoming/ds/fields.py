"""One field (champ) of demarches-simplifiees → a question, a heading, words to read, a repeated group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from parvis.forms.api import usable_pattern
from parvis.forms.registry import FIELD_TYPES
from parvis.incoming.data import Kind
from parvis.incoming.domain import naming, nodes, prose
from parvis.incoming.domain.accounting import Account, Entry
from parvis.incoming.domain.model import Ask, Heading, Repeat
from parvis.incoming.domain.nodes import Node

LONGEST_LINE, LONGEST_TEXT, MOST_CHOICES, MOST_LINES = 1000, 20_000, 500, 5_000
_NAME = ("Identifiant du site d’origine.", "Identifier on the site of origin.")

Item = Ask | Repeat | Heading


def kind_of(node: Node) -> str:
    """`Text` of `TextChampDescriptor`, or of the type that older interfaces write (`text`, `drop_down_list`)."""
    name = node.value("__typename").removesuffix("Descriptor").removesuffix("Champ")
    return name or "".join(word.capitalize() for word in node.value("type").split("_"))


def read(account: Account, node: Node) -> Item | list[Item]:
    """The field that `node` holds; several where ours needs more than one question for it."""
    kind = kind_of(node)
    label = prose.plain(node.value("label")) or "…"
    kinds = {"HeaderSection": Kind.HEADING, "Explication": Kind.EXPLANATION, "Repetition": Kind.BLOCK}
    entry = account.entry(node, kinds.get(kind, Kind.QUESTION), label)
    entry.take(*(node.child(tag) for tag in ("__typename", "type", "label", "description", "required")))
    entry.aside(node.child("id"), *_NAME)
    if kind == "HeaderSection":
        level = node.value("level") or "1"
        entry.take(node.child("level"))
        return Heading(entry, label, nodes.whole(level) or 1)
    if kind == "Repetition":
        return _repetition(account, entry, node, label)
    ask = Ask(
        entry,
        type="text",
        label=label,
        hint=prose.with_links(node.value("description")),
        required=node.value("required") == "true",
        options={"max_length": LONGEST_LINE},
    )
    if kind != "Explication":
        prose.tell_hint(entry, "description", _lines_together(node.value("description")))
    made = _TYPES.get(kind)
    if made is not None:
        more = made(ask, node)
        return [ask, *more] if more else ask
    simple = _SIMPLE.get(kind)
    if simple is None:
        entry.lost(
            "__typename",
            f"Le type de champ « {kind} » n’existe pas ici : la question reste, avec une réponse en texte.",
            f"The type of field “{kind}” does not exist here: the question stays, answered in words.",
        )
        return ask
    ask.type, ask.options = simple[0], dict(simple[1])
    if len(simple) > 2:
        entry.near("__typename", *simple[2])
    return ask


def _lines_together(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ")


_REGISTER = (
    "Le numéro est vérifié, mais rien n’est demandé au répertoire.",
    "The number is checked, but the register is asked nothing.",
)
_SCHOOLS = (
    "Seuls les établissements de l’organisation se choisissent ici.",
    "Only the schools of the organisation can be chosen here.",
)
_ADDRESS = ("L’adresse se donne ici en plusieurs parties.", "The address is given in several parts here.")

#: our type, its options, and what differs
_SIMPLE: dict[str, tuple[Any, ...]] = {
    "Text": ("text", {"max_length": LONGEST_LINE}),
    "Textarea": ("long_text", {"max_length": LONGEST_TEXT}),
    "Email": ("email", {"own": False}),
    "Phone": ("phone", {"own": False}),
    "Date": ("date", {}),
    "Datetime": ("date_time", {}),
    "YesNo": ("yes_no", {}),
    "Checkbox": ("checkbox", {}),
    "Address": ("address", {"own": False}, _ADDRESS),
    "Commune": ("commune", {}),
    "Communes": ("commune", {}),
    "Departement": ("division", {"of": "department", "abroad": True}),
    "Departements": ("division", {"of": "department", "abroad": True}),
    "Region": ("division", {"of": "region"}),
    "Regions": ("division", {"of": "region"}),
    "Pays": ("division", {"of": "country"}),
    "Epci": ("division", {"of": "epci"}),
    "Civilite": ("civility", {}),
    "Iban": ("iban", {}),
    "DossierLink": ("case_link", {}),
    "AnnuaireEducation": ("school", {}, _SCHOOLS),
    "Siret": ("identifier", {"scheme": "siret"}, _REGISTER),
    "Rna": ("identifier", {"scheme": "rna"}, _REGISTER),
}


def _number(ask: Ask, node: Node) -> list[Item]:
    whole = kind_of(node) in ("IntegerNumber", "Number")
    ask.type, ask.format = ("integer" if whole else "decimal"), "number"
    ask.options = {"min": -999_999_999}
    if not whole:
        ask.options["decimals"] = 6
    positive = node.child("positiveNumber")
    ask.entry.take(positive, node.child("rangeNumber"))
    if positive is not None and positive.text == "true":
        ask.options["min"] = 0
    for tag, option in (("minNumber", "min"), ("maxNumber", "max")):
        bound = node.child(tag)
        ask.entry.take(bound)
        if bound is not None and bound.text:
            try:
                ask.options[option] = nodes.bound(bound.text, whole=whole)
            except ValueError:
                ask.entry.lost(tag, f"Borne illisible ({bound.text}).", f"An unreadable bound ({bound.text}).")
    return []


def _choices(ask: Ask, node: Node) -> list[Item]:
    several = kind_of(node).startswith("Multiple")
    listed, other = node.child("options"), node.child("otherOption")
    ask.entry.take(listed, other)
    texts = [one.text.strip() for one in (listed.children if listed else ()) if one.text.strip()]
    groups = [text for text in texts if text.startswith("--") and text.endswith("--")]
    texts = [text for text in texts if not (text.startswith("--") and text.endswith("--"))]
    if groups:
        ask.entry.near(
            "options",
            "Les intitulés de groupes de choix ne sont pas repris.",
            "Titles of groups of choices are left out.",
        )
    if not texts or len(texts) > MOST_CHOICES:
        ask.entry.lost(
            "options",
            f"{len(texts)} choix : il en faut de 1 à {MOST_CHOICES} ici.",
            f"{len(texts)} choices: from 1 to {MOST_CHOICES} are possible here.",
        )
        return []
    ask.type = ask.format = "choices" if several else "choice"
    ask.options = {}
    if other is None or other.text != "true":
        ask.offered = naming.offered((text, text) for text in texts)
        return []
    ask.offered = naming.offered([*((text, text) for text in texts), ("autre__", "Autre")])
    ask.entry.near(
        "otherOption",
        "L’autre réponse se donne ici dans une question de plus, facultative, juste en dessous.",
        "The other answer is given in one more question here, which may stay empty, just below.",
    )
    return [Ask(ask.entry, "text", f"{ask.label} – autre réponse", options={"max_length": LONGEST_LINE})]


def _linked(ask: Ask, node: Node) -> list[Item]:
    """Two lists, the second of which hangs on the first: `--first--` opens the choices that go with it."""
    listed, names = node.child("options"), (node.child("drop_down_secondary_libelle"), node.child("secondaryLabel"))
    ask.entry.take(listed, *names)
    table: list[str] = []
    first = ""
    for one in listed.children if listed else ():
        text = " ".join(one.text.replace(" > ", " › ").split())
        if text.startswith("--") and text.endswith("--"):
            first = text.strip("-").strip()
            if first:
                table.append(first)
        elif text and first:
            if table[-1] == first:
                table.pop()
            table.append(f"{first} > {text}")
    if not table or len(table) > MOST_LINES or FIELD_TYPES.get("linked") is None:
        ask.entry.lost(
            "options",
            "Les listes liées ne sont pas reprises : la réponse s’écrit en texte.",
            "Linked lists are left out: the answer is given in words.",
        )
        return []
    second = next((one.text.strip() for one in names if one is not None and one.text.strip()), "Précision")
    label = " ".join(ask.label.replace(">", "›").split())
    ask.type, ask.format = "linked", "none"
    ask.options = {"lists": {"fr": f"{label} > {second.replace('>', '›')}"}, "table": table}
    return []


def _file(ask: Ask, node: Node) -> list[Item]:
    ask.type, ask.format = "file", "file"
    ask.options = {"max": 20, "max_megabytes": 25, "kinds": ["picture", "pdf", "office"]}
    template = node.child("fileTemplate")
    ask.entry.take(template)
    ask.entry.say("__typename", None, *prose.FILES)
    if template is not None and (template.text or template.children):
        ask.entry.near("fileTemplate", "Le modèle à remplir est à joindre.", "The form to fill in has to be attached.")
    return []


def _proof(ask: Ask, node: Node) -> list[Item]:
    ask.type, ask.format = "file", "file"
    ask.options = {"max": 2, "max_megabytes": 20, "kinds": ["picture", "pdf"]}
    ask.entry.near(
        "__typename",
        "Le titre d’identité n’est ici ni filigrané ni supprimé avant le reste.",
        "The proof of identity is neither watermarked nor removed before the rest here.",
    )
    return []


def _explanation(ask: Ask, node: Node) -> list[Item]:
    ask.type, ask.format, ask.required, ask.hint = "explanation", "none", False, ""
    shown, hidden = node.child("collapsibleExplanationEnabled"), node.child("collapsibleExplanationText")
    ask.entry.take(shown, hidden)
    body = _paragraphs(ask.entry, node.value("description"))
    ask.options = {"text": {"fr": f"**{prose.escaped(ask.label)}**\n\n{body}".strip()}}
    if shown is None or shown.text != "true" or hidden is None or not hidden.text.strip():
        return []
    more = Ask(ask.entry, "explanation", "En savoir plus", format="none")
    more.options = {"text": {"fr": _paragraphs(ask.entry, hidden.text)}, "look": "details"}
    return [more]


def _paragraphs(entry: Entry, text: str) -> str:
    """A description as Markdown: over there, ends of lines are kept in plain text."""
    written = prose.from_html(text)
    if written.lost:
        listed = ", ".join(written.lost)
        entry.near("description", f"Mise en forme non reprise : {listed}.", f"Markup left out: {listed}.")
    if prose.looks_like_html(text):
        return written.text
    return "\n\n".join(line.strip() for line in written.text.splitlines() if line.strip())


def _pattern(ask: Ask, node: Node) -> list[Item]:
    pattern, message, example = (
        node.child(tag)
        for tag in ("expressionReguliere", "expressionReguliereErrorMessage", "expressionReguliereExampleText")
    )
    ask.entry.take(pattern, message, example)
    if pattern is None or not usable_pattern(pattern.text):
        said = pattern.text if pattern is not None else "?"
        ask.entry.lost("expressionReguliere", f"Format non repris ({said}).", f"This form is left out ({said}).")
        return []
    ask.type = "formatted_text"
    ask.options = {"pattern": pattern.text, "max_length": LONGEST_LINE}
    if example is not None and example.text:
        ask.options["example"] = example.text[:100]
    if message is not None and message.text:
        ask.options["message"] = {"fr": message.text}
    return []


_TYPES: dict[str, Callable[[Ask, Node], list[Item]]] = {
    "IntegerNumber": _number,
    "Number": _number,
    "DecimalNumber": _number,
    "DropDownList": _choices,
    "MultipleDropDownList": _choices,
    "LinkedDropDownList": _linked,
    "PieceJustificative": _file,
    "TitreIdentite": _proof,
    "Explication": _explanation,
    "ExpressionReguliere": _pattern,
}


def _repetition(account: Account, entry: Entry, node: Node, label: str) -> Repeat:
    listed = node.child("champDescriptors")
    entry.hold(listed)
    group = Repeat(
        entry,
        label=label,
        name="",
        members=[],
        hint=prose.plain(node.value("description")),
        least=1 if node.value("required") == "true" else 0,
        most=50,
    )
    for one in listed.children if listed else ():
        made = read(account, one)
        for member in made if isinstance(made, list) else [made]:
            if isinstance(member, Heading):
                member = Ask(member.entry, "explanation", member.text, format="none")
                member.options = {"text": {"fr": f"**{prose.escaped(member.label)}**"}}
            group.members.append(member)
    if not group.members:
        entry.lost("champDescriptors", "Ce bloc ne pose aucune question.", "This block asks no question.")
    entry.say("champDescriptors", None, "Cinquante lignes au plus ici.", "At most fifty rows here.")
    return group
