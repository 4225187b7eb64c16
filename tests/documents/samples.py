"""Documents as a town would issue them: small, whole, made up."""

import datetime as dt

from parvis.documents.data import (
    Article,
    Blank,
    BlankPart,
    Card,
    Certificate,
    Cover,
    Department,
    Extract,
    Issuer,
    Letter,
    Order,
    Receipt,
    Refusal,
    Row,
    Signatory,
)

AT = dt.datetime(2026, 11, 21, 13, 5, tzinfo=dt.UTC)
CODE = "4F7K2H9MQRST"
ISSUER = Issuer(
    name="Ville de Dunkerque",
    above=("République française", "Département du Nord"),
    department="Direction de la vie associative et de l’événement",
    address=("Hôtel de ville", "Place Charles-Valentin", "59140 Dunkerque"),
    phone="03 28 26 26 26",
    email="contact@dunkerque.example",
    accent="#1a5fb4",
    site="https://dunkerque.example",
    siren="215901836",
)
SIGNATORY = Signatory(
    name="Hélène Martin", quality="l’adjointe à la vie associative", delegation="Pour le maire et par délégation,"
)
RECIPIENT = ("Association Les Joyeux Carnavaleux", "12 rue de l’Amiral-Ronarc’h", "59140 Dunkerque")
ROWS = (
    Row(label="Association", value="Les Joyeux Carnavaleux", drawn="M10 20 L30 40 M5 5 L5 5"),
    Row(label="Lieu", value="Kiosque, place Jean-Bart\n59140 Dunkerque"),
)
APPEAL = ("Vous pouvez contester cette décision dans un délai de deux mois devant le tribunal administratif de Lille.",)
ORDER = Order(
    form="ARRÊTÉ DU MAIRE",
    object="portant autorisation d’ouverture d’un débit de boissons temporaire",
    authority="Le maire de Dunkerque,",
    visas=(
        "Vu le code général des collectivités territoriales, notamment ses articles L. 2212-1 et L. 2212-2\u202f;",
        "Vu le code de la santé publique, notamment ses articles L. 3321-1 et L. 3334-2\u202f;",
    ),
    reasons=("Considérant que l’association n’a pas atteint la limite de cinq autorisations par an\u202f;",),
    formula="ARRÊTE",
    articles=(
        Article(heading="Autorisation", text="L’association est autorisée à ouvrir un débit de boissons temporaire."),
        Article(text="Seules les boissons des groupes 1 et 3 peuvent y être offertes."),
    ),
    place="Dunkerque",
    date=dt.date(2026, 11, 21),
    signatory=SIGNATORY,
    appeal=APPEAL,
)
REFUSAL = Refusal(
    recipient=RECIPIENT,
    object="Refus d’autorisation d’ouverture d’un débit de boissons temporaire",
    opening="Vous avez demandé l’ouverture d’un débit de boissons temporaire.",
    rows=ROWS,
    law=("L’article L. 3334-2 du code de la santé publique fixe une limite de cinq autorisations par an.",),
    facts=("Votre association en a déjà reçu cinq.",),
    decision=("Votre demande est refusée.",),
    place="Dunkerque",
    date=dt.date(2026, 12, 1),
    signatory=SIGNATORY,
    appeal=APPEAL,
)
RECEIPT = Receipt(
    recipient=RECIPIENT,
    procedure="Ouvrir un débit de boissons temporaire",
    reference="DK-26-4F7K2-H",
    received_at=AT,
    department=Department(
        name="Vie associative et événements",
        address=("Place Charles-Valentin, 59140 Dunkerque",),
        phone="03 28 26 26 26",
        email="vie.associative@dunkerque.example",
    ),
    agent="Sofia Leclercq",
    answer_by=dt.date(2026, 12, 1),
    silence="accepts",
    silence_on=dt.date(2027, 1, 21),
    missing=("Les statuts de l’association",),
    missing_by=dt.date(2026, 12, 5),
    rows=ROWS,
    tracking="https://dunkerque.example/suivi/DK-26-4F7K2-H",
)
LETTER = Letter(
    recipient=RECIPIENT,
    object="Votre demande DK-26-4F7K2-H",
    references=("Affaire suivie par Sofia Leclercq",),
    text=("Madame, Monsieur,", "Il nous manque une pièce.\n\nMerci de nous l’envoyer."),
    place="Dunkerque",
    date=dt.date(2026, 11, 21),
    signatory=SIGNATORY,
)
CARD = Card(
    title="Carte de stationnement résident",
    holder="Amina Benali",
    plate="AB-123-CD",
    zone="Zone verte",
    valid_from=dt.date(2026, 11, 21),
    valid_until=dt.date(2027, 11, 20),
    check="https://dunkerque.example/carte/STA-2026-0042",
    rules=("Placez la carte derrière le pare-brise, numéro visible de l’extérieur.",),
    place="Dunkerque",
    date=dt.date(2026, 11, 21),
    signatory=SIGNATORY,
    appeal=APPEAL,
)
CERTIFICATE = Certificate(
    title="Certificat d’inscription scolaire",
    opening="Le maire de Dunkerque certifie que :",
    rows=(
        Row(label="Enfant", value="Inès Benali"),
        Row(label="École", value="École Jean-Zay"),
        Row(label="Niveau", value="CP"),
        Row(label="Année scolaire", value="2026-2027"),
    ),
    text=("est inscrite dans l’école nommée ci-dessus.",),
    place="Dunkerque",
    date=dt.date(2026, 11, 21),
    signatory=SIGNATORY,
)
COVER = Cover(
    address=RECIPIENT,
    object="Votre demande DK-26-4F7K2-H",
    text=("Nous avons pris une décision sur votre demande.",),
    date=dt.date(2026, 11, 21),
    reference="DK-26-4F7K2-H",
    enclosed=True,
)
EXTRACT = Extract(**(ORDER.model_dump() | {"kind": "extract"}))
BLANK = Blank(
    title="Ouvrir une buvette temporaire",
    intro=("Une association ouvre une buvette.",),
    parts=(
        BlankPart(kind="page", text="L’association"),
        BlankPart(kind="text", text="À savoir", hint="Cinq autorisations par an.", only="À lire seulement si…"),
        BlankPart(kind="question", text="Nom", number=1, required=True, lines=2, hint="Tel que déclaré"),
        BlankPart(kind="question", text="Agréée ?", number=2, choices=(("Oui", ""), ("Non", "Sans agrément"))),
        BlankPart(kind="section", text="Dates", only="Répondez seulement si…"),
        BlankPart(kind="question", text="Jour", number=3, cells=(("Jour", 2), ("Lieu", 0))),
        BlankPart(kind="block", text="Personne 1", hint="Joignez une copie."),
        BlankPart(kind="question", text="", number=4, choices=(("J’accepte", ""),), several=True),
        BlankPart(kind="question", text="Plan", number=5, joins=True),
    ),
    papers=(Row(label="5. Plan", value=""),),
    send=("Vie associative", "Ville de Dunkerque"),
    end=("Je déclare que ce que j’ai écrit est exact.",),
)
ALL = (BLANK, ORDER, EXTRACT, REFUSAL, RECEIPT, LETTER, CARD, CERTIFICATE, COVER)
