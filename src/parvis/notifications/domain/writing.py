"""Rendering an e-mail: two Jinja files of the calling module, in the reader's language.

`template="cases/received"` reads `cases/email/received.txt` and `.html` below the `templates` folder of `cases`; they
extend `layouts/email.txt` and `layouts/email.html`, and the HTML one's block `subject` is the subject of both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.template import engines
from django.utils import translation


@dataclass(frozen=True, slots=True)
class Written:
    """An e-mail as its reader sees it."""

    subject: str
    text: str
    html: str


def write(template: str, language: str, context: Mapping[str, Any]) -> Written:
    """Render both parts. The layouts need `site` in the context (`territory.data.Site`).

    Raises jinja2.UndefinedError for a name that the context lacks, jinja2.TemplateNotFound.
    """
    module, _, name = template.partition("/")
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    with translation.override(language):
        html = environment.get_template(f"{module}/email/{name}.html")
        text = environment.get_template(f"{module}/email/{name}.txt")
        said = dict(context)
        subject = "".join(html.blocks["subject"](html.new_context(said)))
        return Written(one_line(unescape(subject)), text.render(said).strip() + "\n", html.render(said))


def one_line(text: str) -> str:
    """A text that cannot end a header: every run of white space or control characters is one space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
