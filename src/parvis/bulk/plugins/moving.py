"""Taking the same step of the workflow on many cases, where it asks nothing that each would answer by itself."""

from collections import Counter
from collections.abc import Sequence
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

    def fields(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        counts = Counter(step.id for case in first for step in case.steps)
        return {
            "steps": [
                {
                    "value": step.id,
                    "text": step.label,
                    "hint": {
                        "text": ngettext(
                            "%(num)s request, then “%(status)s”", "%(num)s requests, then “%(status)s”", counts[step.id]
                        )
                        % {"num": number(counts[step.id]), "status": step.target}
                    },
                }
                for step in sorted(_steps(first).values(), key=lambda step: (-counts[step.id], step.label))
            ]
        }

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        step = _steps(first).get(post.get("step", ""))
        if step is None:
            raise Mistakes({"step": _("Choose what to do with them")})
        reason = text_of(post, "reason")
        if step.reasoned and not reason:
            raise Mistakes({"reason": _("Say why: the people will read it")})
        return {"step": step.id, "label": step.label, "target": step.target, "reason": reason, "decides": step.decides}

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
        if options["reason"]:
            found.append((_("What the people read"), options["reason"]))
        return found

    def title(self, options: Options) -> str:
        return f"{options['label']} → {options['target']}"

    def foresee(self, case: Foreseen, options: Options) -> str:
        if case.lent:
            return _("It is another organisation’s: act on its own page")
        if any(step.id == options["step"] for step in case.steps):
            return ""
        return _("This step is not possible for it: it is “%(status)s”") % {"status": case.status}

    def do(self, todo: Todo, options: Options) -> bool:
        found = cases.foresee([todo.case_id], by=todo.by, at=todo.at)
        # what changed since is told as such, whatever it is now
        if found and found[0].version == todo.version and (reason := self.foresee(found[0], options)):
            raise Refused(reason)
        cases.transition(
            todo.case_id, options["step"], by=todo.by, at=todo.at, version=todo.version, reason=options["reason"]
        )
        return True


def _steps(first: Sequence[Foreseen]) -> dict[str, Step]:
    """The steps that some of the cases may take, by id; of different procedures, the first one's words."""
    found: dict[str, Step] = {}
    for case in first:
        for step in case.steps:
            found.setdefault(step.id, step)
    return found


ACTS.register(Move())
