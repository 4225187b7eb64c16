"""Producing and printing the papers of many cases: a letter in each, all of them as PDFs to print in the mailroom."""

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from parvis.bulk.data import ItemState, Mistakes, Refused
from parvis.bulk.domain.standing import reach_and_actor
from parvis.bulk.models import Item, Run
from parvis.bulk.registry import ACTS, Act, Options, Todo
from parvis.cases import api as cases
from parvis.cases.data import Foreseen
from parvis.kernel import clock
from parvis.kernel.reach import acting
from parvis.kernel.ui.formats import number
from parvis.mailroom import api as mailroom
from parvis.notifications.data import Topic, Unreached

#: letters that are looked at at once
_LETTERS = 1000


def _papers() -> dict[str, str]:
    return {
        str(Topic.DECISION): _("The decision, with its cover letter"),
        str(Topic.RECEIPT): _("The receipt, with its cover letter"),
        str(Topic.MESSAGE): _("The last message, as a letter"),
    }


class Print(Act):
    key = "print"
    label = gettext_lazy("Print")
    url_name = "bulk:print"
    order = 50
    template = "bulk/_print.html"
    names = ("what",)
    exact = True
    more = (gettext_lazy("Letters to post"), "mailroom:queue")

    def fields(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        return {"papers": [{"value": value, "text": text} for value, text in _papers().items()]}

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        what = post.get("what", "")
        if what not in _papers():
            raise Mistakes({"what": _("Choose what to print")})
        return {"what": what}

    def sentence(self, options: Options, count: int) -> str:
        return ngettext(
            "You are about to have a letter printed for %(num)s request.",
            "You are about to have a letter printed for each of %(num)s requests.",
            count,
        ) % {"num": number(count)}

    def details(self, options: Options) -> list[tuple[str, str]]:
        return [(_("What is printed"), _papers()[options["what"]])]

    def foresee(self, case: Foreseen, options: Options) -> str:
        if case.lent:
            return _("It is another organisation’s: act on its own page")
        if options["what"] == Topic.DECISION and not case.closed:
            return _("Nothing was decided yet")
        return "" if case.handles else _("You may not write there")

    def do(self, todo: Todo, options: Options) -> bool:
        try:
            with mailroom.queued() as letters:
                posted = cases.post(
                    todo.case_id,
                    Topic(options["what"]),
                    by=todo.by,
                    at=todo.at,
                    version=todo.version,
                    since=todo.since,
                )
            if not posted:
                raise Refused(_("There is nothing of this kind to print"))
        except Unreached:
            raise Refused(_("It gives no postal address")) from None
        Item.objects.filter(id=todo.item_id).update(letter_id=letters[-1])
        return True

    def finish(self, run: Run) -> None:
        """All letters of the run as PDFs to print."""
        print_together(run, self)


def print_together(run: Run, act: Act) -> None:
    """Take the letters of a run into batches that are printed as one PDF each: one a wall, or several."""
    reach, by = reach_and_actor(run, act)
    items = Item.objects.filter(run=run, state=ItemState.DONE, letter_id__isnull=False).order_by("id")
    done = [ident for ident in items.values_list("letter_id", flat=True) if ident]
    with acting(reach):
        letters = [
            found
            for first in range(0, len(done), _LETTERS)
            for found in mailroom.still_waiting(done[first : first + _LETTERS])
        ]
        for _wall, ours in groupby(sorted(letters, key=lambda found: found[1]), key=lambda found: found[1]):
            ids: list[uuid.UUID] = [ident for ident, _wall_id in ours]
            for first in range(0, len(ids), mailroom.MOST):
                mailroom.claim(
                    ids[first : first + mailroom.MOST],
                    walls=reach.walls,
                    by=by.name,
                    by_id=run.person_id,
                    at=clock.now(),
                )


ACTS.register(Print())
