"""The use of public space for a move (a kind of the permits of service-public.fr's sheet F10003).

† marks our reading of the law: a setting, unconfirmed until the authority confirms it (`types.confirm_silence`).
Sources: code général de la propriété des personnes publiques (CG3P) L2122-1 to L2122-3; code général des collectivités
territoriales (CGCT) L2213-1 ff.; code des relations entre le public et l’administration (CRPA) L231-4.
"""

from typing import Any

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.data import Face
from parvis.procedures.demonstration.parts import (
    CLOSED,
    RECEIVED,
    REVOKED,
    SUPERVISOR,
    TO_MEND,
    TO_VALIDATE,
    UNDER_REVIEW,
    WITHDRAWN,
    amends,
    close,
    corrections,
    proposals,
    retention,
    revoke,
    rules,
    silence,
    status,
    take,
    withdraw,
)
from parvis.procedures.demonstration.public_space_move_form import PAGES
from parvis.procedures.demonstration.public_space_move_order import DECISIONS
from parvis.procedures.demonstration.wording import reading, words

SLUG = "stationnement-demenagement"
DEPARTMENT = "domaine-public"
#: † metres that may be kept free at the same time in one street, where agents set no other number
KERB_OF_A_STREET = 60
_TITLE = words("Réserver un stationnement pour un déménagement", "Keep a parking place free for a move")

HEAD: dict[str, Any] = {
    "id": "head",
    "label": words("Responsable du domaine public", "Head of public space"),
    "rights": SUPERVISOR,
}
_OPEN = ("received", "under_review", "to_mend", "to_validate")

WORKFLOW: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        UNDER_REVIEW,
        TO_MEND,
        TO_VALIDATE,
        status(
            "accepted",
            "decided",
            ("L’emplacement vous est réservé.", "The place is kept for you."),
            ("Accordée", "Accepted"),
        ),
        status(
            "refused",
            "decided",
            ("L’emplacement ne peut pas vous être réservé.", "The place cannot be kept for you."),
            ("Refusée", "Refused"),
        ),
        CLOSED,
        WITHDRAWN,
        REVOKED,
    ],
    "transitions": [
        take(),
        *corrections(),
        *amends("received", "under_review"),
        *proposals({"type": "allot", "options": {"resource": "kerb"}}),
        close(*_OPEN),
        withdraw(*_OPEN),
        revoke(),
        # an agent repeals an order that holds once the head of the department has approved it
        revoke()
        | {
            "id": "revoke_approved",
            "label": words("Abroger, avec l’accord du responsable", "Repeal, as the head agrees"),
            "rights": ["agent"],
            "approvals": [HEAD],
        },
    ],
}

#: † the time to answer does not stop for it; silence lets the request go on as if it were favourable
TRAFFIC: dict[str, Any] = {
    "id": "traffic",
    "label": words("Service Stationnement", "Parking department"),
    "within": {"days": 10, "unit": "worked"},
    "silence": "favourable",
}
OPINIONS: list[dict[str, Any]] = [
    {
        "id": "traffic",
        "label": words("Service Stationnement", "Parking department"),
        "department": "stationnement",
        "clock": "traffic",
        "told": "asked",
        "question": words(
            "Ces places peuvent-elles être neutralisées à ces heures ? Sous quelles réserves ?",
            "Can these places be kept free at these hours? Under which conditions?",
        ),
        "questions": [
            {"id": "detour", "label": words("Faut-il dévier la circulation ?", "Must the traffic be diverted?")}
        ],
        "shows": ["place", "kerb", "starts_at", "ends_at", "vehicle", "lift"],
    },
    {
        "id": "buses",
        "label": words("Exploitant du réseau de bus", "Operator of the buses"),
        "within": {"days": 10},
        "silence": "none",
        "confidential": True,
        "question": words("Une ligne passe-t-elle dans cette rue ?", "Does a line go through this street?"),
        "shows": ["place", "starts_at", "ends_at"],
    },
]

DEFINITION: dict[str, Any] = {
    "name": _TITLE,
    "department": DEPARTMENT,
    "title": ["place.street"],
    "retention": retention(),
    "contact": {
        "name": ["asker.first_names", "asker.family_name"],
        "email": "email",
        "phone": "day_phone",
        "postal": "address",
    },
    "form": {"title": _TITLE, "pages": PAGES},
    "workflow": WORKFLOW,
    "resources": [
        {
            "id": "kerb",
            "label": words("Trottoir réservé", "Kerb kept free"),
            "unit": words("m", "m"),
            "key": [{"of": "place.street", "label": words("Rue", "Street"), "read": "street"}],
            "amount": "kerb",
            "period": {"start": "starts_at", "end": "ends_at"},
            "default": KERB_OF_A_STREET,
        }
    ],
    "deadline": {
        # † the day of the request for pieces and that of their arrival stand still, too
        "rules": rules("suspend") | {"consultations": [TRAFFIC]},
        # † no answer on the use of the public domain is a refusal after two months
        "silence": silence(
            "refusal",
            2,
            "Code général de la propriété des personnes publiques, article L2122-1 ; code des relations entre le "
            "public et l’administration, article L231-4",
            "General code of public property, article L2122-1; code of relations between the public and the "
            "administration, article L231-4",
        ),
        "before": "starts_at",
    },
    "readings": [
        reading("notice", "La demande se fait au moins 15 jours avant.", "One asks at least 15 days before."),
        reading(
            "signs",
            "Les panneaux sont posés 48 heures avant.",
            "The signs are put up 48 hours before.",
            "Code de la route, R411-25",
        ),
        reading(
            "kerb",
            f"Au plus {KERB_OF_A_STREET} mètres de trottoir sont réservés en même temps dans une rue.",
            f"At most {KERB_OF_A_STREET} metres of kerb are kept free at the same time in one street.",
        ),
    ],
    "decisions": DECISIONS,
    "opinions": OPINIONS,
}


def definition() -> CaseTypeDefinition:
    """The definition, typed."""
    return CaseTypeDefinition.model_validate(DEFINITION)


FACE = Face.model_validate(
    {
        "title": _TITLE,
        "summary": words(
            "Demander l’autorisation de garder une place libre dans la rue pour votre camion de déménagement.",
            "Ask leave to keep a place free in the street for your removal lorry.",
        ),
        "subject": words("Rue et stationnement", "Streets and parking"),
        "subject_order": 30,
        "audience": words(
            "Toute personne qui déménage, et les entreprises de déménagement.",
            "Anyone who moves home, and moving companies.",
        ),
        "words": (
            "déménagement",
            "déménager",
            "camion",
            "monte-meubles",
            "réserver",
            "trottoir",
            "stationnement",
            "arrêté",
            "voirie",
            "occupation du domaine public",
            "moving",
            "removal",
            "lorry",
        ),
        "often": 20,
        "source": "F10003",
        "events": ("demenagement",),
    }
)
