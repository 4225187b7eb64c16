"""The studio at 300 questions: `python -m bench.studio`, and within `make bench`. Milliseconds of CPU, best of five.

An edit is what the server does between the click and the answer, but for the database: the operation, its patch, the
shape of what came out, every check. Promised: under 100 ms for 300 questions and 250 conditions.
"""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.environment import ROOT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

import datalogic_py  # noqa: E402

from parvis.calendars.api import zone_of  # noqa: E402
from parvis.cases.data import Example  # noqa: E402
from parvis.cases.domain import handling  # noqa: E402
from parvis.conditions.api import Editor  # noqa: E402
from parvis.expressions.api import Program  # noqa: E402
from parvis.expressions.domain.engine import ENGINE  # noqa: E402
from parvis.forms.data import LocalizedText  # noqa: E402
from parvis.forms.domain import checking as form_checks  # noqa: E402
from parvis.studio.data import AddField, Document, Duplicate, Edit, Move, PutExample  # noqa: E402
from parvis.studio.domain import checking, observing, patches, rules  # noqa: E402
from parvis.studio.domain.operations import do, parse, written  # noqa: E402
from parvis.studio.domain.starting import starter  # noqa: E402

QUESTIONS, CONDITIONS, PAGES = 300, 250, 10
EXAMPLES = 20
NOBODY = uuid.UUID(int=0)
TYPES = ("yes_no", "text", "integer", "date", "choice", "long_text", "email", "phone", "amount", "address")


def large(questions: int = QUESTIONS, conditions: int = CONDITIONS) -> Document:
    """A procedure of so many questions on ten pages; conditions read two questions above."""
    document = starter(LocalizedText(fr="Grande", en="Large"), "accueil")
    pages = document["definition"]["form"]["pages"]
    left = conditions
    each = questions // PAGES
    for p in range(PAGES):
        items: list[dict[str, Any]] = []
        for q in range(each):
            kind = TYPES[q % len(TYPES)]
            item: dict[str, Any] = {"id": f"p{p}q{q}", "type": kind, "label": {"fr": f"Question {p} {q}", "en": "Q"}}
            if kind == "choice":
                item["options"] = {"choices": [{"value": v, "label": {"fr": v, "en": v}} for v in "abc"]}
            if left and q >= 5:
                first = {"==": [{"var": f"p{p}q0"}, q % 2 == 0]}
                item["condition"] = {"and": [first, {"number.above": [{"var": f"p{p}q2"}, q]}]}
                left -= 1
            items.append(item)
        title = {"fr": f"Page {p}", "en": f"Page {p}"}
        pages.append({"id": f"p{p}", "title": title, "sections": [{"id": f"p{p}s", "items": items}]})
    return do(document, Edit(id="objet", values={"hint": {"fr": "Mesure"}})).document


def best(run: Callable[[], object], rounds: int = 5) -> float:
    """Milliseconds of CPU of the best of some calls."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        found.append((time.process_time() - start) * 1000)
    return min(found)


def edit(document: Document, operation: Any) -> Document:
    """What an edit costs, without the database."""
    after = do(document, operation).document
    assert patches.patch(document, after)
    definition, face = parse(after)
    red = observing.check(definition, NOBODY)
    assert not red
    checking.kept([*checking.check(after, definition, face), *red])
    return after


@dataclass(frozen=True)
class Figure:
    """Milliseconds of CPU of something, and of what it can't do without."""

    what: str
    milliseconds: float
    floor: float | None
    floor_is: str


def _plain(document: Document) -> None:
    """What no edit goes without: the document read, its shape, the document written."""
    again: Document = json.loads(json.dumps(document))
    json.dumps(written(*parse(again)))


def _typed(document: Document) -> None:
    """A condition while one types it: what the page's script asks of the server."""
    at = rules.spot(document, "p5q9", rules.CONDITION)
    assert at is not None
    terms = rules.terms(document, at, "fr")
    editor = Editor(
        "rule",
        terms,
        {"and": [{"===": [{"var": "p5q0"}, True]}, {"number.above": [{"var": "p5q2"}, 7]}]},
        examine=lambda rule: rules.examine(document, at, [], rule, "fr"),
    )
    assert editor.complete
    editor.html()


_SAID: dict[str, Any] = {
    "yes_no": True,
    "integer": 12,
    "amount": 100,
    "date": "2026-05-04",
    "choice": "a",
    "email": "amina.benali@courriel.example",
    "phone": "+33612345678",
    "address": {"street": "14 rue de la Marine", "postcode": "59140", "city": "Dunkerque"},
}


def with_examples(document: Document, count: int = EXAMPLES) -> Document:
    """The same with imagined residents who answer every question, taken on and accepted; all that comes is expected."""
    handling.department_of = lambda organisation_id, code: NOBODY  # processes have read them; there is no database here
    handling.zone_of_organisation = lambda organisation_id: zone_of("59")
    answers = {f"p{p}q{q}": _SAID.get(TYPES[q % len(TYPES)], "Ainsi") for p in range(PAGES) for q in range(30)}
    answers |= {"demandeur": {"first_names": "Amina", "family_name": "Benali"}, "courriel": _SAID["email"]}
    answers["objet"] = "Une place"
    made = {"id": "un", "name": "Un", "on": "2026-05-04", "answers": answers}
    made["steps"] = [{"transition": "take"}]
    bench = observing.Bench(parse(document).definition, NOBODY)
    seen = bench.see(Example.model_validate(made)).values
    assert seen["sendable"], seen
    made["expects"] = observing.kept(seen)
    for number in range(count):
        document = do(document, PutExample(example={**made, "id": "", "name": f"Exemple {number}"})).document
    return document


def figures() -> list[Figure]:
    """What is measured."""
    checking._departments = lambda: frozenset({"accueil"})  # a process has read them; there is no database here
    document = large()
    assert checking.check(document, *parse(document)) == []
    conditions = {
        item["id"]: item["condition"]
        for page in document["definition"]["form"]["pages"]
        for section in page["sections"]
        for item in section["items"]
        if "condition" in item
    }
    program = Program(dict(list(conditions.items())[:120]))
    compiled = [ENGINE.compile_strict(json.dumps(rule)) for rule in program.page.values()]
    answers = {f"p{p}q0": True for p in range(PAGES)} | {f"p{p}q2": 12 for p in range(PAGES)}
    label = LocalizedText(fr="Nouvelle", en="New")
    plain = best(lambda: _plain(document))
    shape = best(lambda: parse(document))
    engine = best(lambda: ENGINE.session().evaluate_many(compiled, datalogic_py.DataHandle(answers)), 50)
    kept = "the document read, its shape, and written"
    words = Edit(id="p5q5", values={"label": {"fr": "Autrement", "en": "Otherwise"}})
    rule = {"and": [{"===": [{"var": "p5q0"}, False]}, {"number.above": [{"var": "p5q2"}, 99]}]}
    twenty = with_examples(document)
    return [
        Figure(f"an edit with {EXAMPLES} examples", best(lambda: edit(twenty, words)), plain, kept),
        Figure("an edit: words of a question", best(lambda: edit(document, words)), plain, kept),
        Figure("an edit: another condition", best(lambda: edit(document, _other(rule))), plain, kept),
        Figure(
            "an edit: a question added",
            best(lambda: edit(document, AddField(into="p9s", type="text", label=label))),
            plain,
            kept,
        ),
        Figure("an edit: a page copied", best(lambda: edit(document, Duplicate(id="p0"))), plain, kept),
        Figure("an edit: a question moved", best(lambda: edit(document, Move(id="p5q9", down=True))), plain, kept),
        Figure("a condition checked while typing", best(lambda: _typed(document)), plain, kept),
        Figure("checks alone", best(lambda: checking.check(document, *parse(document))), shape, "its shape"),
        Figure("checks of a form never seen", best(lambda: _unseen(document)), shape, "its shape"),
        Figure("120 conditions on one answer", best(lambda: program.run(answers), 50), engine, "the engine alone"),
    ]


_numbers = count(1)


def _other(rule: dict[str, Any]) -> Edit:
    """The condition of a question, never twice the same: nothing that was kept of it helps."""
    return Edit(id="p5q9", values={"condition": {"and": [*rule["and"], {"!==": [{"var": "p5q2"}, next(_numbers)]}]}})


def _unseen(document: Document) -> None:
    form_checks.forget()
    checking.check(document, *parse(document))


def measure() -> list[dict[str, Any]]:
    """The figures, of a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.studio", "--json"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(rows: list[dict[str, Any]]) -> Table:
    """The figures beside their floors."""
    made = Table(title=f"The studio at {QUESTIONS} questions and {CONDITIONS} conditions: CPU of the server")
    for name in ("", "ms", "floor, ms", "× floor", "the floor"):
        made.add_column(name, justify="left" if name in ("", "the floor") else "right")
    for row in rows:
        floor = row["floor"]
        made.add_row(
            row["what"],
            f"{row['milliseconds']:.2f}",
            f"{floor:.2f}",
            f"{row['milliseconds'] / floor:.1f}",
            row["floor_is"],
        )
    return made


def main(given: list[str]) -> None:
    """Print the figures, as JSON or as a table."""
    found = [asdict(one) for one in figures()]
    if given == ["--json"]:
        print(json.dumps(found))
    else:
        Console(width=120).print(table(found))


if __name__ == "__main__":
    main(sys.argv[1:])
