"""What the order and the refusal of a use of public space for a move say. In French: acts of the mayor."""

from typing import Any

from parvis.procedures.demonstration.parts import APPEAL, DELEGATION
from parvis.procedures.demonstration.wording import acts, ground

GROUNDS: list[dict[str, Any]] = [
    ground(
        "taken",
        "Emplacement déjà réservé",
        "Place already taken",
        "Le domaine public ne peut être occupé que dans la mesure où l’occupation est compatible avec son affectation "
        "et avec les autorisations déjà accordées (code général de la propriété des personnes publiques, articles "
        "L. 2121-1 et L. 2122-1).",
    ),
    ground(
        "traffic",
        "Sécurité et circulation",
        "Safety and traffic",
        "Le maire exerce la police de la circulation et du stationnement (code général des collectivités "
        "territoriales, articles L. 2213-1 et L. 2213-2).",
    ),
    ground(
        "event_or_works",
        "Travaux ou manifestation au même endroit",
        "Works or event in the same place",
        "Il appartient au maire d’assurer la sûreté et la commodité du passage dans les rues (code général des "
        "collectivités territoriales, article L. 2212-2).",
    ),
    ground(
        "too_late",
        "Demande trop tardive",
        "Asked too late",
        "La signalisation d’une interdiction de stationner doit être en place avant que celle-ci puisse être opposée "
        "aux usagers (code de la route, article R. 411-25).",
    ),
]

DECISIONS: dict[str, Any] = {
    "accepted": acts(
        {
            "series": "ARR",
            "form": "ARRÊTÉ DU MAIRE",
            "object": "Occupation temporaire du domaine public pour un déménagement : {place}",
            "authority": "Le maire {organisation.of_name},",
            "delegation": DELEGATION,
            "visas": [
                "Vu le code général des collectivités territoriales, notamment ses articles L. 2213-1 à L. 2213-6 ;",
                "Vu le code général de la propriété des personnes publiques, notamment ses articles L. 2122-1 à "
                "L. 2122-3 ;",
                "Vu le code de la route, notamment ses articles R. 411-25 et R. 417-10 ;",
                "Vu la demande {reference} présentée le {received_on} par {asker.first_names} {asker.family_name} ;",
            ],
            "reasons": [
                "Considérant que le déménagement rend nécessaire de réserver un emplacement et que la sécurité et la "
                "commodité du passage peuvent être assurées ;",
            ],
            "formula": "ARRÊTE",
            "articles": [
                {
                    "heading": "Autorisation",
                    "text": "{asker.first_names} {asker.family_name} est autorisé(e) à occuper {kerb} le long du "
                    "trottoir devant l’adresse suivante : {place}. Véhicule : {vehicle}. Monte-meubles : {lift}.",
                },
                {"heading": "Déménageur", "text": "Le déménagement est effectué par l’entreprise {company}."},
                {
                    "heading": "Durée",
                    "text": "L’autorisation vaut du {starts_at} au {ends_at}. Pendant ce temps, le stationnement de "
                    "tout autre véhicule y est interdit et considéré comme gênant (code de la route, article "
                    "R. 417-10).",
                },
                {
                    "heading": "Plan de signalisation",
                    "text": "Deux panneaux B6a1 avec panonceau M6a sont posés, l’un au début et l’autre à la fin des "
                    "{kerb} réservés, 48 heures au moins avant le début de l’occupation. Le présent arrêté y est "
                    "affiché. Ils sont retirés dès la fin du déménagement.",
                },
                {
                    "heading": "Passage et secours",
                    "text": "Un passage d’au moins 1,40 mètre reste libre sur le trottoir pour les piétons et les "
                    "personnes à mobilité réduite ; à défaut, un cheminement protégé est mis en place. L’accès des "
                    "secours et des riverains est maintenu.",
                },
                {
                    "heading": "Caractère de l’autorisation",
                    "text": "L’autorisation est personnelle, précaire et révocable : elle peut être retirée sans "
                    "indemnité, notamment pour des raisons de sécurité. Les lieux sont rendus propres et en état.",
                },
                {
                    "heading": "Exécution",
                    "text": "Le directeur général des services et le responsable de la police municipale ou de la "
                    "force publique compétente sont chargés, chacun en ce qui le concerne, de l’exécution du présent "
                    "arrêté, notifié à la personne qui l’a demandé.",
                },
            ],
            "appeal": APPEAL,
            "public": {
                "object": "Occupation temporaire du domaine public pour un déménagement",
                "shown": ["place", "kerb", "starts_at", "ends_at", "vehicle", "lift"],
            },
        }
    ),
    "refused": acts(
        {
            "series": "REF",
            "object": "Refus d’occupation du domaine public pour un déménagement : {place}",
            "opening": "Par la demande {reference} du {received_on}, vous avez demandé à réserver {kerb} devant "
            "l’adresse suivante : {place}, du {starts_at} au {ends_at}.",
            "delegation": DELEGATION,
            "decision": ["Pour ces motifs, l’autorisation demandée est refusée."],
            "appeal": APPEAL,
        }
    ),
    "grounds": GROUNDS,
}
