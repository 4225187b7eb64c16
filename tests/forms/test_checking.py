"""What keeps a form from being published, one line each."""

import pytest

from parvis.expressions.api import Kind, Variable
from parvis.forms.api import CompiledForm, check, compiled
from parvis.forms.data import FormDefinition
from tests.forms.making import CONTEXT, block, definition, field, page


def yes(name):
    return {"==": [{"var": name}, True]}


CHOICES = {"choices": [{"value": "a", "label": {"fr": "A"}}, {"value": "b", "label": {"fr": "B"}}]}
FIRST = "pages.0.sections.0.items.0"
SECOND = "pages.0.sections.0.items.1"

WRONG = [
    ("same id twice", [page("p", field("a"), field("a"))], f"{SECOND}.id", "pris"),
    ("same id in a block", [page("p", field("a"), block("b", field("a")))], f"{SECOND}.fields.0.id", "pris"),
    ("a page's id", [page("p", field("p"))], f"{FIRST}.id", "pris"),
    ("today", [page("p", field("today"))], f"{FIRST}.id", "pris"),
    ("an extra variable", [page("p", field("used"))], f"{FIRST}.id", "pris"),
    ("unknown type", [page("p", field("a", "hologram"))], f"{FIRST}.type", "type de champ"),
    ("bad option", [page("p", field("a", options={"max_length": 0}))], f"{FIRST}.options.max_length", "option"),
    ("unknown option", [page("p", field("a", options={"colour": "red"}))], f"{FIRST}.options.colour", "option"),
    (
        "options that contradict",
        [page("p", field("a", options={"min_length": 9, "max_length": 2}))],
        f"{FIRST}.options",
        "",
    ),
    (
        "choice twice",
        [page("p", field("a", "choice", options={"choices": CHOICES["choices"][:1] * 2}))],
        f"{FIRST}.options",
        "",
    ),
    ("empty page", [page("p")], "pages.0", "rien"),
    ("rows", [page("p", block("b", field("a"), min=5, max=2))], f"{FIRST}.min", "minimal"),
    ("prefill", [page("p", field("a", prefill="person.shoe"))], f"{FIRST}.prefill", "source"),
    (
        "explanation",
        [page("p", field("a", "explanation", required=True, options={"text": {"fr": "x"}}))],
        FIRST,
        "explication",
    ),
    (
        "computed address",
        [page("p", field("a", "address", computed={"var": "b"}), field("b"))],
        f"{FIRST}.computed",
        "calcul",
    ),
    ("computed and required", [page("p", field("a", "integer", computed=1, required=True))], FIRST, "calcul"),
    ("unknown variable", [page("p", field("a", condition=yes("nobody")))], f"{FIRST}.condition", "nobody"),
    (
        "asked later",
        [page("p", field("a", condition=yes("b")), field("b", "yes_no"))],
        f"{FIRST}.condition",
        "plus loin",
    ),
    ("itself", [page("p", field("a", "yes_no", condition=yes("a")))], f"{FIRST}.condition", "plus loin"),
    (
        "a page on its own field",
        [page("p", field("a", "yes_no"), condition=yes("a"))],
        "pages.0.condition",
        "plus loin",
    ),
    (
        "wrong kind",
        [page("p", field("n", "integer"), field("a", condition={"date.before": [{"var": "n"}, {"today": []}]}))],
        f"{SECOND}.condition",
        "",
    ),
    (
        "unknown choice",
        [page("p", field("c", "choice", options=CHOICES), field("a", condition={"==": [{"var": "c"}, "z"]}))],
        f"{SECOND}.condition",
        "z",
    ),
    (
        "a row's field from outside",
        [page("p", block("b", field("x", "yes_no")), field("a", condition=yes("x")))],
        f"{SECOND}.condition",
        "x",
    ),
    ("not a rule", [page("p", field("x"), field("a", condition={"and": [], "or": []}))], f"{SECOND}.condition", ""),
    ("computed of a wrong kind", [page("p", field("n", "integer", computed="douze"))], f"{FIRST}.computed", ""),
    (
        "check of a wrong kind",
        [
            page(
                "p",
                field("n", "integer", checks=[{"rule": {"+": [{"??": [{"var": "n"}, 0]}, 1]}, "message": {"fr": "x"}}]),
            )
        ],
        f"{FIRST}.checks.0.rule",
        "",
    ),
    (
        "cycle of computed values",
        [page("p", field("a", "integer", computed={"var": "b"}), field("b", "integer", computed={"var": "a"}))],
        FIRST,
        "lui-même",
    ),
    (
        "cycle through what is shown",
        [
            page(
                "p",
                field("n", "integer", computed={"var": "later"}),
                field("z", "yes_no", condition={"number.above": [{"var": "n"}, 1]}),
                field("later", "integer", condition=yes("z")),
            )
        ],
        FIRST,
        "lui-même",
    ),
    (
        "cycle in a row",
        [
            page(
                "p",
                block("b", field("x", "integer", computed={"var": "y"}), field("y", "integer", computed={"var": "x"})),
            )
        ],
        f"{FIRST}.fields.0",
        "lui-même",
    ),
    (
        "page never reached",
        [page("o", field("n", "yes_no")), page("p", field("a"), condition={"and": [yes("n"), {"!": [yes("n")]}]})],
        "pages.1.condition",
        "atteinte",
    ),
    (
        "too many inputs",
        [page("p", *[block(f"b{i}", *[field(f"f{i}_{j}", "address") for j in range(8)], max=50) for i in range(1)])],
        "pages.0",
        "longue",
    ),
]


@pytest.mark.parametrize(("pages", "path", "words"), [pytest.param(*rest, id=name) for name, *rest in WRONG])
def test_a_form_with_this_is_not_published(pages, path, words):
    problems = [
        problem for problem in check(definition(*pages), extra={"used": Variable(Kind.INTEGER)}) if problem.blocking
    ]
    assert [problem.path for problem in problems][0].startswith(path), problems
    assert words in problems[0].message.fr
    assert problems[0].message.en
    assert "%(" not in problems[0].message.fr + problems[0].message.en


def test_a_sound_form_has_no_problem_and_compiles():
    made = definition(
        page("one", field("a", "yes_no"), field("c", "choice", options=CHOICES), field("home", "address")),
        page(
            "two",
            field("b", condition={"and": [yes("a"), {"==": [{"var": "c"}, "a"]}]}),
            field("postcode", condition={"text.starts_with": [{"var": "home.postcode"}, "59"]}),
            block("rows", field("x", "integer"), field("y", condition={"number.above": [{"var": "x"}, 2]})),
            field("many", condition={"number.at_least": [{"list.length": [{"var": "rows"}]}, 2]}),
            field("left", condition={"number.below": [{"var": "used"}, 5]}),
            condition={"!=": [{"var": "c"}, "b"]},
        ),
    )
    assert check(made, extra={"used": Variable(Kind.INTEGER)}) == []
    state = CompiledForm(made).evaluate(
        {"a": True, "c": "a", "home": {"postcode": "59140"}, "rows": [{"x": 3}, {"x": 1}]}, {**CONTEXT, "used": 4}
    )
    assert {"b", "postcode", "many", "left", "rows.0.y"} <= state.visible
    assert "rows.1.y" not in state.visible


def test_a_definition_survives_json():
    made = definition(page("p", field("a", checks=[{"rule": True, "message": {"fr": "x"}}]), block("b", field("c"))))
    assert FormDefinition.model_validate_json(made.model_dump_json()) == made


def test_slot_characters_never_enter_a_definition():
    made = definition(page("p", field("a", hint={"fr": "a\ue000b\0c"})))
    assert made.pages[0].sections[0].items[0].hint.fr == "abc"


def test_a_revision_is_compiled_once():
    made = definition(page("p", field("a")))
    assert compiled(made, "revision 1") is compiled(made, "revision 1")
    assert compiled(made, "revision 2") is not compiled(made, "revision 1")
