"""What the use of public space for a move asks: the pages of its form."""

from typing import Any

from parvis.procedures.demonstration.parts import email
from parvis.procedures.demonstration.wording import (
    at_least_ahead,
    check,
    choice,
    note,
    on,
    page,
    question,
    says,
    var,
    words,
)

#: † so many days before the move a request must be made
NOTICE_DAYS = 15
SHORTEST, LONGEST = 5, 40
BY_MOVER: dict[str, Any] = says("asks_for", "mover")

WHO = page(
    "who",
    "Votre demande",
    "Your request",
    question(
        "asks_for",
        "choice",
        "Pour qui demandez-vous ?",
        "For whom do you ask?",
        choices=[
            choice("oneself", "Pour mon déménagement", "For my own move"),
            choice("mover", "Pour un client : je suis déménageur", "For a client: I am a mover"),
        ],
    ),
    question(
        "company",
        "text",
        "Nom de l’entreprise de déménagement",
        "Name of the moving company",
        condition=BY_MOVER,
        max_length=120,
        autocomplete="organization",
    ),
    question(
        "asker",
        "person",
        "Votre nom",
        "Your name",
        hint=("L’autorisation est personnelle : elle porte ce nom.", "The permit is personal: it bears this name."),
        prefill="person.identity",
        ask_used_name=False,
    ),
)

PLACE = page(
    "where",
    "L’emplacement",
    "The place",
    question(
        "place",
        "address",
        "Devant quelle adresse ?",
        "In front of which address?",
        hint=(
            "L’adresse de l’immeuble que vous quittez ou dans lequel vous entrez. Deux adresses, deux demandes.",
            "The building that you leave or move into. Two addresses, two requests.",
        ),
        own=False,
    ),
    question(
        "kerb",
        "integer",
        "Longueur à réserver le long du trottoir, en mètres",
        "Length to keep free along the kerb, in metres",
        hint=(
            "Une camionnette : 8 mètres environ. Un camion : 12 mètres. Un camion et un monte-meubles : 20 mètres.",
            "A van: about 8 metres. A lorry: 12 metres. A lorry and a furniture lift: 20 metres.",
        ),
        min=SHORTEST,
        max=LONGEST,
        unit=words("m", "m"),
        width="4",
    ),
)

WHEN = page(
    "when",
    "Le jour et les heures",
    "Day and hours",
    note(
        "notice",
        "inset",
        "Demandez **au moins 15 jours avant** : des panneaux doivent être posés dans la rue.",
        "Ask **at least 15 days before**: signs must be put up in the street.",
    ),
    question(
        "starts_at",
        "date_time",
        "Début",
        "From",
        checks=(
            check(
                at_least_ahead(on("starts_at"), NOTICE_DAYS, "days"),
                "La demande doit être faite au moins quinze jours à l’avance. Choisissez une date plus tardive, ou "
                "téléphonez à la mairie.",
                "Ask at least fifteen days ahead. Choose a later date, or phone the town hall.",
            ),
        ),
    ),
    question(
        "ends_at",
        "date_time",
        "Fin",
        "Until",
        hint=("Le camion est parti et la place est libre.", "The lorry is gone and the place is free."),
        checks=(
            check(
                {"datetime.after": [var("ends_at"), var("starts_at")]},
                "La fin doit être après le début.",
                "It must end after it starts.",
            ),
        ),
    ),
)

VEHICLE = page(
    "lorry",
    "Le véhicule",
    "The vehicle",
    question(
        "vehicle",
        "choice",
        "Quel véhicule ?",
        "Which vehicle?",
        choices=[
            choice("van", "Une camionnette, jusqu’à 3,5 tonnes", "A van, up to 3.5 tonnes"),
            choice("lorry", "Un camion de plus de 3,5 tonnes", "A lorry over 3.5 tonnes"),
            choice("lorry_and_trailer", "Un camion et sa remorque", "A lorry and its trailer"),
        ],
    ),
    question(
        "lift",
        "yes_no",
        "Y aura-t-il un monte-meubles ?",
        "Will there be a furniture lift?",
        hint=(
            "Une échelle ou une plate-forme qui monte les meubles par la fenêtre.",
            "A ladder or platform that lifts furniture through the window.",
        ),
    ),
)

CONTACT = page(
    "contact",
    "Vous joindre",
    "How to reach you",
    question(
        "day_phone",
        "phone",
        "Téléphone joignable le jour du déménagement",
        "Phone that answers on the day of the move",
        hint=("Pour vous prévenir si le camion gêne.", "To call you if the lorry is in the way."),
    ),
    email(),
    question(
        "address",
        "address",
        "Votre adresse postale",
        "Your postal address",
        hint=("Sans adresse électronique, l’arrêté vous est posté.", "Without an e-mail, the order is posted to you."),
        condition={"is_empty": [var("email")]},
    ),
)

PAGES: list[dict[str, Any]] = [WHO, PLACE, WHEN, VEHICLE, CONTACT]
