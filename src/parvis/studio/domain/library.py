"""Ready workflows to start from. Each passes the checks as it stands, in any procedure that says whom to write to.

They refuse nothing: a refusal states its grounds in law, which no library knows. Whoever needs one adds its step once
its words are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from parvis.forms.data import LocalizedText
from parvis.studio.domain.library_parts import (
    ACCEPTED,
    AGENTS,
    CLOSED,
    RECEIVED,
    TO_MEND,
    UNDER_REVIEW,
    VISIT,
    accept,
    close,
    corrections,
    does,
    status,
    step,
    take,
    visits,
    words,
)

#: received, examined, sent back to be mended, answered or closed
SIMPLE: dict[str, Any] = {
    "initial": "received",
    "statuses": [RECEIVED, UNDER_REVIEW, TO_MEND, ACCEPTED, CLOSED],
    "transitions": [
        take(),
        *corrections(),
        accept("under_review"),
        close("received", "under_review", "to_mend"),
    ],
}

_PAPERS: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        TO_MEND,
        status(
            "under_review",
            "open",
            ("Votre dossier est complet et en cours d’examen.", "Your file is complete and under review."),
            ("Complet, en cours d’examen", "Complete, under review"),
        ),
        ACCEPTED,
        CLOSED,
    ],
    "transitions": [
        step(
            "declare_complete",
            ["received", "to_mend"],
            "under_review",
            ("Déclarer le dossier complet", "Declare the file complete"),
            does("assign", to="actor"),
            does("complete"),
            weight="main",
        ),
        step(
            "ask_papers",
            ["received", "under_review"],
            "to_mend",
            ("Demander des pièces", "Ask for documents"),
            does("ask_corrections", days=30),
            reason="optional",
        ),
        step(
            "mend",
            ["to_mend"],
            "received",
            ("Compléter mon dossier", "Complete my file"),
            does("mend"),
            rights=["resident"],
            weight="main",
        ),
        accept("under_review"),
        close("received", "under_review", "to_mend") | {"rights": [*AGENTS, "system"]},
    ],
    "timers": [
        {
            "id": "without_papers",
            "status": "to_mend",
            "transition": "close",
            "days": 90,
            "reason": words(
                "Les pièces demandées ne nous sont pas parvenues dans les trois mois\u00a0: votre demande est classée. "
                "Vous pouvez en faire une nouvelle.",
                "The documents that we asked for did not reach us within three months: your request is closed. You may "
                "make another one.",
            ),
        }
    ],
}

_INSPECTION: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        UNDER_REVIEW,
        *VISIT,
        status(
            "inspected",
            "open",
            ("La visite a eu lieu, nous préparons la réponse.", "The visit took place, we prepare the answer."),
            ("Visité, à décider", "Visited, to decide"),
        ),
        ACCEPTED,
        CLOSED,
    ],
    "transitions": [
        take(),
        *visits(
            ("Les plans et les clés des lieux.", "The plans and the keys of the place."),
            kept="inspected",
            missed="under_review",
            source="under_review",
        ),
        accept("inspected"),
        close("received", "under_review", "inspected"),
    ],
}

_OPINION: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        UNDER_REVIEW,
        status(
            "opinion_asked",
            "open",
            ("Votre demande est en cours d’examen.", "Your request is under review."),
            ("En attente d’un avis", "Waiting for an opinion"),
        ),
        status(
            "to_decide",
            "open",
            ("Votre demande est en cours de décision.", "Your request is being decided."),
            ("Avis reçu, à décider", "Opinion received, to decide"),
        ),
        ACCEPTED,
        CLOSED,
    ],
    "transitions": [
        take(),
        step(
            "ask_opinion", ["under_review"], "opinion_asked", ("Demander un avis", "Ask for an opinion"), weight="main"
        ),
        step(
            "opinion_received",
            ["opinion_asked"],
            "to_decide",
            ("Noter l’avis reçu", "Record the opinion"),
            does("set", kept="opinion", value={"var": "said_opinion"}),
            weight="main",
            fields=[
                {
                    "id": "opinion",
                    "type": "long_text",
                    "label": words("Avis rendu", "Opinion given"),
                    "required": True,
                }
            ],
        ),
        step(
            "without_opinion",
            ["opinion_asked"],
            "to_decide",
            ("Passer outre, sans avis", "Go on without an opinion"),
            rights=[*AGENTS, "system"],
        ),
        accept("to_decide"),
        close("received", "under_review", "to_decide"),
    ],
    "kept": [{"id": "opinion", "label": words("Avis rendu", "Opinion given"), "kind": "text"}],
    "timers": [{"id": "month", "status": "opinion_asked", "transition": "without_opinion", "days": 30}],
}

_RECEIPT: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        status(
            "accepted",
            "decided",
            ("Votre déclaration est enregistrée.", "Your declaration is recorded."),
            ("Enregistrée", "Recorded"),
        ),
        CLOSED,
    ],
    "transitions": [
        step(
            "record",
            ["received"],
            "accepted",
            ("Enregistrer", "Record"),
            does("decide", outcome="accepted"),
            rights=[*AGENTS, "system"],
            weight="main",
        ),
        close("received"),
    ],
    "timers": [{"id": "by_itself", "status": "received", "transition": "record", "days": 1}],
}

_BOOKING: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        *VISIT,
        status(
            "accepted",
            "decided",
            ("Votre rendez-vous a eu lieu.", "Your appointment took place."),
            ("Rendez-vous tenu", "Appointment kept"),
        ),
        CLOSED,
    ],
    "transitions": [
        *[
            step
            | (
                {"actions": [*step["actions"], does("decide", outcome="accepted")]}
                if step["id"] == "visit_kept"
                else {}
            )
            for step in visits(
                ("Une pièce d’identité.", "A proof of identity."), kept="accepted", missed="received", source="received"
            )
        ],
        close("received", "visit_to_choose"),
    ],
}

#: the words of an acceptance, where none are written yet
ACCEPTANCE: dict[str, Any] = {
    "kind": "outcome",
    "text": words("Votre demande est acceptée.", "Your request is accepted."),
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A workflow to start from. purpose: for which procedures; accepted: what its acceptance says."""

    title: LocalizedText
    purpose: LocalizedText
    workflow: dict[str, Any]
    accepted: dict[str, Any]


def _ready(
    title: tuple[str, str],
    purpose: tuple[str, str],
    workflow: dict[str, Any],
    accepted: tuple[str, str] = ("Votre demande est acceptée.", "Your request is accepted."),
) -> Ready:
    text = {"kind": "outcome", "text": words(*accepted)}
    return Ready(LocalizedText(**words(*title)), LocalizedText(**words(*purpose)), workflow, text)


LIBRARY: dict[str, Ready] = {
    "simple": _ready(
        ("Décision simple", "A simple decision"),
        (
            "Un agent examine, fait corriger au besoin, accepte ou classe.",
            "An agent looks at it, has it mended if need be, accepts or closes.",
        ),
        SIMPLE,
    ),
    "papers": _ready(
        ("Avec des pièces à réunir", "With documents to gather"),
        (
            "Le dossier est déclaré complet avant l’examen\u202f; sans les pièces, il est classé au bout de 90 jours.",
            "The file is declared complete before it is examined; without its documents it is closed after 90 days.",
        ),
        _PAPERS,
    ),
    "inspection": _ready(
        ("Avec une visite", "With an inspection"),
        (
            "L’agent propose des dates, la personne choisit, la décision suit la visite.",
            "The agent proposes dates, the person chooses, the decision follows the visit.",
        ),
        _INSPECTION,
    ),
    "opinion": _ready(
        ("Avec l’avis d’un tiers", "With somebody’s opinion"),
        (
            "Un avis est attendu 30 jours, puis on passe outre.",
            "An opinion is awaited for 30 days, then the file goes on without it.",
        ),
        _OPINION,
    ),
    "receipt": _ready(
        ("Récépissé automatique", "An automatic receipt"),
        (
            "Une déclaration, enregistrée d’elle-même le lendemain si personne ne s’y oppose.",
            "A declaration, recorded by itself on the next day unless somebody stops it.",
        ),
        _RECEIPT,
        ("Votre déclaration est enregistrée.", "Your declaration is recorded."),
    ),
    "booking": _ready(
        ("Rendez-vous", "An appointment"),
        (
            "La demande se règle au guichet\u00a0: on propose des dates, la personne choisit.",
            "It is settled at the counter: dates are proposed, the person chooses.",
        ),
        _BOOKING,
        ("Votre rendez-vous a eu lieu.", "Your appointment took place."),
    ),
}
