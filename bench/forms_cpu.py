"""CPU of the forms library alone: `python -m bench.forms_cpu`. Milliseconds of process time, best of five rounds.

The journey of `make bench` holds these figures inside a request; here they stand without session, database and page.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import tests.environment  # noqa: F401 - the settings of the demonstration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

from django.http import QueryDict  # noqa: E402

from parvis.forms.api import CompiledForm, check  # noqa: E402
from parvis.forms.data import FormDefinition  # noqa: E402
from tests.forms.making import Browser  # noqa: E402

CONTEXT = {"today": "2026-05-04"}
KINDS: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("text", {}, "Fête"),
    ("email", {}, "amina@exemple.fr"),
    ("phone", {}, "+33612345678"),
    ("integer", {}, 120),
    ("date", {}, "2026-07-14"),
    ("yes_no", {}, True),
    ("long_text", {}, "Une buvette\nde 14 h à 18 h"),
    ("address", {}, {"street": "14 rue de la Marine", "postcode": "59140", "city": "Dunkerque"}),
    ("choice", {"choices": [{"value": v, "label": {"fr": f"Groupe {v}"}} for v in "134"]}, "3"),
    ("choices", {"choices": [{"value": v, "label": {"fr": f"Lot {v}"}} for v in "abcd"]}, ["a", "c"]),
    ("person", {}, {"first_names": "Amina", "family_name": "Benali"}),
    ("date_time", {}, "2026-05-04T18:30:00+02:00"),
)


def form(pages: int, fields: int, conditions: int) -> tuple[FormDefinition, dict[str, object]]:
    """A form of all kinds of fields; conditions read the first yes/no of the page or of the one before."""
    answers: dict[str, object] = {}
    made = []
    left = conditions
    for p in range(pages):
        items = []
        for f in range(fields):
            kind, options, value = KINDS[f % len(KINDS)]
            name = f"p{p}_{f}"
            item: dict[str, object] = {
                "id": name,
                "type": kind,
                "label": {"fr": f"Question {p} {f}", "en": f"Question {p} {f}"},
                "required": True,
                "options": options,
            }
            if f > 5 and left and (pages * fields - p * fields - f) and f % 2:
                item["condition"] = {"==": [{"var": f"p{p}_5"}, True]}
                left -= 1
            items.append(item)
            answers[name] = value
        made.append({"id": f"page{p}", "title": {"fr": f"Page {p}"}, "sections": [{"id": f"s{p}", "items": items}]})
    definition = FormDefinition.model_validate({"title": {"fr": "Mesure"}, "pages": made})
    return definition, answers


def best(run: Callable[[], object], times: int = 100) -> float:
    """Milliseconds of CPU of one call."""
    rounds = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            run()
        rounds.append((time.process_time() - start) / times * 1000)
    return min(rounds)


def measure(pages: int, fields: int, conditions: int) -> None:
    definition, answers = form(pages, fields, conditions)
    assert not [problem for problem in check(definition) if problem.blocking]
    start = time.process_time()
    compiled = CompiledForm(definition)
    compiling = (time.process_time() - start) * 1000
    state = compiled.evaluate(answers, CONTEXT)
    start = time.process_time()
    html = compiled.render_page("page0", answers, state, {}, "fr", context=CONTEXT)
    first = (time.process_time() - start) * 1000
    sent = QueryDict(mutable=True)
    for name, values in Browser(html).sent.items():
        sent.setlist(name, values)
    body = sent.urlencode()
    posted = QueryDict(body)
    result = compiled.parse_page("page0", posted, answers, CONTEXT, language="fr")
    assert result.complete, result
    rows = {
        "compile": compiling,
        "first rendering of a page": first,
        "render a page": best(lambda: compiled.render_page("page0", answers, state, {}, "fr", context=CONTEXT)),
        "read the body (Django)": best(lambda: QueryDict(body)),
        "parse a page": best(lambda: compiled.parse_page("page0", posted, answers, CONTEXT, language="fr")),
        "evaluate": best(lambda: compiled.evaluate(answers, CONTEXT)),
        "validate all": best(lambda: compiled.validate(answers, CONTEXT, language="fr"), 20),
        "summary": best(lambda: compiled.summary(answers, state, "fr"), 20),
    }
    print(f"\n{pages} pages × {fields} fields, {len(compiled._book.rules)} conditions, page of {len(html)} characters")
    for name, milliseconds in rows.items():
        print(f"  {name:28} {milliseconds:8.2f} ms")


if __name__ == "__main__":
    measure(3, 15, 12)
    measure(5, 60, 120)
