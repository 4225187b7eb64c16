"""The attestation d'accueil (service-public.fr, sheet F2191): a file checked in advance, then signed at the counter.

† marks our reading of the law: a setting, unconfirmed until the authority confirms it (`types.confirm_silence`).
Sources: code de l'entrée et du séjour des étrangers et du droit d'asile (CESEDA) L313-1 to L313-7, R313-6 to R313-13
(grounds: L313-3; silence: R313-11; appeal: R313-12).
The attestation is the paper form (Cerfa 10798), signed before the agent: no document of ours stands for it.
"""

from typing import Any

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.data import Face
from parvis.procedures.demonstration.parts import (
    CLOSED,
    DELEGATION,
    RECEIVED,
    TO_MEND,
    UNDER_REVIEW,
    VISIT_PLANNED,
    VISIT_TO_CHOOSE,
    WITHDRAWN,
    amends,
    close,
    corrections,
    decides,
    move,
    refuse,
    retention,
    rules,
    status,
    take,
    visit,
    withdraw,
)
from parvis.procedures.demonstration.proof_of_accommodation_form import PAGES
from parvis.procedures.demonstration.wording import acts, ground, question, words

SLUG = "attestation-accueil"
DEPARTMENT = "etat-civil"
_TITLE = words("Préparer une attestation d’accueil", "Prepare a proof of accommodation")
_OPEN = ("received", "under_review", "to_mend", "visit_to_choose", "visit_planned", "to_sign")

WORKFLOW: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        UNDER_REVIEW,
        TO_MEND,
        VISIT_TO_CHOOSE,
        VISIT_PLANNED,
        status(
            "to_sign",
            "open",
            (
                "Vous avez signé : le maire doit encore valider l’attestation.",
                "You have signed: the mayor still has to validate the certificate.",
            ),
            ("À valider par le maire", "For the mayor to validate"),
        ),
        status(
            "handed_over",
            "decided",
            ("L’attestation vous a été remise.", "The certificate was handed to you."),
            ("Remise en main propre", "Handed over"),
        ),
        status(
            "refused",
            "decided",
            ("L’attestation vous est refusée.", "The certificate is refused."),
            ("Refusée", "Refused"),
        ),
        CLOSED,
        WITHDRAWN,
    ],
    "transitions": [
        take(),
        *corrections(),
        *amends("received"),
        *visit(
            minutes=20,
            place=("Mairie, guichet de l’état civil", "Town hall, civil status desk"),
            bring=(
                "Les originaux de toutes les pièces de votre dossier, le numéro de passeport de la personne invitée et "
                "un timbre fiscal de 30 euros (timbres.impots.gouv.fr ou bureau de tabac). Le timbre est dû même si "
                "la réponse est non.",
                "The originals of all the documents of your file, the passport number of the person invited and a tax "
                "stamp of 30 euros (timbres.impots.gouv.fr or a tobacconist’s). It is due even if the answer is no.",
            ),
            kept_target="to_sign",
            kept_fields=(
                question("stamp", "checkbox", "Timbre fiscal de 30 euros remis", "Tax stamp of 30 euros given"),
                question("originals", "checkbox", "Originaux vus", "Originals seen"),
            ),
        ),
        move(
            "hand_over",
            ["to_sign"],
            "handed_over",
            ("Attestation validée et remise", "Validated and handed over"),
            weight="main",
            fields=(question("handed_on", "date", "Remise le", "Handed over on"),),
            actions=(decides("accepted"),),
        ),
        refuse("under_review", "to_sign"),
        close(*_OPEN),
        withdraw(*_OPEN),
    ],
}

APPEAL = [
    "Vous pouvez contester ce refus dans un délai de deux mois à compter de sa notification, par un recours devant le "
    "préfet du département. Ce recours est obligatoire avant de saisir le tribunal (code de l’entrée et du séjour des "
    "étrangers et du droit d’asile, article R. 313-12).",
    "Sans réponse du préfet dans un délai d’un mois, le recours est rejeté (article R. 313-11 du même code). Vous avez "
    "alors deux mois, à compter de ce rejet, pour saisir {court}, y compris au moyen de l’application Télérecours "
    "citoyens (www.telerecours.fr).",
]
_LAW = "(code de l’entrée et du séjour des étrangers et du droit d’asile, article L. 313-3)"

DECISIONS: dict[str, Any] = {
    "accepted": {
        "kind": "outcome",
        "text": words(
            "L’attestation validée vous a été remise en main propre le {said.handed_on}. Donnez l’original à la "
            "personne que vous accueillez : elle en a besoin pour son visa et à la frontière.",
            "The validated certificate was handed to you in person on {said.handed_on}. Give the original to the "
            "person you host: they need it for the visa and at the border.",
        ),
    },
    "refused": acts(
        {
            "series": "REF",
            "object": "Refus de validation d’une attestation d’accueil",
            "opening": "Par la demande {reference} du {received_on}, vous avez demandé la validation d’une attestation "
            "d’accueil pour {visitor.first_names} {visitor.birth_name}, du {arrives_on} au {leaves_on}.",
            "delegation": DELEGATION,
            "decision": [
                "Pour ces motifs, l’attestation d’accueil n’est pas validée.",
                "La taxe de 30 euros reste due.",
            ],
            "appeal": APPEAL,
        }
    ),
    "grounds": [
        ground(
            "documents",
            "Pièces justificatives non présentées",
            "Documents not shown",
            "Le maire refuse de valider l’attestation lorsque l’hébergeant ne peut pas présenter les pièces "
            f"justificatives exigées {_LAW}.",
        ),
        ground(
            "lodging",
            "Conditions de logement",
            "Housing conditions",
            "Le maire refuse de valider l’attestation lorsque l’étranger ne peut pas être accueilli dans des "
            f"conditions normales de logement {_LAW}.",
        ),
        ground(
            "inaccurate",
            "Mentions inexactes",
            "Inaccurate statements",
            f"Le maire refuse de valider l’attestation dont les mentions sont inexactes {_LAW}.",
        ),
        ground(
            "misuse",
            "Détournement de procédure",
            "Misuse of the procedure",
            "Le maire refuse de valider l’attestation lorsque les demandes antérieures de l’hébergeant font apparaître "
            f"un détournement de la procédure {_LAW}.",
        ),
    ],
}

DEFINITION: dict[str, Any] = {
    "name": _TITLE,
    "department": DEPARTMENT,
    "title": ["host.birth_name", "visitor.birth_name"],
    "retention": retention(),
    "contact": {
        "name": ["host.first_names", "host.birth_name"],
        "email": "email",
        "phone": "phone",
        "postal": "address",
    },
    "form": {"title": _TITLE, "pages": PAGES},
    "workflow": WORKFLOW,
    "deadline": {
        # † the day of the request for pieces and that of their arrival stand still, too
        "rules": rules("suspend"),
        "silence": {
            "effect": "refusal",
            "months": 1,
            "legal_base": words(
                "Code de l’entrée et du séjour des étrangers et du droit d’asile, article R313-11",
                "Code of entry and residence of foreigners and of the right of asylum, article R313-11",
            ),
        },
        "before": "arrives_on",
    },
    "decisions": DECISIONS,
}


def definition() -> CaseTypeDefinition:
    """The definition, typed."""
    return CaseTypeDefinition.model_validate(DEFINITION)


FACE = Face.model_validate(
    {
        "title": _TITLE,
        "summary": words(
            "Accueillir chez vous, trois mois au plus, une personne étrangère qui vient pour une visite privée.",
            "Host at home, for three months at most, a foreign person who comes on a private visit.",
        ),
        "subject": words("État civil et identité", "Civil status and identity"),
        "subject_order": 10,
        "audience": words(
            "La personne qui accueille, à la mairie de son logement.",
            "The host, at the town hall of their home.",
        ),
        "words": (
            "attestation d’accueil",
            "hébergement",
            "étranger",
            "visa",
            "visite familiale",
            "inviter",
            "visiteur",
            "proof of accommodation",
            "visitor",
        ),
        "often": 15,
        "source": "F2191",
        "events": ("etranger",),
    }
)
