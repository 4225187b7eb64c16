"""What is left of what a request asks, in the words of agents' pages."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.cases.data import Full, ResourceState
from parvis.cases.domain.listing import language
from parvis.kernel.ui.formats import date_long, date_time, time_short
from parvis.workflows.data import Transition


def _when(starts: dt.datetime | None, ends: dt.datetime | None) -> str:
    if starts is None or ends is None:
        return ""
    first, last = timezone.localtime(starts), timezone.localtime(ends)
    if first.date() == last.date():
        said = {"day": date_long(first), "first": time_short(first), "last": time_short(last)}
        return _("on %(day)s, from %(first)s to %(last)s") % said
    return _("from %(first)s to %(last)s") % {"first": date_time(starts), "last": date_time(ends)}


def counts(transition: Transition) -> bool:
    """Whether what is left matters to who takes it: it allots, or decides."""
    return any(use.type in ("allot", "decide", "propose", "confirm") for use in transition.actions)


def shown(states: Iterable[ResourceState]) -> list[dict[str, Any]]:
    """Each state for `cases/agents/_counted.html`."""
    spoken = language()
    return [
        {
            "label": state.label,
            "resource": state.resource.label.into(spoken),
            "unit": state.resource.unit.into(spoken),
            "capacity": state.capacity,
            "left": state.left,
            "amount": state.amount,
            "fits": state.fits,
            "held": state.held,
            "when": _when(state.starts_at, state.ends_at),
            "overlaps": [
                {
                    "reference": other.reference,
                    "amount": other.amount,
                    "when": _when(other.starts_at, other.ends_at),
                    "pending": other.pending,
                }
                for other in state.overlaps
            ],
        }
        for state in states
    ]


def full_words(full: Full) -> str:
    """Why nothing was allotted, in a sentence."""
    said = {
        "label": full.label,
        "resource": full.resource.label.into(language()),
        "unit": full.resource.unit.into(language()),
        "left": full.left,
        "capacity": full.capacity,
        "amount": full.amount,
    }
    if full.capacity is None:
        return _("%(resource)s, %(label)s: no capacity was set.") % said
    return _("%(resource)s, %(label)s: left %(left)s of %(capacity)s (%(unit)s), asked %(amount)s.") % said
