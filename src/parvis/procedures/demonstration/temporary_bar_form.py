"""What the temporary bar asks: the pages of its form."""

from typing import Any


def words(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}


def var(name: str) -> dict[str, str]:
    return {"var": name}


#: The day on which the bar opens.
OPENS_ON: dict[str, Any] = {"datetime.date": [var("opens_at")]}
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
                                    {
                                        "number.at_most": [
                                            {"datetime.minutes_between": [var("opens_at"), var("closes_at")]},
                                            48 * 60,
                                        ]
                                    },
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
                    "hint": words(
                        "Pour recevoir l’accusé de réception et la décision. Sans elle, nous utilisons votre téléphone "
                        "ou la poste.",
                        "For the receipt and the decision. Without one, we use your phone or the post.",
                    ),
                },
                {
                    "id": "phone",
                    "type": "phone",
                    "label": words(
                        "Téléphone joignable le jour de la manifestation",
                        "Phone on the day of the event",
                    ),
                },
                {
                    "id": "address",
                    "type": "address",
                    "label": words("Adresse de l’association", "Address of the association"),
                    "hint": words(
                        "Sans adresse électronique, l’arrêté peut y être posté. Sans téléphone non plus, elle est "
                        "nécessaire.",
                        "Without an e-mail, the order can be posted there. Without a phone either, it is needed.",
                    ),
                    "condition": {"is_empty": [var("email")]},
                    "required": {"and": [{"is_empty": [var("email")]}, {"is_empty": [var("phone")]}]},
                    "required_message": words(
                        "Donnez une adresse électronique, un téléphone ou une adresse postale",
                        "Give an e-mail address, a phone number or a postal address",
                    ),
                },
            ],
        }
    ],
}

PAGES: list[dict[str, Any]] = [ASSOCIATION, EVENT, PLACE, RESPONSIBLE]
