"""What several procedures of the demonstration have in common: how to reach the asker, statuses, moves, appeals."""

from typing import Any

from parvis.procedures.demonstration.wording import french, question, reading, words

AGENTS = ["agent", "supervisor"]
SUPERVISOR = ["supervisor"]
RESIDENT = ["resident"]

EMAIL = question(
    "email",
    "email",
    "Adresse électronique",
    "E-mail address",
    hint=(
        "Pour recevoir l’accusé de réception et la réponse. Sans elle, nous vous écrivons par la poste.",
        "For the receipt and the answer. Without one, we write to you by post.",
    ),
    required=False,
    prefill="person.email",
)
PHONE = question(
    "phone",
    "phone",
    "Téléphone",
    "Phone",
    hint=("Si nous avons besoin d’une précision.", "If we need to ask you something."),
    required=False,
)


def email(**changes: Any) -> dict[str, Any]:
    """The asker's e-mail address: never required, a letter reaches everyone."""
    return EMAIL | changes


def status(id: str, kind: str, resident: tuple[str, str], agent: tuple[str, str]) -> dict[str, Any]:  # noqa: A002
    """resident: a whole sentence; agent: a short label."""
    return {"id": id, "kind": kind, "resident": words(*resident), "agent": words(*agent)}


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
TO_VALIDATE = status(
    "to_validate",
    "open",
    ("Votre demande est en cours de décision.", "Your request is being decided."),
    ("À valider", "To validate"),
)
VISIT_TO_CHOOSE = status(
    "visit_to_choose",
    "waiting",
    ("Choisissez un rendez-vous à la mairie.", "Choose an appointment at the town hall."),
    ("Rendez-vous proposé", "Appointment proposed"),
)
VISIT_PLANNED = status(
    "visit_planned",
    "open",
    ("Vous avez rendez-vous à la mairie.", "You have an appointment at the town hall."),
    ("Rendez-vous fixé", "Appointment made"),
)
CLOSED = status(
    "closed",
    "decided",
    ("Votre demande a été classée sans suite.", "Your request was closed without further action."),
    ("Classée sans suite", "Closed"),
)
WITHDRAWN = status(
    "withdrawn", "closed", ("Vous avez retiré votre demande.", "You withdrew your request."), ("Retirée", "Withdrawn")
)


def move(
    id: str,  # noqa: A002
    sources: list[str],
    target: str,
    label: tuple[str, str],
    rights: list[str] = AGENTS,
    *,
    reason: str = "none",
    weight: str = "other",
    condition: Any = None,
    fields: tuple[dict[str, Any], ...] = (),
    actions: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    """A transition."""
    found: dict[str, Any] = {
        "id": id,
        "sources": sources,
        "target": target,
        "label": words(*label),
        "rights": rights,
        "reason": reason,
        "weight": weight,
        "fields": list(fields),
        "actions": list(actions),
    }
    return found | ({"condition": condition} if condition is not None else {})


def decides(outcome: str) -> dict[str, Any]:
    return {"type": "decide", "options": {"outcome": outcome}}


def tells(subject: tuple[str, str], body: tuple[str, str] = ("{reason}", "{reason}")) -> dict[str, Any]:
    """A message to the other side."""
    return {"type": "message", "options": {"subject": words(*subject), "body": words(*body)}}


def take(target: str = "under_review") -> dict[str, Any]:
    return move(
        "take",
        ["received"],
        target,
        ("Prendre en charge", "Take on"),
        weight="main",
        actions=({"type": "assign", "options": {"to": "actor"}},),
    )


def corrections(*sources: str, back: str = "under_review", days: int = 15) -> list[dict[str, Any]]:
    """Ask for answers to be mended, the resident mending them, and going on without."""
    return [
        move(
            "ask_corrections",
            list(sources) or ["under_review"],
            "to_mend",
            ("Demander des corrections", "Ask for corrections"),
            reason="optional",
            actions=({"type": "ask_corrections", "options": {"days": days}},),
        ),
        move(
            "mend",
            ["to_mend"],
            back,
            ("Corriger ma demande", "Mend my request"),
            RESIDENT,
            weight="main",
            actions=({"type": "mend"},),
        ),
        move("resume", ["to_mend"], back, ("Reprendre l’examen", "Resume the review"), actions=({"type": "came"},)),
    ]


def amends(*sources: str, fields: tuple[str, ...] = (), clock: str = "keep") -> list[dict[str, Any]]:
    """The resident changes what they sent, as long as it stands in `sources`."""
    options = {"clock": clock} | ({"fields": list(fields)} if fields else {})
    return [
        move(
            "amend" if source == "received" else f"amend_{source}",
            [source],
            source,
            ("Modifier ma demande", "Change my request"),
            RESIDENT,
            actions=({"type": "amend", "options": options},),
        )
        for source in sources
    ]


def proposals(*confirming: dict[str, Any]) -> list[dict[str, Any]]:
    """An agent proposes to accept or to refuse; somebody else, a supervisor, confirms it or sends it back.

    confirming: actions that come before the acceptance, such as taking what is counted.
    """
    return [
        move(
            "propose_accept",
            ["under_review"],
            "to_validate",
            ("Proposer d’accorder", "Propose to accept"),
            reason="optional",
            weight="main",
            actions=({"type": "propose", "options": {"outcome": "accepted", "four_eyes": True}},),
        ),
        move(
            "propose_refuse",
            ["under_review", "to_mend"],
            "to_validate",
            ("Proposer de refuser", "Propose to refuse"),
            reason="required",
            actions=({"type": "propose", "options": {"outcome": "refused", "four_eyes": True}},),
        ),
        move(
            "confirm_accept",
            ["to_validate"],
            "accepted",
            ("Valider et accorder", "Confirm and accept"),
            SUPERVISOR,
            weight="main",
            actions=(*confirming, {"type": "confirm", "options": {"outcome": "accepted"}}),
        ),
        move(
            "confirm_refuse",
            ["to_validate"],
            "refused",
            ("Valider le refus", "Confirm the refusal"),
            SUPERVISOR,
            weight="warning",
            actions=({"type": "confirm", "options": {"outcome": "refused"}},),
        ),
        move(
            "return_proposal",
            ["to_validate"],
            "under_review",
            ("Renvoyer à l’agent", "Return to the agent"),
            SUPERVISOR,
            reason="required",
            actions=({"type": "return_proposal"},),
        ),
    ]


def visit(
    *,
    minutes: int,
    place: tuple[str, str],
    bring: tuple[str, str],
    kept_target: str,
    kept_fields: tuple[dict[str, Any], ...] = (),
) -> list[dict[str, Any]]:
    """An appointment proposed, chosen or moved by the resident, kept or missed."""
    options = {"minutes": minutes, "place": words(*place), "bring": words(*bring)}
    return [
        move(
            "propose_visit",
            ["under_review"],
            "visit_to_choose",
            ("Proposer un rendez-vous", "Propose an appointment"),
            weight="main",
            actions=({"type": "propose_visit", "options": options},),
        ),
        move(
            "confirm_visit",
            ["visit_to_choose"],
            "visit_planned",
            ("Confirmer un rendez-vous", "Confirm an appointment"),
            RESIDENT,
            weight="main",
            actions=({"type": "confirm_visit"},),
        ),
        move(
            "move_visit",
            ["visit_to_choose", "visit_planned"],
            "under_review",
            ("Demander une autre date", "Ask for another date"),
            RESIDENT,
            reason="required",
            actions=({"type": "move_visit"},),
        ),
        move(
            "visit_kept",
            ["visit_planned"],
            kept_target,
            ("Le rendez-vous a eu lieu", "The visit took place"),
            weight="main",
            fields=kept_fields,
            actions=({"type": "end_visit", "options": {"outcome": "kept"}},),
        ),
        move(
            "visit_missed",
            ["visit_planned"],
            "under_review",
            ("La personne n’est pas venue", "The person did not come"),
            actions=({"type": "end_visit", "options": {"outcome": "missed"}},),
        ),
    ]


def refuse(*sources: str, label: tuple[str, str] = ("Refuser", "Refuse"), condition: Any = None) -> dict[str, Any]:
    return move(
        "refuse",
        list(sources),
        "refused",
        label,
        SUPERVISOR,
        reason="required",
        weight="warning",
        condition=condition,
        actions=(decides("refused"),),
    )


def close(*sources: str) -> dict[str, Any]:
    return move(
        "close",
        list(sources),
        "closed",
        ("Classer sans suite", "Close without further action"),
        reason="required",
        weight="warning",
        actions=(decides("closed"),),
    )


REVOKED = status(
    "revoked",
    "closed",
    ("Ce qui vous avait été accordé a pris fin.", "What you were granted has come to an end."),
    ("Abrogée", "Repealed"),
)


def revoke() -> dict[str, Any]:
    """What was accepted ends from now on, at its holder's request or where its conditions are no longer met."""
    return move(
        "revoke",
        ["accepted"],
        "revoked",
        ("Abroger", "Repeal"),
        SUPERVISOR,
        reason="required",
        weight="warning",
        actions=({"type": "revoke", "options": {"ending": "repeal"}},),
    )


def withdraw(*sources: str) -> dict[str, Any]:
    return move(
        "withdraw",
        list(sources),
        "withdrawn",
        ("Retirer ma demande", "Withdraw my request"),
        RESIDENT,
        reason="optional",
        weight="warning",
    )


#: † the promise of the demonstration's quick procedures
PROMISE_OF_FIVE = reading(
    "promise", "La réponse est promise en 5 jours ouvrés.", "An answer is promised within 5 working days."
)
#: CRPA L411-2; CJA R421-1, R421-2. `{court}` is the administrative court of the organisation.
APPEAL = [
    french(
        "La présente décision peut être contestée dans un délai de deux mois à compter de sa notification : par un "
        "recours gracieux devant le maire, ou par un recours devant {court}, y compris au moyen de l’application "
        "Télérecours citoyens (www.telerecours.fr)."
    ),
    french(
        "Un recours gracieux formé dans ce délai le proroge : vous disposez alors de deux mois, à compter de la "
        "réponse ou du rejet implicite né du silence gardé pendant deux mois, pour saisir le tribunal (code de "
        "justice administrative, articles R. 421-1 et R. 421-2)."
    ),
]
DELEGATION = "Pour le maire et par délégation,"


def retention(years: int = 5) -> dict[str, Any]:
    """† For how long requests are kept: a plain default, unconfirmed until the authority has agreed on it with the
    departmental archives.
    """
    source = words(
        "Durée proposée par défaut, à fixer avec les archives départementales (instruction DGP/SIAF/2014/006 ; code du "
        "patrimoine, article L212-2)",
        "A default, to be settled with the departmental archives (instruction DGP/SIAF/2014/006; Code du patrimoine, "
        "article L212-2)",
    )
    return {"years": years, "source": source}


def silence(effect: str, months: int, fr: str, en: str) -> dict[str, Any]:
    """† The effect of no answer: unconfirmed until the authority confirms it."""
    return {"effect": effect, "months": months, "legal_base": words(fr, en)}


def rules(pause: str) -> dict[str, Any]:
    """How the clock of silence runs (CRPA L114-3, L114-5): a refusal is suspended while something is missing, an
    acceptance runs anew from the last of it.
    """
    base = words(
        "Code des relations entre le public et l’administration, article L114-5",
        "Code of relations between the public and the administration, article L114-5",
    )
    from_receipt = words(
        "Code des relations entre le public et l’administration, article L114-3",
        "Code of relations between the public and the administration, article L114-3",
    )
    return {"base": from_receipt, "pieces": {"pause": pause, "base": base}}
