"""Conditions of Publik in our words: where we say "exact", both engines say the same of any answers."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from parvis.expressions import api as expressions
from parvis.forms.registry import FIELD_TYPES
from parvis.incoming.publik import computing, language
from parvis.incoming.publik.knowing import Unknown
from parvis.incoming.publik.translating import translate
from tests.incoming.conditions import KNOWN, QUESTIONS, TODAY, django_says, django_writes, filled, ours_says

NAMES = [f"form_var_{name}{raw}" for name in QUESTIONS for raw in ("", "_raw")]
LITERALS = [
    '"Autre"',
    "'moi'",
    '"tiers"',
    '"É 1"',
    '"1d"',
    '"a"',
    '"Étude"',
    '"none"',
    '""',
    "0",
    "1",
    "18",
    "18.5",
    "-3",
]
OTHERS = ["form_option_mode", "form_option_actif", "form_option_vide", "form_option_absent", "form_var_absent", "False"]
OTHERS += [
    "True",
    "None",
    "false",
    "null",
    "commune_slug",
    "commune_cp|split:','",
    '"2019-03-31"|date',
    "form_var_wf_x",
]
FILTERS = ["lower", "upper", "length", "count", "date", "age_in_years", "add:0", "add:2", "default:'moi'", "decimal"]
FILTERS += [
    "split:','",
    "first",
    "strip",
    "add:form_var_nom",
    "multiply:2",
    "default_if_none:''",
    "join:','",
]

operands = st.builds(
    lambda name, filters: "|".join([name, *filters]),
    st.sampled_from(NAMES * 2 + LITERALS + OTHERS),
    st.lists(st.sampled_from(FILTERS), max_size=2) | st.just([]),
)
atoms = st.one_of(
    operands,
    st.builds(
        lambda left, operator, right: f"{left} {operator} {right}",
        operands,
        st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]),
        st.one_of(st.sampled_from(LITERALS + OTHERS), operands),
    ),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(lambda one: f"not {one}", inner),
        st.builds(lambda left, word, right: f"{left} {word} {right}", inner, st.sampled_from(["and", "or"]), inner),
    ),
    max_leaves=4,
)


def _rule(text: str) -> Any:
    try:
        return translate(text, KNOWN)
    except Unknown:
        return None


@settings(max_examples=int(os.environ.get("CONDITIONS", "80")), deadline=None)
@given(conditions, st.lists(filled(QUESTIONS), min_size=3, max_size=3))
def test_both_engines_agree_wherever_we_translate(text: str, forms: list[dict[str, Any]]) -> None:
    rule = _rule(text)
    if rule is None:
        return
    for answers in [{}, *forms]:
        assert ours_says(rule, answers) is django_says(text, KNOWN, answers), (text, rule, answers)


@settings(max_examples=40, deadline=None)
@given(conditions)
def test_what_we_translate_our_checker_takes(text: str) -> None:
    rule = _rule(text)
    if rule is None or isinstance(rule, bool):
        return
    scope = {}
    for field_id, question in QUESTIONS.values():
        kind = FIELD_TYPES[question.type]
        options = dict(question.options)
        if question.offered:
            options["choices"] = [{"value": one.value, "label": {"fr": one.label}} for one in question.offered]
        variable = kind.variable(kind.Options.model_validate(options))
        assert variable is not None
        scope[field_id] = variable
    problems = [one for one in expressions.check(rule, scope) if one.blocking]
    assert not problems, (text, rule, problems)


@settings(max_examples=int(os.environ.get("CONDITIONS", "120")), deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"]), st.data())
def test_one_comparison_of_each_kind_agrees(name: str, operator: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(LITERALS + OTHERS + NAMES))
    name += data.draw(st.sampled_from(["", "", *(f"|{one}" for one in FILTERS)]))
    text = f"{name} {operator} {other}" if data.draw(st.booleans()) else f"{other} {operator} {name}"
    rule = _rule(text)
    if rule is None:
        return
    for answers in [{}, *(data.draw(filled(QUESTIONS)) for _ in range(3))]:
        assert ours_says(rule, answers) is django_says(text, KNOWN, answers), (text, rule, answers)


templates = st.builds(
    lambda one, two, words: (
        f"{words[0]}{{% if {one} %}}{words[1]}{{% elif {two} %}}{words[2]}{{% else %}}{words[3]}{{% endif %}}"
    ),
    conditions,
    conditions,
    st.lists(
        st.sampled_from(
            [
                "",
                "True",
                "é <b>",
                "{{ True }}",
                "{{ form_var_nom|default:'x' }}",
                "{{ form_option_mode }}",
                "{# n #}1",
                "{{ form_option_absent }}",
            ]
        ),
        min_size=4,
        max_size=4,
    ),
)


@settings(max_examples=int(os.environ.get("CONDITIONS", "60")), deadline=None)
@given(templates, st.lists(filled(QUESTIONS), min_size=2, max_size=2))
def test_computed_texts_are_those_of_django(text: str, forms: list[dict[str, Any]]) -> None:
    try:
        rule = computing.compute(text, KNOWN)
    except Unknown:
        return
    for answers in [{}, *forms]:
        said = expressions.Program({"it": rule}).run({**answers, "today": TODAY.isoformat()})["it"]
        assert said == django_writes(text, KNOWN, answers), (text, rule, answers)
        assert not computing.outcomes(rule) or said in computing.outcomes(rule)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("RegisterExtract", "RegisterExtract"),
        ("{{ True }}", "True"),
        ("", ""),
        (
            "{% if form_var_qui_raw == 'tiers' %}oui{% else %}non{% endif %}",
            {"if": [{"===": [{"var": "qui"}, "tiers"]}, "oui", "non"]},
        ),
        ("{% if False %}a{% elif form_option_actif %}b{% endif %}", "b"),
        (
            "{{ form_var_nom|default:'-' }} !",
            {"cat": [{"if": [{"is_filled": [{"var": "nom"}]}, {"var": "nom"}, "-"]}, " !"]},
        ),
        ("{{ form_var_nom }}", None),
        ("{% for x in form_var_services_raw %}{{ x }}{% endfor %}", None),
        ("{{ webservice.x }}", None),
        ("{{ form_var_nom|frobnicate }}", None),
        ("{% include 'x' %}", None),
        ("{% if %}", None),
        ("{{" * 3_000, None),
    ],
)
def test_formulas_are_those_that_a_person_would_write(text: str, rule: Any) -> None:
    try:
        found = computing.compute(text, KNOWN)
    except Unknown:
        found = None
    assert found == rule


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ mode|default:'x' }} {{ form_option_none }}", "a&b "),
        ("{{ form_var_x }}", None),
        ("{% if mode %}{{ mode|safe }}{% endif %}", "a&b"),
        ("{{ mode|frobnicate }}", None),
        ("{% load os %}", None),
        ('{% now "Y" %}', None),
        ("{% debug %}", None),
        ("{{ '2000-01-01'|age_in_years }}", None),
        ("".join('{% for a in "0123456789" %}' for _ in range(12)) + "x" + "{% endfor %}" * 12, None),
        ("{{ mode" + f"|join:'{'z' * 200}'" * 6 + " }}", None),
        ("{{ mode|split:'&'|join:', ' }}", "a, b"),
    ],
)
def test_texts_that_never_change_are_filled_in(text: str, said: str | None) -> None:
    assert language.constant(text, {"mode": "a&b"}) == said
    assert language.constant("{{ mode }}", {"mode": "a&b"}, html=True) == "a&amp;b"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('form_var_qui_raw == "tiers"', {"===": [{"var": "qui"}, "tiers"]}),
        ('form_var_qui != "Une autre personne"', {"!": [{"===": [{"var": "qui"}, "tiers"]}]}),
        ('form_var_motif|lower == "étude"', {"===": [{"var": "motif"}, "e_1"]}),
        (
            "form_var_accord and not form_var_nom",
            {"and": [{"!!": [{"var": "accord"}]}, {"!": [{"is_filled": [{"var": "nom"}]}]}]},
        ),
        ("form_var_cp in commune_cp|split:','", {"in": [{"var": "cp"}, ["59140", "59240"]]}),
        ("'a' in form_var_services_raw", {"list.includes": [{"var": "services"}, "a"]}),
        ("form_var_naissance|age_in_years < 75", {"number.below": [{"age": [{"var": "naissance"}]}, 75]}),
        ('form_var_mariage|date <= "31/03/2019"|date', {"date.on_or_before": [{"var": "mariage"}, "2019-03-31"]}),
        ('form_option_mode == "Paiement en ligne" and form_var_nombre > 3', {"number.above": [{"var": "nombre"}, 3]}),
        ("session_user|is_strong_authentication and false", False),
        ("form_option_actif", True),
        ("form_var_absent == 'x'", False),
    ],
)
def test_rules_are_those_that_a_person_would_write(text: str, rule: Any) -> None:
    assert translate(text, KNOWN) == rule


@pytest.mark.parametrize(
    "text",
    [
        "session_user|is_strong_authentication",
        "data_source.x|length > 0",
        "form_var_wf_total > 0",
        "'euro' in form_var_nom",  # case counts there; our search knows no case
        "form_var_discret == False",  # unticked or not shown?
        "form_var_naissance|age_in_years < 0",
        "form_var_nom == ''",
        "form_var_nom ==",
        "{{ form_var_nom }}",
        "form_var_nom|default:request.GET.x",
        "(form_var_nom)",
        "a" * 5_000,
        "not " * 2_000 + "form_var_nom",
    ],
)
def test_what_can_not_be_said_is_told_and_why(text: str) -> None:
    with pytest.raises(Unknown) as told:
        translate(text, KNOWN)
    assert told.value.fr
    assert told.value.en
