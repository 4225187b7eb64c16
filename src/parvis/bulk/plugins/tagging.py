"""Putting tags on many cases, taking them away."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from parvis.bulk.data import Mistakes, Refused
from parvis.bulk.registry import ACTS, Act, Options, Todo
from parvis.cases import api as cases
from parvis.cases.data import Foreseen
from parvis.kernel.ui.formats import number

_LENGTH = 1000


class TagAct(Act):
    key = "tag"
    label = gettext_lazy("Tag")
    url_name = "bulk:tag"
    order = 20
    template = "bulk/_tag.html"
    names = ("add", "remove")

    def fields(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        return {"known": cases.tagging.known(sorted({one.wall_id for one in first if not one.lent}))}

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        options: dict[str, Any] = {}
        errors = {}
        for field in ("add", "remove"):
            try:
                options[field] = list(cases.tagging.words_of(post.get(field, "")[:_LENGTH]))
            except cases.tagging.BadTag as wrong:
                errors[field] = str(wrong)
        if not errors and not options["add"] and not options["remove"]:
            errors["add"] = _("Write a tag to put on, or to take away")
        if errors:
            raise Mistakes(errors)
        return options

    def sentence(self, options: Options, count: int) -> str:
        return ngettext(
            "You are about to change the tags of %(num)s request.",
            "You are about to change the tags of %(num)s requests.",
            count,
        ) % {"num": number(count)}

    def details(self, options: Options) -> list[tuple[str, str]]:
        found = [(_("To put on"), ", ".join(options["add"])), (_("To take away"), ", ".join(options["remove"]))]
        return [pair for pair in found if pair[1]]

    def foresee(self, case: Foreseen, options: Options) -> str:
        if case.lent:
            return _("It is another organisation’s: act on its own page")
        return "" if case.handles else _("You may not change it")

    def do(self, todo: Todo, options: Options) -> bool:
        try:
            return cases.tagging.tag(todo.case_id, by=todo.by, at=todo.at, add=options["add"], remove=options["remove"])
        except cases.tagging.BadTag as wrong:
            raise Refused(str(wrong)) from wrong


ACTS.register(TagAct())
