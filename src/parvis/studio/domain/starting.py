"""What a new procedure begins with: enough to be published once its questions are asked."""

from parvis.cases.data import CaseTypeDefinition
from parvis.forms.data import LocalizedText
from parvis.procedures.data import Face
from parvis.studio.data import Document
from parvis.studio.domain.library import ACCEPTANCE, SIMPLE
from parvis.studio.domain.library_parts import words
from parvis.studio.domain.operations import written

_RETENTION = {
    "years": 5,
    "source": words(
        "Durée proposée par défaut, à fixer avec les archives départementales (code du patrimoine, article L212-2)",
        "A default, to be settled with the departmental archives (Code du patrimoine, article L212-2)",
    ),
}


def plain_face(definition: CaseTypeDefinition) -> Face:
    """How a procedure is found of which only the name is known."""
    name = definition.name
    return Face(title=name, summary=name, subject=name, audience=LocalizedText(fr="Tout le monde", en="Everybody"))


def starter(title: LocalizedText, department: str) -> Document:
    """A procedure of that title, handled by the department of that code: one page asks who one is and how to be
    reached, one what one asks for; agents take it on, have it mended, accept or close it.
    """
    name = title.model_dump(exclude_defaults=True)
    english = title.en or title.fr
    definition = {
        "form": {
            "title": name,
            "pages": [
                {
                    "id": "identite",
                    "title": words("Vous", "You"),
                    "sections": [
                        {
                            "id": "identite_questions",
                            "items": [
                                {
                                    "id": "demandeur",
                                    "type": "person",
                                    "label": words("Votre nom", "Your name"),
                                    "required": True,
                                },
                                {
                                    "id": "courriel",
                                    "type": "email",
                                    "label": words("Adresse électronique", "E-mail address"),
                                    "hint": words("Pour vous répondre.", "To answer you."),
                                    "required": True,
                                    "prefill": "person.email",
                                },
                                {"id": "telephone", "type": "phone", "label": words("Téléphone", "Phone")},
                            ],
                        }
                    ],
                },
                {
                    "id": "demande",
                    "title": words("Votre demande", "Your request"),
                    "sections": [
                        {
                            "id": "demande_questions",
                            "items": [
                                {
                                    "id": "objet",
                                    "type": "long_text",
                                    "label": words("Que demandez-vous\u202f?", "What do you ask for?"),
                                    "required": True,
                                }
                            ],
                        }
                    ],
                },
            ],
        },
        "workflow": SIMPLE,
        "name": name,
        "department": department,
        "retention": _RETENTION,
        "contact": {
            "name": ["demandeur.first_names", "demandeur.family_name"],
            "email": "courriel",
            "phone": "telephone",
        },
        "title": ["demandeur.family_name"],
        "decisions": {"accepted": ACCEPTANCE},
    }
    face = {
        "title": {"fr": title.fr, "en": english},
        "summary": {"fr": title.fr, "en": english},
        "subject": words("Autres démarches", "Other procedures"),
        "audience": words("Tout le monde", "Everybody"),
    }
    return written(CaseTypeDefinition.model_validate(definition), Face.model_validate(face))
