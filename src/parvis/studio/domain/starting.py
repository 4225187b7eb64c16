"""What a new procedure begins with: enough to be published once its questions are asked."""

from typing import Any

from parvis.cases.data import CaseTypeDefinition
from parvis.forms.data import LocalizedText
from parvis.procedures.data import Face
from parvis.studio.data import Document
from parvis.studio.domain.operations import written

_AGENTS = ["agent", "supervisor"]


def _words(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}


def _status(id: str, kind: str, resident: tuple[str, str], agent: tuple[str, str]) -> dict[str, Any]:  # noqa: A002
    return {"id": id, "kind": kind, "resident": _words(*resident), "agent": _words(*agent)}


def _move(id: str, sources: list[str], target: str, label: tuple[str, str], **more: Any) -> dict[str, Any]:  # noqa: A002
    return {"id": id, "sources": sources, "target": target, "label": _words(*label), "rights": _AGENTS} | more


#: received, examined, sent back to be mended, answered or closed
WORKFLOW: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        _status(
            "received",
            "open",
            ("Votre demande a bien été reçue.", "Your request has been received."),
            ("Reçue", "Received"),
        ),
        _status(
            "under_review",
            "open",
            ("Votre demande est en cours d’examen.", "Your request is under review."),
            ("En cours d’examen", "Under review"),
        ),
        _status(
            "to_mend",
            "waiting",
            ("Il faut corriger ou compléter votre demande.", "Your request must be mended or completed."),
            ("À corriger par l’usager", "For the resident to mend"),
        ),
        _status(
            "accepted",
            "decided",
            ("Votre demande est acceptée.", "Your request is accepted."),
            ("Acceptée", "Accepted"),
        ),
        _status(
            "closed",
            "decided",
            ("Votre demande a été classée sans suite.", "Your request was closed without further action."),
            ("Classée sans suite", "Closed"),
        ),
    ],
    "transitions": [
        _move(
            "take",
            ["received"],
            "under_review",
            ("Prendre en charge", "Take on"),
            weight="main",
            actions=[{"type": "assign", "options": {"to": "actor"}}],
        ),
        _move(
            "ask_corrections",
            ["under_review"],
            "to_mend",
            ("Demander des corrections", "Ask for corrections"),
            reason="optional",
            actions=[{"type": "ask_corrections", "options": {"days": 15}}],
        ),
        _move(
            "mend",
            ["to_mend"],
            "under_review",
            ("Corriger ma demande", "Mend my request"),
            weight="main",
            actions=[{"type": "mend"}],
        )
        | {"rights": ["resident"]},
        _move(
            "resume",
            ["to_mend"],
            "under_review",
            ("Reprendre l’examen", "Resume the review"),
            actions=[{"type": "came"}],
        ),
        _move(
            "accept",
            ["under_review"],
            "accepted",
            ("Accepter", "Accept"),
            weight="main",
            reason="optional",
            actions=[{"type": "decide", "options": {"outcome": "accepted"}}],
        ),
        _move(
            "close",
            ["received", "under_review", "to_mend"],
            "closed",
            ("Classer sans suite", "Close without further action"),
            reason="required",
            weight="warning",
            actions=[{"type": "decide", "options": {"outcome": "closed"}}],
        ),
    ],
}

_ACCEPTED = _words("Votre demande est acceptée.", "Your request is accepted.")
_RETENTION = {
    "years": 5,
    "source": _words(
        "Durée proposée par défaut, à fixer avec les archives départementales (code du patrimoine, article L212-2)",
        "A default, to be settled with the departmental archives (Code du patrimoine, article L212-2)",
    ),
}


def starter(title: LocalizedText, department: str) -> Document:
    """A procedure of that title, handled by the department of that code: one page asks who one is and how to be
    reached, one what one asks for; agents take it on, have it mended, accept or close it.
    """
    name = title.model_dump(exclude_defaults=True)
    english = title.en or title.fr
    definition = {
        "form": {
            "title": name,
            "pages": [
                {
                    "id": "identite",
                    "title": _words("Vous", "You"),
                    "sections": [
                        {
                            "id": "identite_questions",
                            "items": [
                                {
                                    "id": "demandeur",
                                    "type": "person",
                                    "label": _words("Votre nom", "Your name"),
                                    "required": True,
                                },
                                {
                                    "id": "courriel",
                                    "type": "email",
                                    "label": _words("Adresse électronique", "E-mail address"),
                                    "hint": _words("Pour vous répondre.", "To answer you."),
                                    "required": True,
                                    "prefill": "person.email",
                                },
                                {"id": "telephone", "type": "phone", "label": _words("Téléphone", "Phone")},
                            ],
                        }
                    ],
                },
                {
                    "id": "demande",
                    "title": _words("Votre demande", "Your request"),
                    "sections": [
                        {
                            "id": "demande_questions",
                            "items": [
                                {
                                    "id": "objet",
                                    "type": "long_text",
                                    "label": _words("Que demandez-vous\u202f?", "What do you ask for?"),
                                    "required": True,
                                }
                            ],
                        }
                    ],
                },
            ],
        },
        "workflow": WORKFLOW,
        "name": name,
        "department": department,
        "retention": _RETENTION,
        "contact": {
            "name": ["demandeur.first_names", "demandeur.family_name"],
            "email": "courriel",
            "phone": "telephone",
        },
        "title": ["demandeur.family_name"],
        "decisions": {"accepted": {"kind": "outcome", "text": _ACCEPTED}},
    }
    face = {
        "title": {"fr": title.fr, "en": english},
        "summary": {"fr": title.fr, "en": english},
        "subject": _words("Autres démarches", "Other procedures"),
        "audience": _words("Tout le monde", "Everybody"),
    }
    return written(CaseTypeDefinition.model_validate(definition), Face.model_validate(face))
