"""The temporary bar with everything that transitions may ask: a definition for tests, made from the real one."""

import copy
from typing import Any

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.demonstration import temporary_bar

AGENTS = ["agent", "supervisor"]


def words(fr: str, en: str = "") -> dict[str, str]:
    return {"fr": fr, "en": en or fr}


def _status(id_: str, kind: str, resident: str, agent: str) -> dict[str, Any]:
    return {"id": id_, "kind": kind, "resident": words(resident), "agent": words(agent)}


STATUSES = [
    _status("to_mend", "waiting", "Votre demande est à corriger.", "À corriger"),
    _status("to_validate", "open", "Votre demande est en cours d’examen.", "À valider"),
    _status("visit_to_choose", "waiting", "Un rendez-vous vous est proposé.", "Rendez-vous proposé"),
    _status("visit_planned", "open", "Votre rendez-vous est pris.", "Rendez-vous pris"),
    _status("to_post", "open", "Votre document va être posté.", "À poster"),
]


def _move(id_: str, sources: list[str], target: str, action: str, *, by: Any = None, **more: Any) -> dict[str, Any]:
    options = more.pop("options", {})
    return {
        "id": id_,
        "sources": sources,
        "target": target,
        "label": words(id_.replace("_", " ").capitalize()),
        "rights": by or AGENTS,
        "actions": [{"type": action, "options": options}],
        **more,
    }


RECEIPT = {
    "subject": words("Votre dossier {reference} est complet"),
    "body": words("Votre dossier est complet depuis le {complete_on}."),
}
MOVES = [
    _move("declare_complete", ["received"], "under_review", "complete", options={"receipt": RECEIPT}),
    _move(
        "ask_corrections",
        ["received", "under_review"],
        "to_mend",
        "ask_corrections",
        options={"days": 15},
        reason="optional",
    ),
    _move("mend", ["to_mend"], "under_review", "mend", by=["resident"], weight="main"),
    {
        "id": "go_on",
        "sources": ["to_mend"],
        "target": "under_review",
        "label": words("Reprendre"),
        "rights": AGENTS,
    },
    _move(
        "propose_accept",
        ["under_review"],
        "to_validate",
        "propose",
        options={"outcome": "accepted"},
        reason="optional",
    ),
    _move(
        "propose_refuse", ["under_review"], "to_validate", "propose", options={"outcome": "refused"}, reason="required"
    ),
    _move("confirm_accept", ["to_validate"], "accepted", "confirm", by=["supervisor"], options={"outcome": "accepted"}),
    _move("confirm_refuse", ["to_validate"], "refused", "confirm", by=["supervisor"], options={"outcome": "refused"}),
    _move("return_proposal", ["to_validate"], "under_review", "return_proposal", by=["supervisor"], reason="required"),
    _move(
        "propose_visit",
        ["under_review"],
        "visit_to_choose",
        "propose_visit",
        options={"minutes": 20, "place": words("Mairie, guichet 3"), "bring": words("Les originaux")},
        reason="optional",
    ),
    _move("confirm_visit", ["visit_to_choose"], "visit_planned", "confirm_visit", by=["resident"], weight="main"),
    _move(
        "move_visit",
        ["visit_to_choose", "visit_planned"],
        "under_review",
        "move_visit",
        by=["resident"],
        reason="required",
    ),
    _move("visit_kept", ["visit_planned"], "under_review", "end_visit", options={"outcome": "kept"}),
    _move("visit_missed", ["visit_planned"], "under_review", "end_visit", options={"outcome": "missed"}),
    {
        "id": "prepare",
        "sources": ["under_review"],
        "target": "to_post",
        "label": words("Préparer l’envoi"),
        "rights": AGENTS,
    },
    _move(
        "posted",
        ["to_post"],
        "under_review",
        "post",
        options={"day": "posted_on"},
        fields=[{"id": "posted_on", "type": "date", "required": True, "label": words("Postée le")}],
    ),
]


def document(**changes: Any) -> dict[str, Any]:
    """The definition as a document, `changes` being keys of its top."""
    found: dict[str, Any] = copy.deepcopy(temporary_bar.definition().model_dump(mode="json", exclude_defaults=True))
    found["workflow"]["statuses"] += copy.deepcopy(STATUSES)
    found["workflow"]["transitions"] += copy.deepcopy(MOVES)
    for move in found["workflow"]["transitions"]:
        if move["id"] == "withdraw":
            move["sources"] += ["to_mend", "visit_to_choose", "visit_planned"]
    found["decisions"]["valid"] = {"months": 12, "start": "opens_at"}
    return found | {"renewal": {"remind_days": 30, "renew_days": 60}} | changes


def definition(**changes: Any) -> CaseTypeDefinition:
    return CaseTypeDefinition.model_validate(document(**changes))
