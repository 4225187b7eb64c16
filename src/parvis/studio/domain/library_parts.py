"""Of what ready workflows are made: statuses, and steps that several have."""

from __future__ import annotations

from typing import Any

AGENTS = ["agent", "supervisor"]


def words(fr: str, en: str) -> dict[str, str]:
    """A text of a document."""
    return {"fr": fr, "en": en}


def status(id: str, kind: str, resident: tuple[str, str], agent: tuple[str, str]) -> dict[str, Any]:  # noqa: A002
    """A status. resident: a whole sentence; agent: a short label."""
    return {"id": id, "kind": kind, "resident": words(*resident), "agent": words(*agent)}


def step(
    id: str,  # noqa: A002
    sources: list[str],
    target: str,
    label: tuple[str, str],
    *actions: dict[str, Any],
    rights: list[str] = AGENTS,
    **more: Any,
) -> dict[str, Any]:
    """A step, with what it does."""
    found = {"id": id, "sources": sources, "target": target, "label": words(*label), "rights": rights, **more}
    return found | ({"actions": list(actions)} if actions else {})


def does(type: str, **options: Any) -> dict[str, Any]:  # noqa: A002
    return {"type": type} | ({"options": options} if options else {})


RECEIVED = status(
    "received",
    "open",
    ("Votre demande a bien été reçue.", "Your request has been received."),
    ("Reçue", "Received"),
)
UNDER_REVIEW = status(
    "under_review",
    "open",
    ("Votre demande est en cours d’examen.", "Your request is under review."),
    ("En cours d’examen", "Under review"),
)
TO_MEND = status(
    "to_mend",
    "waiting",
    ("Il faut corriger ou compléter votre demande.", "Your request must be mended or completed."),
    ("À corriger par l’usager", "For the resident to mend"),
)
ACCEPTED = status(
    "accepted", "decided", ("Votre demande est acceptée.", "Your request is accepted."), ("Acceptée", "Accepted")
)
CLOSED = status(
    "closed",
    "decided",
    ("Votre demande a été classée sans suite.", "Your request was closed without further action."),
    ("Classée sans suite", "Closed"),
)
VISIT = [
    status(
        "visit_to_choose",
        "waiting",
        ("Choisissez un rendez-vous.", "Choose an appointment."),
        ("Rendez-vous proposé", "Appointment proposed"),
    ),
    status(
        "visit_planned",
        "open",
        ("Votre rendez-vous est fixé.", "Your appointment is made."),
        ("Rendez-vous fixé", "Appointment made"),
    ),
]


def take() -> dict[str, Any]:
    """An agent takes the request on."""
    """Something that a step does, and what it is told."""
    label = ("Prendre en charge", "Take on")
    return step("take", ["received"], "under_review", label, does("assign", to="actor"), weight="main")


def corrections() -> list[dict[str, Any]]:
    """Ask for answers to be mended, the resident mending them, and going on without."""
    return [
        step(
            "ask_corrections",
            ["under_review"],
            "to_mend",
            ("Demander des corrections", "Ask for corrections"),
            does("ask_corrections", days=15),
            reason="optional",
        ),
        step(
            "mend",
            ["to_mend"],
            "under_review",
            ("Corriger ma demande", "Mend my request"),
            does("mend"),
            rights=["resident"],
            weight="main",
        ),
        step("resume", ["to_mend"], "under_review", ("Reprendre l’examen", "Resume the review"), does("came")),
    ]


def accept(*sources: str) -> dict[str, Any]:
    """Accept, from these statuses."""
    decides = does("decide", outcome="accepted")
    return step("accept", list(sources), "accepted", ("Accepter", "Accept"), decides, weight="main", reason="optional")


def close(*sources: str) -> dict[str, Any]:
    """Close, from these statuses, with a reason."""
    return step(
        "close",
        list(sources),
        "closed",
        ("Classer sans suite", "Close without further action"),
        does("decide", outcome="closed"),
        reason="required",
        weight="warning",
    )


def visits(bring: tuple[str, str], *, kept: str, missed: str, source: str) -> list[dict[str, Any]]:
    """An appointment proposed from `source`, chosen or moved by the resident, kept or missed."""
    return [
        step(
            "propose_visit",
            [source],
            "visit_to_choose",
            ("Proposer un rendez-vous", "Propose an appointment"),
            does("propose_visit", minutes=30, bring=words(*bring)),
            weight="main",
        ),
        step(
            "confirm_visit",
            ["visit_to_choose"],
            "visit_planned",
            ("Confirmer un rendez-vous", "Confirm an appointment"),
            does("confirm_visit"),
            rights=["resident"],
            weight="main",
        ),
        step(
            "move_visit",
            ["visit_to_choose", "visit_planned"],
            source,
            ("Demander une autre date", "Ask for another date"),
            does("move_visit"),
            rights=["resident"],
            reason="required",
        ),
        step(
            "visit_kept",
            ["visit_planned"],
            kept,
            ("Le rendez-vous a eu lieu", "The visit took place"),
            does("end_visit", outcome="kept"),
            weight="main",
        ),
        step(
            "visit_missed",
            ["visit_planned"],
            missed,
            ("La personne n’est pas venue", "The person did not come"),
            does("end_visit", outcome="missed"),
        ),
    ]
