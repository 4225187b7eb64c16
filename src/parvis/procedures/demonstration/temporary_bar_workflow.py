"""How a request for a temporary bar moves, in the words of residents and of agents."""

from typing import Any


def words(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}


AGENTS = ["agent", "supervisor"]

WORKFLOW: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        {
            "id": "received",
            "kind": "open",
            "resident": words("Votre demande a bien été reçue.", "Your request has been received."),
            "agent": words("Reçue", "Received"),
        },
        {
            "id": "under_review",
            "kind": "open",
            "resident": words("Votre demande est en cours d’examen.", "Your request is under review."),
            "agent": words("En cours d’examen", "Under review"),
        },
        {
            "id": "waiting",
            "kind": "waiting",
            "resident": words(
                "Nous attendons une réponse de votre part pour continuer.",
                "We are waiting for your answer to go on.",
            ),
            "agent": words("En attente de l’association", "Waiting for the association"),
        },
        {
            "id": "accepted",
            "kind": "decided",
            "resident": words("La buvette est autorisée.", "The bar is allowed."),
            "agent": words("Accordée", "Accepted"),
        },
        {
            "id": "refused",
            "kind": "decided",
            "resident": words("La buvette n’est pas autorisée.", "The bar is not allowed."),
            "agent": words("Refusée", "Refused"),
        },
        {
            "id": "closed",
            "kind": "decided",
            "resident": words(
                "Votre demande a été classée sans suite.", "Your request was closed without further action."
            ),
            "agent": words("Classée sans suite", "Closed"),
        },
        {
            "id": "withdrawn",
            "kind": "closed",
            "resident": words("Vous avez retiré votre demande.", "You withdrew your request."),
            "agent": words("Retirée", "Withdrawn"),
        },
        {
            "id": "revoked",
            "kind": "closed",
            "resident": words("L’autorisation a pris fin.", "The licence has come to an end."),
            "agent": words("Abrogée", "Repealed"),
        },
    ],
    "transitions": [
        {
            "id": "take",
            "sources": ["received"],
            "target": "under_review",
            "label": words("Prendre en charge", "Take on"),
            "rights": AGENTS,
            "weight": "main",
            "actions": [{"type": "assign", "options": {"to": "actor"}}],
        },
        {
            "id": "ask",
            "sources": ["under_review"],
            "target": "waiting",
            "label": words("Demander une précision", "Ask the association"),
            "rights": AGENTS,
            "reason": "required",
            "actions": [
                {
                    "type": "message",
                    "options": {
                        "subject": words(
                            "Votre demande {reference} : une précision est nécessaire",
                            "Your request {reference}: we need an answer from you",
                        ),
                        "body": words("{reason}", "{reason}"),
                    },
                }
            ],
        },
        {
            "id": "answer",
            "sources": ["waiting"],
            "target": "under_review",
            "label": words("Répondre", "Answer"),
            "rights": ["resident"],
            "reason": "required",
            "weight": "main",
            "actions": [
                {
                    "type": "message",
                    "options": {
                        "subject": words("Réponse à votre question", "Answer to your question"),
                        "body": words("{reason}", "{reason}"),
                    },
                }
            ],
        },
        {
            "id": "resume",
            "sources": ["waiting"],
            "target": "under_review",
            "label": words("Reprendre l’examen", "Resume the review"),
            "rights": AGENTS,
            "actions": [{"type": "came"}],
        },
        {
            "id": "accept",
            "sources": ["under_review"],
            "target": "accepted",
            "label": words("Accorder", "Accept"),
            "rights": ["supervisor"],
            "reason": "optional",
            "weight": "main",
            "actions": [{"type": "decide", "options": {"outcome": "accepted"}}],
        },
        {
            "id": "refuse",
            "sources": ["under_review", "waiting"],
            "target": "refused",
            "label": words("Refuser", "Refuse"),
            "rights": ["supervisor"],
            "reason": "required",
            "weight": "warning",
            "actions": [{"type": "decide", "options": {"outcome": "refused"}}],
        },
        {
            "id": "close",
            "sources": ["received", "under_review", "waiting"],
            "target": "closed",
            "label": words("Classer sans suite", "Close without further action"),
            "rights": AGENTS,
            "reason": "required",
            "weight": "warning",
            "actions": [{"type": "decide", "options": {"outcome": "closed"}}],
        },
        {
            "id": "withdraw",
            "sources": ["received", "under_review", "waiting"],
            "target": "withdrawn",
            "label": words("Retirer ma demande", "Withdraw my request"),
            "rights": ["resident"],
            "reason": "optional",
            "weight": "warning",
        },
        {
            "id": "revoke",
            "sources": ["accepted"],
            "target": "revoked",
            "label": words("Abroger l’autorisation", "Repeal the licence"),
            "rights": ["supervisor"],
            "reason": "required",
            "weight": "warning",
            "actions": [{"type": "revoke", "options": {"ending": "repeal"}}],
        },
    ],
}
