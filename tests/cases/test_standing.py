"""The plain sentences: where it is, who has it, by when, what no answer means and from which day; both languages."""

import dataclasses
import datetime as dt

import pytest
from django.utils.translation import override

from parvis.cases.data import Kind
from parvis.cases.domain.standing import Facts, standing

FACTS = Facts(
    words="Votre demande est en cours d’examen.",
    kind=Kind.OPEN,
    department="Vie associative",
    holder="Ville de Dunkerque",
    due_on=None,
    last_day=dt.date(2026, 7, 4),
    silence_on=dt.date(2026, 7, 5),
    silence_effect="acceptance",
)
NBSP = "\u00a0"


def said(language="en", today=dt.date(2026, 5, 5), **changes):
    with override(language):
        return standing(dataclasses.replace(FACTS, **changes), today).sentences()


def test_the_worked_example_in_both_languages():
    assert said("en") == [
        "Votre demande est en cours d’examen.",
        "It is with the department “Vie associative” (Ville de Dunkerque).",
        f"The administration has until 4{NBSP}July 2026 at the latest to answer.",
        f"From 5{NBSP}July 2026, no answer means that your request is accepted.",
    ]
    assert said("fr") == [
        "Votre demande est en cours d’examen.",
        f"Le service «{NBSP}Vie associative{NBSP}» (Ville de Dunkerque) s’en occupe.",
        f"L’administration a jusqu’au 4{NBSP}juillet 2026 au plus tard pour répondre.",
        f"Si vous n’avez pas de réponse, votre demande est acceptée à partir du 5{NBSP}juillet 2026.",
    ]


@pytest.mark.parametrize(
    ("today", "by_when", "silence"),
    [
        (dt.date(2026, 7, 4), True, "From 5\u00a0July 2026, no answer means that your request is refused."),
        (
            dt.date(2026, 7, 5),
            False,
            "As nobody answered in time, your request counts as refused since 5\u00a0July 2026.",
        ),
        (
            dt.date(2026, 9, 1),
            False,
            "As nobody answered in time, your request counts as refused since 5\u00a0July 2026.",
        ),
    ],
)
def test_silence_before_and_after_its_day(today, by_when, silence):
    sentences = said(today=today, silence_effect="refusal")
    assert sentences[-1] == silence
    assert any("at the latest" in sentence for sentence in sentences) is by_when


def test_a_nearer_promise_is_said_first():
    assert f"You will have an answer by 10{NBSP}June 2026 at the latest." in said(due_on=dt.date(2026, 6, 10))


def test_a_promise_that_was_missed_is_owned_up_to():
    sentences = said(due_on=dt.date(2026, 5, 4), last_day=None, silence_on=None, silence_effect="")
    assert sentences[-1] == f"You should have had an answer by 4{NBSP}May 2026. We are sorry for the delay."


def test_a_missed_promise_with_a_legal_day_gives_the_legal_day():
    assert any("until 4\u00a0July 2026" in sentence for sentence in said(due_on=dt.date(2026, 5, 4)))


def test_the_agent_in_charge_is_named():
    assert "Sofia Leclercq (Vie associative, Ville de Dunkerque) is handling it." in said(assignee="Sofia Leclercq")


def test_a_waiting_case_is_the_residents_turn():
    assert any(sentence.startswith("It is your turn.") for sentence in said(kind=Kind.WAITING))


@pytest.mark.parametrize("kind", [Kind.DECIDED, Kind.CLOSED])
def test_what_is_over_has_one_sentence(kind):
    assert said(kind=kind) == ["Votre demande est en cours d’examen."]
