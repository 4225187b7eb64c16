"""The temporary bar of an association (service-public.fr, sheet F24345): everything asked, counted and decided.

† marks our reading of the law: a setting, unconfirmed until the authority confirms it (`types.confirm_silence`).
Sources: code de la santé publique (CSP) L3321-1, L3334-2, L3335-4, D3335-16 to D3335-18; code général des collectivités
territoriales (CGCT) L2212-1, L2212-2; code des relations entre le public et l'administration (CRPA) L231-1.
"""

from typing import Any

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.data import Face
from parvis.procedures.demonstration.parts import retention, rules
from parvis.procedures.demonstration.temporary_bar_form import OUTSIDE, PAGES, nature, var, words
from parvis.procedures.demonstration.temporary_bar_order import DECISIONS
from parvis.procedures.demonstration.temporary_bar_workflow import WORKFLOW

SLUG = "buvette-temporaire"
DEPARTMENT = "vie-associative"


def _limit(id: str, count: int, fr: str, en: str, when: dict[str, Any], base: str) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "label": words(fr, en),
        "count": count,
        "when": when,
        "association": "association",
        "day": "opens_at",
        "legal_base": words(base, base),
    }


DEFINITION: dict[str, Any] = {
    "name": words("Ouvrir une buvette temporaire", "Open a temporary bar"),
    "department": DEPARTMENT,
    "title": ["association.name", "event_name"],
    "retention": retention(),
    "contact": {
        "name": ["responsible.first_names", "responsible.family_name"],
        "email": "email",
        "phone": "phone",
        "postal": "address",
    },
    "form": {
        "title": words("Ouvrir une buvette temporaire", "Open a temporary bar"),
        "pages": PAGES,
    },
    "workflow": WORKFLOW,
    "deadline": {
        # † a question about the request counts as one for what is missing
        "rules": rules("restart"),
        "asks": ["ask"],
        # † CRPA L231-1: two months without an answer are an acceptance; no text that we know of excepts these licences.
        "silence": {
            "effect": "acceptance",
            "months": 2,
            "legal_base": words(
                "Code des relations entre le public et l’administration, article L231-1",
                "Code of relations between the public and the administration, article L231-1",
            ),
        },
        "before": "opens_at",
    },
    "laws": [
        {
            "text": words("Code de la santé publique", "Code of public health"),
            "article": "L3334-2",
            "link": "https://www.legifrance.gouv.fr/codes/id/LEGITEXT000006072665/",
        }
    ],
    # † Counted over the calendar year of the event, by association and commune.
    "limits": [
        _limit(
            "own_events",
            5,
            "Buvettes hors enceinte sportive",
            "Bars outside sports grounds",
            {"and": [OUTSIDE, {"==": [var("occasion"), "own_event"]}]},
            "CSP L3334-2",
        ),
        _limit(
            "sports",
            10,
            "Dérogations en enceinte sportive, associations sportives agréées",
            "Derogations in sports grounds, accredited sports associations",
            nature("sport"),
            "CSP L3335-4, D3335-16",
        ),
        _limit(
            "tourism",
            4,
            "Dérogations en enceinte sportive, manifestations touristiques",
            "Derogations in sports grounds, tourism events",
            nature("tourism"),
            "CSP L3335-4, D3335-16",
        ),
        _limit(
            "farming",
            2,
            "Dérogations en enceinte sportive, manifestations agricoles",
            "Derogations in sports grounds, farming events",
            nature("farming"),
            "CSP L3335-4, D3335-16",
        ),
    ],
    "decisions": DECISIONS,
}


def definition() -> CaseTypeDefinition:
    """The definition, typed."""
    return CaseTypeDefinition.model_validate(DEFINITION)


FACE = Face.model_validate(
    {
        "title": words("Ouvrir une buvette temporaire", "Open a temporary bar"),
        "summary": words(
            "Demander l’autorisation du maire pour vendre des boissons lors d’une manifestation de votre association.",
            "Ask the mayor’s licence to sell drinks at an event of your association.",
        ),
        "subject": words("Associations et événements", "Associations and events"),
        "subject_order": 40,
        "audience": words("Les associations", "Associations"),
        "words": (
            "buvette",
            "bar",
            "débit de boissons",
            "licence",
            "alcool",
            "bière",
            "vin d’honneur",
            "fête",
            "tournoi",
            "drinks",
            "beer",
        ),
        "often": 30,
        "source": "F24345",
        "events": ("association",),
    }
)
