"""The page's script says what the server says: same values read, same questions shown."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from parvis.forms.domain.live import LivePage
from parvis.forms.registry import FIELD_TYPES
from tests.expressions.page import node
from tests.forms.making import CONTEXT, block, field, form, page
from tests.forms.test_every_field import asked

# what the page can't know: the register of communes, the ways of writing telephones and domains
SERVER_ALONE = {
    *("commune", "phone", "email", "person", "address", "association", "identity", "school"),
    *("parcel", "statement", "data_choice", "case_link", "signature"),
}
READ_ALIKE = [
    pytest.param(kind, example, id=f"{kind.name}-{number}")
    for kind in FIELD_TYPES
    if kind.name not in SERVER_ALONE
    for number, example in enumerate(kind.examples)
    if example.options.get("of") != "epci"  # found by name
]
REFUSED_ALIKE = [
    pytest.param(kind, wrong, id=f"{kind.name}-{number}")
    for kind in FIELD_TYPES
    if kind.name in ("date", "date_time", "integer", "decimal", "amount", "iban", "checkbox")
    for number, wrong in enumerate(kind.wrong)
    if not wrong.options
]


class Script:
    def __init__(self) -> None:
        script = Path(__file__).with_name("page.mjs")
        command = [node(), "--disallow-code-generation-from-strings", str(script)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        reply: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert "error" not in reply, reply["error"]
        return reply

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    running = Script()
    yield running
    running.close()


@pytest.mark.parametrize(("kind", "example"), READ_ALIKE)
def test_values_are_read_alike(script, kind, example):
    if not kind.asks:
        pytest.skip("nothing is asked")
    value = script.ask(reader=kind.live, typed=example.typed)["value"]
    assert sorted(value) == sorted(example.value) if kind.name == "choices" else value == example.value


@pytest.mark.parametrize(("kind", "wrong"), REFUSED_ALIKE)
def test_what_the_server_refuses_no_rule_sees(script, kind, wrong):
    value = script.ask(reader=kind.live, typed=wrong.typed)["value"]
    # bounds are the server's alone: a date of the year 206 or a negative number is one for rules
    assert value is None or kind.read(wrong.typed, asked(kind)).errors


@settings(deadline=None, max_examples=200)
@given(
    typed=st.fixed_dictionaries(
        {
            part: st.lists(
                st.sampled_from(
                    [
                        "",
                        "1",
                        "31",
                        "12",
                        "02",
                        "2026",
                        "2028",
                        "29",
                        "mai",
                        "févr.",
                        "sept",
                        "aout",
                        "ma",
                        "4/5/2026",
                        "1er mai 2026",
                        "2026-05-04",
                        "٣",
                        "１２",
                    ]
                ),
                min_size=1,
                max_size=1,
            )
            for part in ("day", "month", "year")
        }
    )
)
def test_dates_are_read_alike(script, typed):
    kind = FIELD_TYPES["date"]
    reading = kind.read(typed, asked(kind))
    if reading.errors and "202" not in str(reading.errors):
        assert script.ask(reader="date", typed=typed)["value"] is None
    else:
        assert script.ask(reader="date", typed=typed)["value"] == reading.value


def yes(name: str) -> dict[str, Any]:
    return {"==": [{"var": name}, True]}


def test_the_same_questions_are_shown(script):
    made = form(
        page("first", field("before", "yes_no")),
        page(
            "p",
            field("a", "yes_no"),
            field("b", "yes_no", condition=yes("a")),
            field("c", condition={"and": [yes("b"), yes("before")]}, required=yes("a")),
            field("total", "integer", computed={"if": [yes("b"), 2, 1]}),
            field("d", condition={"number.at_least": [{"var": "total"}, 2]}),
            block(
                "rows",
                field("on", "yes_no"),
                field("why", condition=yes("on"), required=yes("a")),
                block(
                    "inner",
                    field("x", "yes_no"),
                    field("y", condition={"and": [yes("x"), yes("b")]}, required=yes("on")),
                    field("sum", "integer", computed={"if": [yes("x"), 2, 1]}),
                    condition=yes("on"),
                ),
                field("many", condition={"number.above": [{"list.sum": [{"var": "inner"}, {"var": "sum"}]}, 2]}),
                condition=yes("a"),
            ),
        ),
    )
    [_, leaf] = made._leaves
    answer = st.sampled_from([None, True, False])
    row = st.tuples(answer, st.lists(answer, max_size=2))

    @settings(deadline=None, max_examples=150)
    @given(before=answer, a=answer, b=answer, rows=st.lists(row, max_size=3))
    def alike(before, a, b, rows):
        here = {"a": a, "b": b, "rows": [{"on": on, "inner": [{"x": x} for x in inner]} for on, inner in rows]}
        given_ = {
            name: value for name, value in {"before": before, **here}.items() if value is not None and value != []
        }
        state = made.evaluate(given_, CONTEXT)
        data = LivePage(made._book, leaf).script_data(state, CONTEXT)
        said = script.ask(page=data, answers=here)
        ours = {path for path in state.visible if path.partition(".")[0] in leaf.ids() or path == "p_s"}
        assert set(said["visible"]) == ours
        assert set(said["required"]) == set(state.required)

    alike()
