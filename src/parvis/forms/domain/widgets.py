"""Drawing inputs: the stock macros run once per (field, language, inputs in error); the outcome is filled by splicing.

A macro costs some 0.4 ms. So a type draws itself with private-use characters, *slots*, where a value, a message, a row
number or `checked` will stand, and the HTML is cut at them. Filling joins the pieces with escaped texts: microseconds,
and the very HTML of the macros. No slot character can come from elsewhere: definitions and input are rid of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from parvis.forms.domain.questions import HTML_PREFIX, Question, Rows
from parvis.forms.registry import Asked

_FIRST = 0xE000
_SLOT = re.compile("([\ue000-\uf8ff])")
_MACRO_NAMES = {
    "checkboxes": "govukCheckboxes",
    "date-input": "govukDateInput",
    "details": "govukDetails",
    "fieldset": "govukFieldset",
    "file-upload": "govukFileUpload",
    "input": "govukInput",
    "inset-text": "govukInsetText",
    "radios": "govukRadios",
    "select": "govukSelect",
    "textarea": "govukTextarea",
    "warning-text": "govukWarningText",
    "error-message": "govukErrorMessage",
    "hint": "govukHint",
}

Role = Literal["value", "chosen", "late", "error", "row", "optional", "static"]


@cache
def macro(component: str) -> Any:
    """A macro of the component library by the name of its component."""
    template = get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    return getattr(template.template.module, _MACRO_NAMES[component])  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands at one place of a drawn field; `static` is literal HTML."""

    role: Role
    text: str = ""
    """Part of the field, the depth of a row, or the HTML itself."""
    value: str = ""
    """Of a choice."""
    attribute: str = ""


class Widget:
    """What a type of field has at hand while it is drawn; see `parvis.forms.registry.WidgetParams`."""

    def __init__(self, question: Question, language: str, errors: frozenset[str]) -> None:
        self.asked: Asked[Any] = question.asked[language]
        self._question = question
        self._errors = errors
        self._slots: list[Slot] = []
        self._base = HTML_PREFIX + "-".join(self._steps())

    def _steps(self) -> list[str]:
        """Its name, after the id and the row of each block around it."""
        blocks = enumerate(self._question.blocks)
        around = (step for depth, block in blocks for step in (block.id, self._slot(Slot("row", str(depth)))))
        return [*around, self._question.id]

    def _slot(self, slot: Slot) -> str:
        if slot not in self._slots:
            self._slots.append(slot)
        return chr(_FIRST + self._slots.index(slot))

    def id(self, part: str = "") -> str:
        """HTML id and name of an input."""
        return f"{self._base}-{part}" if part else self._base

    def value(self, part: str = "") -> str:
        """Where the value of an input goes."""
        return self._slot(Slot("value", part))

    def chosen(self, part: str, value: str, attribute: str = "checked") -> str:
        """Where `checked` (or `selected`) goes when `value` is among those of the input. An attribute of the macros."""
        return self._slot(Slot("chosen", part, value, attribute))

    def late(self, part: str) -> str:
        """Where the type's `late` HTML goes."""
        return self._slot(Slot("late", part))

    def error(self, part: str = "") -> dict[str, str] | None:
        """The message of one input, as the macros take it."""
        if part not in self._errors:
            return None
        return {"text": self._slot(Slot("error", part)), "visuallyHiddenText": _("Error")}

    def any_error(self) -> dict[str, str] | None:
        """The first message of the field, for groups that show one."""
        return next((found for part in self._question.parts if (found := self.error(part))), None)

    def _title(self) -> str:
        title = escape(self.asked.label)
        required = self._question.field.required
        if required is True:
            return str(title)
        if required is False:
            return str(title + Markup(' <span class="pv-optional">{}</span>').format(_("(optional)")))
        # a rule decides: the words stand there and hide
        mark = f'data-optional="{".".join(self._steps())}"{self._slot(Slot("optional"))}'
        return str(title) + f' <span class="pv-optional" {mark}>{escape(_("(optional)"))}</span>'

    def label(self) -> dict[str, str]:
        """The question as the label of its sole input."""
        return {"html": self._title(), "classes": "govuk-label--s"}

    def legend(self) -> dict[str, str]:
        """The question as the legend of a group of inputs."""
        return {"html": self._title(), "classes": "govuk-fieldset__legend--s"}

    def hint(self, instead: str = "") -> dict[str, str] | None:
        """The hint of the definition, or `instead`."""
        text = self.asked.hint or instead
        return {"text": text} if text else None

    def component(self, name: str, params: Mapping[str, Any]) -> str:
        """The HTML of a component of the library."""
        return str(macro(name)(_without_none(params)))

    def sole_input(self, *, hint_else: str = "", **params: Any) -> str:
        """The only input of the field."""
        return self.component(
            "input",
            {
                "id": self.id(),
                "name": self.id(),
                "label": self.label(),
                "hint": self.hint(hint_else),
                "errorMessage": self.error(),
                "value": self.value(),
                **params,
            },
        )

    def part_input(self, part: str, label: str, *, hint: str = "", messages: bool = True, **params: Any) -> str:
        """One input among several; without `messages` the group shows them and the input is only marked."""
        if not messages and self.error(part):
            params["classes"] = f"{params.get('classes', '')} govuk-input--error".strip()
        return self.component(
            "input",
            {
                "id": self.id(part),
                "name": self.id(part),
                "label": {"text": label},
                "hint": {"text": hint} if hint else None,
                "errorMessage": self.error(part) if messages else None,
                "value": self.value(part),
                **params,
            },
        )

    def group(self, *inner: str, error: dict[str, str] | None = None) -> str:
        """Several inputs under the question as their legend, with its hint and, where given, one message for all."""
        described, heads = [], []
        if hint := self.hint():
            described.append(f"{self.id()}-hint")
            heads.append(self.component("hint", {"id": described[-1], **hint}))
        if error:
            described.append(f"{self.id()}-error")
            heads.append(self.component("error-message", {"id": described[-1], **error}))
        fieldset = self.component(
            "fieldset",
            {
                "legend": self.legend(),
                "role": "group",
                "describedBy": " ".join(described) or None,
                "html": Markup("").join(Markup(one) for one in (*heads, *inner)),  # noqa: S704 - made by macros
            },
        )
        modifier = " govuk-form-group--error" if error else ""
        return f'<div class="govuk-form-group pv-group{modifier}" id="{self.id()}">{fieldset}</div>'

    def cut(self, html: str) -> tuple[Slot, ...]:
        """Drawn HTML cut at its slots."""
        pieces = (
            self._slots[ord(piece) - _FIRST] if _SLOT.fullmatch(piece) else Slot("static", piece)
            for piece in _SLOT.split(html)
            if piece
        )
        return tuple(pieces)


def _without_none(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field drawn once, to be filled many times."""

    question: Question
    pieces: tuple[Slot, ...]

    def fill(
        self,
        typed: Mapping[str, Sequence[str]],
        errors: Mapping[str, str],
        *,
        rows: Rows,
        required: bool,
        language: str,
    ) -> str:
        """The HTML with what was typed (by part) and the messages (by part) in place, all escaped here."""
        out: list[str] = []
        for piece in self.pieces:
            role = piece.role
            if role == "static":
                out.append(piece.text)
            elif role == "value":
                values = typed.get(piece.text)
                if values:
                    out.append(str(escape(values[0])))
            elif role == "chosen":
                if piece.value in typed.get(piece.text, ()):
                    out.append(f" {piece.attribute}")
            elif role == "error":
                out.append(str(escape(errors[piece.text])))
            elif role == "row":
                out.append(str(rows[int(piece.text)]))
            elif role == "optional":
                out.append(" hidden" if required else "")
            else:
                question = self.question
                out.append(str(question.type.late(piece.text, typed, question.html_id(rows), question.asked[language])))
        return "".join(out)


def draw(question: Question, language: str, errors: frozenset[str]) -> Drawn:
    """Run the macros for one field. `errors`: the parts that have a message."""
    with translation.override(language):
        widget = Widget(question, language, errors)
        return Drawn(question, widget.cut(question.type.widget(widget)))
