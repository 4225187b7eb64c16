"""What a copy of a birth certificate asks (service-public.fr, sheet F1427): the pages of its form."""

from collections.abc import Sequence
from typing import Any

from parvis.procedures.demonstration.parts import PHONE, email
from parvis.procedures.demonstration.wording import check, choice, note, one_of, page, question, says, unless, var

FRANCE = "99100"
#: a register is open to everyone 75 years after it was closed, at the end of its year (code du patrimoine L213-2)
OPEN_AFTER_YEARS = 75

IN_FRANCE: dict[str, Any] = {"==": [var("born.birth_country"), FRANCE]}
WITH_PARENTS = one_of("copy", "full", "with_parents")
SELF = says("capacity", "self")
OPEN_TO_ALL: dict[str, Any] = {
    "number.above": [
        {"-": [{"date.year": [var("today")]}, {"date.year": [var("born.birth_date")]}]},
        OPEN_AFTER_YEARS,
    ]
}

ABROAD = (
    "La mairie ne peut pas faire cette copie. Pour une personne française née à l’étranger, écrivez au service central "
    "d’état civil, 11 rue de la Maison-Blanche, 44941 Nantes Cedex 09, ou faites la demande sur diplomatie.gouv.fr. "
    "Pour une personne étrangère, adressez-vous au pays de naissance.",
    "The town hall cannot make this copy. For a French person born abroad, write to the State’s central civil-status "
    "service, 11 rue de la Maison-Blanche, 44941 Nantes Cedex 09, or ask on diplomatie.gouv.fr. For a foreign person, "
    "ask the country of birth.",
)
ELSEWHERE = (
    "La mairie ne peut pas faire cette copie : la naissance est enregistrée dans une autre commune. Écrivez à la "
    "mairie dont le nom est donné plus bas.",
    "The town hall cannot make this copy: the birth was registered in another commune. Write to the town hall that is "
    "named below.",
)


def registered_here(communes: Sequence[str]) -> dict[str, Any]:
    """Born in one of these communes (INSEE codes), as they are today: merged ones keep the registers of the others."""
    return {"in": [var("born.birth_commune.current"), list(communes)]}


def born(communes: Sequence[str]) -> dict[str, Any]:
    here = registered_here(communes)
    return page(
        "birth",
        "La personne née",
        "The person born",
        note(
            "where_to_ask",
            "details",
            "La copie est faite par **la mairie du lieu de naissance**.\n\n"
            "- Né(e) dans une commune de la communauté urbaine : continuez, votre demande ira à la bonne mairie.\n"
            "- Né(e) ailleurs en France : écrivez à la mairie de cette commune.\n"
            "- Né(e) à l’étranger : écrivez au service central d’état civil, à Nantes.",
            "The copy is made by **the town hall of the place of birth**.\n\n"
            "- Born in a commune of the communauté urbaine: go on, your request reaches the right town hall.\n"
            "- Born elsewhere in France: write to the town hall of that commune.\n"
            "- Born abroad: write to the State’s central civil-status service, in Nantes.",
            title=("Où demander la copie ?", "Where to ask for the copy?"),
        ),
        question(
            "born",
            "identity",
            "De qui demandez-vous l’acte de naissance ?",
            "Whose birth certificate do you ask for?",
            hint=("Les noms tels qu’ils étaient à la naissance.", "The names as they were at birth."),
            checks=(
                check(IN_FRANCE, *ABROAD),
                check(unless({"!": [IN_FRANCE]}, here), *ELSEWHERE),
            ),
            own=False,
            ask=["birth_date", "birth_place"],
        ),
        question(
            "town_hall",
            "text",
            "Mairie qui garde l’acte",
            "Town hall that keeps the record",
            computed=var("born.birth_commune.name"),
        ),
    )


COPY = page(
    "kind",
    "Le document",
    "The document",
    question(
        "copy",
        "choice",
        "De quel document avez-vous besoin ?",
        "Which document do you need?",
        hint=(
            "L’organisme qui vous le demande vous dit lequel. Les trois sont gratuits.",
            "Whoever asks you for it says which. All three are free.",
        ),
        choices=[
            choice(
                "full",
                "Une copie intégrale",
                "A full copy",
                ("Tout ce que contient l’acte, avec les parents.", "All that the record holds, with the parents."),
            ),
            choice(
                "with_parents",
                "Un extrait avec filiation",
                "An extract with parentage",
                ("Un résumé, avec les parents.", "A summary, with the parents."),
            ),
            choice(
                "without_parents",
                "Un extrait sans filiation",
                "An extract without parentage",
                (
                    "Un résumé, sans les parents. Tout le monde peut l’obtenir.",
                    "A summary, without the parents. Anyone may have it.",
                ),
            ),
        ],
    ),
    question(
        "capacity",
        "choice",
        "Qui êtes-vous pour cette personne ?",
        "Who are you to this person?",
        hint=(
            "La loi réserve ce document à la personne elle-même et à certains proches.",
            "The law keeps this document for the person and some of those close to them.",
        ),
        condition=WITH_PARENTS,
        checks=(
            check(
                unless({"!=": [var("capacity"), "self"]}, {"number.at_least": [{"age": [var("born.birth_date")]}, 18]}),
                "Avant 18 ans, c’est un parent ou le représentant légal qui demande ce document.",
                "Before 18, a parent or the legal representative asks for this document.",
            ),
            check(
                unless({"!=": [var("capacity"), "other"]}, OPEN_TO_ALL),
                "Sans lien avec cette personne, vous pouvez seulement demander un extrait sans filiation. Pour un acte "
                "de plus de 75 ans, ou d’une personne morte depuis plus de 25 ans, téléphonez à la mairie.",
                "Without a tie to this person, you may only ask for an extract without parentage. For a record older "
                "than 75 years, or of a person who died more than 25 years ago, phone the town hall.",
            ),
        ),
        choices=[
            choice("self", "C’est moi", "It is me"),
            choice(
                "representative",
                "Son représentant légal",
                "Their legal representative",
                ("Tuteur, par exemple", "A guardian, for example"),
            ),
            choice("spouse", "Son époux, son épouse ou partenaire de Pacs", "Their spouse or civil partner"),
            choice("ascendant", "Son père, sa mère ou un grand-parent", "Their parent or grandparent"),
            choice("descendant", "Son enfant ou petit-enfant", "Their child or grandchild"),
            choice(
                "professional",
                "Un professionnel autorisé par la loi",
                "A professional whom the law allows",
                ("Avocat ou notaire, pour un client", "A lawyer or notary, for a client"),
            ),
            choice("other", "Aucun de ces liens", "None of these"),
        ],
    ),
)

PARENTS = page(
    "filiation",
    "Ses parents",
    "Their parents",
    note(
        "unknown_parent",
        "plain",
        "Ces noms servent à trouver le bon acte. Si vous n’en connaissez pas un, laissez-le vide.",
        "These names help to find the right record. If you do not know one, leave it empty.",
    ),
    question(
        "parent_1",
        "identity",
        "Premier parent",
        "First parent",
        required=False,
        own=False,
        ask=[],
    ),
    question(
        "parent_2",
        "identity",
        "Second parent",
        "Second parent",
        required=False,
        own=False,
        ask=[],
    ),
    condition=WITH_PARENTS,
)

SENDING = page(
    "sending",
    "L’envoi",
    "Where to send it",
    question(
        "asker",
        "person",
        "Votre nom",
        "Your name",
        hint=("Il sera écrit sur l’enveloppe.", "It will be on the envelope."),
        condition={"!": [SELF]},
        prefill="person.identity",
        ask_used_name=False,
    ),
    question(
        "used_name",
        "text",
        "Nom à écrire sur l’enveloppe",
        "Name for the envelope",
        hint=("Si ce n’est pas votre nom de naissance.", "If it is not your birth name."),
        required=False,
        condition=SELF,
        max_length=100,
    ),
    question(
        "recipient",
        "text",
        "La copie sera envoyée à",
        "The copy will be sent to",
        computed={
            "if": [
                SELF,
                {"cat": [var("born.first_names"), " ", {"??": [var("used_name"), var("born.birth_name")]}]},
                {"cat": [var("asker.first_names"), " ", var("asker.family_name")]},
            ]
        },
    ),
    question(
        "address",
        "address",
        "Votre adresse postale",
        "Your postal address",
        hint=("La copie part par la poste.", "The copy goes by post."),
        prefill="person.address",
    ),
    email(),
    PHONE,
)


def pages(communes: Sequence[str]) -> list[dict[str, Any]]:
    """The pages, for the communes that keep the registers."""
    return [born(communes), COPY, PARENTS, SENDING]
