"""The enrolment of a child at school (service-public.fr, sheets F1864, F1865), in the sector's school or another.

† marks our reading of the law: a setting, unconfirmed until the authority confirms it (`types.confirm_silence`).
Sources: code de l'éducation L113-1, L131-1, L131-5, L131-6, L212-7, L212-8; décret 2020-811 of 29 June
2020 (what may be asked).
"""

from typing import Any

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.data import Face
from parvis.procedures.demonstration.parts import (
    APPEAL,
    CLOSED,
    DELEGATION,
    RECEIVED,
    SUPERVISOR,
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
    rules,
    silence,
    status,
    take,
    withdraw,
)
from parvis.procedures.demonstration.school_enrolment_form import DEROGATION, PAGES
from parvis.procedures.demonstration.wording import acts, ground, question, reading, words

SLUG = "inscription-scolaire"
DEPARTMENT = "affaires-scolaires"
#: † places of a level in a school, where agents set no other number
PLACES_OF_A_LEVEL = 26
_TITLE = words("Inscrire un enfant à l’école", "Enrol a child at school")

#: the school in which a place is given: the sector's, or the one asked for
_PLACE = (
    question(
        "school",
        "school",
        "École",
        "School",
        hint=("Celle du secteur, ou celle demandée par dérogation.", "The sector’s, or the one asked for."),
        zone="zone_school",
    ),
)
_ENROLS = ({"type": "allot", "options": {"resource": "school_places"}}, decides("accepted"))

WORKFLOW: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        UNDER_REVIEW,
        TO_MEND,
        status(
            "accepted",
            "decided",
            (
                "Votre enfant est inscrit. Allez à l’école avec le certificat pour terminer.",
                "Your child is enrolled. Go to the school with the certificate to finish.",
            ),
            ("Inscrit", "Enrolled"),
        ),
        status(
            "refused",
            "decided",
            (
                "La dérogation est refusée. Une place reste ouverte dans l’école de votre secteur.",
                "The derogation is refused. A place remains open in the school of your sector.",
            ),
            ("Dérogation refusée", "Derogation refused"),
        ),
        CLOSED,
        WITHDRAWN,
    ],
    "transitions": [
        take(),
        *corrections(),
        *amends("received"),
        move(
            "enrol",
            ["under_review"],
            "accepted",
            ("Inscrire", "Enrol"),
            condition={"!": [DEROGATION]},
            weight="main",
            fields=_PLACE,
            actions=_ENROLS,
        ),
        move(
            "grant",
            ["under_review"],
            "accepted",
            ("Accorder la dérogation et inscrire", "Grant the derogation and enrol"),
            SUPERVISOR,
            condition=DEROGATION,
            weight="main",
            fields=_PLACE,
            actions=_ENROLS,
        ),
        refuse(
            "under_review",
            "to_mend",
            label=("Refuser la dérogation", "Refuse the derogation"),
            condition=DEROGATION,
        ),
        close("received", "under_review", "to_mend"),
        withdraw("received", "under_review", "to_mend"),
    ],
}

DECISIONS: dict[str, Any] = {
    "accepted": acts(
        {
            "kind": "certificate",
            "series": "INS",
            "title": "Certificat d’inscription scolaire",
            "opening": "Le maire {organisation.of_name} certifie qu’une place est attribuée à l’enfant désigné "
            "ci-dessous (code de l’éducation, articles L. 131-5 et L. 212-7).",
            "rows": [
                {"label": "Enfant", "value": "{child.first_names} {child.birth_name}"},
                {"label": "Date de naissance", "value": "{child.birth_date}"},
                {"label": "École", "value": "{said.school}"},
                {"label": "Niveau", "value": "{level}"},
                {"label": "Année scolaire", "value": "{school_year}"},
                {"label": "Demande présentée par", "value": "{parent.first_names} {parent.family_name}"},
            ],
            "text": [
                "L’inscription devient définitive à l’école, auprès de la direction, sur présentation du présent "
                "certificat et du document attestant que l’enfant a reçu les vaccinations obligatoires pour son âge ou "
                "justifie d’une contre-indication.",
            ],
            "delegation": DELEGATION,
            "appeal": APPEAL,
        }
    ),
    "refused": acts(
        {
            "series": "REF",
            "object": "Refus d’une dérogation au secteur scolaire",
            "opening": "Par la demande {reference} du {received_on}, vous avez demandé l’inscription de "
            "{child.first_names} {child.birth_name} dans l’école suivante, hors de votre secteur : {wanted}.",
            "delegation": DELEGATION,
            "decision": [
                "Pour ces motifs, la dérogation demandée est refusée.",
                "L’enfant peut être inscrit dans l’école de son secteur, où une place lui reste ouverte : il suffit de "
                "le demander au service.",
                "École du secteur : {zone_school}.",
            ],
            "appeal": APPEAL,
        }
    ),
    "grounds": [
        ground(
            "no_place",
            "Pas de place dans l’école demandée",
            "No place in the school asked for",
            "L’admission hors secteur n’est possible que dans la limite des places disponibles (code de l’éducation, "
            "articles L. 131-5 et L. 212-7).",
        ),
        ground(
            "reasons",
            "Raisons insuffisantes",
            "Reasons that do not suffice",
            "Le ressort de chaque école est fixé par délibération du conseil municipal ; les familles s’y conforment, "
            "sauf dérogation accordée par le maire (code de l’éducation, articles L. 131-5 et L. 212-7).",
        ),
        ground(
            "balance",
            "Équilibre des effectifs entre écoles",
            "Balance between schools",
            "Le maire répartit les élèves entre les écoles de la commune (code de l’éducation, article L. 212-7).",
        ),
    ],
}

DEFINITION: dict[str, Any] = {
    "name": _TITLE,
    "department": DEPARTMENT,
    "title": ["child.first_names", "child.birth_name"],
    "retention": retention(),
    "contact": {
        "name": ["parent.first_names", "parent.family_name"],
        "email": "email",
        "phone": "phone",
        "postal": "address",
    },
    "zones": [
        {"id": "school", "table": "school", "address": "address", "label": words("Secteur scolaire", "School sector")}
    ],
    "form": {"title": _TITLE, "pages": PAGES},
    "workflow": WORKFLOW,
    "resources": [
        {
            "id": "school_places",
            "label": words("Places à l’école", "School places"),
            "unit": words("places", "places"),
            "key": [
                {"of": "school", "label": words("École", "School")},
                {"of": "level", "label": words("Niveau", "Level")},
                {"of": "school_year", "label": words("Année scolaire", "School year")},
            ],
            "default": PLACES_OF_A_LEVEL,
        }
    ],
    "deadline": {
        # † the day of the request for pieces and that of their arrival stand still, too
        "rules": rules("suspend"),
        # † a child has a right to a place: no answer means nothing for it, and refuses a derogation
        "silence": {
            **silence(
                "refusal",
                2,
                "Code des relations entre le public et l’administration, article L231-4 ; décret n° 2014-1275 du "
                "23 octobre 2014",
                "Code of relations between the public and the administration, article L231-4; decree 2014-1275 of "
                "23 October 2014",
            ),
            "when": DEROGATION,
            "concerns": words("Pour une autre école que celle du secteur", "For another school than the sector’s"),
        },
        "promise_working_days": 15,  # †
    },
    "readings": [
        reading(
            "promise", "La réponse est promise en 15 jours ouvrés.", "An answer is promised within 15 working days."
        ),
        reading(
            "two_years",
            "Un enfant de 2 ans est admis par exception, s’il reste une place.",
            "A child of 2 is admitted by exception, if a place is left.",
            "Code de l’éducation, L113-1",
        ),
        reading(
            "places",
            f"Une école a {PLACES_OF_A_LEVEL} places par niveau, sauf autre nombre fixé par le service.",
            f"A school has {PLACES_OF_A_LEVEL} places a level, unless the department sets another number.",
        ),
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
            "Inscrire un enfant à l’école maternelle ou élémentaire, dans votre secteur ou par dérogation.",
            "Enrol a child at nursery or elementary school, in your sector or elsewhere by derogation.",
        ),
        "subject": words("École et enfance", "School and childhood"),
        "subject_order": 20,
        "audience": words(
            "Les parents et les personnes qui exercent l’autorité parentale. L’école est obligatoire dès 3 ans.",
            "Parents and those who hold parental authority. School is compulsory from the age of 3.",
        ),
        "words": (
            "école",
            "inscription",
            "maternelle",
            "primaire",
            "élémentaire",
            "rentrée",
            "dérogation",
            "secteur",
            "carte scolaire",
            "school",
            "enrolment",
        ),
        "often": 40,
        "source": "F1864",
        "events": ("ecole", "demenagement"),
    }
)
