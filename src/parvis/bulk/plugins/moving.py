"""Taking the same step of the workflow on many cases, where it asks nothing that each would answer by itself."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from parvis.bulk.data import Mistakes, Refused
from parvis.bulk.plugins.writing import text_of
from parvis.bulk.registry import ACTS, Act, Options, Todo
from parvis.cases import api as cases
from parvis.cases.data import Foreseen, Step
from parvis.kernel.ui.formats import number


class Move(Act):
    key = "move"
    label = gettext_lazy("Move on")
    url_name = "bulk:move"
    order = 40
    template = "bulk/_move.html"
    names = ("step", "reason")
    exact = True

    def fields(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        offers = _offers(first)
        said = Counter((one.step.label, one.step.target) for one in offers.values())
        return {
            "steps": [
                {
                    "value": key,
                    "text": one.step.label,
                    "hint": {"text": _hint(one, named=said[one.step.label, one.step.target] > 1)},
                }
                for key, one in sorted(offers.items(), key=lambda pair: (-pair[1].count, pair[1].step.label, pair[0]))
            ]
        }

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        key = post.get("step", "")
        offer = _offers(first).get(key)
        if offer is None:
            raise Mistakes({"step": _("Choose what to do with them")})
        step = offer.step
        reason = text_of(post, "reason")
        if step.reasoned and not reason:
            raise Mistakes({"reason": _("Say why: the people will read it")})
        if step.approved and reason:
            raise Mistakes({"reason": _("This step says what was approved for each request: leave this empty")})
        return {
            "key": key,
            "step": step.id,
            "label": step.label,
            "target": step.target,
            "reason": reason,
            "decides": step.decides,
            "approved": step.approved,
        }

    def sentence(self, options: Options, count: int) -> str:
        return ngettext(
            "You are about to take this step on %(num)s request: %(label)s.",
            "You are about to take this step on %(num)s requests: %(label)s.",
            count,
        ) % {"num": number(count), "label": options["label"]}

    def details(self, options: Options) -> list[tuple[str, str]]:
        found = [(_("They will then be"), options["target"])]
        if options["decides"]:
            found.append((_("Decision"), _("Each is decided in your name, with its own number and document.")))
        if options.get("approved"):
            found.append((_("What the people read"), _("What was approved for each request")))
        if options["reason"]:
            found.append((_("What the people read"), options["reason"]))
        return found

    def title(self, options: Options) -> str:
        return f"{options['label']} → {options['target']}"

    def foresee(self, case: Foreseen, options: Options) -> str:
        if case.lent:
            return _("It is another organisation’s: act on its own page")
        if any(_key(step) == options["key"] for step in case.steps):
            return ""
        return _("This step is not possible for it: it is “%(status)s”") % {"status": case.status}

    def do(self, todo: Todo, options: Options) -> bool:
        found = cases.foresee([todo.case_id], by=todo.by, at=todo.at)
        # what changed since is told as such, whatever it is now
        if found and found[0].version == todo.version and (reason := self.foresee(found[0], options)):
            raise Refused(reason)
        # of a step that was approved, each says what was approved for it
        cases.transition(
            todo.case_id, options["step"], by=todo.by, at=todo.at, version=todo.version, reason=options["reason"]
        )
        return True


@dataclass(slots=True)
class _Offer:
    """A step that some of the cases may take. procedures: the names of theirs."""

    step: Step
    count: int = 0
    procedures: set[str] = field(default_factory=set)


def _key(step: Step) -> str:
    """What was read of a step and what it does, as the page sends it back.

    Its id alone is not enough: "accept" gives a licence in one procedure, a card in another, under other words.
    """
    return hashlib.blake2s(json.dumps(asdict(step), sort_keys=True).encode(), digest_size=8).hexdigest()


def _offers(first: Sequence[Foreseen]) -> dict[str, _Offer]:
    """The steps that some of the cases may take, by key."""
    found: dict[str, _Offer] = {}
    for case in first:
        for step in case.steps:
            one = found.setdefault(_key(step), _Offer(step))
            one.count += 1
            one.procedures.add(case.procedure)
    return found


def _hint(offer: _Offer, *, named: bool) -> str:
    """How many may take it, and where it leads. named: another step has the same words, and does something else."""
    said = ngettext("%(num)s request, then “%(status)s”", "%(num)s requests, then “%(status)s”", offer.count)
    text = said % {"num": number(offer.count), "status": offer.step.target}
    return " · ".join([*sorted(offer.procedures), text]) if named else text


ACTS.register(Move())
