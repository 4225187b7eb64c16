"""Reads the tables of the law: `rules.yaml`, `counting.csv`, `clocks.csv`. One row is one dated case."""

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from parvis.deadlines import data
from parvis.deadlines.data import Effect, Event, Favour, Law, Length, Pause, Rules

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Clock:
    """One entry of `rules.yaml`."""

    law: Law
    rules: Rules


@cache
def clocks() -> dict[str, Clock]:
    with (HERE / "rules.yaml").open(encoding="utf-8") as file:
        read: dict[str, Any] = yaml.safe_load(file)
    return {name: Clock(_law(found["law"]), Rules.model_validate(found["rules"])) for name, found in read.items()}


def _law(found: dict[str, Any]) -> Law:
    effect = found.get("effect")
    return Law(Length.model_validate(found["length"]), Effect(effect) if effect else None)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def length_of(text: str) -> tuple[Length, bool]:
    """A length as the table writes it, and whether it rolls: "2 months clear rolls", "10 worked", "15 days"."""
    count, *words = text.split()
    unit = next((word for word in words if word in ("clear", "worked", "workable")), "calendar")
    months = "months" in words
    length = Length(months=int(count) if months else 0, days=0 if months else int(count), unit=data.Unit(unit))
    return length, "rolls" in words


def events_of(text: str) -> list[Event]:
    """ "2026-05-04 received; 2026-05-20 asked by 2026-06-10; 2026-06-02 answered"."""
    return [_event(*part.split()) for part in text.split(";")]


def _event(day: str, what: str, *more: str) -> Event:
    on = dt.date.fromisoformat(day)
    if what == "asked":
        by = dt.date.fromisoformat(more[1]) if more[:1] == ("by",) else None
        pause = Pause.RESTART if more[:1] == ("anew",) else None
        return data.Asked(on, by=by, essential=more[:1] != ("needlessly",), pause=pause)
    if what in ("extended", "consulted"):
        return (data.Extended if what == "extended" else data.Consulted)(on, more[0])
    if what == "released":
        return data.Released(on, more[0])
    if what in tuple(Favour):
        return data.Opinion(on, more[0], Favour(what))
    simple: dict[str, Event] = {
        "received": data.Received(on),
        "answered": data.Answered(on),
        "partly": data.Answered(on, complete=False),
        "complete": data.Completed(on),
        "waived": data.Waived(on),
        "transmitted": data.Transmitted(on),
        "acknowledged": data.Acknowledged(on),
        "ended": data.Ended(on),
    }
    return simple[what]
