"""Writing the same message to the people of many cases: one message in each case, told as any other."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from parvis.bulk.data import Mistakes
from parvis.bulk.registry import ACTS, Act, Options, Todo
from parvis.cases import api as cases
from parvis.cases.data import Foreseen
from parvis.kernel.ui.formats import number

MOST_WORDS = 10_000


def text_of(post: QueryDict, name: str) -> str:
    """A text as it was typed. Raises Mistakes for one that is too long."""
    found = post.get(name, "").replace("\r\n", "\n").strip()
    if len(found) > MOST_WORDS or "\x00" in found:
        raise Mistakes({name: _("Your text is too long: %(num)s characters at most") % {"num": MOST_WORDS}})
    return found


class Write(Act):
    key = "message"
    label = gettext_lazy("Write")
    url_name = "bulk:message"
    order = 30
    template = "bulk/_message.html"
    names = ("body",)
    exact = True

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        body = text_of(post, "body")
        if not body:
            raise Mistakes({"body": _("Write your message")})
        return {"body": body}

    def sentence(self, options: Options, count: int) -> str:
        return ngettext(
            "You are about to write to the person of %(num)s request.",
            "You are about to write to the people of %(num)s requests.",
            count,
        ) % {"num": number(count)}

    def details(self, options: Options) -> list[tuple[str, str]]:
        return [(_("Message"), options["body"])]

    def foresee(self, case: Foreseen, options: Options) -> str:
        if case.lent:
            return _("It is another organisation’s: act on its own page")
        return "" if case.handles else _("You may not write there")

    def do(self, todo: Todo, options: Options) -> bool:
        cases.message(todo.case_id, options["body"], by=todo.by, at=todo.at, version=todo.version)
        return True


ACTS.register(Write())
