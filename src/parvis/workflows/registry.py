"""The seam: what a transition may do. Whoever owns the noun registers the action (`cases`: message, assign…)."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from parvis.forms.data import Block, Definition, Field, LocalizedText
from parvis.kernel.registry import Registry
from parvis.workflows.data import Scope, Transition


@dataclass(frozen=True)
class ActionType:
    """A kind of action.

    options: the pydantic model of its options. check: what is wrong with them in this scope, beyond their types.
    run: does it, in the transaction of the transition; it gets the mover's context and its options, and only writes
    rows or defers jobs. decides: whether it gives the case its decision.
    asks: what must be said for it when the transition is taken, beside the transition's own fields; proposes: what
    stands in these fields at first, on that day and in that language.
    """

    name: str
    label: LocalizedText
    options: type[Definition]
    run: Callable[[Any, Any], None]
    check: Callable[[Any, Transition, Scope], Iterable[LocalizedText]] = lambda options, transition, scope: ()
    decides: bool = False
    asks: Callable[[Any], tuple[Field | Block, ...]] = lambda options: ()
    proposes: Callable[[Any, dt.date, str], Mapping[str, Any]] = lambda options, day, language: {}


ACTIONS: Registry[ActionType] = Registry("workflow actions", key=lambda action: action.name)
