"""The copy of a birth certificate (service-public.fr, sheet F1427): sent to the commune of birth, which posts it.

† marks our reading of the law: a setting, unconfirmed until the authority confirms it (`types.confirm_silence`).
Sources: décret 2017-890 of 6 May 2017 on civil status, articles 25 to 38; code civil 34 to 59; code du patrimoine
L213-2.
The copy itself is made in the civil-status software: nothing here makes one.
"""

from collections.abc import Sequence
from typing import Any

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.data import Face
from parvis.procedures.demonstration.birth_certificate_form import pages
from parvis.procedures.demonstration.parts import (
    CLOSED,
    DELEGATION,
    PROMISE_OF_FIVE,
    RECEIVED,
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
from parvis.procedures.demonstration.wording import acts, ground, question, reading, words

SLUG = "acte-de-naissance"
DEPARTMENT = "etat-civil"
_TITLE = words("Demander une copie d’acte de naissance", "Ask for a copy of a birth certificate")

WORKFLOW: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        RECEIVED,
        UNDER_REVIEW,
        TO_MEND,
        status(
            "to_post",
            "open",
            ("Votre copie est prête : elle part par la poste.", "Your copy is ready: it goes by post."),
            ("À poster", "To post"),
        ),
        status("sent", "decided", ("Votre copie a été postée.", "Your copy was posted."), ("Postée", "Posted")),
        status(
            "refused",
            "decided",
            ("La copie ne peut pas vous être délivrée.", "The copy cannot be given to you."),
            ("Refusée", "Refused"),
        ),
        CLOSED,
        WITHDRAWN,
    ],
    "transitions": [
        take(),
        *corrections(),
        *amends("received"),
        move(
            "copied",
            ["under_review"],
            "to_post",
            ("La copie est faite", "The copy is made"),
            weight="main",
        ),
        move(
            "posted",
            ["to_post"],
            "sent",
            ("Noter l’envoi", "Record the posting"),
            weight="main",
            fields=(question("posted_on", "date", "Postée le", "Posted on"),),
            actions=({"type": "post", "options": {"day": "posted_on"}}, decides("accepted")),
        ),
        refuse("under_review", "to_mend"),
        close("received", "under_review", "to_mend", "to_post"),
        withdraw("received", "under_review", "to_mend"),
    ],
}

#: † décret 2017-890: whoever may not have a copy may ask the prosecutor's leave, then the president of the court
_APPEAL = [
    "Vous pouvez demander au procureur de la République près le tribunal judiciaire dans le ressort duquel l’acte est "
    "conservé l’autorisation d’en obtenir une copie. En cas de refus, vous pouvez saisir le président de ce tribunal.",
]

DECISIONS: dict[str, Any] = {
    "accepted": {
        "kind": "outcome",
        "text": words(
            "La copie a été postée le {said.posted_on}. Comptez quelques jours pour la recevoir.",
            "The copy was posted on {said.posted_on}. It takes a few days to reach you.",
        ),
    },
    "refused": acts(
        {
            "series": "REF",
            "object": "Refus de délivrance d’une copie d’acte de naissance",
            "opening": "Par la demande {reference} du {received_on}, vous avez demandé le document suivant : {copy}, "
            "pour l’acte de naissance de {born.first_names} {born.birth_name}.",
            "delegation": DELEGATION,
            "decision": ["Pour ces motifs, la copie demandée n’est pas délivrée."],
            "appeal": _APPEAL,
        }
    ),
    "grounds": [
        ground(
            "not_entitled",
            "Qualité non établie",
            "Not entitled to it",
            "La copie intégrale et l’extrait avec filiation d’un acte de naissance de moins de soixante-quinze ans "
            "sont délivrés à la personne concernée, majeure ou émancipée, à son conjoint ou partenaire, à ses "
            "ascendants et descendants, à son représentant légal et aux professionnels autorisés par la loi (décret "
            "n° 2017-890 du 6 mai 2017 relatif à l’état civil).",
        ),
        ground(
            "not_proved",
            "Identité ou lien non justifiés",
            "Identity or tie not proved",
            "En cas de doute sur l’identité ou la qualité du demandeur, l’officier de l’état civil peut demander toute "
            "pièce justificative (décret n° 2017-890 du 6 mai 2017 relatif à l’état civil).",
        ),
        ground(
            "no_record",
            "Aucun acte trouvé",
            "No record found",
            "L’officier de l’état civil ne délivre que les copies des actes inscrits sur les registres dont il est "
            "dépositaire (code civil, article 101-1 ; décret n° 2017-890 du 6 mai 2017 relatif à l’état civil).",
        ),
    ],
}


def definition(communes: Sequence[str]) -> CaseTypeDefinition:
    """The definition, typed. communes: INSEE codes of those that keep registers here."""
    return CaseTypeDefinition.model_validate(
        {
            "name": _TITLE,
            "department": DEPARTMENT,
            "destination": "born.birth_commune.current",
            "title": ["born.first_names", "born.birth_name"],
            "retention": retention(years=1),
            "contact": {"name": ["recipient"], "email": "email", "phone": "phone", "postal": "address"},
            "form": {"title": _TITLE, "pages": pages(communes)},
            "workflow": WORKFLOW,
            "deadline": {
                # † the day of the request for pieces and that of their arrival stand still, too
                "rules": rules("suspend"),
                # † no text that we know of says what no answer means; a copy is not given by silence
                "silence": silence(
                    "refusal",
                    2,
                    "Code des relations entre le public et l’administration, article L231-4 ; décret n° 2017-890 du "
                    "6 mai 2017 relatif à l’état civil",
                    "Code of relations between the public and the administration, article L231-4; decree 2017-890 of "
                    "6 May 2017 on civil status",
                ),
                "promise_working_days": 5,  # †
            },
            "readings": [
                PROMISE_OF_FIVE,
                reading(
                    "prosecutor",
                    "Un refus se conteste devant le procureur de la République, puis le président du tribunal.",
                    "A refusal is contested before the public prosecutor, then the president of the court.",
                    "Décret n° 2017-890",
                ),
            ],
            "decisions": DECISIONS,
        }
    )


FACE = Face.model_validate(
    {
        "title": _TITLE,
        "summary": words(
            "Recevoir par la poste une copie ou un extrait de l’acte de naissance d’une personne née ici.",
            "Have a copy or an extract of the birth record of a person born here sent to you by post.",
        ),
        "subject": words("État civil et identité", "Civil status and identity"),
        "subject_order": 10,
        "audience": words(
            "Un extrait sans filiation : tout le monde. Une copie intégrale ou un extrait avec filiation : la personne "
            "elle-même si elle est majeure, son représentant légal, son conjoint, ses parents, grands-parents, enfants "
            "ou petits-enfants.",
            "An extract without parentage: anyone. A full copy or an extract with parentage: the person if of age, "
            "their legal representative, spouse, parents, grandparents, children or grandchildren.",
        ),
        "words": (
            "acte de naissance",
            "extrait",
            "copie intégrale",
            "filiation",
            "état civil",
            "né",
            "née",
            "birth certificate",
            "record",
        ),
        "often": 50,
        "source": "F1427",
        "events": ("naissance", "couple", "papiers", "deces"),
    }
)
