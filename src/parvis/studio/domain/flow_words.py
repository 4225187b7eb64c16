"""What a workflow says, in the words of a designer: its boxes, its table, each part by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from parvis.access.data import Role
from parvis.cases.data import ActorKind
from parvis.deadlines.data import Favour
from parvis.studio.domain.drawing import Said, status_key, step_key
from parvis.studio.domain.elements import words
from parvis.workflows.data import Kind
from parvis.workflows.registry import ACTIONS

KINDS: dict[Kind, str | Promise] = {
    Kind.OPEN: gettext_lazy("The administration has it"),
    Kind.WAITING: gettext_lazy("The resident has to act"),
    Kind.DECIDED: gettext_lazy("Ended by a decision"),
    Kind.CLOSED: gettext_lazy("Ended without a decision"),
}
WHO: dict[str, str | Promise] = {
    str(Role.AGENT): gettext_lazy("Agents"),
    str(Role.SUPERVISOR): gettext_lazy("Supervisors"),
    str(ActorKind.RESIDENT): gettext_lazy("The resident"),
    str(ActorKind.SYSTEM): gettext_lazy("By itself"),
}
VALUES: dict[str, str | Promise] = {
    "text": gettext_lazy("Text"),
    "integer": gettext_lazy("Whole number"),
    "decimal": gettext_lazy("Number with decimals"),
    "boolean": gettext_lazy("Yes or no"),
    "date": gettext_lazy("Date"),
}


def who(rights: Iterable[str]) -> str:
    """Who may take a step."""
    return ", ".join(str(WHO.get(one, one)) for one in rights)


def after(timer: Mapping[str, Any]) -> str:
    """When a timer acts: "after 30 days"."""
    days = int(timer["days"])
    if timer.get("counted") == "working":
        return ngettext("after %(num)s working day", "after %(num)s working days", days) % {"num": days}
    return ngettext("after %(num)s day", "after %(num)s days", days) % {"num": days}


def approved(step: Mapping[str, Any]) -> str:
    """Who has to agree before a step: level after level."""
    levels = len(step["approvals"])
    return ngettext("once approved", "once approved at %(num)s levels", levels) % {"num": levels}


def level(one: Mapping[str, Any]) -> str:
    """Who agrees at a level of approval, and how many of them."""
    said = [who(one.get("rights") or ()), str(one.get("department") or "")]
    found = ", ".join(filter(None, said))
    least = int(one.get("least", 1))
    if least == 1:
        return found
    return ngettext("%(num)s of: %(who)s", "%(num)s of: %(who)s", least) % {"num": least, "who": found}


def opinion(one: Mapping[str, Any]) -> str:
    """Who is asked for an opinion, and within how long."""
    within = one.get("within") or {}
    said = [str(one.get("department") or _("the agent says who"))]
    if months := int(within.get("months") or 0):
        said.append(ngettext("within %(num)s month", "within %(num)s months", months) % {"num": months})
    if days := int(within.get("days") or 0):
        said.append(ngettext("within %(num)s day", "within %(num)s days", days) % {"num": days})
    if one.get("clock"):
        said.append(_("the time to answer follows it"))
    return ", ".join(said)


def action(use: Mapping[str, Any], language: str) -> str:
    """What an action is called."""
    kind = ACTIONS.get(str(use["type"]))
    return kind.label.into(language) if kind else str(use["type"])


def name(workflow: Mapping[str, Any], part: str, one: Mapping[str, Any], language: str) -> str:
    """What a status, a step, a timer or a kept value is called."""
    if part == "statuses":
        return words(one["agent"], language)
    if part == "timers":
        status = next((found for found in workflow["statuses"] if found["id"] == one["status"]), None)
        said = words(status["agent"], language) if status else str(one["status"])
        return _("“%(status)s”, %(when)s") % {"status": said, "when": after(one)}
    return words(one["label"], language)


def boxes(workflow: Mapping[str, Any], language: str) -> dict[str, Said]:
    """What stands in the boxes of the drawing."""
    timed: dict[str, str] = {}
    for timer in workflow.get("timers", ()):
        timed.setdefault(str(timer["transition"]), after(timer))
    found = {status_key(one["id"]): Said(words(one["agent"], language)) for one in workflow["statuses"]}
    for step in workflow["transitions"]:
        note = timed.get(step["id"]) or (approved(step) if step.get("approvals") else who(step["rights"]))
        found[step_key(step["id"])] = Said(words(step["label"], language), note)
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A step, as the table says it. sources, target: labels; does: what it does, in order; notes: what else."""

    id: str
    label: str
    sources: tuple[str, ...]
    target: str
    who: str
    does: tuple[str, ...]
    notes: tuple[str, ...]


def rows(workflow: Mapping[str, Any], language: str) -> list[Row]:
    """The steps of a workflow, in their order: all that the drawing says, and what it leaves out."""
    labels = {one["id"]: words(one["agent"], language) for one in workflow["statuses"]}
    timers: dict[str, list[str]] = {}
    for timer in workflow.get("timers", ()):
        timers.setdefault(str(timer["transition"]), []).append(after(timer))
    return [
        Row(
            id=str(step["id"]),
            label=words(step["label"], language),
            sources=tuple(str(labels.get(one, one)) for one in step["sources"]),
            target=str(labels.get(step["target"], step["target"])),
            who=who(step["rights"]),
            does=tuple(action(use, language) for use in step.get("actions", ())),
            notes=tuple(_notes(step, timers.get(step["id"], []))),
        )
        for step in workflow["transitions"]
    ]


def _notes(step: Mapping[str, Any], timed: list[str]) -> Iterable[str]:
    if step.get("condition") is not None:
        yield _("under a condition")
    if step.get("reason") == "required":
        yield _("with a reason")
    elif step.get("reason") == "optional":
        yield _("with a reason if one wants")
    if step.get("four_eyes"):
        yield _("by somebody else than the step before")
    if step.get("approvals"):
        yield approved(step)
    asked = len(step.get("fields", ()))
    if asked:
        yield ngettext("asks %(num)s question", "asks %(num)s questions", asked) % {"num": asked}
    for when in timed:
        yield _("by itself %(when)s") % {"when": when}


def silences() -> dict[str, str]:
    """What silence of who was asked means, in words."""
    return {
        str(Favour.NONE): _("The request goes on without it"),
        str(Favour.FAVOURABLE): _("It counts as favourable"),
        str(Favour.RESERVED): _("It counts as favourable with conditions"),
        str(Favour.UNFAVOURABLE): _("It counts as unfavourable"),
    }


def told_words() -> dict[str, str]:
    """What the person concerned reads of an opinion, in words."""
    return {
        "nothing": _("Nothing"),
        "asked": _("That it was asked"),
        "answer": _("That it was asked, and what was answered"),
    }
