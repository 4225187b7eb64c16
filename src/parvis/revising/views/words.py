"""Effects, states and reasons in the active language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.revising.data import ItemState, State
from parvis.studio.api import language

_OF_QUESTIONS = ("gone", "hidden", "refused", "part", "computed", "asked", "offered", "failed")
#: the order in which effects are told: what keeps a request, what asks something of somebody, what only changes
_ORDER = (
    *("waits", "proposed", "status", "asked", "refused", "failed", "stopped", "offered", "gone", "hidden", "part"),
    *("computed", "means", "timer", "untimed", "sooner", "later", "undated"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """An effect. tone: "late" for what keeps a request, "wait" for what somebody has to do, "" else."""

    text: str
    tone: str


def of(effects: Iterable[str], old: Iterable[cases.types.Published], new: cases.types.Published) -> list[Said]:
    """What moving would do, the gravest first. old: the revisions that the requests have."""
    labels = _labels([*old, new])
    steps = {one.id: one.label.into(language()) for pub in (*old, new) for one in pub.definition.workflow.transitions}
    statuses = {one.id: one.agent.into(language()) for pub in (*old, new) for one in pub.definition.workflow.statuses}
    kinds: dict[str, list[str]] = {}
    for one in effects:
        kind, _colon, name = one.partition(":")
        if kind in ("timer", "untimed"):
            kinds.setdefault(kind, []).append(_timed(kind, name, steps))
            continue
        kinds.setdefault(kind, []).append(labels.get(name, name) if kind in _OF_QUESTIONS else statuses.get(name, name))
    found = []
    for kind in sorted(kinds, key=_ORDER.index):
        if kind in ("timer", "untimed"):
            found += [Said(one, _tone(kind)) for one in kinds[kind]]
            continue
        names = ", ".join(_("“%(label)s”") % {"label": name} for name in kinds[kind])
        found.append(Said(_text(kind, names, [one for one in effects if one.startswith(f"{kind}:")]), _tone(kind)))
    return found


def _labels(revisions: Iterable[cases.types.Published]) -> Mapping[str, str]:
    return {
        item.id: item.label.into(language())
        for one in revisions
        for page in one.definition.form.pages
        for section in page.sections
        for item in section.items
    }


def _tone(kind: str) -> str:
    if kind in cases.revising.HOLDING:
        return "late"
    return "wait" if kind in ("status", "asked", "refused", "failed", "stopped", "timer") else ""


def _timed(kind: str, name: str, steps: Mapping[str, str]) -> str:
    days, _colon, rest = name.partition(":")
    counted, _colon, transition = rest.partition(":")
    if kind == "untimed":
        return _("No longer taken by itself: “%(step)s”") % {"step": steps.get(name, name)}
    said = {"step": steps.get(transition, transition), "days": days}
    if counted == "working":
        return (
            _(
                "Taken by itself after %(days)s working days in this status, no sooner than 7 days after the move: "
                "“%(step)s”"
            )
            % said
        )
    return (
        _("Taken by itself after %(days)s days in this status, no sooner than 7 days after the move: “%(step)s”") % said
    )


def _text(kind: str, names: str, effects: list[str]) -> str:
    said = {"names": names}
    law = any(one.endswith(":law") for one in effects)
    return {
        "waits": _("Something is asked of the resident: left until it is answered"),
        "proposed": _("A decision waits to be confirmed: left until it is"),
        "status": _("The status %(names)s is no longer there") % said,
        "asked": _("Obligatory and not answered: %(names)s") % said,
        "refused": _("The answer is no longer valid, kept aside: %(names)s") % said,
        "failed": _("The answer fails a check: %(names)s") % said,
        "stopped": _("These answers no longer open a right to ask"),
        "offered": _("New, not answered: %(names)s") % said,
        "gone": _("No longer asked, the answer stays readable: %(names)s") % said,
        "hidden": _("Hidden by a condition, the answer stays readable: %(names)s") % said,
        "part": _("A part of the answer is no longer asked, it stays readable: %(names)s") % said,
        "computed": _("Worked out otherwise: %(names)s") % said,
        "means": _("The status %(names)s means something else") % said,
        "sooner": _("Due sooner") if not law else _("The last day of the law comes sooner"),
        "later": _("Due later") if not law else _("The last day of the law comes later"),
        "undated": _("No longer due by a day"),
    }[kind]


def state(name: str) -> str:
    """Where a passage is."""
    return {
        State.LOOKING: _("Being looked at"),
        State.LOOKED: _("Ready to choose"),
        State.RUNNING: _("Under way"),
        State.STOPPED: _("Stopped"),
        State.DONE: _("Done"),
    }[State(name)]


TONES = {State.LOOKING: "info", State.LOOKED: "wait", State.RUNNING: "info", State.STOPPED: "wait", State.DONE: "ok"}


def item(name: str) -> str:
    """What became of one."""
    return {
        ItemState.SEEN: _("Not chosen"),
        ItemState.WAITING: _("Waiting"),
        ItemState.DONE: _("Moved"),
        ItemState.UNCHANGED: _("No longer open, or there already"),
        ItemState.REFUSED: _("Left as it was"),
    }[ItemState(name)]


def reason(name: str) -> str:
    """Why it was left as it was."""
    return {
        "differs": _("it changed since you looked"),
        "holds": _("something is awaited, or its status has no place there"),
        "closed": _("it has ended since"),
        "written": _("somebody is writing it at this moment"),
        "failed": _("something went wrong on our side: nothing was done to it"),
    }.get(name, name)
