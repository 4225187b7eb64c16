"""The keys of agents' pages: one list, from which the page draws its help and the script takes what it listens to.

What a page does with a key of its own (a link, a button, a field) stands on that element: `data-key`. The help on `?`
shows this list, as far as it works on the page, and every such element by its own words: nothing works that is not
shown, and nothing is shown that does not work (`tests/kernel/test_keys.py`). What these mean is said once more in
`ELSEWHERE`, for the page on which an agent chooses other keys, or none, instead of single ones (`own_keys`).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry import Registry
from parvis.kernel.ui.shell import Shell, Words


@dataclass(frozen=True, slots=True)
class Key:
    """does: what `scripts/keyboard.js` calls it; pressed: as `KeyboardEvent.key` says it, "Ctrl+" before where that is
    held; needs: a selector of what must be on the page for it to mean something.
    """

    does: str
    pressed: str
    words: Words
    needs: str = "body"

    def caps(self, own: Mapping[str, str]) -> list[Words]:
        """What stands on the keys that do it for an agent: those to hold, then the one to press; none if it rests."""
        pressed = own.get(self.pressed, self.pressed) if self.single else self.pressed
        return [cap(part) for part in (pressed.split("+") if len(pressed) > 1 else pressed)]

    @property
    def single(self) -> bool:
        """A single character, which who dictates or has a tremor may switch off (WCAG 2.1.4)."""
        return len(self.pressed) == 1


def cap(pressed: str) -> Words:
    """What stands on a key."""
    return _CAPS.get(pressed, pressed)


_CAPS: Mapping[str, Promise] = {" ": _("Space"), "Escape": _("Esc")}
_ROWS = "[data-key-list] [data-key-row]"
_OPEN = "aside[data-glance-beside]:not([hidden]), dialog[data-glance-sheet][open]"
KEYS = (
    Key("down", "j", _("next line of the list"), _ROWS),
    Key("up", "k", _("line before in the list"), _ROWS),
    Key("open", "o", _("open the line"), _ROWS),
    Key("tick", "x", _("choose the line"), "[data-key-row] input[type=checkbox]"),
    Key("take", "a", _("take the request of the line"), "[data-key-row] [data-take], [data-take-here]"),
    Key("glance", " ", _("see the request of the line beside the list"), "[data-glance]"),
    Key("leave", "Escape", _("close what stands beside the list"), _OPEN),
    Key("send", "Ctrl+Enter", _("send what one is writing, or do what the page asks"), "form [data-main]"),
    Key("help", "?", _("these keys")),
)

#: keys that stand on elements of pages (`data-key`), by what they do there
ELSEWHERE: tuple[tuple[str, Words], ...] = (
    ("/", _("find requests")),
    ("f", _("filter the list")),
    ("n", _("next request")),
    ("p", _("request before")),
    ("l", _("back to the list")),
    ("r", _("write to the resident, or why")),
    ("c", _("choose a ready-made reply")),
    ("i", _("write an internal note")),
    ("v", _("see the files")),
    ("g", _("give to a colleague, beside the list")),
    ("t", _("change the tags, beside the list; turn a file")),
    ("z", _("enlarge a file")),
    ("w", _("write a new ready-made reply")),
    ("u", _("undo, in the studio of procedures")),
)
#: what a request offers next: told apart by their place, so that they rest or work together
DIGITS = "123456789"


def usual() -> dict[str, Words]:
    """Every single key that may be changed, with what it does, as it is before anybody changes it."""
    return {key.pressed: key.words for key in KEYS if key.single} | dict(ELSEWHERE)


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """How the module that keeps them tells which keys an agent chose. of: what they press instead of a usual key, ""
    where it rests; page: where they choose, "" for nobody who may.
    """

    name: str
    of: Callable[[HttpRequest], Mapping[str, str]]
    page: Callable[[HttpRequest], str]


own_keys: Registry[OwnKeys] = Registry("own keys", key=lambda source: source.name)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The keys of who looks at a page, and where they choose them."""

    own: Mapping[str, str]
    page: str = ""

    @property
    def said(self) -> str:
        """For the script."""
        return json.dumps(self.own)


def chosen(frame: Shell) -> Chosen:
    """Those of the agent whose desk is drawn; the usual ones where nobody looked who they are."""
    for source in () if frame.bare or frame.uncounted else own_keys:
        return Chosen(source.of(frame.request), source.page(frame.request))
    return Chosen({})
