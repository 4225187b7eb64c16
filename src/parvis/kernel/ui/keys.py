"""The keys of agents' pages: one list, from which the page draws its help and the script takes what it listens to.

What a page does with a key of its own (a link, a button, a field) stands on that element: `data-key`. The help on `?`
shows this list, as far as it works on the page, and every such element by its own words: nothing works that is not
shown, and nothing is shown that does not work (`tests/kernel/test_keys.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.kernel.ui.shell import Words


@dataclass(frozen=True, slots=True)
class Key:
    """does: what `scripts/keyboard.js` calls it; pressed: as `KeyboardEvent.key` says it, "Ctrl+" before where that is
    held; needs: a selector of what must be on the page for it to mean something.
    """

    does: str
    pressed: str
    words: Words
    needs: str = "body"

    @property
    def caps(self) -> list[str | Promise]:
        """What stands on the keys: those to hold, then the one to press."""
        return [_CAPS.get(part, part) for part in (self.pressed.split("+") if self.pressed != "+" else ["+"])]

    @property
    def single(self) -> bool:
        """A single character, which who dictates or has a tremor may switch off (WCAG 2.1.4)."""
        return len(self.pressed) == 1


_CAPS: Mapping[str, Promise] = {" ": _("Space"), "Escape": _("Esc")}
_ROWS = "[data-key-list] [data-key-row]"
KEYS = (
    Key("down", "j", _("next line of the list"), _ROWS),
    Key("up", "k", _("line before in the list"), _ROWS),
    Key("open", "o", _("open the line"), _ROWS),
    Key("tick", "x", _("choose the line"), "[data-key-row] input[type=checkbox]"),
    Key("take", "a", _("take the request of the line"), "[data-key-row] [data-take], [data-take-here]"),
    Key("glance", " ", _("see the request of the line beside the list"), "[data-glance]"),
    Key("leave", "Escape", _("close what stands beside the list"), "[data-glance-of]"),
    Key("send", "Ctrl+Enter", _("send what one is writing, or do what the page asks"), "form [data-main]"),
    Key("help", "?", _("these keys")),
)
