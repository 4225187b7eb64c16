"""The seam of field types: one class holds all that a type is; one new file in `fields/` is a new type.

`docs/develop/fields.md` says how to add one; `tests/forms/test_every_field.py` then runs over it, with its `examples`.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _
from markupsafe import Markup, escape
from pydantic import TypeAdapter

from parvis.expressions.api import Kind, Sense, Variable
from parvis.forms.data import Column, Definition, IndexKind, JsonValue, LocalizedText
from parvis.kernel.registry import Registry

O = TypeVar("O", bound="FieldOptions")  # noqa: E741 - the options of a type

Typed = Mapping[str, Sequence[str]]
"""What the inputs of one field hold, by part: `{"day": ["4"], "month": ["5"], …}`; "" for a sole input."""


class FieldOptions(Definition):
    """Base of the options that a type of field offers to whoever designs a form."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[O]):
    """A question in one language, as reading and display need it."""

    id: str
    label: str
    hint: str
    options: O
    language: str
    required_message: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of what was typed: a normalised value, or messages by part. Neither means "left empty"."""

    value: JsonValue = None
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A pair for tests, previews and documentation: what someone types, and the normalised value."""

    typed: Mapping[str, Sequence[str]]
    value: JsonValue
    options: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    """How French readers see it (leave empty where the suite need not check)."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that people may type and that must be refused beside `part`."""

    typed: Mapping[str, Sequence[str]]
    part: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


class WidgetParams(Protocol):
    """What a type has at hand to draw its inputs; see `parvis.forms.domain.widgets.Widget`."""

    asked: Asked[Any]

    def id(self, part: str = "") -> str: ...
    def value(self, part: str = "") -> str: ...
    def chosen(self, part: str, value: str, attribute: str = "checked") -> str: ...
    def late(self, part: str) -> str: ...
    def error(self, part: str = "") -> dict[str, str] | None: ...
    def label(self) -> dict[str, str]: ...
    def legend(self) -> dict[str, str]: ...
    def hint(self, extra: str = "") -> dict[str, str] | None: ...
    def component(self, name: str, params: Mapping[str, Any]) -> str: ...
    def sole_input(self, **params: Any) -> str: ...
    def any_error(self) -> dict[str, str] | None: ...
    def group(self, *inner: str, error: dict[str, str] | None = None) -> str: ...
    def part_input(self, part: str, label: str, **params: Any) -> str: ...


def _bound(value: Any) -> float | str | None:
    """A bound of the options as rules know values; None for what is none."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


class FieldType(ABC, Generic[O]):
    """All aspects of one type of field."""

    name: ClassVar[str]
    title: ClassVar[LocalizedText]
    """What whoever designs a form reads in the list of types."""
    Options: ClassVar[type[FieldOptions]] = FieldOptions
    shape: ClassVar[Any]
    """Python type of the normalised value, for pydantic: what API and prefill may hand in."""
    kind: ClassVar[Kind | None]
    """Kind of the value in expressions; None where none can read it as a whole."""
    index: ClassVar[Mapping[str, IndexKind]] = {}
    """How lists keep each part of the value ("" for the value itself): what they filter and sort by."""
    unindexed: ClassVar[str] = ""
    """Why lists keep nothing of it, where they don't."""
    several: ClassVar[bool] = False
    """Whether one answer gives lists several values (several choices)."""
    prefill: ClassVar[tuple[str, ...]] = ()
    """Sources that may fill the field: "person.email", "association.siret"…"""
    senses: ClassVar[Mapping[str, Sense]] = {}
    """What the value, or a part of it, stands for where its kind does not say: cents, a commune, half of a point."""
    asks: ClassVar[bool] = True
    """False for what is only read (an explanation)."""
    stamped: ClassVar[bool] = False
    """Whether the value keeps, in its part `at`, the moment at which the server first saw it as it is."""
    anew: ClassVar[bool] = False
    """Whether only the person who answers may give it, anew each time: never carried over, prefilled or imported."""
    live: ClassVar[str] = "text"
    """Name of the reader in `static/forms/readers.js` that gives the page's script the normalised value."""
    holds_files: ClassVar[bool] = False
    """Whether the value is a list of files (`fields.file.FileValue`): they are taken in, checked, given and removed
    with it, and no text answers it."""
    withheld: ClassVar[bool] = False
    """Whether its files are for who handles the request alone: marked when they come in, erased before anything else,
    and never in what leaves the page (exports, other programmes, opinions): there it is said that they were given."""
    examples: ClassVar[tuple[Example, ...]] = ()
    wrong: ClassVar[tuple[Wrong, ...]] = ()

    # -- shape ------------------------------------------------------------------------------------------------------

    def parts(self, options: O) -> tuple[str, ...]:
        """Names of the HTML inputs, the first being the one that an error summary leads to; ("",) for a sole one."""
        return ("",)

    def variable(self, options: O) -> Variable | None:
        """What an expression reads under the field's id; None where it can read the parts alone."""
        if self.kind is None:
            return None
        if self.kind not in (Kind.INTEGER, Kind.DECIMAL, Kind.DATE):
            return Variable(self.kind)
        # what the question refuses, no rule sees
        least, most = (_bound(getattr(options, name, None)) for name in ("min", "max"))
        return Variable(self.kind, least=least, most=most)

    def subvariables(self, options: O) -> Mapping[str, Variable]:
        """What expressions may read of the parts of the value (`address.postcode`)."""
        return {}

    # -- in ---------------------------------------------------------------------------------------------------------

    @abstractmethod
    def read(self, typed: Typed, asked: Asked[O]) -> Reading:
        """Understand what was typed. Pure: equal input, equal reading. Texts are already trimmed and bounded."""

    @abstractmethod
    def typed(self, value: JsonValue, asked: Asked[O]) -> dict[str, list[str]]:
        """What the inputs show for a value; `read(typed(value)).value == value` for every valid value."""

    def accept(self, value: JsonValue, asked: Asked[O]) -> Reading:
        """Check a value that came by another door (API, prefill, an older revision) as if it had been typed."""
        try:
            self._adapter().validate_python(value, strict=True)
            reading = self.read(self.typed(value, asked), asked)
        except ValueError:  # another shape (pydantic's errors are some), or no date where one is due
            return self._odd(asked)
        return self._odd(asked) if reading.value is None and not reading.errors else reading

    def stands(self, value: JsonValue, options: O, before: O, *, sent: bool) -> bool:
        """Whether a value that this request gave where the options were `before` is kept as it is, looked at by its
        shape alone; else it is accepted anew. sent: nobody writes the request any more.
        """
        return options == before

    def shaped(self, value: JsonValue) -> bool:
        """Whether a value has the shape of this type."""
        try:
            self._adapter().validate_python(value, strict=True)
        except ValueError:
            return False
        return True

    def written(self, text: str, asked: Asked[O]) -> Reading:
        """Understand an answer that somebody wrote as one text: a spreadsheet's cell, what a list is filtered by."""
        parts = self.parts(asked.options)
        if "" not in parts:
            return self.accept(text, asked)
        return self.read({part: [text if part == "" else ""] for part in parts}, asked)

    def _odd(self, asked: Asked[O]) -> Reading:
        return Reading(errors={self.parts(asked.options)[0]: _("This answer can’t be read: please give it again")})

    @classmethod
    def _adapter(cls) -> TypeAdapter[Any]:
        if "_shape_adapter" not in cls.__dict__:
            cls._shape_adapter = TypeAdapter(cls.shape)
        return cls._shape_adapter

    _shape_adapter: ClassVar[TypeAdapter[Any]]

    # -- out --------------------------------------------------------------------------------------------------------

    @abstractmethod
    def widget(self, w: WidgetParams) -> str:
        """The HTML of the inputs, with slots where values, messages and row numbers go."""

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[O]) -> Markup:
        """HTML that depends on what was typed, for `WidgetParams.late` slots; the others are filled without a call."""
        raise NotImplementedError(f"{self.name} draws nothing late")

    @abstractmethod
    def text(self, value: JsonValue, asked: Asked[O]) -> str:
        """The value for readers, in plain text."""

    def html(self, value: JsonValue, asked: Asked[O]) -> Markup:
        """The value for readers, escaped."""
        return escape(self.text(value, asked))

    def drawn(self, value: JsonValue) -> str:
        """What was drawn by hand, as the path of an SVG in 600 by 200 points: for documents. Nothing, most often."""
        return ""

    # -- elsewhere --------------------------------------------------------------------------------------------------

    @abstractmethod
    def schema(self, asked: Asked[O]) -> dict[str, Any]:
        """JSON Schema (2020-12) of the normalised value, without title and description."""

    def columns(self, asked: Asked[O]) -> list[Column]:
        """Columns of an export; one by default."""
        return [Column(asked.id, asked.label)]

    def cells(self, value: JsonValue, asked: Asked[O]) -> list[str | int | None]:
        """The cells for `columns`, for a value or None."""
        return [None if value is None else self.text(value, asked)]

    def indexed(self, options: O) -> Mapping[str, IndexKind]:
        """The parts that lists keep, with these options; each has its column in `columns`."""
        return self.index

    def projected(self, value: JsonValue, options: O) -> list[tuple[str, str | int | float]]:
        """What lists keep of a value: pairs of a part of `indexed` and its value, in a JSON shape."""
        if not isinstance(value, Mapping):
            return [("", value)] if "" in self.index else []
        return [(part, value[part]) for part in self.indexed(options) if value.get(part) is not None]

    def part_text(self, value: JsonValue, part: str, asked: Asked[O]) -> str:
        """A part of `indexed` for readers; that of an export by default."""
        keys = [column.key for column in self.columns(asked)]
        cell = self.cells(value, asked)[keys.index(f"{asked.id}.{part}")]
        return "" if cell is None else str(cell)

    def fills(self, value: JsonValue, options: O) -> Mapping[str, str]:
        """Texts that answer other questions of the form as long as these are empty, by their ids."""
        return {}

    def erased(self, value: JsonValue) -> JsonValue:
        """What of the value may stay once the person must no longer be known: nothing, unless a type says otherwise."""
        return None


FIELD_TYPES: Registry[FieldType[Any]] = Registry("field types", key=lambda entry: entry.name)


def field_type(cls: type[FieldType[Any]]) -> type[FieldType[Any]]:
    """Register a type of field (class decorator)."""
    FIELD_TYPES.register(cls())
    return cls
