"""What an attestation d'accueil asks (service-public.fr, sheet F2191; Cerfa 10798): the pages of its form."""

from typing import Any

from parvis.procedures.demonstration.parts import PHONE, email
from parvis.procedures.demonstration.wording import block, check, choice, note, page, question, unless, var, words

LONGEST_STAY_MONTHS = 3
IS_MINOR: dict[str, Any] = {"number.below": [{"age": [var("visitor.birth_date")]}, 18]}

HOST = page(
    "you",
    "Vous, qui accueillez",
    "You, the host",
    note(
        "how_it_goes",
        "inset",
        "1. Vous préparez votre dossier ici. La mairie le vérifie.\n"
        "2. La mairie vous propose un rendez-vous : **vous venez signer avec les originaux** et un timbre fiscal de "
        "30 euros. Ce timbre est dû même si la réponse est non.\n"
        "3. Si la réponse est oui, l’attestation vous est remise en main propre.",
        "1. You prepare your file here. The town hall checks it.\n"
        "2. The town hall proposes an appointment: **you come to sign with the originals** and a tax stamp of "
        "30 euros. The stamp is due even if the answer is no.\n"
        "3. If the answer is yes, the certificate is handed to you in person.",
    ),
    note(
        "who_needs_none",
        "details",
        "Pas d’attestation pour une personne européenne, suisse, andorrane ou monégasque, ni pour une personne qui a "
        "un visa de circulation Schengen d’un an ou plus, un visa « carte de séjour à solliciter », ou qui vient pour "
        "une urgence médicale, la maladie grave ou les obsèques d’un proche.",
        "No certificate for citizens of the European Union, the EEA, Switzerland, Andorra or Monaco, nor for holders "
        "of a Schengen circulation visa of a year or more or of a visa “carte de séjour à solliciter”, nor for a "
        "medical emergency, the serious illness or the funeral of a relative.",
        title=("Qui n’en a pas besoin ?", "Who does not need one?"),
    ),
    question(
        "host",
        "identity",
        "Votre identité",
        "Your identity",
        prefill="person.pivot",
        ask=["used_name", "birth_date", "birth_place"],
    ),
    question(
        "host_proof",
        "file",
        "Votre pièce d’identité",
        "Your identity document",
        hint=(
            "Carte d’identité ou passeport si vous êtes français, européen ou suisse ; sinon, titre de séjour.",
            "Identity card or passport if you are French, European or Swiss; residence permit otherwise.",
        ),
        max=2,
    ),
)

HOME = page(
    "home",
    "Votre logement",
    "Your home",
    question(
        "address",
        "address",
        "Où la personne sera-t-elle logée ?",
        "Where will the person stay?",
        hint=("La demande se fait à la mairie de ce logement.", "Ask at the town hall of this home."),
        prefill="person.address",
    ),
    question(
        "occupancy",
        "choice",
        "Vous êtes",
        "You are",
        choices=[
            choice("owner", "Propriétaire", "The owner"),
            choice("tenant", "Locataire", "A tenant"),
            choice(
                "occupant",
                "Occupant à un autre titre",
                "An occupant in another way",
                ("Logé par un proche ou par votre employeur", "Housed by someone close or by your employer"),
            ),
        ],
    ),
    question(
        "occupancy_proof",
        "file",
        "Titre de propriété, ou bail et dernière quittance",
        "Title deed, or lease and last rent receipt",
        max=4,
    ),
    question(
        "address_proof",
        "file",
        "Justificatif de domicile récent",
        "Recent proof of address",
        hint=(
            "Facture d’eau, d’électricité ou de téléphone, ou quittance de loyer.",
            "A water, power or phone bill, or a rent receipt.",
        ),
        max=2,
    ),
)

ROOM = page(
    "lodging",
    "La place et le confort",
    "Room and comfort",
    question(
        "area",
        "integer",
        "Surface du logement, en mètres carrés",
        "Area of the home, in square metres",
        min=5,
        max=1000,
        unit=words("m²", "m²"),
        width="4",
    ),
    question(
        "living_there",
        "integer",
        "Combien de personnes y vivent déjà, vous compris ?",
        "How many people live there already, you included?",
        min=1,
        max=30,
        width="2",
    ),
    question(
        "comfort",
        "choices",
        "Le logement a",
        "The home has",
        hint=("Cochez tout ce qu’il a.", "Tick all that it has."),
        choices=[
            choice("water", "L’eau courante", "Running water"),
            choice("toilet", "Des toilettes à l’intérieur", "An indoor toilet"),
            choice("bathroom", "Une douche ou une baignoire", "A shower or bath"),
            choice("heating", "Un chauffage", "Heating"),
        ],
    ),
    question(
        "lodging_proof",
        "file",
        "Document qui montre la surface et l’état du logement",
        "Document that shows the area and state of the home",
        hint=("Plan, état des lieux, diagnostic…", "Plan, inventory, survey…"),
        required=False,
        max=3,
    ),
)

MEANS = page(
    "means",
    "Vos ressources",
    "Your means",
    question(
        "income_proof",
        "file",
        "Trois derniers bulletins de salaire, ou dernier avis d’imposition",
        "Last three payslips, or last tax notice",
        hint=("Vous pouvez masquer ce qui n’est pas un montant.", "You may hide whatever is not an amount."),
        max=4,
    ),
    question(
        "commitment",
        "checkbox",
        "Je m’engage à payer les dépenses de la personne si elle ne peut pas le faire",
        "I undertake to pay the person’s expenses if they cannot",
    ),
)

VISITOR = page(
    "guest",
    "La personne invitée",
    "The person you invite",
    question(
        "visitor",
        "identity",
        "Son identité",
        "Their identity",
        hint=(
            "Comme sur son passeport. Pour une autre personne qui n’est ni son conjoint ni son enfant mineur, faites "
            "une autre demande.",
            "As in the passport. For another person who is neither the spouse nor a minor child, make another request.",
        ),
        own=False,
        ask=["birth_date"],
    ),
    question("nationality", "text", "Sa nationalité", "Their nationality", max_length=60, width="20"),
    question("passport", "text", "Numéro de son passeport", "Passport number", min_length=5, max_length=20, width="20"),
    question(
        "parents_letter",
        "file",
        "Lettre des parents",
        "Letter of the parents",
        hint=(
            "La personne est mineure et vient sans ses parents : ceux-ci écrivent pourquoi et pour combien de temps.",
            "The person is a minor and comes without their parents: these say in writing why and for how long.",
        ),
        condition=IS_MINOR,
        max=2,
    ),
)

COMPANIONS = page(
    "with_them",
    "Qui vient avec elle",
    "Who comes along",
    block(
        "companions",
        ("Son conjoint et ses enfants mineurs", "The spouse and minor children"),
        ("Personne", "Person"),
        hint=("Personne ne vient avec elle : continuez.", "Nobody comes along: go on."),
        max=9,
        fields=(
            question(
                "tie",
                "choice",
                "C’est",
                "This is",
                choices=[
                    choice("spouse", "Son conjoint", "The spouse"),
                    choice("child", "Son enfant mineur", "A minor child"),
                ],
            ),
            question("person", "person", "Nom", "Name", own=False, ask_used_name=False),
            question(
                "born_on",
                "date",
                "Date de naissance",
                "Birth date",
                checks=(
                    check(
                        unless({"!=": [var("tie"), "child"]}, {"number.below": [{"age": [var("born_on")]}, 18]}),
                        "À 18 ans ou plus, il faut une autre demande.",
                        "At 18 or more, another request is needed.",
                    ),
                ),
            ),
            question("nationality_of", "text", "Nationalité", "Nationality", max_length=60, width="20"),
            question("passport_of", "text", "Numéro de passeport", "Passport number", max_length=20, width="20"),
        ),
    ),
)

STAY = page(
    "stay",
    "Le séjour",
    "The stay",
    question(
        "arrives_on",
        "date",
        "Arrivée",
        "Arrival",
        hint=("Demandez au moins un mois avant : la réponse prend du temps.", "Ask at least a month before."),
        checks=(
            check(
                {"date.after": [var("arrives_on"), var("today")]},
                "L’arrivée doit être à venir.",
                "The arrival must be ahead.",
            ),
        ),
    ),
    question(
        "leaves_on",
        "date",
        "Départ",
        "Departure",
        checks=(
            check(
                {"date.after": [var("leaves_on"), var("arrives_on")]},
                "Le départ doit être après l’arrivée.",
                "The departure must be after the arrival.",
            ),
            check(
                {
                    "date.on_or_before": [
                        var("leaves_on"),
                        {"date.add": [var("arrives_on"), LONGEST_STAY_MONTHS, "months"]},
                    ]
                },
                "Le séjour dure trois mois au plus. Au-delà, la personne doit demander un visa de long séjour.",
                "The stay is for three months at most. Beyond, the person must ask for a long-stay visa.",
            ),
        ),
    ),
    question(
        "insurer",
        "choice",
        "Qui prend l’assurance santé d’au moins 30 000 euros ?",
        "Who takes the health insurance of at least 30,000 euros?",
        choices=[
            choice("visitor", "La personne invitée", "The person invited"),
            choice("host", "Moi", "Me"),
        ],
    ),
)

CONTACT = page("contact", "Vous joindre", "How to reach you", email(), PHONE)

PAGES: list[dict[str, Any]] = [HOST, HOME, ROOM, MEANS, VISITOR, COMPANIONS, STAY, CONTACT]
