"""The face of `procedures`: publish, open and close, read the catalogue."""

from parvis.procedures.domain.availability import stage_of, submit
from parvis.procedures.domain.catalogue import get, of, offered, offerings
from parvis.procedures.domain.publishing import check, examine, publish, set_open
from parvis.procedures.life_events import LIFE_EVENTS

__all__ = [
    "LIFE_EVENTS",
    "check",
    "examine",
    "get",
    "of",
    "offered",
    "offerings",
    "publish",
    "set_open",
    "stage_of",
    "submit",
]
