"""The fixed circuit of demarches-simplifiees in our words: in construction, under review, answered."""

from __future__ import annotations

from typing import Any

AGENTS = ["agent", "supervisor"]


def _status(status_id: str, kind: str, resident: tuple[str, str], agent: tuple[str, str]) -> dict[str, Any]:
    return {
        "id": status_id,
        "kind": kind,
        "resident": {"fr": resident[0], "en": resident[1]},
        "agent": {"fr": agent[0], "en": agent[1]},
    }


def _move(move_id: str, sources: list[str], target: str, label: tuple[str, str], **more: Any) -> dict[str, Any]:
    said = {"id": move_id, "sources": sources, "target": target, "label": {"fr": label[0], "en": label[1]}}
    return {**said, "rights": AGENTS, **more}


WORKFLOW: dict[str, Any] = {
    "workflow": {
        "initial": "en_construction",
        "statuses": [
            _status(
                "en_construction",
                "open",
                ("Votre dossier est déposé.", "Your file has arrived."),
                ("En construction", "Arrived"),
            ),
            _status(
                "a_corriger",
                "waiting",
                ("Votre dossier est à corriger.", "Your file has to be mended."),
                ("À corriger", "To mend"),
            ),
            _status(
                "en_instruction",
                "open",
                ("Votre dossier est examiné.", "Your file is being looked at."),
                ("En instruction", "Under review"),
            ),
            _status(
                "accepte",
                "decided",
                ("Votre dossier est accepté.", "Your file is accepted."),
                ("Accepté", "Accepted"),
            ),
            _status(
                "sans_suite",
                "closed",
                ("Votre dossier est classé sans suite.", "Your file is closed without follow-up."),
                ("Classé sans suite", "Closed"),
            ),
        ],
        "transitions": [
            _move(
                "passer_en_instruction",
                ["en_construction"],
                "en_instruction",
                ("Passer en instruction", "Take under review"),
                weight="main",
                actions=[{"type": "assign"}],
            ),
            _move(
                "demander_corrections",
                ["en_construction", "en_instruction"],
                "a_corriger",
                ("Demander des corrections", "Ask for corrections"),
                reason="optional",
                actions=[{"type": "ask_corrections", "options": {"days": 15}}],
            ),
            _move(
                "corriger",
                ["a_corriger"],
                "en_construction",
                ("Corriger mon dossier", "Mend my file"),
                weight="main",
                actions=[{"type": "mend"}],
            )
            | {"rights": ["resident"]},
            _move("reprendre", ["a_corriger"], "en_construction", ("Reprendre sans attendre", "Go on without waiting")),
            _move(
                "accepter",
                ["en_instruction"],
                "accepte",
                ("Accepter", "Accept"),
                weight="main",
                reason="optional",
                actions=[{"type": "decide", "options": {"outcome": "accepted"}}],
            ),
            _move(
                "classer_sans_suite",
                ["en_construction", "en_instruction", "a_corriger"],
                "sans_suite",
                ("Classer sans suite", "Close without follow-up"),
                reason="required",
                weight="warning",
            ),
        ],
    },
    "decisions": {
        "accepted": {
            "kind": "outcome",
            "text": {"fr": "Votre dossier {reference} est accepté.", "en": "Your file {reference} is accepted."},
        }
    },
}
