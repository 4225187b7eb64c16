"""Sending many open cases where the rules in force lead now."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from parvis.access.api import Right
from parvis.bulk.data import Refused
from parvis.bulk.domain.choosing import LOOKED
from parvis.bulk.domain.giving import refusal
from parvis.bulk.registry import ACTS, Act, Options, Todo
from parvis.cases import api as cases
from parvis.cases.data import Actor, Foreseen
from parvis.kernel.reach import current
from parvis.kernel.ui.formats import number
from parvis.routing import api as routing
from parvis.routing.data import Placed
from parvis.territory.api import departments


def _walls() -> Sequence[uuid.UUID]:
    reach = current()
    return reach.walls if reach else ()


class Reroute(Act):
    """A case goes to another department, or to somebody of its own whom its rule names while nobody follows it. What
    somebody follows stays, unless one says otherwise.
    """

    key = "reroute"
    label = gettext_lazy("Route anew")
    url_name = "bulk:reroute"
    order = 17
    icon = "split"
    rights = (Right.ASSIGN_CASES,)
    template = "bulk/_reroute.html"
    names = ("also",)

    def fields(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        return {"followed": sum(1 for one in first if one.assignee_id and not one.closed)}

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        options: dict[str, Any] = {"also": post.get("also") == "1"}
        fit = {one.id: one for one in first if not self.foresee(one, options)}
        moves: Counter[tuple[str, str]] = Counter()
        for ident, placed in routing.placed(list(fit), _walls()).items():
            before = fit[ident].department_id
            if placed.department_id != before:
                moves[str(before), str(placed.department_id)] += 1
        return options | {
            "moves": [[before, after, count] for (before, after), count in moves.most_common()],
            "looked": len(fit),
        }

    def sentence(self, options: Options, count: int) -> str:
        text = ngettext(
            "You are about to send %(num)s request where the rules in force lead.",
            "You are about to send %(num)s requests where the rules in force lead.",
            count,
        )
        return text % {"num": number(count)}

    def details(self, options: Options) -> list[tuple[str, str]]:
        found = [(_("Followed already"), _("They change hands too"))] if options["also"] else []
        lines = [
            _("%(num)s: %(before)s → %(after)s")
            % {"num": number(count), "before": _department(before), "after": _department(after)}
            for before, after, count in options["moves"]
        ]
        if not lines:
            lines.append(_("Nothing changes department: the rules lead where they are, or there are none."))
        if options["looked"] >= LOOKED:
            said = _("These are the first %(num)s: the others go on in the same way.")
            lines.append(said % {"num": number(options["looked"])})
        return [*found, (_("What changes hands"), "\n".join(lines))]

    def title(self, options: Options) -> str:
        return _("By the rules in force")

    def foresee(self, case: Foreseen, options: Options) -> str:
        return refusal(case, also=bool(options["also"]))

    def reasons(self, cases: Sequence[Foreseen], options: Options, by: Actor) -> dict[uuid.UUID, str]:
        """With those whose procedure has no rules here."""
        found = {one.id: self.foresee(one, options) for one in cases}
        fit = [ident for ident, reason in found.items() if not reason]
        ruled = routing.placed(fit, _walls())
        missing = {ident: _("Its procedure has no rules here") for ident in fit if ident not in ruled}
        return {ident: reason for ident, reason in found.items() if reason} | missing

    def do(self, todo: Todo, options: Options) -> bool:
        found = cases.foresee([todo.case_id], by=todo.by, at=todo.at)
        if not found:
            raise Refused(_("It is not, or no longer, one of your requests"))
        [case] = found
        if reason := self.foresee(case, options):
            raise Refused(reason)
        placed = routing.placed([case.id], _walls()).get(case.id)
        if placed is None:
            raise Refused(_("Its procedure has no rules here"))
        return _send(case, placed, todo)


def _send(case: Foreseen, placed: Placed, todo: Todo) -> bool:
    """Send one case; False where it is there already, in hands that fit or that nobody chose."""
    stands = routing.stands(case.id)
    elsewhere = placed.department_id != case.department_id
    if stands is None or (not elsewhere and case.assignee_id is not None):
        return False
    hand = routing.hand_of(placed.to, stands) if placed.to is not None else None
    if not elsewhere and hand is None:
        return False
    cases.assign(
        case.id,
        by=todo.by,
        at=todo.at,
        version=todo.version,
        assignee_id=hand.id if hand else None,
        assignee_name=hand.name if hand else "",
        department_id=placed.department_id,
        reason=routing.words(placed),
    )
    return True


def _department(ident: str) -> str:
    try:
        return str(departments.get(uuid.UUID(ident)).name)
    except LookupError:
        return _("a former department")


ACTS.register(Reroute())
