"""The temporary bar: publishable as it stands, asks what the sheet asks, refuses what the law refuses."""

import datetime as dt
from typing import Any

import pytest

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.forms.api import CompiledForm
from parvis.procedures import api as procedures
from parvis.procedures.demonstration import temporary_bar
from tests.cases.conftest import ANSWERS, make_town


@pytest.fixture
def town(db):
    return make_town()


TODAY = {"today": "2026-05-04"}
SPORTS = {
    "setting": "sports_ground",
    "nature": "tourism",
    "exceptional": False,
    "opens_at": "2026-09-05T10:00:00+02:00",
    "closes_at": "2026-09-06T20:00:00+02:00",
}


@pytest.fixture(scope="module")
def form():
    return CompiledForm(temporary_bar.definition().form)


def errors(form, today=TODAY, **changes):
    found = form.validate(ANSWERS | changes, today, language="en")
    return {page: list(by_input.values()) for page, by_input in found.items()}


def test_it_may_be_published():
    assert procedures.check(temporary_bar.definition(), temporary_bar.FACE) == []


def test_the_example_is_complete(form):
    assert errors(form) == {}


@pytest.mark.parametrize(
    ("changes", "page", "words"),
    [
        ({"opens_at": "2026-05-18T18:00:00+02:00"}, "place_and_hours", "fifteen days"),
        ({"closes_at": "2026-06-24T17:00:00+02:00"}, "place_and_hours", "after it opens"),
        ({"groups": ["4"]}, "place_and_hours", "Choose"),
        ({"association": {"name": "Sans numéro"}}, "who", ""),
        (SPORTS | {"opens_at": "2026-08-03T10:00:00+02:00"}, "place_and_hours", "three months"),
        (SPORTS | {"nature": "sport", "agreed": False}, "event", "accredited"),
        (SPORTS | {"closes_at": "2026-09-07T10:01:00+02:00"}, "place_and_hours", "48 hours"),
        (SPORTS | {"exceptional": True}, "event", ""),
        ({"email": ""}, "contact", ""),
    ],
)
def test_what_the_law_refuses(form, changes: dict[str, Any], page, words):
    found = errors(form, **changes)
    assert page in found
    assert any(words in message for message in found[page])


@pytest.mark.parametrize(
    "changes",
    [
        {"opens_at": "2026-05-19T18:00:00+02:00", "closes_at": "2026-05-19T23:00:00+02:00"},  # the fifteenth day
        SPORTS | {"opens_at": "2026-08-04T10:00:00+02:00", "closes_at": "2026-08-05T10:00:00+02:00"},  # three months
        SPORTS | {"nature": "sport", "agreed": True},
        SPORTS
        | {
            "exceptional": True,
            "exceptional_reason": "Finale",
            "opens_at": "2026-05-19T10:00:00+02:00",
            "closes_at": "2026-05-21T10:00:00+02:00",  # 48 hours to the minute
        },
    ],
)
def test_what_the_law_allows(form, changes):
    assert errors(form, **changes) == {}


def test_every_text_has_both_languages():
    missing = []

    def look(value, path):
        if isinstance(value, dict):
            if set(value) == {"fr", "en"}:
                if not (value["fr"] and value["en"]):
                    missing.append(path)
                return
            for key, inner in value.items():
                look(inner, f"{path}.{key}")
        elif isinstance(value, list | tuple):
            for index, inner in enumerate(value):
                look(inner, f"{path}.{index}")

    definition = temporary_bar.definition()
    look(definition.form.model_dump(), "form")
    look(definition.workflow.model_dump(), "workflow")
    assert missing == []


def test_french_punctuation_keeps_its_spaces():
    import json
    import re

    raw = json.dumps(temporary_bar.DEFINITION, ensure_ascii=False)
    french = re.findall(r'"fr": "([^"]*)"', raw)
    assert [text for text in french if re.search(r" [:;?!»]|« ", text)] == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda raw: raw["limits"].append({**raw["limits"][0], "association": "place"}), "limits"),
        (lambda raw: raw.update(title=["nowhere"]), "title"),
        (lambda raw: raw.update(contact={"name": ["responsible.family_name"]}), "contact"),
        (lambda raw: raw["decisions"].update(grounds=[]), "decisions.grounds"),
        (lambda raw: raw["decisions"]["accepted"].update(object="{nowhere}"), "decisions.accepted"),
        (lambda raw: raw["decisions"].pop("refused"), "workflow.transitions.5.actions.0"),
        (lambda raw: raw["deadline"].update(before="place"), "deadline.before"),
        (lambda raw: raw.update(routing=[{"when": {"var": "gone"}, "department": "x"}]), "routing.0.when"),
        (lambda raw: raw["form"]["pages"][0]["sections"][0]["items"][1].update(type="gone"), "form.pages.0"),
        (lambda raw: raw["workflow"].update(initial="waiting"), "workflow.initial"),
    ],
)
def test_what_does_not_hold_together_is_not_published(change, path):
    import copy

    raw = copy.deepcopy(temporary_bar.DEFINITION)
    change(raw)
    problems = cases.check(CaseTypeDefinition.model_validate(raw))
    assert any(problem.path.startswith(path) for problem in problems), [problem.path for problem in problems]


def test_a_silence_has_one_length_and_a_legal_base():
    raw = temporary_bar.DEFINITION | {"deadline": {"silence": {"effect": "refusal", "months": 2, "days": 3}}}
    with pytest.raises(ValueError):
        CaseTypeDefinition.model_validate(raw)


@pytest.mark.django_db
class TestPublishing:
    AT = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)

    def publish(self, town, **given):
        return procedures.publish(
            town.organisation_id,
            temporary_bar.SLUG,
            definition=given.get("definition", temporary_bar.definition()),
            face=temporary_bar.FACE,
            sphere="general",
            at=self.AT,
        )

    def test_it_is_in_the_catalogue_once(self, town):
        self.publish(town)
        self.publish(town)
        assert [one.title for one in procedures.offered([town.organisation_id])] == ["Ouvrir une buvette temporaire"]
        assert procedures.get(town.organisation_id, temporary_bar.SLUG).is_open

    def test_closed_it_is_not_offered(self, town):
        self.publish(town)
        procedures.set_open(town.organisation_id, temporary_bar.SLUG, is_open=False)
        assert procedures.offered([town.organisation_id]) == []

    def test_what_fails_its_checks_leaves_nothing(self, town):
        raw = temporary_bar.DEFINITION | {"title": ["nowhere"]}
        with pytest.raises(cases.NotPublishable):
            self.publish(town, definition=CaseTypeDefinition.model_validate(raw))
        assert procedures.offered([town.organisation_id]) == []
