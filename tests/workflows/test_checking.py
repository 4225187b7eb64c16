"""A sound workflow passes; each way of breaking it is found, at its place."""

import copy
from typing import Any

import pytest

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import Definition, LocalizedText
from parvis.workflows import api
from parvis.workflows.data import Scope, WorkflowDefinition
from parvis.workflows.registry import ACTIONS, ActionType


class Outcome(Definition):
    outcome: str


class Words(Definition):
    text: LocalizedText


def _departments(options: Any, transition: Any, scope: Scope) -> list[LocalizedText]:
    known = scope.names["department"]
    return [] if options.outcome in known else [LocalizedText(fr="inconnu", en="unknown")]


@pytest.fixture(autouse=True)
def actions():
    def nothing(context: Any, options: Any) -> None:
        raise AssertionError("checking runs nothing")

    title = LocalizedText(fr="Essai")
    decide = ActionType("test_decide", title, Outcome, nothing, decides=True)
    tell = ActionType("test_tell", title, Words, nothing)
    send = ActionType("test_send", title, Outcome, nothing, check=_departments)
    with ACTIONS.overridden(decide), ACTIONS.overridden(tell), ACTIONS.overridden(send):
        yield


def words(text):
    return {"fr": text, "en": text}


SOUND: dict[str, Any] = {
    "initial": "received",
    "statuses": [
        {"id": "received", "kind": "open", "resident": words("Reçue"), "agent": words("Reçue")},
        {"id": "waiting", "kind": "waiting", "resident": words("À vous"), "agent": words("Attente")},
        {"id": "accepted", "kind": "decided", "resident": words("Accordée"), "agent": words("Accordée")},
        {"id": "withdrawn", "kind": "closed", "resident": words("Retirée"), "agent": words("Retirée")},
    ],
    "transitions": [
        {
            "id": "ask",
            "sources": ["received"],
            "target": "waiting",
            "label": words("Demander"),
            "rights": ["agent"],
            "reason": "required",
            "actions": [{"type": "test_tell", "options": {"text": words("Il manque…")}}],
        },
        {
            "id": "answer",
            "sources": ["waiting"],
            "target": "received",
            "label": words("Répondre"),
            "rights": ["resident"],
        },
        {
            "id": "accept",
            "sources": ["received"],
            "target": "accepted",
            "label": words("Accorder"),
            "rights": ["supervisor"],
            "condition": {"number.below": [{"var": "guests"}, 300]},
            "actions": [{"type": "test_decide", "options": {"outcome": "accepted"}}],
        },
        {
            "id": "withdraw",
            "sources": ["received", "waiting"],
            "target": "withdrawn",
            "label": words("Retirer"),
            "rights": ["resident"],
        },
    ],
}
SCOPE = Scope(
    roles=frozenset({"agent", "supervisor", "resident"}),
    rules={"guests": Variable(Kind.INTEGER)},
    names={"department": frozenset({"associations"})},
)


def changed(change) -> WorkflowDefinition:
    raw = copy.deepcopy(SOUND)
    change(raw)
    return WorkflowDefinition.model_validate(raw)


def test_a_sound_workflow_passes():
    assert api.check(WorkflowDefinition.model_validate(SOUND), SCOPE) == []


def _new_status(raw, **given):
    raw["statuses"].append({"resident": words("?"), "agent": words("?"), **given})


CASES = {
    "an unreachable status": (lambda raw: _new_status(raw, id="lost", kind="closed"), "statuses.4"),
    "a status with no way out": (
        lambda raw: (
            _new_status(raw, id="trap", kind="open"),
            raw["transitions"][0].update(target="trap"),
            raw["transitions"][1].update(sources=["trap"], target="trap"),
            raw["transitions"][3].update(sources=["received"]),
            raw["statuses"].pop(1),
        ),
        "statuses.3",
    ),
    "an unknown target": (lambda raw: raw["transitions"][0].update(target="nowhere"), "transitions.0.target"),
    "an unknown source": (lambda raw: raw["transitions"][0].update(sources=["nowhere"]), "transitions.0.sources"),
    "an unknown start": (lambda raw: raw.update(initial="nowhere"), "initial"),
    "two statuses of one name": (lambda raw: _new_status(raw, id="waiting", kind="open"), "statuses"),
    "two transitions of one name": (lambda raw: raw["transitions"][1].update(id="ask"), "transitions"),
    "an unknown role": (lambda raw: raw["transitions"][0].update(rights=["mayor"]), "transitions.0.rights"),
    "an unknown field": (
        lambda raw: raw["transitions"][2].update(condition={"number.below": [{"var": "gusts"}, 300]}),
        "transitions.2.condition",
    ),
    "a condition that is no yes or no": (
        lambda raw: raw["transitions"][2].update(condition={"+": [{"var": "guests"}, 1]}),
        "transitions.2.condition",
    ),
    "an unknown action": (
        lambda raw: raw["transitions"][0]["actions"].append({"type": "dance"}),
        "transitions.0.actions.1",
    ),
    "a wrong option": (
        lambda raw: raw["transitions"][0]["actions"][0]["options"].update(text="plain"),
        "transitions.0.actions.0.options.text",
    ),
    "an option that names nothing": (
        lambda raw: raw["transitions"][0]["actions"].append({"type": "test_send", "options": {"outcome": "roads"}}),
        "transitions.0.actions.1",
    ),
    "a decided status without a decision": (
        lambda raw: raw["transitions"][2].update(actions=[]),
        "transitions.2.actions",
    ),
    "two decisions on one way": (
        lambda raw: raw["transitions"][2]["actions"].append(raw["transitions"][2]["actions"][0]),
        "transitions.2.actions",
    ),
    "a decision on the way elsewhere": (
        lambda raw: raw["transitions"][3].update(actions=raw["transitions"][2]["actions"]),
        "transitions.3.actions",
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_what_is_broken_is_found_at_its_place(name):
    change, path = CASES[name]
    problems = api.check(changed(change), SCOPE)
    assert path in [problem.path for problem in problems]
    for problem in problems:
        assert problem.message.fr
        assert problem.message.en


def test_what_waits_for_the_resident_can_be_moved_by_them():
    def change(raw):
        raw["transitions"][1].update(rights=["agent"])
        raw["transitions"][3].update(sources=["received"])

    assert [problem.path for problem in api.check(changed(change), SCOPE)] == ["statuses.1"]


class TestAvailable:
    workflow = api.CompiledWorkflow(WorkflowDefinition.model_validate(SOUND))

    @pytest.mark.parametrize(
        ("status", "roles", "guests", "expected"),
        [
            ("received", {"agent"}, 10, ["ask"]),
            ("received", {"supervisor"}, 299, ["accept"]),
            ("received", {"supervisor"}, 300, []),
            ("received", {"supervisor", "agent"}, 10, ["ask", "accept"]),
            ("received", {"resident"}, 10, ["withdraw"]),
            ("received", {"elected"}, 10, []),
            ("received", set(), 10, []),
            ("waiting", {"resident"}, 10, ["answer", "withdraw"]),
            ("accepted", {"agent", "supervisor", "resident"}, 10, []),
        ],
    )
    def test_rights_status_and_condition_decide(self, status, roles, guests, expected):
        found = self.workflow.available(status, roles, {"guests": guests, "today": "2026-05-04"})
        assert [transition.id for transition in found] == expected


def test_questions_are_a_form_of_one_page():
    raw = copy.deepcopy(SOUND)
    raw["transitions"][0]["fields"] = [{"id": "until", "type": "date", "label": words("Jusqu’au")}]
    definition = WorkflowDefinition.model_validate(raw)
    form = api.questions(definition.transition("ask"))
    assert form is not None
    assert [item.id for item in form.pages[0].sections[0].items] == ["until"]
    assert api.questions(definition.transition("answer")) is None
