"""The workflow of a form that brings none: received, taken in hand, closed."""

from __future__ import annotations

from typing import Any

PLAIN: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        {
            "id": "received",
            "kind": "open",
            "resident": {"fr": "Votre demande a été reçue.", "en": "Your request was received."},
            "agent": {"fr": "Reçue", "en": "Received"},
        },
        {
            "id": "under_review",
            "kind": "open",
            "resident": {"fr": "Votre demande est examinée.", "en": "Your request is being looked at."},
            "agent": {"fr": "En cours", "en": "Under review"},
        },
        {
            "id": "done",
            "kind": "closed",
            "resident": {"fr": "Votre demande est terminée.", "en": "Your request is finished."},
            "agent": {"fr": "Terminée", "en": "Finished"},
        },
    ],
    "transitions": [
        {
            "id": "take",
            "sources": ["received"],
            "target": "under_review",
            "label": {"fr": "Prendre en charge", "en": "Take in hand"},
            "rights": ["agent", "supervisor"],
            "weight": "main",
            "actions": [{"type": "assign"}],
        },
        {
            "id": "finish",
            "sources": ["received", "under_review"],
            "target": "done",
            "label": {"fr": "Terminer", "en": "Finish"},
            "rights": ["agent", "supervisor"],
        },
    ],
}
