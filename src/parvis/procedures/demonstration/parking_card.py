"""The resident parking card (service-public.fr, sheet F33963): a zone by address, a card with a number, renewals.

† marks our reading of the law: a setting, unconfirmed until the authority confirms it (`types.confirm_silence`).
Sources: code général des collectivités territoriales (CGCT) L2213-2, L2333-87; the sheet for the documents and length.
"""

from typing import Any

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.data import Face
from parvis.procedures.demonstration.parking_card_form import PAGES
from parvis.procedures.demonstration.parts import (
    AGENTS,
    APPEAL,
    CLOSED,
    DELEGATION,
    PROMISE_OF_FIVE,
    RECEIVED,
    REVOKED,
    TO_MEND,
    UNDER_REVIEW,
    WITHDRAWN,
    amends,
    close,
    corrections,
    decides,
    move,
    refuse,
    retention,
    revoke,
    rules,
    silence,
    status,
    take,
    withdraw,
)
from parvis.procedures.demonstration.wording import acts, ground, reading, words

SLUG = "carte-stationnement-resident"
DEPARTMENT = "stationnement"
#: † how long a card holds: each commune says, three years at most
YEARS = 1
#: the sheet recommends to ask again two months before the end
REMIND_DAYS = 60
_TITLE = words("Obtenir une carte de stationnement résident", "Get a resident parking card")

WORKFLOW: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        UNDER_REVIEW,
        TO_MEND,
        status(
            "accepted", "decided", ("Votre carte est prête.", "Your card is ready."), ("Carte délivrée", "Card given")
        ),
        status(
            "refused",
            "decided",
            ("La carte ne peut pas vous être délivrée.", "The card cannot be given to you."),
            ("Refusée", "Refused"),
        ),
        CLOSED,
        WITHDRAWN,
        REVOKED,
    ],
    "transitions": [
        take(),
        *corrections(),
        *amends("received"),
        move(
            "accept",
            ["under_review"],
            "accepted",
            ("Délivrer la carte", "Give the card"),
            AGENTS,
            weight="main",
            actions=(decides("accepted"),),
        ),
        refuse("under_review", "to_mend"),
        close("received", "under_review", "to_mend"),
        withdraw("received", "under_review", "to_mend"),
        revoke(),
    ],
}

DECISIONS: dict[str, Any] = {
    "accepted": acts(
        {
            "kind": "card",
            "series": "STA",
            "title": "Carte de stationnement résident",
            "holder": "{holder.first_names} {holder.family_name}",
            "plate": "{plate}",
            "zone": "{zone_parking}",
            "rules": [
                "À placer derrière le pare-brise, du côté du trottoir, numéro visible.",
                "Elle vaut pour ce véhicule, dans les rues de la zone ouvertes au stationnement résident. Un arrêté "
                "peut y suspendre le stationnement : regardez les panneaux.",
                "Si vous changez de véhicule ou d’adresse, faites une nouvelle demande.",
            ],
            "delegation": DELEGATION,
            "appeal": APPEAL,
        }
    ),
    "refused": acts(
        {
            "series": "REF",
            "object": "Refus d’une carte de stationnement résident",
            "opening": "Par la demande {reference} du {received_on}, vous avez demandé une carte de stationnement "
            "résident pour le véhicule {plate}.",
            "delegation": DELEGATION,
            "decision": ["Pour ces motifs, la carte demandée n’est pas délivrée."],
            "appeal": APPEAL,
        }
    ),
    "grounds": [
        ground(
            "not_resident",
            "Pas de résidence principale dans la zone",
            "No main home in the zone",
            "Le tarif de stationnement des résidents est réservé aux personnes qui ont leur résidence principale dans "
            "la zone (code général des collectivités territoriales, articles L. 2213-2 et L. 2333-87).",
        ),
        ground(
            "not_registered",
            "Véhicule non immatriculé à cette adresse",
            "Vehicle not registered at that address",
            "La carte est délivrée pour un véhicule immatriculé au nom du demandeur et à l’adresse de sa résidence "
            "principale, suivant la délibération qui fixe les conditions du stationnement résident (code général des "
            "collectivités territoriales, article L. 2333-87).",
        ),
        ground(
            "not_proved",
            "Justificatifs absents ou trop anciens",
            "Documents missing or too old",
            "La demande est accompagnée de la carte grise, du dernier avis d’imposition et d’un justificatif de "
            "domicile de moins de trois mois.",
        ),
    ],
    "valid": {"years": YEARS},
    # the zone that the card names is looked up by a program in the town's table of streets
    "computed": {
        "part": "partly",
        "purpose": words(
            "trouver la zone de stationnement de l’adresse et le dernier jour de la carte.",
            "to find the parking zone of the address and the last day of the card.",
        ),
        "mode": words(
            "Un agent vérifie les pièces et décide. Le programme propose la zone et compte la durée ; l’agent peut "
            "corriger l’adresse.",
            "An agent checks the documents and decides. The program proposes the zone and counts how long the card "
            "holds; the agent can correct the address.",
        ),
        "data": words(
            "L’adresse que vous avez donnée, et la table des rues par zone que la commune tient.",
            "The address that you gave, and the table of streets by zone that the town keeps.",
        ),
        "parameters": words(
            f"La rue, puis le numéro dans la rue : rien d’autre ne compte. La carte vaut {YEARS} an.",
            f"The street, then the number in the street: nothing else counts. The card holds for {YEARS} year.",
        ),
        "operations": words(
            "Le programme cherche la rue dans la table, garde la ligne où tombe le numéro et en lit la zone. Il ajoute "
            "la durée de la carte au jour de la décision.",
            "The program looks for the street in the table, keeps the line that holds the number and reads its zone. "
            "It adds the length of the card to the day of the decision.",
        ),
        "reads": ["address"],
    },
}

DEFINITION: dict[str, Any] = {
    "name": _TITLE,
    "department": DEPARTMENT,
    "title": ["holder.family_name", "plate"],
    "retention": retention(),
    "contact": {
        "name": ["holder.first_names", "holder.family_name"],
        "email": "email",
        "phone": "phone",
        "postal": "address",
    },
    "zones": [{"id": "parking", "table": "parking", "address": "address", "label": words("Zone", "Zone")}],
    "form": {"title": _TITLE, "pages": PAGES},
    "workflow": WORKFLOW,
    "deadline": {
        # † the day of the request for pieces and that of their arrival stand still, too
        "rules": rules("suspend"),
        # † two months, then a refusal: the card is a right to pay less, given on documents
        "silence": silence(
            "refusal",
            2,
            "Code des relations entre le public et l’administration, article L231-4 ; code général des collectivités "
            "territoriales, article L2333-87",
            "Code of relations between the public and the administration, article L231-4; general code of local "
            "authorities, article L2333-87",
        ),
        "promise_working_days": 5,  # †
    },
    "renewal": {"remind_days": REMIND_DAYS, "renew_days": REMIND_DAYS, "follows": True},
    "readings": [
        PROMISE_OF_FIVE,
        reading(
            "length",
            f"La carte vaut {YEARS} an (trois ans au plus).",
            f"The card holds for {YEARS} year (three at most).",
            "Service-public.fr, F33963",
        ),
        reading("price", "La carte est gratuite.", "The card is free.", "CGCT, L2333-87"),
    ],
    "decisions": DECISIONS,
}


def definition() -> CaseTypeDefinition:
    """The definition, typed."""
    return CaseTypeDefinition.model_validate(DEFINITION)


FACE = Face.model_validate(
    {
        "title": _TITLE,
        "summary": words(
            "Stationner près de chez vous au tarif des résidents, dans les rues de votre zone.",
            "Park near your home at the residents’ price, in the streets of your zone.",
        ),
        "subject": words("Rue et stationnement", "Streets and parking"),
        "subject_order": 30,
        "audience": words(
            "Les habitants d’une zone, pour un véhicule immatriculé à leur nom et à leur adresse.",
            "Residents of a zone, for a vehicle registered in their name at their address.",
        ),
        "words": (
            "stationnement",
            "résident",
            "carte",
            "parking",
            "voiture",
            "vignette",
            "zone",
            "carte grise",
            "plaque",
            "card",
            "car",
        ),
        "often": 45,
        "source": "F33963",
        "events": ("demenagement",),
    }
)
