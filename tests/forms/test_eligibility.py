"""Who may ask: a rule stops on the page of the last question that it reads, whatever the door."""

from typing import Any

import pytest
from django.http import QueryDict

from parvis.forms.api import CompiledForm, check
from parvis.forms.data import FormDefinition
from tests.forms.making import CONTEXT, definition, field, page

STOP = {"fr": "Réservé aux habitants majeurs.", "en": "For adults who live here."}
RULE = {"and": [{"===": [{"var": "lives"}, True]}, {"number.at_least": [{"age": [{"var": "born"}]}, 18]}]}


def made(rule: Any = RULE) -> FormDefinition:
    pages = [
        page("one", field("lives", "yes_no"), field("name", "text")),
        page("two", field("born", "date"), field("other", "text")),
        page("three", field("last", "text")),
    ]
    whole = definition(*pages).model_dump() | {"eligibility": [{"rule": rule, "message": STOP}]}
    return FormDefinition.model_validate(whole)


def ready(rule: Any = RULE) -> CompiledForm:
    return CompiledForm(made(rule))


def born(year: int) -> str:
    return f"f-born-day=1&f-born-month=1&f-born-year={year}"


def test_it_stops_where_all_is_known_and_not_before() -> None:
    ready_form = ready()
    first = ready_form.parse_page("one", QueryDict("f-lives=no"), {}, CONTEXT, language="fr")
    assert first.complete
    second = ready_form.parse_page("two", QueryDict(born(1980)), first.answers, CONTEXT, language="fr")
    assert second.errors == {"f-born-day": STOP["fr"]}
    assert not second.complete
    # back to the first page, the way to mend it is open
    mended = ready_form.parse_page("one", QueryDict("f-lives=yes"), second.answers, CONTEXT, language="fr")
    assert mended.complete
    assert ready_form.parse_page("two", QueryDict(born(1980)), mended.answers, CONTEXT, language="fr").complete
    young = ready_form.parse_page("two", QueryDict(born(2025)), mended.answers, CONTEXT, language="en")
    assert young.errors == {"f-born-day": STOP["en"]}


def test_what_is_not_answered_stops_nobody_and_what_is_sent_is_checked() -> None:
    ready_form = ready()
    waiting = ready_form.parse_page("two", QueryDict(""), {"lives": False}, CONTEXT, language="fr")
    assert STOP["fr"] not in waiting.errors.values()
    answers = {"lives": False, "born": "1980-01-01"}
    assert ready_form.validate(answers, CONTEXT, language="fr") == {"two": {"f-born-day": STOP["fr"]}}
    assert ready_form.validate({**answers, "lives": True}, CONTEXT, language="fr") == {}


@pytest.mark.parametrize(
    ("rule", "words"),
    [({"===": [{"var": "gone"}, 1]}, "gone"), ({"var": "name"}, "oui ou non"), ({"nonsense": []}, "nonsense")],
)
def test_a_wrong_rule_is_said(rule: Any, words: str) -> None:
    problems = check(made(rule))
    assert [one.path.split(".")[:2] for one in problems] == [["eligibility", "0"]]
    assert words in problems[0].message.fr


def test_what_is_never_reached_within_what_it_stands_in_is_said() -> None:
    yes, no = {"===": [{"var": "lives"}, True]}, {"===": [{"var": "lives"}, False]}
    whole = definition(
        page("one", field("lives", "yes_no")),
        page("two", field("born", "date", condition=no), field("other", condition=yes), condition=yes),
    )
    found = [(one.path, one.blocking) for one in check(whole)]
    assert found == [("pages.1.sections.0.items.0.condition", False)]
    assert [(one.path, one.blocking) for one in check(whole)] == found  # kept rules change nothing
