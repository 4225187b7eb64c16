"""The words of variables: the same variables as rules may read, and what may not be read yet where a rule stands."""

from collections.abc import Iterator
from typing import Any

import pytest

from parvis.cases.domain import zones
from parvis.expressions.api import Code, Kind, Sense, check as check_rule, reads, scope_of
from parvis.forms.api import ANSWER, CHECK, CONDITION, scope, terms
from parvis.forms.data import Block, Field, FormDefinition
from parvis.procedures.demonstration.catalogue import CATALOGUE, Entry
from tests.forms.making import block, definition, field, page


def _rules(item: Any) -> Iterator[tuple[str, str, Any]]:
    yield item.id, CONDITION, item.condition
    if isinstance(item, Block):
        for inner in item.fields:
            yield from _rules(inner)
    if isinstance(item, Field):
        yield item.id, ANSWER, item.required
        yield item.id, ANSWER, item.computed
        for one in item.checks:
            yield item.id, CHECK, one.rule


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.slug)
def test_they_are_the_variables_and_no_rule_of_ours_reads_too_early(entry: Entry) -> None:
    made = entry.definition(["59183"])
    followings = zones.followings(made)
    assert scope_of(terms(made.form, "fr", followings)) == scope(made.form, followings)
    for one in made.form.pages:
        for section in one.sections:
            for item in section.items:
                for at, part, rule in _rules(item):
                    if rule is None or isinstance(rule, bool):
                        continue
                    known = terms(made.form, "fr", followings, at=at, part=part)
                    names = {name for name, term in known.items() if term.later}
                    assert not {name.partition(".")[0] for name in names} & reads(rule), (at, part)


FORM: FormDefinition = definition(
    page("one", field("a"), field("b", "amount"), block("rows", field("r1"), field("r2", "date"), field("r3"))),
    page("two", field("c", "commune"), field("papers", "file"), field("d", "integer", computed={"var": "b"})),
)


@pytest.mark.parametrize(
    ("at", "part", "later"),
    [
        ("", "", set()),
        ("one", CONDITION, {"a", "b", "rows", "c.insee", "c.name", "papers", "d"}),
        ("b", CONDITION, {"b", "rows", "c.insee", "c.name", "papers", "d"}),
        ("b", ANSWER, {"b", "c.insee", "c.name", "papers", "d"}),
        ("b", CHECK, {"c.insee", "c.name", "papers", "d"}),
        ("r2", CONDITION, {"r2", "r3", "rows", "c.insee", "c.name", "papers", "d"}),
        ("r2", ANSWER, {"r2", "rows", "c.insee", "c.name", "papers", "d"}),
        ("two", CONDITION, {"c.insee", "c.name", "papers", "d"}),
        ("d", ANSWER, {"d"}),
    ],
)
def test_what_is_asked_later(at: str, part: str, later: set[str]) -> None:
    assert {name for name, term in terms(FORM, "fr", at=at, part=part).items() if term.later} == later


def test_they_say_how_values_are_typed() -> None:
    found = terms(FORM, "en")
    assert found["b"].sense is Sense.CENTS
    assert (found["c.insee"].sense, found["c.insee"].label) == (Sense.COMMUNE, "Question c (en)")
    assert found["papers"].variable.kind is Kind.RECORDS
    assert found["rows"].rows["r2"].place == "Page one (en) › Bloc rows (en)"
    # what is computed keeps to no bounds
    assert (found["b"].variable.least, found["d"].variable.least) == (0, None)
    never = {"number.below": [{"var": "b"}, 0]}
    assert [one.code for one in check_rule(never, scope_of(found))] == [Code.ALWAYS_FALSE]
    assert check_rule({"number.below": [{"var": "d"}, 0]}, scope_of(found)) == []
