"""Answers in an address: parameters named by the paths of the form, read as if they had been typed.

Only what a question takes is put; the rest is said. What somebody writes into an address stands in histories and on
other people's servers: it is no place for what is personal (docs/operate/links.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from parvis.forms.api import CompiledForm, around

#: parameters that are looked at, characters of a name and of a value
MOST, LONGEST_NAME, LONGEST_VALUE = 60, 120, 1000
#: parameters of those who count visits: said by nobody, put nowhere
_COUNTING = ("utm_", "mtm_", "pk_", "at_")


@dataclass(slots=True)
class Read:
    """answers: as the form keeps them. shown: label and text of those that are seen at first. problems: sentences.
    params: what was understood, to be sent once more.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    shown: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(form: CompiledForm, params: QueryDict, context: Mapping[str, Any], language: str) -> Read:
    """What the parameters of an address answer. Never raises for what somebody wrote."""
    found, cells = Read(), {}
    names = [name for name in params if not name.lower().startswith(_COUNTING)]
    for name in names[:MOST]:
        text = "\n".join(params.getlist(name)).strip()
        if not form.answers_to(name[:LONGEST_NAME], language):
            words = _("“%(name)s” is no question of this form that a link can answer.")
            found.problems.append(words % {"name": name[:LONGEST_NAME]})
        elif len(text) > LONGEST_VALUE or "\x00" in text:
            found.problems.append(_("“%(name)s”: this is too long, or can’t be read.") % {"name": name})
        elif text:
            cells[name] = text
    if len(names) > MOST:
        found.problems.append(_("There is too much in this link: only a part of it was read."))
    with around(context):
        found.answers, wrong = form.understood(cells, language)
    for name, message in wrong.items():
        found.problems.append(_("“%(name)s”: %(message)s") % {"name": name, "message": message})
    state = form.evaluate(found.answers, context)
    found.shown = [(one.label, one.text) for one in form.answered(state, language) if one.id in found.answers]
    return found
