"""Files: pictures and PDFs that go with the request.

The field knows their names and sizes alone: `{id, name, size, media_type, sha256}` for each, as hidden inputs of the
page. Whoever takes them in (`parvis.cases.domain.attachments`) makes these, and holds them against its own rows before
they count: nothing that a browser sends here opens a file.
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _, ngettext
from markupsafe import Markup
from pydantic import Field as Constrained
from typing_extensions import TypedDict

from parvis.expressions.api import Kind as _Kind, Variable
from parvis.forms.data import Column, JsonValue, LocalizedText
from parvis.forms.domain.typed import MOST_VALUES, one_line
from parvis.forms.registry import (
    Asked,
    Example,
    FieldOptions,
    FieldType,
    Reading,
    Typed,
    WidgetParams,
    Wrong,
    field_type,
)
from parvis.kernel.ui.formats import file_size

Kind = Literal["picture", "pdf", "office"]

#: what browsers offer for each kind; what is truly in a file is found out on the server
ACCEPTED: dict[Kind, str] = {
    "picture": "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif",
    "pdf": "application/pdf,.pdf",
    "office": ".docx,.xlsx,.odt,.ods",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,100}")
LONGEST_NAME = 200


class FileValue(TypedDict):
    """One attached file. size: bytes as kept; media_type and sha256 (hexadecimal): of what is kept."""

    id: str
    name: str
    size: int
    media_type: str
    sha256: str


class FileOptions(FieldOptions):
    max: int = Constrained(default=5, ge=1, le=20)
    """How many files at most."""
    max_megabytes: int = Constrained(default=10, ge=1, le=25)
    """What one file may weigh, in millions of bytes, as the person sends it."""
    kinds: tuple[Kind, ...] = Constrained(default=("picture", "pdf"), min_length=1)
    """What is accepted; office documents only where an agent must work on the very file."""
    camera: bool = True
    """Whether to say that a telephone can take the picture (where pictures are accepted)."""

    @property
    def largest(self) -> int:
        """Bytes of one file."""
        return self.max_megabytes * 1_000_000


def kinds_words(kinds: tuple[Kind, ...]) -> str:
    """What is accepted, for readers."""
    words = {
        "picture": _("pictures (JPEG, PNG, WebP, HEIC)"),
        "pdf": _("PDF documents"),
        "office": _("office documents (ODT, ODS, DOCX, XLSX)"),
    }
    listed = [words[kind] for kind in kinds]
    return (
        listed[0]
        if len(listed) == 1
        else _("%(some)s and %(last)s") % {"some": ", ".join(listed[:-1]), "last": listed[-1]}
    )


def packed(value: FileValue) -> str:
    """A file as the page's hidden input holds it."""
    return json.dumps({key: value[key] for key in FileValue.__annotations__}, ensure_ascii=False, separators=(",", ":"))  # type: ignore[literal-required]


def unpacked(text: str) -> FileValue | None:
    """What a hidden input holds; None for what is no file of ours."""
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or set(found) != set(FileValue.__annotations__):
            return None
        made = FileValue(
            id=str(uuid.UUID(found["id"])),
            name=one_line(found["name"]),
            size=found["size"],
            media_type=found["media_type"],
            sha256=found["sha256"],
        )
        right = (
            0 < len(made["name"]) <= LONGEST_NAME
            and type(made["size"]) is int
            and 0 < made["size"] < 1 << 40
            and _MEDIA_TYPE.fullmatch(made["media_type"])
            and _SHA256.fullmatch(made["sha256"])
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return made if right else None


def line(value: FileValue, html_id: str) -> Markup:
    """One attached file in the page's list: what is sent again, its name and size, the button that removes it."""
    return _line(packed(value), value["id"], value["name"], file_size(value["size"]), html_id)


def _line(held: str, id_: str, name: str, size: str, html_id: str) -> Markup:
    return Markup(
        '<li class="pv-files__one" data-file="{id}"><input type="hidden" name="{html_id}-kept" value="{held}">'
        '<span class="pv-files__name">{name}</span> <span class="pv-soft pv-nowrap">{size}</span> '
        '<button type="submit" class="pv-linklike pv-files__remove" formnovalidate name="{html_id}-remove" value="{id}"'
        ' data-files-remove>{remove}<span class="govuk-visually-hidden"> {name}</span></button></li>'
    ).format(id=id_, html_id=html_id, held=held, name=name, size=size, remove=_("Remove"))


_FILE: FileValue = {
    "id": "01900000-0000-7000-8000-00000000000a",
    "name": "justificatif <b>.pdf",
    "size": 240_123,
    "media_type": "application/pdf",
    "sha256": "0" * 64,
}
_PHOTO: FileValue = {
    **_FILE,
    "id": "01900000-0000-7000-8000-00000000000b",
    "name": "Place Jean-Bart.jpg",
    "size": 1_240_000,
    "media_type": "image/jpeg",
}

_SHEET: FileValue = {
    **_FILE,
    "id": "01900000-0000-7000-8000-00000000000c",
    "name": "budget.xlsx",
    "media_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OFFICE = {"kinds": ["office"]}


@field_type
class File(FieldType[FileOptions]):
    name = "file"
    title = LocalizedText(fr="Pièces jointes", en="Files")
    Options: ClassVar[type[FieldOptions]] = FileOptions
    shape = list[FileValue]
    kind = None
    unindexed = "files are opened, not compared"
    live = "files"
    holds_files = True
    examples: ClassVar[tuple[Example, ...]] = (
        Example({"kept": [packed(_FILE)]}, [_FILE], text="justificatif <b>.pdf (240\u00a0ko)"),
        Example(
            {"kept": [packed(_PHOTO), packed(_FILE)]},
            [_PHOTO, _FILE],
            {"max": 2, "kinds": ["picture", "pdf", "office"], "camera": False},
            text="Place Jean-Bart.jpg (1,2\u00a0Mo), justificatif <b>.pdf (240\u00a0ko)",
        ),
    )
    wrong: ClassVar[tuple[Wrong, ...]] = (
        Wrong({"kept": ["nonsense"]}),
        Wrong({"kept": ["{}"]}),
        Wrong({"kept": [packed({**_FILE, "id": "../../etc/passwd"})]}),
        Wrong({"kept": [packed({**_FILE, "size": -1})]}),
        Wrong({"kept": [packed({**_FILE, "sha256": "x"})]}),
        Wrong({"kept": [packed(_FILE), packed(_PHOTO)]}, options={"max": 1}),
        Wrong({"kept": [packed({**_SHEET, "media_type": "application/vnd ms-excel"})]}, options=_OFFICE),
        Wrong({"kept": [packed({**_SHEET, "media_type": "../xlsx"})]}, options=_OFFICE),
        Wrong({"kept": [packed({**_SHEET, "name": "x" * 201})]}, options=_OFFICE),
        Wrong({"kept": [packed(_SHEET)[:-1]]}, options=_OFFICE),
        Wrong({"kept": [packed(_SHEET), packed(_FILE), packed(_PHOTO)]}, options={**_OFFICE, "max": 2}),
    )

    def parts(self, options: FileOptions) -> tuple[str, ...]:
        return ("", "kept")

    def variable(self, options: FileOptions) -> Variable:
        """The files as records: whether there are some, how many, of which kind and weight."""
        fields = {"name": Variable(_Kind.TEXT), "size": Variable(_Kind.INTEGER), "media_type": Variable(_Kind.TEXT)}
        return Variable(_Kind.RECORDS, fields=fields)

    def read(self, typed: Typed, asked: Asked[FileOptions]) -> Reading:
        held = [text for text in list(typed.get("kept", ()))[:MOST_VALUES] if text]
        if not held:
            return Reading()
        files = {}
        for text in held:
            found = unpacked(text)
            if found is None:
                return Reading(errors={"": _("A file of this list can’t be read: remove it and add it again")})
            files[found["id"]] = found
        most = asked.options.max
        if len(files) > most:
            return Reading(errors={"": too_many(most)})
        return Reading(list(files.values()))

    def typed(self, value: JsonValue, asked: Asked[FileOptions]) -> dict[str, list[str]]:
        return {"kept": [packed(one) for one in value]}

    def widget(self, w: WidgetParams) -> str:
        options: FileOptions = w.asked.options
        chooser = w.component(
            "file-upload",
            {
                "id": w.id(),
                "name": w.id(),
                "label": w.label(),
                "hint": {"text": " ".join(part for part in (w.asked.hint, self.said(options)) if part)},
                "errorMessage": w.error(),
                "multiple": True,
                "attributes": {"accept": ",".join(ACCEPTED[kind] for kind in options.kinds)},
            },
        )
        add = Markup(
            '<button type="submit" class="govuk-button govuk-button--secondary pv-files__add" formnovalidate'
            ' name="{id}-add-files" value="1" data-files-add>{words}</button>'
        ).format(id=w.id(), words=_("Add these files"))
        marks = Markup(
            ' data-files="{id}" data-most="{most}" data-largest="{largest}" data-cancel="{cancel}" data-retry="{retry}"'
            ' data-remove="{remove}" data-sending="{sending}" data-checking="{checking}" data-added="{added}"'
            ' data-removed="{removed}" data-cut="{cut}" data-too-many="{too_many}" data-too-large="{too_large}"'
            ' data-wait="{wait}"'
        ).format(
            id=w.id(),
            most=options.max,
            largest=options.largest,
            cancel=_("Cancel"),
            retry=_("Try again"),
            remove=_("Remove"),
            sending=_("Sending %(name)s…") % {"name": "{name}"},
            checking=_("%(name)s is being checked…") % {"name": "{name}"},
            added=_("%(name)s was added.") % {"name": "{name}"},
            removed=_("%(name)s was removed.") % {"name": "{name}"},
            cut=_("%(name)s could not be sent: the connection was cut.") % {"name": "{name}"},
            too_many=too_many(options.max),
            wait=_("One moment: the page goes as soon as your files are here."),
            too_large=_("%(name)s is too large: %(max)s MB at most.")
            % {"name": "{name}", "max": options.max_megabytes},
        )
        return (
            f'<div class="pv-files"{marks}>{chooser}{add}<div data-files-going></div>{w.late("kept")}'
            '<p class="govuk-visually-hidden" role="status" data-files-said></p></div>'
        )

    def said(self, options: FileOptions) -> str:
        """What is accepted, under the question."""
        return _hint(options)

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[FileOptions]) -> Markup:
        lines = []
        for text in [text for text in typed.get("kept", ()) if text]:
            found = unpacked(text)
            lines.append(line(found, html_id) if found else _line(text, "", _("Unreadable file"), "", html_id))
        marks = Markup("") if lines else Markup(" hidden")
        return Markup('<ul class="pv-files__list" aria-label="{}" data-files-list{}>{}</ul>').format(
            _("Files added: %(question)s") % {"question": asked.label}, marks, Markup("").join(lines)
        )

    def text(self, value: JsonValue, asked: Asked[FileOptions]) -> str:
        return ", ".join(f"{one['name']} ({file_size(one['size'])})" for one in value)

    def columns(self, asked: Asked[FileOptions]) -> list[Column]:
        number = _("number")
        return [Column(asked.id, asked.label), Column(f"{asked.id}.count", f"{asked.label} – {number}")]

    def cells(self, value: JsonValue, asked: Asked[FileOptions]) -> list[str | int | None]:
        return [None, None] if value is None else [", ".join(one["name"] for one in value), len(value)]

    def schema(self, asked: Asked[FileOptions]) -> dict[str, Any]:
        one = {
            "type": "object",
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
                "size": {"type": "integer", "minimum": 1},
                "media_type": {"type": "string"},
                "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            },
            "required": list(FileValue.__annotations__),
            "additionalProperties": False,
        }
        return {"type": "array", "items": one, "minItems": 1, "maxItems": asked.options.max}


def too_many(most: int) -> str:
    """What is said of one file more than may be."""
    return ngettext("Add %(max)d file at most", "Add %(max)d files at most", most) % {"max": most}


def _hint(options: FileOptions) -> str:
    words = ngettext(
        "One file at most, up to %(size)s MB: %(kinds)s.",
        "%(max)d files at most, up to %(size)s MB each: %(kinds)s.",
        options.max,
    ) % {"max": options.max, "size": options.max_megabytes, "kinds": kinds_words(options.kinds)}
    if options.camera and "picture" in options.kinds:
        return " ".join((words, _("On a telephone, you can take the picture now.")))
    return words
