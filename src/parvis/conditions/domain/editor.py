"""One editor on a page: from a rule, or from what the page sent; its rule, what is wrong with it, its HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.translation import get_language, gettext as _
from markupsafe import Markup

from parvis.conditions.data import Group, Operand, Row, Told, Tree, Written
from parvis.conditions.domain import calls, posted, showing, telling, trees
from parvis.conditions.domain.names import Names
from parvis.expressions.api import Kind, NotRead, Rule, Terms, parse, scope_of, write

HEADER = "X-Parvis-Editor"
"""The page's script names in it the editor that it wants drawn anew, without anything being saved."""
TEXT = "text"
"""The path of what is told of the text form."""
Examine = Callable[[Rule], Iterable[Told]]
"""What else is wrong with a rule at its place: cycles, parts that are never reached."""


class Editor:
    """A rule being edited. name: the prefix of its inputs, one for each editor of a page; expects: the kind of value
    that is wanted; examine: asked of a complete rule without a blocking problem.
    """

    def __init__(
        self,
        name: str,
        terms: Terms,
        rule: Rule = None,
        *,
        expects: Kind = Kind.BOOLEAN,
        examine: Examine | None = None,
    ) -> None:
        self.name = name
        self.names = Names(terms)
        self.expects = expects
        self.acted = False
        """Whether a button of the editor was pressed: the page is to be shown again, and nothing saved."""
        self.focus = ""
        """The part to bring the person to."""
        self._examine = examine
        self.tree: Tree = self._decoded(rule)
        self._settle()
        if rule is not None and self._made.told:  # it was made elsewhere, and says what no row can
            self.tree = self._raw(rule)
            self._settle()

    @classmethod
    def read(
        cls,
        request: HttpRequest,
        name: str,
        terms: Terms,
        rule: Rule = None,
        *,
        expects: Kind = Kind.BOOLEAN,
        examine: Examine | None = None,
    ) -> Editor:
        """The editor as the page sent it; of `rule` where it sent none."""
        made = cls(name, terms, rule if request.method != "POST" else None, expects=expects)
        made._examine = examine
        found = posted.read(request.POST, name) if request.method == "POST" else None
        if found is None:
            return cls(name, terms, rule, expects=expects, examine=examine)
        made._take(request, found)
        return made

    # -- what it says ---------------------------------------------------------------------------------------------

    @property
    def rule(self) -> Rule:
        """The rule; None for no condition at all, and where it is not complete."""
        return self._made.rule if self.complete else None

    @property
    def complete(self) -> bool:
        """Whether all of it says something; it may be wrong still, as `told` says."""
        return not any(one.blocking for one in self._made.told) and not self._unread

    @property
    def told(self) -> list[Told]:
        """Everything wrong with it."""
        return [*self._made.told, *self._unread, *self._found]

    # -- reading --------------------------------------------------------------------------------------------------

    def _decoded(self, rule: Rule) -> Tree:
        if self.expects is Kind.BOOLEAN:
            return trees.decode(rule, self.names)
        return calls.decode(rule, self.names, self.expects)

    def _raw(self, rule: Rule) -> Tree:
        text = write(rule, get_language() or "fr")
        return Group(children=[Written(text)]) if self.expects is Kind.BOOLEAN else Operand("written", text=text)

    def _encoded(self) -> trees.Encoded:
        if isinstance(self.tree, Operand):
            if self.tree == Operand():
                return trees.Encoded()
            return calls.encode(self.tree, self.names, self.expects)
        # one empty row is no condition: a page may show it to begin with
        if self.tree.children == [Row()]:
            return trees.Encoded()
        return trees.encode(self.tree, self.names)

    def _settle(self) -> None:
        self._unread: list[Told] = []
        self._made = self._encoded()
        self.text = "" if self._made.rule is None else write(self._made.rule, get_language() or "fr")
        self._found: list[Told] = []
        if self.complete and self._made.rule is not None:
            self._found = telling.tell(self._made, self.names, self.expects)
            if self._examine is not None and not any(one.blocking for one in self._found):
                self._found += self._examine(self._made.rule)

    def _take(self, request: HttpRequest, found: Tree) -> None:
        verb, _colon, path = str(request.POST.get(f"{self.name}-act", "")).partition(":")
        self.acted = bool(verb)
        expected = Operand if self.expects is not Kind.BOOLEAN else Group
        self.tree = found if isinstance(found, expected) else self._decoded(None)
        if verb not in ("", TEXT, "rows"):
            self.focus = posted.act(self.tree, verb, path)
        self._settle()
        typed = _lines(str(request.POST.get(f"{self.name}-text", "")))
        shown = _lines(str(request.POST.get(f"{self.name}-said", "")))
        if typed == shown or verb == "rows" or len(typed) > 2 * posted.LONGEST:
            return
        if verb != TEXT and self.text != shown:
            both = _("The rows and the text were both changed: choose which of them counts.")
            self._unread = [Told(TEXT, both)]
            self.text = typed
            return
        self._written(typed)

    def _written(self, typed: str) -> None:
        """The text form was changed: it counts, where it can be read."""
        try:
            rule = parse(typed, scope_of(self.names.terms)) if typed else None
        except NotRead as error:
            self._unread = [Told(TEXT, f"{error} {_where(typed, error.at)}")]
            self._found = []
            self.text = typed
            return
        self.tree = self._decoded(rule)
        self._settle()
        self.focus = TEXT

    # -- drawing --------------------------------------------------------------------------------------------------

    def html(self) -> Markup:
        """The widget, to stand in a form with its CSRF token."""
        drawing = showing.Drawing(self.name, self.told)
        if isinstance(self.tree, Operand):
            view = drawing.operand(self.tree, self.names, self.expects)
        else:
            view = drawing.group(self.tree, self.names)
        parts = {
            "name": self.name,
            "view": view,
            "text": self.text,
            "said": self.text if not self._unread else _written_rule(self._made.rule),
            "text_told": [one for one in self.told if one.path == TEXT],
            "blocking": sum(1 for one in self.told if one.blocking),
            "remarks": sum(1 for one in self.told if not one.blocking),
            "focus": f"{self.name}-{self.focus}" if self.focus else "",
            "communes": showing.communes_offered() if showing.asks(view, "control", "commune") else [],
            "points": showing.points_offered() if showing.asks(view, "shape", "near") else [],
            "formula": isinstance(self.tree, Operand),
        }
        return Markup(engines["jinja2"].get_template("conditions/editor.html").render(parts))  # noqa: S704 - a template

    def reply(self, request: HttpRequest) -> HttpResponse | None:
        """What the page's script asked for: this editor drawn anew; None where the page itself was sent."""
        if request.headers.get(HEADER) != self.name:
            return None
        return HttpResponse(str(self.html()))


def answer(request: HttpRequest, editors: Sequence[Editor]) -> HttpResponse | None:
    """What to answer before anything is saved: an editor drawn anew; None where the page itself was sent."""
    found: Any = (editor.reply(request) for editor in editors)
    return next((one for one in found if one is not None), None)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _written_rule(rule: Rule) -> str:
    return "" if rule is None else write(rule, get_language() or "fr")


def _where(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    if "\n" not in text:
        return _("(character %(number)s)") % {"number": at + 1}
    return _("(line %(number)s)") % {"number": line}
