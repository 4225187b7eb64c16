"""What a resident parking card asks (service-public.fr, sheet F33963): the pages of its form."""

from typing import Any

from parvis.procedures.demonstration.parts import PHONE, email
from parvis.procedures.demonstration.wording import check, note, page, question, var

#: shown where the address is in no zone
NO_ZONE = "—"

RESIDENT = page(
    "you",
    "Vous et votre logement",
    "You and your home",
    note(
        "to_prepare",
        "inset",
        "Préparez trois documents **à votre nom et à la même adresse** : la carte grise, votre dernier avis d’impôt et "
        "une facture de moins de 3 mois. Vous pouvez les photographier. La carte est gratuite.",
        "Prepare three documents **in your name and at the same address**: the registration certificate, your last tax "
        "notice and a bill of less than 3 months. You can take pictures of them. The card is free.",
    ),
    question("holder", "person", "Votre nom", "Your name", prefill="person.identity", ask_used_name=False),
    question(
        "address",
        "address",
        "Adresse de votre résidence principale",
        "Address of your main home",
        hint=(
            "Celle où vous habitez au moins huit mois par an. La zone de votre carte en dépend.",
            "Where you live at least eight months a year. The zone of your card depends on it.",
        ),
        prefill="person.address",
    ),
)

VEHICLE = page(
    "car",
    "Votre zone et votre véhicule",
    "Your zone and vehicle",
    question(
        "zone",
        "text",
        "Zone de votre adresse",
        "Zone of your address",
        computed={"??": [var("zone_parking"), NO_ZONE]},
    ),
    question(
        "plate",
        "plate",
        "Numéro d’immatriculation",
        "Registration number",
        hint=(
            "Case A de la carte grise. Un autre véhicule ou une autre adresse plus tard : faites une autre demande.",
            "Box A of the registration certificate. Another vehicle or address later: make another request.",
        ),
        checks=(
            check(
                {"!=": [var("zone"), NO_ZONE]},
                "Votre adresse n’est dans aucune zone de stationnement résident. Revenez à la page précédente pour "
                "vérifier le numéro et la rue, ou téléphonez au service.",
                "Your address is in no resident parking zone. Go back a page to check the number and the street, or "
                "phone the department.",
            ),
        ),
    ),
    question(
        "registration",
        "file",
        "Carte grise (certificat d’immatriculation)",
        "Registration certificate",
        hint=("À votre nom et à l’adresse de votre logement.", "In your name and at the address of your home."),
        max=2,
    ),
)

PROOFS = page(
    "proofs",
    "Vos justificatifs",
    "Your documents",
    question(
        "tax_notice",
        "file",
        "Dernier avis de taxe d’habitation ou d’impôt sur le revenu",
        "Last housing tax or income tax notice",
        hint=(
            "Vous pouvez cacher les montants : seuls le nom et l’adresse servent.",
            "You may hide the amounts: only name and address are used.",
        ),
        max=2,
    ),
    question(
        "address_proof",
        "file",
        "Justificatif de domicile de moins de 3 mois",
        "Proof of address of less than 3 months",
        hint=("Facture d’électricité, d’eau, de gaz ou de téléphone.", "A power, water, gas or phone bill."),
        max=2,
    ),
)

CONTACT = page("contact", "Vous joindre", "How to reach you", email(), PHONE)

PAGES: list[dict[str, Any]] = [RESIDENT, VEHICLE, PROOFS, CONTACT]
