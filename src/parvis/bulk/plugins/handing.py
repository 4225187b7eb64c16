"""Handing many cases out: by the rules of their departments, in turn, or to one person."""

import datetime as dt
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from parvis.access.api import Right
from parvis.bulk.data import Mistakes, Refused
from parvis.bulk.domain.choosing import LOOKED
from parvis.bulk.domain.giving import refusal
from parvis.bulk.plugins.assigning import Assign, handlers
from parvis.bulk.registry import ACTS, Act, Options, Todo
from parvis.cases import api as cases
from parvis.cases.data import Actor, Foreseen
from parvis.kernel import clock
from parvis.kernel.reach import current
from parvis.kernel.ui.formats import number
from parvis.workload import api as workload
from parvis.workload.data import Way

PERSON = "person"
#: seconds after which who is there, and who has how much, is looked up again
TRUSTED = 15.0


def _ways() -> dict[str, str]:
    return {
        Way.BOTH: _("By the rules of their department, the others in turn"),
        Way.RULES: _("By the rules alone: what no rule fits stays"),
        Way.TURN: _("In turn: each to whoever has the fewest open requests"),
        PERSON: _("All to one person"),
    }


def _walls() -> Sequence[Any]:
    reach = current()
    return reach.walls if reach else ()


@dataclass(frozen=True, slots=True)
class _Dealt:
    """A slice dealt out: the versions of its cases, to whom they go, what it was worked out for and when."""

    versions: Mapping[uuid.UUID, int]
    shared: workload.Shared
    walls: tuple[uuid.UUID, ...]
    today: dt.date
    made: float = field(default_factory=time.monotonic)

    def holds(self, case: Foreseen, walls: Sequence[uuid.UUID], today: dt.date) -> bool:
        """Whether it still says to whom the case goes."""
        fresh = time.monotonic() - self.made < TRUSTED and (self.walls, self.today) == (tuple(walls), today)
        return fresh and self.versions.get(case.id) == case.version


class HandOut(Act):
    """What somebody follows stays theirs, unless one says otherwise."""

    key = "hand_out"
    label = gettext_lazy("Deal out")
    url_name = "bulk:hand_out"
    order = 15
    rights = (Right.ASSIGN_CASES,)
    template = "bulk/_hand_out.html"
    names = ("way", "to", "also")

    def fields(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        chosen = post.get("way") or Way.BOTH
        followed = sum(1 for one in first if one.assignee_id and not one.closed)
        return {
            "ways": [{"value": key, "text": text, "checked": key == chosen} for key, text in _ways().items()],
            "people": [{"value": "", "text": _("Choose…")}, *self._people(first)],
            "followed": followed,
        }

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        way, to = post.get("way", ""), post.get("to", "")
        if way not in _ways():
            raise Mistakes({"way": _("Choose how they are handed out")})
        options: dict[str, Any] = {"way": way, "also": post.get("also") == "1"}
        if way == PERSON:
            names = {one["value"]: one["text"] for one in self._people(first)}
            if to not in names:
                raise Mistakes({"to": _("Choose who gets them")})
            return options | {"to": to, "name": names[to]}
        fit = [one.id for one in first if not self.foresee(one, options)]
        shared = workload.share(fit, _walls(), Way(way), today=clock.today())
        return options | {
            "shares": [[one.hand.name, one.hand.load, one.more] for one in shared.shares],
            "left": len(shared.left),
            "looked": len(fit),
        }

    def sentence(self, options: Options, count: int) -> str:
        said = {"num": number(count), "name": options.get("name", "")}
        if options["way"] == PERSON:
            text = ngettext(
                "You are about to hand %(num)s request out to %(name)s.",
                "You are about to hand %(num)s requests out to %(name)s.",
                count,
            )
        else:
            text = ngettext(
                "You are about to hand out %(num)s request.", "You are about to hand out %(num)s requests.", count
            )
        return text % said

    def details(self, options: Options) -> list[tuple[str, str]]:
        """What goes to whom, as far as it was looked at."""
        found = [(_("Way of handing out"), _ways()[options["way"]])]
        if options["also"]:
            found.append((_("Followed already"), _("They change hands too")))
        if options["way"] == PERSON:
            return found
        lines = [
            _("%(name)s: %(more)s more, %(then)s then")
            % {"name": name, "more": number(more), "then": number(load + more)}
            for name, load, more in options["shares"]
        ]
        if options["left"]:
            stays = ngettext(
                "%(num)s stays: no rule fits it, or nobody who is there works behind its wall.",
                "%(num)s stay: no rule fits them, or nobody who is there works behind their wall.",
                options["left"],
            )
            lines.append(stays % {"num": number(options["left"])})
        if options["looked"] >= LOOKED:
            said = _("These are the first %(num)s: the others go on in the same way.")
            lines.append(said % {"num": number(options["looked"])})
        if lines:
            found.append((_("Who gets what"), "\n".join(lines)))
        return found

    def title(self, options: Options) -> str:
        return str(options.get("name") or _ways()[options["way"]])

    def foresee(self, case: Foreseen, options: Options) -> str:
        return refusal(case, also=bool(options["also"]))

    def ahead(self, case_ids: Sequence[uuid.UUID], options: Options, *, by: Actor, at: dt.datetime) -> "_Dealt | None":
        """To whom each of a slice goes, dealt at once: with as many statements as one case takes."""
        if options["way"] == PERSON:
            return None
        fit = {one.id: one for one in cases.foresee(case_ids, by=by, at=at) if not self.foresee(one, options)}
        walls, today = _walls(), clock.today()
        return _Dealt(
            {ident: one.version for ident, one in fit.items()},
            workload.share(list(fit), walls, Way(options["way"]), today=today),
            tuple(walls),
            today,
        )

    def do(self, todo: Todo, options: Options) -> bool:
        found = cases.foresee([todo.case_id], by=todo.by, at=todo.at)
        if not found:
            raise Refused(_("It is not, or no longer, one of your requests"))
        [case] = found
        if reason := self.foresee(case, options):
            raise Refused(reason)
        if options["way"] == PERSON:
            return Assign().do(todo, {"to": options["to"], "name": options["name"], "department": ""})
        walls, today = _walls(), clock.today()
        dealt: _Dealt | None = todo.ahead
        if dealt is not None and dealt.holds(case, walls, today):
            shared = dealt.shared
        else:  # it changed since, or its supervisor did
            shared = workload.share([case.id], walls, Way(options["way"]), today=today)
        hand = shared.to.get(case.id)
        if hand is None:
            ruled = options["way"] == Way.RULES
            raise Refused(_("No rule of its department fits it") if ruled else _("Nobody is there to get it"))
        if hand.id == case.assignee_id:
            return False
        cases.assign(
            case.id,
            by=todo.by,
            at=todo.at,
            version=todo.version,
            assignee_id=hand.id,
            assignee_name=hand.name,
            reason=workload.reason_words(ruled=case.id in shared.ruled),
        )
        return True

    @staticmethod
    def _people(first: Sequence[Foreseen]) -> list[dict[str, str]]:
        places = sorted({one.organisation_id for one in first if one.assigns})
        people = {key: ones[0].name for place in places for key, ones in handlers(place).items()}
        return [{"value": key, "text": name} for key, name in sorted(people.items(), key=lambda pair: pair[1])]


ACTS.register(HandOut())
