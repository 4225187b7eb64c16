"""A workflow of w.c.s. → statuses and steps of ours, as far as ours can carry it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from parvis.incoming.data import Kind
from parvis.incoming.domain import prose
from parvis.incoming.domain.accounting import Account, Entry, brief
from parvis.incoming.domain.naming import Names
from parvis.incoming.domain.nodes import Node
from parvis.incoming.publik import actions, kept
from parvis.incoming.publik.fields import is_template
from parvis.incoming.publik.package import Package
from parvis.incoming.publik.settings import DESK

AGENTS = ["agent", "supervisor"]


@dataclass(slots=True)
class Step:
    """A way out of a status. automatic: nobody clicks over there."""

    entry: Entry
    target: str
    label: str
    rights: list[str]
    automatic: bool = False
    conditional: bool = False


@dataclass(slots=True)
class Standing:
    """A status while it is being read. words: what it tells the person; mails: those sent on entry."""

    entry: Entry
    id: str
    name: str
    ends: bool
    steps: list[Step] = field(default_factory=list)
    words: str = ""
    mails: list[tuple[Entry, str, str]] = field(default_factory=list)

    @property
    def passes_to(self) -> str:
        """The status that it leads to at once, "" where it stays or has to look first."""
        for step in self.steps:
            if step.conditional or not step.automatic:
                return ""
            return step.target
        return ""


def read(account: Account, root: Node, package: Package) -> dict[str, Any] | None:
    """Our workflow, or None where nothing of it could be walked. Accounts for the whole file."""
    entry = account.entry(root, Kind.WORKFLOW, root.value("name") or root.value("slug"))
    entry.take(root.child("name"), root.child("slug"))
    for tag in ("category", "documentation", "description"):
        entry.aside(root.child(tag), *DESK)
    roles = root.child("roles")
    if roles is not None:
        entry.take(roles)
        names = ", ".join(one.text.strip() for one in roles.children)
        if names:
            entry.near(
                "roles",
                f"Les rôles « {names} » sont ici les agents et responsables du service.",
                f"The roles “{names}” are the agents and supervisors of the department here.",
            )
    holder = root.child("possible_status")
    entry.hold(holder)
    standings = [_status(account, one, package) for one in (holder.all("status") if holder else ())]
    _others(account, entry, root)
    held = kept.read(account, entry, root)
    if not standings:
        entry.lost("possible_status", "Ce circuit n’a aucun statut.", "This workflow has no status.")
        return None
    made = _woven(entry, standings)
    return made | {"kept": held} if made and held else made


def _status(account: Account, node: Node, package: Package) -> Standing:
    name = node.value("name") or node.value("id")
    entry = account.entry(node, Kind.STATUS, name)
    entry.take(node.child("id"), node.child("name"), node.child("forced_endpoint"))
    entry.aside(node.child("colour"), *DESK)
    seen = node.child("visibility")
    if seen is not None:
        entry.take(seen)
        if seen.children:
            entry.near(
                "visibility",
                "Seuls certains rôles voient ce statut là-bas ; ici, la personne lit toujours où en est sa demande.",
                "Only some roles see this status over there; here the person always reads where the request stands.",
            )
    standing = Standing(entry, node.value("id"), name, ends=node.value("forced_endpoint").lower() == "true")
    holder = node.child("items")
    entry.hold(holder)
    for one in holder.all("item") if holder else ():
        _item(account, one, standing, package)
    return standing


def _item(account: Account, node: Node, standing: Standing, package: Package) -> None:
    kind = node.attributes.get("type", "")
    label = prose.plain(node.value("label") or node.value("subject") or node.value("title"))
    entry = account.entry(node, Kind.ACTION, f"{kind} {label}".strip())
    rule = node.child("condition")
    conditional = rule is not None and bool(rule.value("value"))
    if rule is not None and conditional:
        condition = account.entry(rule, Kind.CONDITION, rule.value("value"))
        condition.take(*rule.children)
        condition.lost(
            "condition",
            "Les conditions des actions d’un circuit ne sont pas traduites : l’étape est proposée sans elle.",
            "Conditions of a workflow’s actions are not translated: the step is offered without.",
        )
    if kind == "choice":
        standing.steps.append(_choice(entry, node))
    elif kind in ("jump", "jumponsubmit"):
        _jump(entry, node, standing, conditional)
    elif kind == "displaymsg":
        _message(entry, node, standing)
    elif kind == "sendmail":
        actions.mail(entry, node, package, standing.mails)
    else:
        actions.other(account, entry, node)
    entry.take_free(node)


def _parties(node: Node) -> tuple[list[str], list[str]]:
    """Who may, as ours, and what roles over there were called."""
    holder = node.child("by")
    roles = [one.text.strip() or one.attributes.get("role_id", "") for one in (holder.children if holder else ())]
    rights: list[str] = []
    if "_submitter" in roles:
        rights.append("resident")
    if [one for one in roles if one != "_submitter"]:
        rights += AGENTS
    return rights, [one for one in roles if not one.startswith("_")]


def _choice(entry: Entry, node: Node) -> Step:
    rights, named = _parties(node)
    if named:
        listed = ", ".join(named)
        entry.near(
            "by",
            f"Étape des rôles « {listed} » là-bas, de tout agent du service ici.",
            f"A step of the roles “{listed}” over there, of every agent of the department here.",
        )
    if not rights:
        entry.lost("by", "Personne ne peut prendre cette étape.", "Nobody may take this step.")
    return Step(entry, node.value("status"), prose.plain(node.value("label")) or "…", rights)


def _jump(entry: Entry, node: Node, standing: Standing, conditional: bool) -> None:
    waits, trigger = node.value("timeout"), node.value("trigger")
    on_submit = node.attributes.get("type") == "jumponsubmit"
    if waits:
        entry.near(
            "timeout",
            f"Passage automatique après {waits} : ici, un agent prend cette étape.",
            f"An automatic move after {waits}: here an agent takes this step.",
        )
    elif trigger:
        entry.near(
            "trigger",
            "Passage déclenché par un autre système : ici, un agent prend cette étape.",
            "A move that another system triggers: here an agent takes this step.",
        )
    elif conditional or on_submit:
        entry.near(
            "jump",
            "Passage automatique : ici, un agent prend cette étape.",
            "An automatic move: here an agent takes this step.",
        )
    standing.steps.append(
        Step(
            entry,
            node.value("status"),
            "",
            list(AGENTS),
            automatic=not (waits or trigger or on_submit),
            conditional=conditional,
        )
    )


def _message(entry: Entry, node: Node, standing: Standing) -> None:
    holder = node.child("to")
    to = [one.text.strip() for one in (holder.children if holder else ())]
    text = node.value("message")
    if (not to or "_submitter" in to) and text and not is_template(text) and not standing.words:
        standing.words = prose.plain(text)
        entry.near("message", "Ces mots sont ceux du statut ici.", "These words are those of the status here.")
        return
    entry.lost(
        "message",
        f"Message non repris ({brief(prose.plain(text))}).",
        f"This message is left out ({brief(prose.plain(text))}).",
    )


def _others(account: Account, entry: Entry, root: Node) -> None:
    """What stands beside the statuses: acts at any time, options."""
    for tag, kind, fr, en in (
        (
            "global_actions",
            Kind.ACTION,
            "Les actions globales n’ont pas d’équivalent : les étapes partent d’un statut.",
            "Global actions have no counterpart: steps leave from a status.",
        ),
        (
            "variables",
            Kind.OPTION,
            "Option du circuit : ses valeurs sont lues dans les formulaires qui la règlent.",
            "An option of the workflow: its values are read in the forms that set it.",
        ),
    ):
        for holder in root.all(tag):
            entry.hold(holder)
            inner = [below for one in holder.children for below in ([one] if one.tag != "fields" else one.children)]
            for one in holder.children:
                if one.tag == "fields":
                    entry.hold(one)
            for one in inner:
                if not one.children and not one.text.strip() and not one.attributes:
                    continue
                line = account.entry(one, kind, prose.plain(one.value("name") or one.value("label")))
                line.take(*one.children)
                line.lost(tag, fr, en)


def _woven(entry: Entry, standings: list[Standing]) -> dict[str, Any]:
    """Statuses and transitions. A status that moves on at once is not one here: what leads to it leads further."""
    by_id = {one.id: one for one in standings}
    names, moves = Names(), Names()
    ids = {one.id: names.give(one.name, "status") for one in standings}

    def leads(target: str) -> str:
        seen = {target}
        while target in by_id and (onward := by_id[target].passes_to) and onward in by_id and onward not in seen:
            seen.add(onward)
            target = onward
        return target

    staying = [one for one in standings if leads(one.id) == one.id]
    for one in standings:
        if one not in staying:
            name = by_id[leads(one.id)].name
            one.entry.near(
                "jump",
                f"Ce statut passe aussitôt à « {name} » : ce qui y mène mène ici directement là.",
                f"This status moves on to “{name}” at once: what leads to it leads straight there here.",
            )
    transitions: list[dict[str, Any]] = []
    for one in staying:
        for step in one.steps:
            target = leads(step.target)
            if target not in by_id:
                step.entry.lost(
                    "status",
                    "Cette étape mène à un statut qui n’existe pas, ou au statut d’avant.",
                    "This step leads to a status that does not exist, or back to the one before.",
                )
                continue
            if not step.rights:
                continue
            label = step.label or f"Passer à « {by_id[target].name} »"
            move_id = moves.give(f"{ids[one.id]}_{ids[target]}", "move")
            step.entry.target = f"workflow.{move_id}"
            move: dict[str, Any] = {"id": move_id, "sources": [ids[one.id]], "target": ids[target]}
            move |= {"label": {"fr": label[:300]}, "rights": step.rights, "actions": []}
            if "resident" not in step.rights:
                move["actions"] = [
                    {"type": "message", "options": {"subject": {"fr": subject}, "body": {"fr": body}}}
                    for _mail, subject, body in by_id[step.target].mails[:1]
                ]
            transitions.append(move)
    statuses = [_told(ids[one.id], one, transitions) for one in staying]
    if len(statuses) < 2 or not transitions:
        entry.lost("possible_status", "Un circuit a ici deux statuts au moins.", "A workflow has two statuses here.")
        return {}
    return {"initial": ids[leads(standings[0].id)], "statuses": statuses, "transitions": transitions}


def _told(status_id: str, one: Standing, transitions: list[dict[str, Any]]) -> dict[str, Any]:
    """A status as ours says it. An end is closed: only its author knows which ends are decisions."""
    outgoing = [move for move in transitions if status_id in move["sources"]]
    ends = one.ends or not outgoing
    waits = bool(outgoing) and all(move["rights"] == ["resident"] for move in outgoing)
    if ends:
        one.entry.near(
            "forced_endpoint",
            "Fin du circuit : dites si c’est une décision, et laquelle.",
            "An end of the workflow: say whether it is a decision, and which.",
        )
    one.entry.target = f"workflow.{status_id}"
    if not one.words:
        one.entry.near(
            "message",
            "La phrase que lit la personne est faite du nom du statut : relisez-la.",
            "The sentence that the person reads is made of the status’s name: read it over.",
        )
    told = one.words or f"Votre demande est au statut « {one.name} »."
    kind = "closed" if ends else "waiting" if waits else "open"
    return {"id": status_id, "kind": kind, "resident": {"fr": told}, "agent": {"fr": one.name}}
