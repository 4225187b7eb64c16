"""One field of w.c.s. → a question of ours, a heading, words to read, a computed value, a repeated group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from parvis.forms.data import DEEPEST, LocalizedText
from parvis.incoming.data import Kind, Unreadable
from parvis.incoming.domain import naming, prose
from parvis.incoming.domain.accounting import Account, Entry
from parvis.incoming.domain.model import Ask, Heading, Repeat, Written
from parvis.incoming.domain.nodes import Node, bound, whole
from parvis.incoming.publik import attached, choices, language, prefills, tables, validation
from parvis.incoming.publik.package import Package
from parvis.incoming.publik.settings import FIELD_ASIDE, aside

#: one line of text over there has no bound; ours has one
LONGEST_LINE, LONGEST_TEXT = 1000, 20_000
#: members of blocks, over all places where blocks are used
MOST_MEMBERS = 5_000
_TEMPLATE = ("{{", "{%")

Item = Ask | Repeat | Heading


def is_template(text: str) -> bool:
    """Whether it holds marks of the template language."""
    return any(mark in text for mark in _TEMPLATE)


def filled(text: str, package: Package, *, html: bool = False) -> str:
    """The text with its marks filled in, where what they read never changes; as it is where it does."""
    if not is_template(text):
        return text
    known = language.constant(text, package.constants, html=html)
    return text if known is None else known


def yes(node: Node | None, default: bool = False) -> bool:
    """A boolean of theirs."""
    return default if node is None or not node.text.strip() else node.text.strip().lower() == "true"


def condition(account: Account, holder: Node) -> Written | None:
    """The rule that shows `holder`, with its line in the report; None where there is none."""
    node = holder.child("condition")
    if node is None or not node.value("value"):
        return None
    text = node.value("value")
    entry = account.entry(node, Kind.CONDITION, text)
    entry.take(*node.children)
    if node.value("type") not in ("django", ""):
        entry.lost(
            "condition",
            f"Condition en {node.value('type')} : seul le langage Django se traduit.",
            f"A condition in {node.value('type')}: only Django’s language is translated.",
        )
    return Written(text, entry)


def read(account: Account, node: Node, package: Package, within: tuple[str, ...] = ()) -> Item:
    """The field that `node` holds, whatever its type. within: the blocks that it stands in."""
    kind = node.value("type")
    made = {"title": Kind.HEADING, "subtitle": Kind.HEADING, "comment": Kind.EXPLANATION, "computed": Kind.COMPUTED}
    label = filled(node.value("label"), package, html=kind == "comment")
    hint = filled(node.value("hint"), package)
    entry = account.entry(
        node,
        made.get(kind, Kind.BLOCK if kind == "block" or kind in tables.KINDS else Kind.QUESTION),
        prose.plain(label),
    )
    rule = condition(account, node)
    entry.take(
        node.child("type"), node.child("label"), node.child("varname"), node.child("required"), node.child("hint")
    )
    for one in node.children:
        if one.tag != "rows" or kind not in tables.KINDS:  # there they are its rows, elsewhere lines on the screen
            aside(entry, one, FIELD_ASIDE)
    locations = node.child("display_locations")
    entry.take(locations)
    if kind in ("title", "subtitle"):
        if is_template(label):
            _template(entry, "label")
        return Heading(entry, prose.plain(label) or "…", 1 if kind == "title" else 2, rule)
    if kind == "block":
        return _block(account, entry, node, package, rule, within)
    if kind in tables.KINDS:
        group = tables.read(entry, node, rule)
        prefills.read_group(account, group, node)
        return group
    ask = Ask(
        entry,
        type="text",
        label=prose.plain(label) or "…",
        name=node.value("varname"),
        hint=prose.with_links(hint),
        required=yes(node.child("required"), default=kind not in ("comment", "computed")),
        condition=rule,
    )
    for part, text in (("label", label), ("hint", hint)):
        if kind != "comment" and is_template(text):
            _template(entry, part)
    prose.tell_hint(entry, "hint", hint)
    _TYPES.get(kind, _unknown)(ask, node, package)
    prefills.read(account, ask, node)
    return ask


def _template(entry: Entry, setting: str) -> None:
    entry.near(
        setting,
        "Ce texte contient des marques de Publik, qui changent avec la demande : ici, elles restent telles quelles.",
        "This text holds marks of Publik that change with the request: here they stay as they are.",
    )


def _string(ask: Ask, node: Node, package: Package) -> None:
    ask.options = {"max_length": LONGEST_LINE}
    limit = node.child("maxlength")
    if limit is not None:
        ask.entry.take(limit)
        if 1 <= (whole(limit.text) or 0) <= LONGEST_LINE:
            ask.options["max_length"] = whole(limit.text)
    validation.read(ask, node)


def _text(ask: Ask, node: Node, package: Package) -> None:
    ask.type = "long_text"
    ask.options = {"max_length": LONGEST_TEXT}
    limit, mode = node.child("maxlength"), node.child("display_mode")
    ask.entry.take(limit, mode)
    if limit is not None and 1 <= (whole(limit.text) or 0) <= LONGEST_TEXT:
        ask.options["max_length"] = whole(limit.text)
    if mode is not None and mode.text.strip() in ("rich", "basic-rich"):
        ask.entry.near(
            "display_mode",
            "Le texte est saisi ici sans mise en forme (gras, listes).",
            "The text is typed here without formatting (bold, lists).",
        )
    validation.read(ask, node)


def _email(ask: Ask, node: Node, package: Package) -> None:
    ask.type = "email"
    ask.options = {"own": False}


def _date(ask: Ask, node: Node, package: Package) -> None:
    ask.type, ask.format = "date", "date"
    entry = ask.entry
    past, today, future = (node.child(tag) for tag in ("date_in_the_past", "date_can_be_today", "minimum_is_future"))
    entry.take(past, today, future)
    here: dict[str, Any] = {"var": ""}  # its own id, known later
    if yes(future):
        ask.checks.append(
            ({"date.on_or_after" if yes(today) else "date.after": [here, {"today": []}]}, "La date doit être à venir.")
        )
    if yes(past):
        ask.checks.append(
            ({"date.on_or_before" if yes(today) else "date.before": [here, {"today": []}]}, "La date doit être passée.")
        )
    for tag, option in (("minimum_date", "min"), ("maximum_date", "max")):
        limit = node.child(tag)
        text = limit.text.strip() if limit else ""
        entry.take(limit)
        if text and len(text) == 10 and text[4] == text[7] == "-":
            ask.options[option] = text
        elif text:
            entry.lost(tag, f"Borne calculée non reprise ({text}).", f"A computed bound is left out ({text}).")


def _item(ask: Ask, node: Node, package: Package) -> None:
    several = node.value("type") == "items"
    entry = ask.entry
    entry.take(node.child("items"), node.child("data_source"), node.child("display_mode"))
    loaded = choices.load(node, package)
    ask.offered = naming.offered(loaded.pairs)
    ask.guessed = loaded.guessed
    remote = loaded.remote if not several and not ask.offered else None
    if loaded.why is not None:
        (entry.near if ask.offered or remote else entry.lost)("data_source", *loaded.why)
    for name in choices.reads(node.value("data_source", "value")):
        package.listed.setdefault(name, []).append(entry)
    ask.format = "choices" if several else "choice"
    least, most = node.child("min_choices"), node.child("max_choices")
    entry.take(least, most)
    if remote is not None:
        ask.type, ask.options = "data_choice", {"dataset": remote.code}
        if loaded.why is None:
            entry.say("data_source", None, *waiting(remote))
    elif not ask.offered:
        if loaded.remote is not None and loaded.why is None:
            entry.lost(
                "data_source",
                "Plusieurs choix à la fois dans un jeu de données : une seule réponse y est possible ici.",
                "Several choices at once from a data set: one alone is possible here.",
            )
        # the question stays where it was, to be answered in words, until somebody gives it its choices
        ask.options = {"max_length": LONGEST_LINE}
        return
    else:
        ask.type = ask.format
    mode = node.value("display_mode")
    if not several and remote is None:
        ask.options["look"] = {"radio": "radios", "list": "list", "autocomplete": "list"}.get(mode, "auto")
    for limit, option in ((least, "min"), (most, "max")):
        if limit is not None and whole(limit.text):
            ask.options[option] = whole(limit.text)
    if mode in ("map", "timetable", "images"):
        entry.near(
            "display_mode",
            "Les choix se lisent ici dans une liste, et non sur une carte, un calendrier ou des images.",
            "The choices are read in a list here, not on a map, a calendar or pictures.",
        )


def waiting(remote: choices.Remote) -> tuple[str, str]:
    """What is said of a list that becomes a data set."""
    said = f"{remote.address[:200]} ; liste : {remote.path} ; clé : {remote.key} ; mots : {remote.label}"
    told = f"{remote.address[:200]}; list: {remote.path}; key: {remote.key}; words: {remote.label}"
    return (
        f"La liste est celle du jeu de données « {remote.code} », à remplir depuis ce service ({said}).",
        f"The list is that of the data set “{remote.code}”, to be filled from this service ({told}).",
    )


def _bool(ask: Ask, node: Node, package: Package) -> None:
    ask.type, ask.format = "checkbox", "bool"


def _numeric(ask: Ask, node: Node, package: Package) -> None:
    integers = node.child("restrict_to_integers")
    ask.entry.take(integers)
    ask.type, ask.format = ("integer" if yes(integers, default=True) else "decimal"), "number"
    ask.options = {"min": -1_000_000_000}
    for tag, option in (("min_value", "min"), ("max_value", "max")):
        limit = node.child(tag)
        ask.entry.take(limit)
        text = limit.text.strip() if limit else ""
        try:
            if text:
                ask.options[option] = bound(text, whole=ask.type == "integer")
        except ValueError:
            ask.entry.lost(tag, f"Borne calculée non reprise ({text}).", f"A computed bound is left out ({text}).")


def _comment(ask: Ask, node: Node, package: Package) -> None:
    label = filled(node.value("label"), package, html=True)
    written = prose.from_html(label)
    ask.type, ask.format, ask.required = "explanation", "none", False
    ask.options = {"text": {"fr": written.text}}
    ask.label = prose.plain(label)[:200] or "…"
    if is_template(label):
        _template(ask.entry, "label")
    if written.lost:
        listed = ", ".join(written.lost)
        ask.entry.near("label", f"Mise en forme non reprise : {listed}.", f"Markup left out: {listed}.")


def _computed(ask: Ask, node: Node, package: Package) -> None:
    ask.format, ask.required = "computed", False
    ask.options = {"max_length": LONGEST_LINE}
    ask.entry.take(node.child("value_template"), node.child("freeze_on_initial_value"))
    ask.computed = Written(node.value("value_template"), ask.entry)
    if yes(node.child("freeze_on_initial_value")) and is_template(node.value("value_template")):
        ask.entry.near(
            "freeze_on_initial_value",
            "La valeur suit ici les réponses, au lieu de rester celle du début.",
            "The value follows the answers here, instead of staying what it was at first.",
        )


def _unknown(ask: Ask, node: Node, package: Package) -> None:
    kind = node.value("type") or "?"
    ask.format = "unknown"
    ask.options = {"max_length": LONGEST_LINE}
    ask.entry.lost(
        "type",
        f"Le type de champ « {kind} » n’existe pas ici : la question reste, avec une réponse en texte.",
        f"The type of field “{kind}” does not exist here: the question stays, answered in words.",
    )


_TYPES: dict[str, Callable[[Ask, Node, Package], None]] = {
    "string": _string,
    "text": _text,
    "email": _email,
    "date": _date,
    "item": _item,
    "items": _item,
    "bool": _bool,
    "numeric": _numeric,
    "file": attached.read,
    "comment": _comment,
    "computed": _computed,
}


def _block(
    account: Account, entry: Entry, node: Node, package: Package, rule: Written | None, within: tuple[str, ...]
) -> Repeat:
    slug, most, first = (node.child(tag) for tag in ("block_slug", "max_items", "default_items_count"))
    entry.take(slug, most, first)
    found = package.blocks.get(slug.text.strip() if slug else "")
    group = Repeat(
        entry,
        label=prose.plain(node.value("label")) or "…",
        name=node.value("varname"),
        members=[],
        hint=prose.plain(node.value("hint")),
        least=1 if yes(node.child("required")) else 0,
        most=1,
        condition=rule,
    )
    if most is not None:
        text = most.text.strip()
        group.most = min(50, whole(text) or 1)
        if text and whole(text) is None:
            entry.lost("max_items", f"Nombre calculé non repris ({text}).", f"A computed number is left out ({text}).")
    prefills.read_group(account, group, node)
    if found is None:
        entry.lost(
            "block_slug",
            f"Le bloc « {slug.text.strip() if slug else ''} » n’est pas dans l’export.",
            f"The block “{slug.text.strip() if slug else ''}” is not in the export.",
        )
        return group
    within = (*within, slug.text.strip() if slug else "")
    group.members, left = members(found, package, within)
    if left:
        listed = ", ".join(left)[:300]
        entry.near(
            "block",
            f"{DEEPEST} blocs l’un dans l’autre au plus, aucun dans lui-même : non repris dans celui-ci ({listed}).",
            f"{DEEPEST} blocks at most in one another here, and none in itself: left out of this one ({listed}).",
        )
    return group


def _is_block(node: Node) -> bool:
    return node.value("type") == "block"


def _fields(block: Node) -> list[Node]:
    holder = block.child("fields")
    return holder.all("field") if holder else []


def members(block: Node, package: Package, within: tuple[str, ...]) -> tuple[list[Ask | Repeat], list[str]]:
    """What a block of fields asks, for one place where it is used, within these blocks, itself the last; and the blocks
    that are left out of it. The lines of what it holds stand in its own file."""
    kept, left = [], []
    for one in _fields(block):
        if _is_block(one) and (len(within) >= DEEPEST or one.value("block_slug") in within):
            left.append(prose.plain(one.value("label")))
        else:
            kept.append(one)
    package.members += len(kept)
    if package.members > MOST_MEMBERS:
        raise Unreadable(LocalizedText(fr="Trop de blocs.", en="Too many blocks."))
    aside_account = Account("", block)
    made = [read(aside_account, one, package, within) for one in kept]
    return [one for one in made if isinstance(one, Ask | Repeat)], left
