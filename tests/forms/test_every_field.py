"""One suite over every type of field that is registered, fed with the examples that each type gives of itself."""

import json

import pytest
from django.utils import translation
from hypothesis import given, settings, strategies as st
from jsonschema_rs import Draft202012Validator, meta

from parvis.expressions.api import Kind
from parvis.finding.domain.sortkeys import kept
from parvis.forms.data import IndexKind
from parvis.forms.domain.questions import question
from parvis.forms.domain.typed import clean
from parvis.forms.registry import FIELD_TYPES, Asked
from tests.forms.making import CONTEXT, Browser, definition, field, form, page, post

TYPES = list(FIELD_TYPES)
ASKING = [kind for kind in TYPES if kind.asks]
EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.name}-{number}")
    for kind in TYPES
    for number, example in enumerate(kind.examples)
]
WRONG = [
    pytest.param(kind, wrong, id=f"{kind.name}-{number}") for kind in TYPES for number, wrong in enumerate(kind.wrong)
]
EXPLAINED = {"text": {"fr": "Lisez **bien**", "en": "Read **well**"}}


def options(kind, given=None):
    if given:
        return dict(given)
    return EXPLAINED if not kind.asks else dict(kind.examples[0].options)


def asked(kind, given=None, language="fr") -> Asked:
    definition_ = definition(page("p", field("x", kind.name, options=options(kind, given))))
    made = definition_.pages[0].sections[0].items[0]
    return question(made, page_id="p", section_id="s").asked[language]


def one(kind, given=None, **more):
    return form(page("p", field("x", kind.name, options=options(kind, given), **more)))


@pytest.fixture(autouse=True)
def french(communes):
    with translation.override("fr"):
        yield


def test_the_types_are_here():
    assert {
        *("person", "association", "email", "phone", "address", "commune", "text", "long_text", "integer", "date"),
        *("date_time", "yes_no", "choice", "choices", "explanation", "decimal", "amount", "checkbox", "plate", "iban"),
    } <= set(FIELD_TYPES.keys())


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_a_type_says_all_about_itself(kind):
    assert kind.title.fr
    assert kind.title.en
    if kind.asks:
        assert kind.examples, "no example: nothing of this suite would run on it"
        assert kind.wrong, "nothing that it refuses"
        assert kind.live
    made = asked(kind)
    variable = kind.variable(made.options)
    assert variable is None or variable.kind in set(Kind)
    assert all(step.isidentifier() for part in kind.subvariables(made.options) for step in part.split("."))
    assert set(kind.index.values()) <= set(IndexKind)
    assert bool(kind.index) != bool(kind.unindexed), "lists keep it, or the type says why they don't"


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_what_is_typed_is_understood(kind, example):
    typed = {part: [clean(value) for value in values] for part, values in example.typed.items()}
    reading = kind.read(typed, asked(kind, example.options))
    assert reading.errors == {}
    assert reading.value == example.value
    assert json.loads(json.dumps(reading.value)) == example.value


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_a_value_comes_back_from_the_page_that_shows_it(kind, example):
    made = one(kind, example.options)
    answers = {"x": example.value}
    state = made.evaluate(answers, CONTEXT)
    sent = Browser(made.render_page("p", answers, state, {}, "fr")).post()
    result = made.parse_page("p", sent, {}, CONTEXT, language="fr")
    assert result.errors == {}
    if kind.stamped:  # the server sets the moment of what it sees first
        assert result.answers["x"].pop("at")
        answers = {"x": {name: value for name, value in example.value.items() if name != "at"}}
    assert result.answers == answers


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_json_schema_accepts_the_value(kind, example):
    made = one(kind, example.options)
    for language in ("fr", "en"):
        schema = made.json_schema(language)
        meta.validate(schema)
        Draft202012Validator(schema).validate({"x": example.value})
        assert not Draft202012Validator(schema).is_valid({"x": {"unexpected": object.__name__}})


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_another_door_gives_the_same_judgement(kind, example):
    assert kind.accept(example.value, asked(kind, example.options)).value == example.value
    for odd in ({"a": 1}, [1], "3.5" if kind.name == "decimal" else 3.5, None, [["x"]], {"": {}}):
        assert kind.accept(odd, asked(kind, example.options)).errors


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_display_escapes(kind, example):
    for language in ("fr", "en"):
        with translation.override(language):
            made = asked(kind, example.options, language)
            shown = kind.text(example.value, made)
            assert shown
            html = kind.html(example.value, made)
            assert "<script" not in html
            assert "<b>" not in html
            assert "<i>" not in html
    if example.text:
        assert kind.text(example.value, asked(kind, example.options)) == example.text


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_export_has_a_cell_for_each_column(kind, example):
    made = one(kind, example.options)
    columns = made.columns("fr")
    assert len({column.key for column in columns}) == len(columns) > 0
    for answers in ({"x": example.value}, {}):
        cells = made.cells(answers, "fr")
        assert len(cells) == len(columns)
        assert all(cell is None or isinstance(cell, str | int) for cell in cells)
    assert all(cell is None for cell in made.cells({}, "fr"))
    assert any(cell is not None for cell in made.cells({"x": example.value}, "fr"))


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_lists_keep_the_value(kind, example):
    made = one(kind, example.options)
    found = made.projected({"x": example.value})
    assert made.projected({}) == []
    paths = {indexed.path: indexed for indexed in made.indexed("fr")}
    assert bool(found) == bool(kind.index)
    assert len({(one.path, one.n) for one in found}) == len(found)
    for projection in found:
        indexed = paths[projection.path]
        assert (indexed.kind, bool(indexed.label)) == (projection.kind, True)
        assert indexed.several or projection.n == 0
        word, number = kept(projection.kind, projection.value)
        assert (word is None) != (number is None)
    texts = made.texts({"x": example.value}, list(paths), "fr")
    assert set(texts) == set(paths)
    assert all(texts[projection.path] for projection in found)
    assert set(made.texts({}, list(paths), "fr").values()) <= {""}


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_the_summary_shows_the_answer(kind, example):
    made = one(kind, example.options)
    state = made.evaluate({"x": example.value}, CONTEXT)
    [section] = made.summary({"x": example.value}, state, "fr")
    [row] = section.rows
    assert (row.label, row.page_id, row.field_id) == ("Question x", "p", "x")
    assert row.text == kind.text(example.value, asked(kind, example.options))
    ids = Browser(made.render_page("p", {}, state, {}, "fr")).ids
    assert row.anchor in ids, "the link to change an answer leads nowhere"


@pytest.mark.parametrize(("kind", "wrong"), WRONG)
def test_what_is_wrong_is_said_beside_the_field(kind, wrong):
    made = one(kind, wrong.options)
    name = "f-x" + (f"-{wrong.part}" if wrong.part else "")
    sent = post({"f-x" + (f"-{part}" if part else ""): list(values) for part, values in wrong.typed.items()})
    for language in ("fr", "en"):
        result = made.parse_page("p", sent, {}, CONTEXT, language=language)
        assert name in result.errors
        assert "x" not in result.answers
        assert not result.complete
        html = Browser(made.render_page("p", result.answers, result.state, result.errors, language))
        assert name in html.ids, "the error summary leads nowhere"
        assert result.errors[name] in html.described(name)
        for part, values in wrong.typed.items():
            shown = html.sent.get("f-x" + (f"-{part}" if part else ""))
            lists = ("choice", "choices", "civility", "yes_no", "checkbox", "statement", "school", "division", "linked")
            if kind.name not in lists and part not in ("choice", "title", "birth_country"):
                assert shown == [clean(value) for value in values], "what was typed is lost"
        assert made.validate(result.answers, CONTEXT, language=language)["p"][name] == result.errors[name]


@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.name)
def test_empty_is_missing_not_wrong(kind):
    for sent in (post({}), Browser(render(one(kind))).post()):
        result = one(kind).parse_page("p", sent, {}, CONTEXT, language="fr")
        assert (result.answers, result.errors, result.complete) == ({}, {}, True)
        result = one(kind, required=True).parse_page("p", sent, {}, CONTEXT, language="fr")
        [(name, message)] = result.errors.items()
        assert message == "Complétez «\u00a0Question x\u00a0»"
        assert name in Browser(render(one(kind, required=True))).ids
        assert one(kind, required=True).validate({}, CONTEXT, language="fr") == {"p": {name: message}}


def render(made, language="fr", answers=None):
    answers = answers or {}
    return made.render_page("p", answers, made.evaluate(answers, CONTEXT), {}, language)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_both_languages_and_no_inline_anything(kind):
    pages = {
        language: str(render(one(kind, hint={"fr": "Un conseil", "en": "Advice"}), language))
        for language in ("fr", "en")
    }
    if kind.asks:
        assert "Question x (en)" in pages["en"]
        assert "Un conseil" in pages["fr"]
    for html in pages.values():
        found = Browser(html)
        assert len(set(found.ids)) == len(found.ids), "an id stands twice"
        for tag, attributes in found.elements:
            assert "style" not in attributes
            assert not any(name.startswith("on") for name in attributes)
            for name in str(attributes.get("aria-describedby") or "").split():
                assert name in found.ids
            if tag == "label":
                assert attributes["for"] in found.ids
        assert not any("\ue000" <= character <= "\uf8ff" for character in html)


@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.name)
def test_each_input_has_its_label(kind):
    html = render(one(kind))
    found = Browser(html)
    labelled = {attributes["for"] for tag, attributes in found.elements if tag == "label"}
    inputs = [
        attributes
        for tag, attributes in found.elements
        if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden"
    ]
    assert inputs
    assert {attributes["id"] for attributes in inputs} <= labelled


@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.name)
def test_erasure_leaves_nothing_free(kind):
    """What stays after erasure is a choice, a public fact, or nothing: never what someone wrote of themselves."""
    for example in kind.examples:
        left = one(kind, example.options).erased({"x": example.value})
        if kind.name in (
            "text",
            "long_text",
            "email",
            "phone",
            "person",
            "date",
            "date_time",
            "plate",
            "iban",
            "identity",
        ):
            assert left == {}
        if kind.name == "address":
            assert set(left["x"]) == {"postcode", "city"}


@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.name)
@settings(deadline=None)
@given(data=st.data())
def test_anything_may_be_typed(kind, data):
    """Any text gives a value that stands the round trip, or messages: never an exception."""
    made = one(kind)
    parts = kind.parts(asked(kind).options)
    anything = st.text(max_size=30) | st.sampled_from(
        ["4", "2026", "59140", "0", "-1", "x@y.fr", "W594001234", "18h30", "\0", "\ue001"]
    )
    typed = {("f-x" + (f"-{part}" if part else "")): data.draw(st.lists(anything, max_size=2)) for part in parts}
    result = made.parse_page("p", post(typed), {}, CONTEXT, language="fr")
    assert ("x" in result.answers) != bool(result.errors) or result.answers == {}
    shown = Browser(made.render_page("p", result.answers, result.state, result.errors, "fr"))
    again = made.parse_page("p", shown.post(), {}, CONTEXT, language="fr")
    assert again.answers.get("x") == result.answers.get("x")
    if "x" in result.answers:
        Draft202012Validator(made.json_schema("fr")).validate({"x": result.answers["x"]})
