"""The Big List of Naughty Strings through every input of every type of field."""

import json
import os
from pathlib import Path

import pytest

from parvis.forms.registry import FIELD_TYPES
from tests.forms.conftest import data_sets as data_sets, directory as directory
from tests.forms.making import CONTEXT, Browser, form, page, post
from tests.forms.test_every_field import asked, field, options

LIST = Path(os.environ.get("PARVIS_CORPUS", "../shared/data")).absolute() / "naughty" / "blns.json"
ASKING = [kind for kind in FIELD_TYPES if kind.asks]
# what shows as a picture of our own what numbers draw
DRAWN = {"signature": ("img",)}
# made harder: slots, NUL, a lone surrogate, turned text, what ends elements and templates
OWN = [
    "\0",
    "a\0b",
    "\ue000\ue001",
    "\ud800",
    "\u202egnp.exe",
    "</script>",
    "{{ 7*7 }}",
    "{% raw %}",
    "\r\n" * 50,
    "x" * 100_000,
]


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    if not LIST.exists():
        pytest.skip(f"no corpus: {LIST} is missing (set PARVIS_CORPUS)")
    found = json.loads(LIST.read_text())
    assert len(found) > 400
    return [*found, *OWN]


@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.name)
def test_naughty_strings_are_values_or_messages(kind, naughty):
    language = "en" if len(kind.name) % 2 else "fr"
    made = form(page("p", field("x", kind.name, options=options(kind), required=True), field("after")))
    parts = kind.parts(asked(kind).options)
    bare = Browser(made.render_page("p", {}, made.evaluate({}, CONTEXT), {}, language))
    elements = [tag for tag, _ in bare.elements]
    accepted = 0
    # a type of many inputs gets a share of the list in each of them: it is the same reading
    for text in naughty if len(parts) < 6 else [*naughty[:: len(parts)], *OWN]:
        for part in parts:
            name = "f-x" + (f"-{part}" if part else "")
            result = made.parse_page("p", post({name: text, "f-after": text}), {}, CONTEXT, language=language)
            json.dumps(result.answers).encode()
            stored = json.dumps(result.answers, ensure_ascii=False)
            assert "\\u0000" not in stored, "PostgreSQL refuses NUL in jsonb"
            stored.encode()
            accepted += "x" in result.answers
            html = str(made.render_page("p", result.answers, result.state, result.errors, language))
            found = Browser(html)
            added = [tag for tag, _ in found.elements if tag not in elements]
            # files are listed as they were given, even where they cannot be read
            harmless = {
                "p",
                "span",
                "fieldset",
                "legend",
                *(("li", "button") if kind.holds_files else DRAWN.get(kind.name, ())),
            }
            assert set(added) <= harmless, f"{text!r} brought {added}"
            assert not any("\ue000" <= character <= "\uf8ff" for character in html)
            again = made.parse_page("p", found.post(), {}, CONTEXT, language=language)
            assert again.answers.get("x") == result.answers.get("x")
            # a forged choice can't be shown again, so what is then missing is the answer
            assert again.errors.keys() == result.errors.keys()
            for section in made.summary(result.answers, result.state, language):
                for row in section.rows:
                    assert "<script" not in row.html
                    Browser(row.html)
    if kind.name in ("text", "long_text"):
        assert accepted > 300
