"""A line of text of a given form: a file number, a postcode of another country, a code of one's own.

The form is a regular expression that an engine without backtracking runs (Rust's `regex`): whatever a designer writes
and whoever answers, reading an answer takes a time that grows with its length alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from pydantic import Field as Constrained, field_validator

from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields.text import OneLine, Width, length_message, width_class
from parvis.forms.registry import (
    Asked,
    Example,
    FieldOptions,
    Reading,
    Typed,
    WidgetParams,
    Wrong,
    field_type,
)

#: bytes that a compiled pattern may take: beyond, it counts repetitions of repetitions
_SIZE = 1_000_000


@lru_cache(maxsize=512)
def _matcher(pattern: str) -> Any:
    """What tells whether the whole of a text has that form. Raises ValueError for what is no safe pattern."""
    import jsonschema_rs  # 8 MB that forms without such a field don't load

    schema = {"type": "string", "pattern": f"^(?:{pattern})$"}
    options = jsonschema_rs.RegexOptions(size_limit=_SIZE, dfa_size_limit=_SIZE)
    try:
        return jsonschema_rs.Draft202012Validator(schema, pattern_options=options)
    except jsonschema_rs.ValidationError as error:
        raise ValueError(
            "this pattern can’t be checked safely: no look-around, no back-reference, no huge count"
        ) from (error)


def usable(pattern: str) -> bool:
    """Whether a field may have that pattern."""
    try:
        _matcher(pattern)
    except ValueError:
        return False
    return bool(pattern) and len(pattern) <= 500


class FormattedTextOptions(FieldOptions):
    pattern: str = Constrained(min_length=1, max_length=500)
    """Regular expression that the whole text has to match."""
    example: str = Constrained(default="", max_length=100)
    """A text that matches: shown under the question, and in the message where there is none of one's own."""
    message: LocalizedText | None = None
    """What to say of a text of another form."""
    max_length: int = Constrained(default=200, ge=1, le=1000)
    width: Width = "full"
    upper: bool = False
    """Whether small letters are taken for capitals."""

    @field_validator("pattern")
    @classmethod
    def _safe(cls, pattern: str) -> str:
        _matcher(pattern)
        return pattern

    def allows(self, text: str) -> bool:
        return bool(_matcher(self.pattern).is_valid(text))


_FILE = {"pattern": "[0-9]{2}-[A-Z]{3}-[0-9]{4}", "example": "26-URB-0042", "upper": True}


@field_type
class FormattedText(OneLine[FormattedTextOptions]):
    name = "formatted_text"
    title = LocalizedText(fr="Texte au format imposé", en="Text of a given form")
    Options = FormattedTextOptions
    index = {"": IndexKind.CODE}
    live = "text"
    examples = (
        Example({"": [" 26-URB-0042 "]}, "26-URB-0042", _FILE, text="26-URB-0042"),
        Example({"": ["07:45"]}, "07:45", {"pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}),
        Example({"": ["1" * 200]}, "1" * 200, {"pattern": "(?:[0-9]|[1-9])+"}),
    )
    wrong = (
        Wrong({"": ["26-URB-42"]}, options=_FILE),
        Wrong({"": ["x 26-URB-0042"]}, options=_FILE),
        Wrong({"": ["26-URB-0042\n1"]}, options=_FILE),
        Wrong({"": ["1" * 199 + "x"]}, options={"pattern": "(?:[0-9]|[1-9])+"}),
        Wrong({"": ["1" * 201]}, options={"pattern": "[0-9]+"}),
    )

    def read(self, typed: Typed, asked: Asked[FormattedTextOptions]) -> Reading:
        options = asked.options
        text = first(typed)
        text = text.upper() if options.upper else text
        if not text:
            return Reading()
        long = length_message(len(text), 0, options.max_length)
        if long:
            return Reading(errors={"": long})
        if options.allows(text):
            return Reading(text)
        if options.message:
            return Reading(errors={"": options.message.into(asked.language)})
        if options.example:
            said = _("Write it like this: %(example)s") % {"example": options.example}
            return Reading(errors={"": said})
        return Reading(errors={"": _("This answer does not have the form that is expected: check it")})

    def widget(self, w: WidgetParams) -> str:
        options = w.asked.options
        example = _("For example, %(example)s") % {"example": options.example} if options.example else ""
        return w.sole_input(classes=width_class(options.width), autocomplete="off", spellcheck=False, hint_else=example)

    def schema(self, asked: Asked[FormattedTextOptions]) -> dict[str, Any]:
        options = asked.options
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": options.max_length,
            "pattern": f"^(?:{options.pattern})$",
        }

    def cells(self, value: JsonValue, asked: Asked[FormattedTextOptions]) -> list[str | int | None]:
        return [value]
