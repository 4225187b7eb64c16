"""The studio at 300 questions: `python -m bench.studio`. Milliseconds of CPU, best of five.

An edit is what the server does between the click and the answer, but for the database: the operation, its patch, the
shape of what came out, every check. Promised: under 100 ms for 300 questions and 250 conditions.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import tests.environment  # noqa: F401 - the settings of the demonstration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

from parvis.expressions.api import Program  # noqa: E402
from parvis.forms.data import LocalizedText  # noqa: E402
from parvis.studio.data import AddField, Document, Duplicate, Edit, Move  # noqa: E402
from parvis.studio.domain import checking, patches  # noqa: E402
from parvis.studio.domain.operations import do, parse  # noqa: E402
from parvis.studio.domain.starting import starter  # noqa: E402

QUESTIONS, CONDITIONS, PAGES = 300, 250, 10
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
    checking.kept(checking.check(after, *parse(after)))
    return after


def figures() -> dict[str, float]:
    """What is measured, by its words."""
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
    answers = {f"p{p}q0": True for p in range(PAGES)} | {f"p{p}q2": 12 for p in range(PAGES)}
    label = LocalizedText(fr="Nouvelle", en="New")
    return {
        "an edit: words of a question": best(
            lambda: edit(document, Edit(id="p5q5", values={"label": {"fr": "Autrement", "en": "Otherwise"}}))
        ),
        "an edit: a question added": best(lambda: edit(document, AddField(into="p9s", type="text", label=label))),
        "an edit: a page copied": best(lambda: edit(document, Duplicate(id="p0"))),
        "an edit: a question moved": best(lambda: edit(document, Move(id="p5q9", down=True))),
        "checks alone": best(lambda: checking.check(document, *parse(document))),
        "120 conditions on one answer": best(lambda: program.run(answers), 50),
    }


def main() -> None:
    """Print the figures."""
    print(f"{QUESTIONS} questions, {CONDITIONS} conditions")
    for words, milliseconds in figures().items():
        print(f"  {words:32} {milliseconds:8.2f} ms")


if __name__ == "__main__":
    main()
