"""The temporary bar of an association (service-public.fr, sheet F24345): everything asked, counted and decided.

† marks our reading of the law: a setting, unconfirmed until the authority confirms it (`types.confirm_silence`).
Sources: code de la santé publique (CSP) L3321-1, L3334-2, L3335-4, D3335-16 to D3335-18; code général des collectivités
territoriales (CGCT) L2212-1, L2212-2; code des relations entre le public et l'administration (CRPA) L231-1.
"""

from typing import Any

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.data import Face
from parvis.procedures.demonstration.temporary_bar_order import DECISIONS
from parvis.procedures.demonstration.temporary_bar_workflow import WORKFLOW

SLUG = "buvette-temporaire"
DEPARTMENT = "vie-associative"


def words(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}


def var(name: str) -> dict[str, str]:
    return {"var": name}


#: The day on which the bar opens.
OPENS_ON: dict[str, Any] = {"datetime.date": [var("opens_at")]}
CLOSES_ON: dict[str, Any] = {"datetime.date": [var("closes_at")]}
IN_SPORTS_GROUND: dict[str, Any] = {"==": [var("setting"), "sports_ground"]}
OUTSIDE: dict[str, Any] = {"==": [var("setting"), "outside"]}


def at_least_ahead(count: int, unit: str) -> dict[str, Any]:
    """The bar opens at least so long after today."""
    return {"date.on_or_after": [OPENS_ON, {"date.add": [var("today"), count, unit]}]}


def nature(kind: str) -> dict[str, Any]:
    return {"and": [IN_SPORTS_GROUND, {"==": [var("nature"), kind]}]}


ASSOCIATION: dict[str, Any] = {
    "id": "who",
    "title": words("Votre association", "Your association"),
    "sections": [
        {
            "id": "who_asks",
            "items": [
                {
                    "id": "association",
                    "type": "association",
                    "label": words("Quelle association tiendra la buvette ?", "Which association will run the bar?"),
                    "hint": words(
                        "Le nombre d’autorisations est compté par association et par année civile : "
                        "son numéro RNA ou SIRET est nécessaire.",
                        "Licences are counted by association and calendar year: its RNA or SIRET number is needed.",
                    ),
                    "required": True,
                },
                {
                    "id": "agreed",
                    "type": "yes_no",
                    "label": words(
                        "Est-ce une association sportive agréée ?", "Is it an accredited sports association?"
                    ),
                    "required": True,
                },
            ],
        }
    ],
}

EVENT: dict[str, Any] = {
    "id": "event",
    "title": words("La manifestation", "The event"),
    "sections": [
        {
            "id": "what",
            "items": [
                {
                    "id": "event_name",
                    "type": "text",
                    "label": words("Nom de la manifestation", "Name of the event"),
                    "hint": words("Par exemple : tournoi de Pentecôte", "For example: Whitsun tournament"),
                    "required": True,
                    "options": {"max_length": 120},
                },
                {
                    "id": "setting",
                    "type": "choice",
                    "label": words("Où la buvette sera-t-elle installée ?", "Where will the bar be?"),
                    "required": True,
                    "options": {
                        "choices": [
                            {
                                "value": "outside",
                                "label": words("Hors d’une enceinte sportive", "Outside any sports ground"),
                                "hint": words("Salle des fêtes, rue, place, parc…", "Hall, street, square, park…"),
                            },
                            {
                                "value": "sports_ground",
                                "label": words("Dans une enceinte sportive", "In a sports ground"),
                                "hint": words(
                                    "Stade, gymnase, salle d’éducation physique… L’alcool y est interdit, sauf "
                                    "dérogation.",
                                    "Stadium, gymnasium… Alcohol is forbidden there but for a derogation.",
                                ),
                            },
                        ]
                    },
                },
                {
                    "id": "occasion",
                    "type": "choice",
                    "label": words("À quelle occasion ?", "On what occasion?"),
                    "condition": OUTSIDE,
                    "required": True,
                    "options": {
                        "choices": [
                            {
                                "value": "own_event",
                                "label": words(
                                    "Une manifestation que l’association organise",
                                    "An event that the association organises",
                                ),
                                "hint": words(
                                    "Cinq autorisations au plus par année civile",
                                    "At most five licences a calendar year",
                                ),
                            },
                            {
                                "value": "public_feast",
                                "label": words(
                                    "Une foire, une vente ou une fête publique", "A fair, a sale or a public feast"
                                ),
                            },
                        ]
                    },
                },
                {
                    "id": "nature",
                    "type": "choice",
                    "label": words("De quelle nature est la manifestation ?", "What kind of event is it?"),
                    "condition": IN_SPORTS_GROUND,
                    "required": True,
                    "options": {
                        "choices": [
                            {
                                "value": "sport",
                                "label": words("Sportive", "Sports"),
                                "hint": words(
                                    "Associations sportives agréées : dix dérogations par an",
                                    "Accredited sports associations: ten derogations a year",
                                ),
                            },
                            {
                                "value": "tourism",
                                "label": words("Touristique", "Tourism"),
                                "hint": words("Quatre dérogations par an", "Four derogations a year"),
                            },
                            {
                                "value": "farming",
                                "label": words("Agricole", "Farming"),
                                "hint": words("Deux dérogations par an", "Two derogations a year"),
                            },
                        ]
                    },
                    "checks": [
                        {
                            "rule": {"or": [{"!=": [var("nature"), "sport"]}, {"==": [var("agreed"), True]}]},
                            "message": words(
                                "Pour une manifestation sportive, seule une association sportive agréée peut obtenir "
                                "une dérogation (code de la santé publique, article L. 3335-4).",
                                "For a sports event, only an accredited sports association may have a derogation "
                                "(public health code, article L. 3335-4).",
                            ),
                        }
                    ],
                },
                {
                    "id": "exceptional",
                    "type": "yes_no",
                    "label": words("La manifestation est-elle exceptionnelle ?", "Is it an exceptional event?"),
                    "hint": words(
                        "Elle ne pouvait pas être prévue trois mois à l’avance : une finale, par exemple.",
                        "It could not be foreseen three months ahead: a final, for example.",
                    ),
                    "condition": IN_SPORTS_GROUND,
                    "required": True,
                },
                {
                    "id": "exceptional_reason",
                    "type": "long_text",
                    "label": words("Pourquoi est-elle exceptionnelle ?", "Why is it exceptional?"),
                    "condition": {"and": [IN_SPORTS_GROUND, {"==": [var("exceptional"), True]}]},
                    "required": True,
                    "options": {"max_length": 1000, "rows": 3},
                },
            ],
        }
    ],
}

PLACE: dict[str, Any] = {
    "id": "place_and_hours",
    "title": words("Lieu, dates et boissons", "Place, dates and drinks"),
    "sections": [
        {
            "id": "where_and_when",
            "items": [
                {
                    "id": "place",
                    "type": "text",
                    "label": words("Lieu de la buvette", "Place of the bar"),
                    "hint": words(
                        "Nom du lieu et adresse : salle de l’Avenir, 12 rue du Jeu-de-Paume",
                        "Name and address: salle de l’Avenir, 12 rue du Jeu-de-Paume",
                    ),
                    "required": True,
                    "options": {"max_length": 200},
                },
                {
                    "id": "opens_at",
                    "type": "date_time",
                    "label": words("Ouverture de la buvette", "The bar opens"),
                    "required": True,
                    "checks": [
                        {
                            "rule": at_least_ahead(15, "days"),
                            "message": words(
                                "La demande doit être faite au moins quinze jours à l’avance. Contactez la mairie si "
                                "la manifestation est plus proche.",
                                "Ask at least fifteen days ahead. Contact the town hall if the event is nearer.",
                            ),
                        },
                        {
                            "rule": {
                                "or": [
                                    {"!=": [var("setting"), "sports_ground"]},
                                    {"==": [var("exceptional"), True]},
                                    at_least_ahead(3, "months"),
                                ]
                            },
                            "message": words(
                                "Dans une enceinte sportive, la demande doit être faite au moins trois mois à "
                                "l’avance, sauf manifestation exceptionnelle.",
                                "In a sports ground, ask at least three months ahead, unless the event is exceptional.",
                            ),
                        },
                    ],
                },
                {
                    "id": "closes_at",
                    "type": "date_time",
                    "label": words("Fermeture de la buvette", "The bar closes"),
                    "required": True,
                    "checks": [
                        {
                            "rule": {"datetime.after": [var("closes_at"), var("opens_at")]},
                            "message": words(
                                "La fermeture doit être après l’ouverture.", "The bar must close after it opens."
                            ),
                        },
                        {
                            "rule": {
                                "or": [
                                    {"!=": [var("setting"), "sports_ground"]},
                                    {"date.on_or_before": [CLOSES_ON, {"date.add": [OPENS_ON, 2, "days"]}]},
                                ]
                            },
                            "message": words(
                                "Dans une enceinte sportive, une dérogation vaut 48 heures au plus.",
                                "In a sports ground, a derogation is for 48 hours at most.",
                            ),
                        },
                    ],
                },
                {
                    "id": "groups",
                    "type": "choices",
                    "label": words("Quelles boissons seront servies ?", "Which drinks will be served?"),
                    "hint": words(
                        "Les boissons des groupes 4 et 5 (alcools distillés) ne peuvent pas être autorisées.",
                        "Drinks of groups 4 and 5 (spirits) cannot be allowed.",
                    ),
                    "required": True,
                    "options": {
                        "choices": [
                            {"value": "1", "label": words("Groupe 1 : sans alcool", "Group 1: without alcohol")},
                            {
                                "value": "3",
                                "label": words(
                                    "Groupe 3 : vin, bière, cidre, poiré, hydromel, vins doux naturels",
                                    "Group 3: wine, beer, cider, perry, mead, natural sweet wines",
                                ),
                            },
                        ]
                    },
                },
            ],
        }
    ],
}

RESPONSIBLE: dict[str, Any] = {
    "id": "contact",
    "title": words("La personne responsable", "The person in charge"),
    "sections": [
        {
            "id": "in_charge",
            "items": [
                {
                    "id": "responsible",
                    "type": "person",
                    "label": words("Qui sera responsable de la buvette ?", "Who will be in charge of the bar?"),
                    "required": True,
                    "options": {"ask_used_name": False},
                },
                {
                    "id": "capacity",
                    "type": "text",
                    "label": words("À quel titre ?", "In what capacity?"),
                    "hint": words("Présidente, trésorier, membre du bureau…", "Chair, treasurer, board member…"),
                    "required": True,
                    "options": {"max_length": 80},
                },
                {
                    "id": "email",
                    "type": "email",
                    "label": words("Adresse électronique", "E-mail address"),
                    "hint": words("Pour recevoir l’accusé de réception et la décision", "For the receipt and decision"),
                    "required": True,
                },
                {
                    "id": "phone",
                    "type": "phone",
                    "label": words("Téléphone joignable le jour de la manifestation", "Phone on the day of the event"),
                    "required": True,
                },
            ],
        }
    ],
}


def _limit(id: str, count: int, fr: str, en: str, when: dict[str, Any], base: str) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "label": words(fr, en),
        "count": count,
        "when": when,
        "association": "association",
        "day": "opens_at",
        "legal_base": words(base, base),
    }


DEFINITION: dict[str, Any] = {
    "name": words("Ouvrir une buvette temporaire", "Open a temporary bar"),
    "department": DEPARTMENT,
    "title": ["association.name", "event_name"],
    "contact": {
        "name": ["responsible.first_names", "responsible.family_name"],
        "email": "email",
        "phone": "phone",
    },
    "form": {
        "title": words("Ouvrir une buvette temporaire", "Open a temporary bar"),
        "pages": [ASSOCIATION, EVENT, PLACE, RESPONSIBLE],
    },
    "workflow": WORKFLOW,
    "deadline": {
        # † CRPA L231-1: two months without an answer are an acceptance; no text that we know of excepts these licences.
        "silence": {
            "effect": "acceptance",
            "months": 2,
            "legal_base": words(
                "Code des relations entre le public et l’administration, article L231-1",
                "Code of relations between the public and the administration, article L231-1",
            ),
        },
        "before": "opens_at",
    },
    # † Counted over the calendar year of the event, by association and commune.
    "limits": [
        _limit(
            "own_events",
            5,
            "Buvettes hors enceinte sportive",
            "Bars outside sports grounds",
            {"and": [OUTSIDE, {"==": [var("occasion"), "own_event"]}]},
            "CSP L3334-2",
        ),
        _limit(
            "sports",
            10,
            "Dérogations en enceinte sportive, associations sportives agréées",
            "Derogations in sports grounds, accredited sports associations",
            nature("sport"),
            "CSP L3335-4, D3335-16",
        ),
        _limit(
            "tourism",
            4,
            "Dérogations en enceinte sportive, manifestations touristiques",
            "Derogations in sports grounds, tourism events",
            nature("tourism"),
            "CSP L3335-4, D3335-16",
        ),
        _limit(
            "farming",
            2,
            "Dérogations en enceinte sportive, manifestations agricoles",
            "Derogations in sports grounds, farming events",
            nature("farming"),
            "CSP L3335-4, D3335-16",
        ),
    ],
    "decisions": DECISIONS,
}


def definition() -> CaseTypeDefinition:
    """The definition, typed."""
    return CaseTypeDefinition.model_validate(DEFINITION)


FACE = Face.model_validate(
    {
        "title": words("Ouvrir une buvette temporaire", "Open a temporary bar"),
        "summary": words(
            "Demander l’autorisation du maire pour vendre des boissons lors d’une manifestation de votre association.",
            "Ask the mayor’s licence to sell drinks at an event of your association.",
        ),
        "subject": words("Associations et événements", "Associations and events"),
        "subject_order": 40,
        "audience": words("Les associations", "Associations"),
        "words": (
            "buvette",
            "bar",
            "débit de boissons",
            "licence",
            "alcool",
            "bière",
            "vin d’honneur",
            "fête",
            "tournoi",
            "drinks",
            "beer",
        ),
        "often": 30,
        "source": "F24345",
    }
)
