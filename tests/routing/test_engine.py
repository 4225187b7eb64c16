"""The engine: the first rule that holds, in their order; broken rules; where a verdict leads. No database."""

import uuid

import pytest
from hypothesis import given, settings, strategies as st

from parvis.expressions.api import Kind, Program, Variable
from parvis.routing.data import RuleSet, SendingRule, Target, Way
from parvis.routing.domain import checking, editing
from parvis.routing.domain.engine import Engine, Verdict

A, B = uuid.UUID(int=0xA), uuid.UUID(int=0xB)
_SUM = {"list.sum": [{"outer": "rows"}, {"+": [{"var": "n"}, {"outer": "n"}]}]}
#: holds on a few rows, spends what a condition may cost on many
BREAKS = {"number.above": [{"list.sum": [{"var": "rows"}, _SUM]}, 0]}
MANY = {"rows": [{"n": 1}] * 400, "n": 1}


def rule(number, when=True, on=True, to=A):
    return SendingRule(id=uuid.UUID(int=number), name=f"rule {number}", when=when, to=Target(department=to), on=on)


def engine(*rules):
    return Engine(RuleSet(rules=rules))


def is_(name, value):
    return {"===": [{"var": name}, value]}


@pytest.mark.parametrize(
    ("rules", "facts", "expected"),
    [
        ([], {}, 0),
        ([rule(1)], {}, 1),
        ([rule(1, False)], {}, 0),
        ([rule(1, is_("place", "hall")), rule(2)], {"place": "hall"}, 1),
        ([rule(1, is_("place", "hall")), rule(2)], {"place": "square"}, 2),
        ([rule(1, is_("place", "hall")), rule(2)], {}, 2),  # what was not answered holds nowhere
        ([rule(1, is_("place", "hall"), on=False), rule(2, is_("place", "hall"))], {"place": "hall"}, 2),
        ([rule(1, {"var": "agreed"}), rule(2, {"!": [{"var": "agreed"}]})], {"agreed": False}, 2),
        ([rule(1, {"var": "person.vip"})], {"person": {"vip": True}}, 1),
    ],
)
def test_the_first_that_holds_counts(rules, facts, expected):
    assert engine(*rules).of(facts).number == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        # before it: what holds counts; behind it: nobody knows whether the broken one would have taken the case
        ([rule(1), rule(2, BREAKS)], Verdict(rule(1), 1)),
        ([rule(1, False), rule(2, BREAKS), rule(3)], Verdict(rule(2, BREAKS), 2, failed=True)),
        ([rule(1, {"nonsense": [1]}), rule(2)], Verdict(rule(1, {"nonsense": [1]}), 1, failed=True)),
        ([rule(1, {"nonsense": [1]}, on=False), rule(2)], Verdict(rule(2), 2)),
    ],
)
def test_a_rule_that_can_t_be_worked_out_sends_nothing_and_says_so(rules, expected):
    assert engine(*rules).of(MANY) == expected


def test_it_says_what_it_reads_of_the_rules_that_count():
    made = engine(
        rule(1, is_("person.name", "x")), rule(2, {"===": [{"today": []}, {"var": "day"}]}), rule(3, BREAKS, on=False)
    )
    assert made.names == {"person", "today", "day"}


CONDITIONS = st.one_of(
    st.booleans(),
    st.builds(is_, st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"])),
    st.builds(lambda n: {"number.at_least": [{"var": "n"}, n]}, st.integers(-2, 2)),
    st.just({"nonsense": [1]}),
)
RULES = st.lists(st.tuples(CONDITIONS, st.booleans()), max_size=80)
FACTS = st.fixed_dictionaries(
    {}, optional={"a": st.sampled_from(["x", "y"]), "b": st.sampled_from(["x", "y"]), "n": st.integers(-3, 3)}
)


def naive(rules, facts):
    """One rule after the other, each worked out alone."""
    for number, one in enumerate(rules, 1):
        if not one.on:
            continue
        if isinstance(one.when, dict) and "nonsense" in one.when:
            return number, True
        if Program({"it": one.when}).run(facts)["it"] is True:
            return number, False
    return 0, False


@settings(max_examples=60, deadline=None)
@given(RULES, FACTS)
def test_it_agrees_with_a_naive_one(drawn, facts):
    rules = [rule(number, when, on) for number, (when, on) in enumerate(drawn, 1)]
    found = engine(*rules).of(facts)
    assert (found.number, found.failed) == naive(rules, facts)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["up", "down", "switch", "delete", "copy"]), st.integers(0, 9)), max_size=12))
def test_rules_are_moved_without_losing_any(acts):
    rules = RuleSet(rules=tuple(rule(number) for number in range(1, 5)))
    do = {
        "up": lambda one: editing.move(one, -1),
        "down": lambda one: editing.move(one, 1),
        "switch": editing.switch,
        "delete": editing.remove,
        "copy": editing.duplicate,
    }
    for what, at in acts:
        if not rules.rules:
            break
        chosen, before = rules.rules[at % len(rules.rules)], [one.id for one in rules.rules]
        rules = do[what](chosen.id)(rules)
        after = [one.id for one in rules.rules]
        kept = {"delete": set(before) - {chosen.id}}.get(what, set(before))
        assert set(after) >= kept
        assert len(after) == len(set(after)) == len(before) + {"delete": -1, "copy": 1}.get(what, 0)
    assert RuleSet.model_validate(rules.model_dump(mode="json")) == rules


def test_a_target_names_people_or_none():
    with pytest.raises(ValueError, match="people"):
        Target(department=A, way=Way.PEOPLE)
    with pytest.raises(ValueError, match="people"):
        Target(department=A, people=(B,))


SCOPE = {
    "place": Variable(Kind.CHOICE, ("hall", "square")),
    "guests": Variable(Kind.INTEGER),
    "agreed": Variable(Kind.BOOLEAN),
}


@pytest.mark.parametrize(
    ("when", "blocking"),
    [
        (True, None),
        (is_("place", "hall"), None),
        (is_("nowhere", "hall"), True),
        (is_("place", "moon"), True),
        ({"number.above": [{"var": "place"}, 3]}, True),
        ({"var": "guests"}, True),
        ([], True),
        (False, False),
        ({"and": [{"var": "agreed"}, {"!": [{"var": "agreed"}]}]}, False),
    ],
)
@pytest.mark.django_db
def test_a_condition_is_checked(when, blocking):
    found = checking.condition(rule(1, when), SCOPE)
    assert [one.blocking for one in found] == ([] if blocking is None else [blocking])
    assert all(one.part == "when" and one.message for one in found)
