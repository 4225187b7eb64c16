"""What a school enrolment asks (service-public.fr, sheets F1864 and F1865): the pages of its form."""

from typing import Any

from parvis.procedures.demonstration.parts import PHONE, email
from parvis.procedures.demonstration.wording import check, choice, note, page, question, says, var

#: a school year begins in September
_BEGINS = 9
#: code de l'éducation L113-1, L131-1: three in the calendar year, two by exception, as places allow
YOUNGEST, BY_EXCEPTION, OLDEST = 3, 2, 11

_YEAR = {"date.year": [var("today")]}
_IN_AUTUMN = {"number.at_least": [{"date.month": [var("today")]}, _BEGINS]}
#: the calendar year in which the school year begins
ENTRY_YEAR: dict[str, Any] = {
    "if": [
        says("when", "next"),
        {"if": [_IN_AUTUMN, {"+": [_YEAR, 1]}, _YEAR]},
        {"if": [_IN_AUTUMN, _YEAR, {"-": [_YEAR, 1]}]},
    ]
}
#: how old the child becomes in the calendar year in which the school year begins
AGE: dict[str, Any] = {"-": [ENTRY_YEAR, {"date.year": [var("child.birth_date")]}]}
_LEVELS = (
    (2, "Toute petite section"),
    (3, "Petite section"),
    (4, "Moyenne section"),
    (5, "Grande section"),
    (6, "CP"),
    (7, "CE1"),
    (8, "CE2"),
    (9, "CM1"),
)
LAST_LEVEL = "CM2"
LEVELS = (*(name for _age, name in _LEVELS), LAST_LEVEL)
DEROGATION: dict[str, Any] = says("other_school", True)
BY_DOCUMENT: dict[str, Any] = says("home_proof", "document")


def _level() -> dict[str, Any]:
    found: Any = LAST_LEVEL
    for age, name in reversed(_LEVELS):
        found = {"if": [{"number.at_most": [AGE, age]}, name, found]}
    return dict(found)


CHILD = page(
    "pupil",
    "L’enfant",
    "The child",
    question(
        "when",
        "choice",
        "Pour quelle rentrée ?",
        "For when?",
        choices=[
            choice("next", "La prochaine rentrée de septembre", "Next September"),
            choice(
                "now",
                "L’année scolaire en cours",
                "The present school year",
                ("Vous venez d’arriver, par exemple.", "You have just moved here, for example."),
            ),
        ],
    ),
    question(
        "child",
        "identity",
        "Identité de l’enfant",
        "The child’s identity",
        own=False,
        ask=["birth_date"],
        checks=(
            check(
                {"number.at_least": [AGE, BY_EXCEPTION]},
                "L’enfant est trop jeune : il doit avoir 3 ans dans l’année de la rentrée, ou 2 ans par exception.",
                "The child is too young: they must be 3 in the year in which school starts, or 2 by exception.",
            ),
            check(
                {"number.at_most": [AGE, OLDEST]},
                "À cet âge, l’inscription se fait au collège. Contactez le collège de votre secteur.",
                "At this age one enrols at a collège. Contact the one of your sector.",
            ),
        ),
    ),
    note(
        "by_exception",
        "warning",
        "À 2 ans, l’école n’est pas obligatoire : l’enfant est admis s’il est propre et s’il reste une place.",
        "At 2, school is not compulsory: the child is admitted if toilet-trained and if a place is left.",
        condition={"===": [AGE, BY_EXCEPTION]},
    ),
)

HOME = page(
    "home",
    "Le domicile de l’enfant",
    "Where the child lives",
    question(
        "address",
        "address",
        "Adresse",
        "Address",
        hint=("L’école de secteur dépend du numéro et de la rue.", "The school depends on the number and street."),
        prefill="person.address",
    ),
    question(
        "home_proof",
        "choice",
        "Comment prouvez-vous cette adresse ?",
        "How do you prove this address?",
        choices=[
            choice("document", "Par un document récent", "By a recent document"),
            choice("honour", "Sur l’honneur", "On my honour"),
        ],
    ),
    question(
        "address_proof",
        "file",
        "Justificatif de domicile récent",
        "Recent proof of address",
        hint=("Facture, quittance de loyer, avis d’imposition…", "A bill, rent receipt, tax notice…"),
        condition=BY_DOCUMENT,
        max=2,
    ),
    question(
        "address_honour",
        "checkbox",
        "Je déclare sur l’honneur que l’enfant habite à cette adresse",
        "I declare on my honour that the child lives at this address",
        condition=says("home_proof", "honour"),
    ),
)

FAMILY = page(
    "family",
    "Les parents",
    "The parents",
    question("parent", "person", "Votre nom", "Your name", prefill="person.identity"),
    question(
        "authority",
        "checkbox",
        "J’exerce l’autorité parentale sur cet enfant",
        "I hold parental authority over this child",
    ),
    question(
        "other_parent",
        "person",
        "Nom de l’autre parent",
        "Name of the other parent",
        required=False,
        own=False,
        ask_used_name=False,
    ),
    question(
        "family_record",
        "file",
        "Document qui prouve l’identité de l’enfant et la vôtre",
        "Document that proves the child’s identity and yours",
        hint=(
            "Livret de famille, carte d’identité, passeport, extrait d’acte de naissance ou attestation sur l’honneur.",
            "Family record, identity card, passport, extract of birth record, or a declaration on your honour.",
        ),
        max=4,
    ),
)

PREVIOUS = page(
    "before",
    "L’école précédente",
    "The previous school",
    question("had_school", "yes_no", "L’enfant était-il déjà à l’école ?", "Was the child at school already?"),
    question(
        "previous_school",
        "text",
        "Nom et commune de cette école",
        "Name and commune of that school",
        condition=says("had_school", True),
        max_length=150,
    ),
    question(
        "removal",
        "file",
        "Certificat de radiation",
        "Certificate of removal",
        hint=(
            "L’école précédente vous le donne. Vous pouvez l’envoyer plus tard.",
            "The previous school gives it to you. You may send it later.",
        ),
        required=False,
        condition=says("had_school", True),
        max=2,
    ),
)

CHOICE = page(
    "which_school",
    "L’école demandée",
    "The school you ask for",
    question(
        "school_year",
        "text",
        "Année scolaire",
        "School year",
        computed={"cat": [ENTRY_YEAR, "-", {"+": [ENTRY_YEAR, 1]}]},
    ),
    question("level", "text", "Niveau", "Level", computed=_level()),
    question(
        "sector",
        "text",
        "Secteur de votre adresse",
        "Sector of your address",
        computed=var("zone_school"),
        condition={"is_filled": [var("zone_school")]},
    ),
    note(
        "no_sector",
        "inset",
        "Nous ne connaissons pas le secteur de cette adresse : le service vous dira quelle est votre école.",
        "We do not know the sector of this address: the department will tell you which is your school.",
        condition={"is_empty": [var("zone_school")]},
    ),
    question(
        "other_school",
        "yes_no",
        "Demandez-vous une autre école que celle de votre secteur ?",
        "Do you ask for another school than that of your sector?",
        hint=(
            "C’est une dérogation : le maire peut la refuser. L’enfant garde sa place dans l’école du secteur.",
            "This is a derogation: the mayor may refuse it. The child keeps a place in the sector’s school.",
        ),
    ),
    question("wanted", "school", "Quelle école ?", "Which school?", condition=DEROGATION, zone="zone_school"),
    question(
        "reasons",
        "choices",
        "Pour quelles raisons ?",
        "For which reasons?",
        condition=DEROGATION,
        choices=[
            choice("sibling", "Un frère ou une sœur y est déjà", "A brother or sister is there already"),
            choice("carer", "La personne qui garde l’enfant habite à côté", "Whoever looks after the child lives near"),
            choice("work", "Les horaires ou le lieu de travail des parents", "The parents’ hours or place of work"),
            choice("removal", "Un déménagement prévu", "A move that is planned"),
            choice("other", "Une autre raison", "Another reason"),
        ],
    ),
    question(
        "explanation",
        "long_text",
        "Expliquez en quelques mots",
        "Explain in a few words",
        hint=(
            "N’écrivez rien sur la santé de l’enfant : l’école et le médecin scolaire s’en occupent.",
            "Write nothing about the child’s health: the school and its doctor deal with it.",
        ),
        condition=DEROGATION,
        max_length=1000,
        rows=4,
    ),
)

CONTACT = page(
    "contact",
    "Pour finir",
    "To finish",
    question(
        "vaccinated",
        "checkbox",
        "Je montrerai à l’école le document des vaccinations obligatoires, ou de leur contre-indication",
        "I shall show the school the document of the compulsory vaccinations, or of what forbids them",
        hint=("N’envoyez pas ce document ici.", "Do not send that document here."),
    ),
    email(),
    PHONE,
)

PAGES: list[dict[str, Any]] = [CHILD, HOME, FAMILY, PREVIOUS, CHOICE, CONTACT]
