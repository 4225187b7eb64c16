"""A site's colours: contrast of every pair that a page uses, checked when set, and the style sheet that carries them.

Contrast is WCAG 2.2's (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): text 4.5:1 (success criterion 1.4.3), parts
of the interface and pictograms 3:1 (1.4.11).
"""

import colorsys
import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from parvis.territory.data import Theme

#: colours that no site changes; `kernel/ui/styles/_theme.scss` has the same (a test compares them)
WHITE = "#ffffff"
INK = "#17212b"
SOFT = "#55606b"

NAMES: dict[str, Promise] = {
    "brand": _("main colour"),
    "brand_strong": _("dark main colour"),
    "accent": _("accent colour"),
    "sand": _("background of the page"),
    "paper": _("background of the content"),
    "link": _("colour of links"),
    "white": _("white"),
    "ink": _("colour of the text"),
    "soft": _("colour of secondary text"),
    "ok": _("green of what is done"),
    "warn": _("ochre of warnings"),
    "late": _("red of errors"),
    "edge": _("edges of fields"),
}
FIXED = {
    "white": WHITE, "ink": INK, "soft": SOFT,
    "ok": "#0f6b4f", "warn": "#8a5a00", "late": "#b3261e", "edge": "#737b82",
}  # fmt: skip


class Pair(NamedTuple):
    """One colour read on another, with the ratio that it needs."""

    front: str
    back: str
    least: float


#: every pair that the pages of residents and agents use
PAIRS = (
    Pair("white", "brand", 4.5),
    Pair("white", "brand_strong", 4.5),
    Pair("white", "accent", 4.5),
    Pair("ink", "paper", 4.5),
    Pair("ink", "sand", 4.5),
    Pair("soft", "paper", 4.5),
    Pair("soft", "sand", 4.5),
    Pair("link", "paper", 4.5),
    Pair("link", "sand", 4.5),
    Pair("link", "white", 4.5),
    Pair("brand", "paper", 4.5),
    Pair("brand", "sand", 4.5),
    Pair("brand_strong", "paper", 4.5),
    Pair("ok", "paper", 4.5),
    Pair("warn", "paper", 4.5),
    Pair("late", "paper", 4.5),
    Pair("edge", "paper", 3.0),
    Pair("edge", "sand", 3.0),
    Pair("accent", "paper", 3.0),
)


class Unreadable(NamedTuple):
    """A pair whose contrast is too low, with the ratio it has."""

    pair: Pair
    ratio: float

    @property
    def message(self) -> str:
        """ "white on accent colour: 2.9:1, needs at least 4.5:1" in the page's language, the ratio rounded down."""
        return gettext("%(front)s on %(back)s: contrast of %(ratio)s to 1, at least %(least)s to 1 is needed") % {
            "front": NAMES[self.pair.front],
            "back": NAMES[self.pair.back],
            # 4.49 must not read as 4.5
            "ratio": number_format(int(self.ratio * 100) / 100, decimal_pos=2),
            "least": number_format(self.pair.least, decimal_pos=1),
        }


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", from 0 (black) to 1 (white). Raises ValueError for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"not a colour as #rrggbb: {colour!r}")
    linear = []
    for start in (1, 3, 5):
        channel = int(colour[start : start + 2], 16) / 255
        linear.append(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def unreadable(theme: Theme) -> list[Unreadable]:
    """The pairs of this theme that are too close to each other. Raises ValueError for what is no colour."""
    colours = asdict(theme) | FIXED
    found = [Unreadable(pair, contrast(colours[pair.front], colours[pair.back])) for pair in PAIRS]
    return [result for result in found if result.ratio < result.pair.least]


def from_json(stored: Mapping[str, str]) -> Theme:
    """A theme from the colours that differ from the defaults. Raises ValueError for an unknown name."""
    unknown = set(stored) - {field.name for field in fields(Theme)}
    if unknown:
        raise ValueError(f"no such colours: {sorted(unknown)}")
    return replace(Theme(), **stored)


def to_json(theme: Theme) -> dict[str, str]:
    """The colours that differ from the defaults, in lower case."""
    default = asdict(Theme())
    return {name: colour.lower() for name, colour in asdict(theme).items() if colour.lower() != default[name]}


def darker(colour: str, least: float = 7.0) -> str:
    """The same hue, darkened step by step until white on it has the contrast `least`."""
    luminance(colour)
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    while contrast(colour, WHITE) < least:
        lightness = max(0.0, lightness - 0.01)
        colour = "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def style_sheet(theme: Theme) -> str:
    """The custom properties that a site sets; everything else stands in the product's own style sheet."""
    values = "".join(f"--{name.replace('_', '-')}:{colour};" for name, colour in asdict(theme).items())
    return f":root{{{values}}}\n"


def path(theme: Theme) -> str:
    """Address of the style sheet: it names its content, so that it may be kept for ever."""
    return f"/theme.css?v={hashlib.sha256(style_sheet(theme).encode()).hexdigest()[:12]}"
