"""A signature: a name under a statement, with a drawing where somebody draws one; kept with its moment.

It is a simple electronic signature (regulation (EU) No 910/2014, article 3(10)): admissible as evidence and no more
(article 25(1)); only a qualified one equals a signature by hand (article 25(2)). The page says so. Nobody has to draw:
who has no pointer, or no script, types their name and ticks the statement.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Literal, NotRequired
from urllib.parse import quote

from django.utils.translation import gettext as _
from markupsafe import Markup
from typing_extensions import TypedDict

from parvis.forms.data import Column, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
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
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_time

LONGEST_NAME = 120
#: the field on which one draws, in points of its drawing
WIDTH, HEIGHT = 600, 200
LONGEST_DRAWING = 16_000
#: strokes apart by semicolons, points by spaces: `12,34 15,36;80,20`
_DRAWN = re.compile(r"[0-9]{1,3},[0-9]{1,3}(?:[ ;][0-9]{1,3},[0-9]{1,3})*")


_CERTIFY = LocalizedText(
    fr="Je certifie que les renseignements donnés sont exacts.", en="I certify that what I have given is right."
)


class SignatureValue(TypedDict):
    """name: as typed; statement: what was signed, word for word, and its language as read; drawn: strokes,
    absent where none was drawn; at: ISO 8601, when it was signed, as the server saw it."""

    name: str
    statement: NotRequired[str]
    language: Literal["fr", "en"]
    drawn: NotRequired[str]
    at: NotRequired[str]


class SignatureOptions(FieldOptions):
    statement: LocalizedText = _CERTIFY
    """What is signed."""


def path(drawn: str) -> str:
    """The strokes as the path of an SVG: of numbers that were checked, of nothing that somebody wrote."""
    strokes = ([point.replace(",", " ") for point in stroke.split(" ")] for stroke in drawn.split(";"))
    # a lone point is a stroke without length, which round ends make a dot
    return " ".join("M" + " L".join(points if len(points) > 1 else points * 2) for points in strokes)


def _svg(drawn: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<path d="{path(drawn)}" fill="none" stroke="#17212b" stroke-width="4" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    )


def _shown(drawn: str, name: str) -> Markup:
    return Markup(
        '<img class="pv-signature__picture" src="data:image/svg+xml,{}" width="300" height="100" alt="{}">'
    ).format(quote(_svg(drawn)), _("Signature drawn by %(name)s") % {"name": name})


_LINE = "10,90 60,40 110,120;200,80"


@field_type
class Signature(FieldType[SignatureOptions]):
    name = "signature"
    title = LocalizedText(fr="Signature", en="Signature")
    Options = SignatureOptions
    shape = SignatureValue
    kind = None
    unindexed = "a signature is looked at, not compared"
    live = "none"
    stamped = True
    anew = True
    examples = (
        Example(
            {"name": ["Amina  Benali"], "agree": ["yes"], "language": ["fr"], "drawn": [_LINE]},
            {"name": "Amina Benali", "statement": _CERTIFY.fr, "language": "fr", "drawn": _LINE},
        ),
        Example(
            {"name": ["Jean <b>"], "agree": ["yes"], "language": ["en"], "at": ["2026-05-04T10:30:00+02:00"]},
            {"name": "Jean <b>", "statement": _CERTIFY.en, "language": "en", "at": "2026-05-04T10:30:00+02:00"},
            text="Jean <b>, le 4\u00a0mai 2026 à 10\u00a0h\u00a030\u00a0: "
            "«\u00a0I certify that what I have given is right.\u00a0»",
        ),
    )
    wrong = (
        Wrong({"name": ["Amina Benali"]}, "agree"),
        Wrong({"name": [""], "agree": ["yes"]}, "name"),
        Wrong({"name": ["A" * 121], "agree": ["yes"]}, "name"),
        Wrong({"name": ["Amina"], "agree": ["yes"], "drawn": ["<svg onload=alert(1)>"]}, "name"),
        Wrong({"name": ["Amina"], "agree": ["yes"], "drawn": ["999,1"]}, "name"),
        Wrong({"name": [""], "drawn": [_LINE]}, "name"),
    )

    def parts(self, options: SignatureOptions) -> tuple[str, ...]:
        return ("name", "agree", "drawn", "language", "at")

    def read(self, typed: Typed, asked: Asked[SignatureOptions]) -> Reading:
        name, agree, drawn, at = (first(typed, part) for part in ("name", "agree", "drawn", "at"))
        if not (name or agree == "yes" or drawn):  # a box that holds something else was drawn by nobody
            return Reading()
        errors: dict[str, str] = {}
        if not name:
            errors["name"] = _("Type your name: it signs, with or without a drawing")
        elif len(name) > LONGEST_NAME:
            errors["name"] = _("This name is too long: %(max)d characters at most") % {"max": LONGEST_NAME}
        if agree != "yes":
            errors["agree"] = _("Tick the statement: it is what you sign")
        if drawn and not _is_drawing(drawn):
            errors["name"] = _("This drawing can’t be read: clear it and draw again")
        if errors:
            return Reading(errors=errors)
        # the text of the definition that was asked, never one that was sent
        language, statement = _signed(asked.options, first(typed, "language"))
        value = SignatureValue(name=name, statement=statement, language=language)
        if drawn:
            value["drawn"] = drawn
        if _moment(at):
            value["at"] = at
        return Reading(value)

    def typed(self, value: JsonValue, asked: Asked[SignatureOptions]) -> dict[str, list[str]]:
        if _signed(asked.options, value["language"]) != (value["language"], value.get("statement")):
            return {}  # signed under other words: these are to be signed anew
        held = {part: [value[part]] for part in ("name", "drawn", "language", "at") if part in value}
        return {**held, "agree": ["yes"]}

    def stands(self, value: JsonValue, options: SignatureOptions, before: SignatureOptions, *, sent: bool) -> bool:
        # what was signed and sent stays what was signed; a draft whose words changed is signed anew
        return (sent and "statement" in value) or options == before

    def widget(self, w: WidgetParams) -> str:
        statement = w.asked.options.statement.into(w.asked.language)
        box = w.component(
            "checkboxes",
            {
                "idPrefix": w.id("agree"),
                "name": w.id("agree"),
                "errorMessage": w.error("agree"),
                "items": [{"value": "yes", "text": statement, "attributes": w.chosen("agree", "yes")}],
            },
        )
        name = w.part_input("name", _("First name and last name"), autocomplete="name", spellcheck=False)
        pad = Markup(
            '<div class="pv-signature" data-signature="{id}" data-clear="{clear}" data-label="{label}">'
            '<p class="govuk-hint" data-signature-hint hidden>{hint}</p></div>'
        ).format(
            id=w.id("drawn"),
            clear=_("Clear the drawing"),
            label=_("Field to draw your signature on, with a finger, a pen or a mouse"),
            hint=_("If you wish, draw your signature too. Your name and the statement are enough."),
        )
        law = Markup('<p class="govuk-hint">{}</p>').format(
            _(
                "This is a simple electronic signature (article 3(10) of the eIDAS regulation): it can be produced as "
                "evidence (article 25). It does not have the legal effect of a signature by hand, which only a "
                "qualified electronic signature has."
            )
        )
        return w.group(box, name, pad, w.late("drawn"), law)

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[SignatureOptions]) -> Markup:
        """The drawing that is held, with its moment: the page's script draws over it."""
        drawn, at = first(typed, "drawn"), first(typed, "at")
        shown = _shown(drawn, first(typed, "name")) if _is_drawing(drawn) else Markup("")
        kept = Markup('<input type="hidden" id="{0}" name="{0}" value="{1}">').format(f"{html_id}-drawn", drawn)
        held = Markup(
            '<input type="hidden" name="{0}-at" value="{1}"><input type="hidden" name="{0}-language" value="{2}">'
        ).format(html_id, at if _moment(at) else "", first(typed, "language") or asked.language)
        return Markup('<div data-signature-held="{}">{}</div>{}{}').format(f"{html_id}-drawn", shown, kept, held)

    def text(self, value: JsonValue, asked: Asked[SignatureOptions]) -> str:
        # one of before words were kept stays with its revision, if only beside the answers (see `stands`)
        statement = value.get("statement") or asked.options.statement.into(value["language"])
        moment = _moment(value.get("at", ""))
        if moment is None:
            return _("%(name)s: “%(statement)s”") % {"name": value["name"], "statement": statement}
        return _("%(name)s, on %(at)s: “%(statement)s”") % {
            "name": value["name"],
            "at": date_time(moment),
            "statement": statement,
        }

    def html(self, value: JsonValue, asked: Asked[SignatureOptions]) -> Markup:
        text = Markup("{}").format(self.text(value, asked))
        return text if "drawn" not in value else text + Markup("<br>") + _shown(value["drawn"], value["name"])

    def drawn(self, value: JsonValue) -> str:
        return path(value["drawn"]) if "drawn" in value else ""

    def columns(self, asked: Asked[SignatureOptions]) -> list[Column]:
        at = _("signed on")
        return [Column(asked.id, asked.label), Column(f"{asked.id}.at", f"{asked.label} – {at}")]

    def cells(self, value: JsonValue, asked: Asked[SignatureOptions]) -> list[str | int | None]:
        return [None, None] if value is None else [value["name"], value.get("at")]

    def schema(self, asked: Asked[SignatureOptions]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
                "statement": {"type": "string", "minLength": 1, "description": "What was signed, word for word."},
                "language": {"enum": ["fr", "en"]},
                "drawn": {"type": "string", "pattern": f"^{_DRAWN.pattern}$", "maxLength": LONGEST_DRAWING},
                "at": {"type": "string", "format": "date-time", "description": "Set by the server."},
            },
            "required": ["name", "statement", "language"],
            "additionalProperties": False,
        }


def _signed(options: SignatureOptions, language: str) -> tuple[Literal["fr", "en"], str]:
    """What is signed in that language, and the language that it is in."""
    read: Literal["fr", "en"] = "en" if language == "en" and options.statement.en else "fr"
    return read, options.statement.into(read)


def _is_drawing(drawn: str) -> bool:
    """Whether a text is strokes within the field."""
    if not drawn or len(drawn) > LONGEST_DRAWING or not _DRAWN.fullmatch(drawn):
        return False
    points = (point.split(",") for point in re.split("[ ;]", drawn))
    return all(int(across) <= WIDTH and int(down) <= HEIGHT for across, down in points)


def _moment(text: str) -> dt.datetime | None:
    """A moment in Paris; None for what is none."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(PARIS) if found.tzinfo else None
