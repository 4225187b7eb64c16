"""What statuses of w.c.s. do beside leading on: mails that we can send, and everything that has no counterpart yet."""

from __future__ import annotations

import re

from parvis.incoming.domain import prose
from parvis.incoming.domain.accounting import Account, Entry, brief
from parvis.incoming.domain.nodes import Node
from parvis.incoming.publik.package import Package

_MARK = re.compile(r"\{\{\s*([\w.]+)\s*\}\}|\[(\w+)\]")
#: marks of messages that ours fill in as well
_MARKS = {"form_number": "{reference}", "form_name": "{title}", "form_number_raw": "{reference}"}
_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")

_WHY: dict[str, tuple[str, str]] = {
    "webservice_call": ("Appel à un autre système.", "A call to another system."),
    "register-comment": ("Note automatique dans l’historique.", "An automatic note in the history."),
    "set-backoffice-fields": ("Champs de traitement remplis par calcul.", "Back-office fields filled by computation."),
    "remove": ("Suppression : ici, la durée de conservation en décide.", "Removal: the retention rules it here."),
    "anonymise": (
        "Anonymisation : ici, la durée de conservation en décide.",
        "Anonymising: the retention rules it here.",
    ),
    "export_to_model": ("Document fait d’un modèle bureautique.", "A document made of an office template."),
    "redirect_to_url": ("Renvoi vers une autre adresse.", "Sending on to another address."),
    "create_formdata": ("Création d’une autre demande.", "Making another request."),
    "external_workflow_global_action": ("Action sur une autre demande.", "An act on another request."),
    "update_user_profile": ("Mise à jour du profil de la personne.", "Changing the person’s profile."),
    "notification": ("Notification du portail.", "A notification of the portal."),
}
_NEAR: dict[str, tuple[str, str]] = {
    "commentable": (
        "Les deux côtés peuvent toujours s’écrire ici, à tout statut.",
        "Both sides can always write to each other here, at any status.",
    ),
    "addattachment": (
        "Les agents joignent ici des pièces à un message.",
        "Agents attach files to a message here.",
    ),
    "editable": (
        "Corriger des réponses se demande ici par l’action « demander des corrections ».",
        "Mending answers is asked here by the action “ask for corrections”.",
    ),
    "dispatch": (
        "Le service destinataire se règle ici dans la démarche.",
        "The receiving department is set in the procedure here.",
    ),
}


def _marked(text: str) -> tuple[str, list[str]]:
    """The text with our marks, and the marks that have none here."""
    unknown: list[str] = []

    def mark(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name in _MARKS:
            return _MARKS[name]
        unknown.append(found[0])
        return found[0]

    if "{%" in text or "|" in "".join(re.findall(r"\{\{[^{}]*\}\}", text)):
        unknown.append("{% … %}")
    return _MARK.sub(mark, text), unknown


def _is_submitter(to: str) -> bool:
    """Whether that is the person who asks: their role, their account's address, or one that the form asks for."""
    return "_submitter" in to or any(
        name == "form_user_email" or (name.startswith("form_var_") and ("mail" in name or "courriel" in name))
        for name in _NAME.findall(to)
    )


def mail(entry: Entry, node: Node, package: Package, mails: list[tuple[Entry, str, str]]) -> None:
    """An e-mail to the person on entering the status is a message of the step here; others don't come over."""
    holder = node.child("to")
    to = [one.text.strip() for one in (holder.children if holder else ())]
    template = package.mails.get(node.value("mail_template"))
    source = template if template is not None else node
    subject, unknown = _marked(prose.plain(source.value("subject")))
    body, more = _marked(prose.plain(source.value("body")) if template is None else source.value("body"))
    if not any(_is_submitter(one) for one in to):
        entry.lost(
            "to", f"Courriel à d’autres ({brief(', '.join(to))}).", f"An e-mail to others ({brief(', '.join(to))})."
        )
    elif unknown or more or not subject or not body or "{" in body.replace("{reference}", "").replace("{title}", ""):
        listed = ", ".join(dict.fromkeys([*unknown, *more])) or "?"
        entry.lost(
            "body",
            f"Ce courriel contient des marques sans équivalent ({brief(listed)}).",
            f"This e-mail holds marks without a counterpart ({brief(listed)}).",
        )
    else:
        mails.append((entry, subject, body))
        entry.near(
            "sendmail",
            "Ce courriel devient le message des étapes qui mènent à ce statut.",
            "This e-mail becomes the message of the steps that lead to this status.",
        )


def other(account: Account, entry: Entry, node: Node) -> None:
    """An action that has no counterpart, or one that ours does in another way."""
    kind = node.attributes.get("type", "")
    if kind in _NEAR:
        entry.near(kind, *_NEAR[kind])
        return
    if kind == "form":
        entry.lost(
            "form",
            "Formulaire d’une étape : ses questions se redemandent ici dans les étapes.",
            "A form of a step: its questions are asked anew in the steps here.",
        )
        return
    fr, en = _WHY.get(kind, ("Action sans équivalent.", "An action without a counterpart."))
    entry.lost(kind, fr, en)
