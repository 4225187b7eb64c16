"""Zones by street, parity and range of numbers: school sectors, parking zones. Pure: tables, look-ups, faults.

Source of the way of writing: the « carte scolaire » of communes is a list of streets with sides and numbers (Code de
l'éducation, L212-7: the council fixes the sectors).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _, ngettext

from parvis.territory.domain import streets
from parvis.territory.domain.streets import House

_FIRST, _LAST = House(0), House(10**6)
MOST_OF_A_STREET = 300
"""Stretches of one street: more are a mistake of the file."""


class Parity(StrEnum):
    """The side of a street. Values are stored."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"

    def holds(self, number: int) -> bool:
        """Whether the side has the number."""
        return self is Parity.ALL or (number % 2 == 1) == (self is Parity.ODD)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a street in one zone. `first` and `last` are as written, "" for no bound; `line` of its file."""

    zone: str
    street: str
    parity: Parity = Parity.ALL
    first: str = ""
    last: str = ""
    line: int = 0

    @property
    def low(self) -> House:
        return streets.house(self.first) or _FIRST

    @property
    def high(self) -> House:
        return streets.house(self.last) or _LAST

    def holds(self, house: House) -> bool:
        """Whether the house is in it."""
        return self.parity.holds(house.number) and self.low <= house <= self.high


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about a table, at a line of its file (0: the whole). A blocking one keeps it from being imported."""

    line: int
    message: str
    blocking: bool = True


class ZoneMap:
    """A table made ready for look-ups. Immutable."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self.stretches = tuple(stretches)

    @cached_property
    def _by_street(self) -> dict[str, tuple[Stretch, ...]]:
        found: dict[str, list[Stretch]] = defaultdict(list)
        for stretch in self.stretches:
            found[streets.key(stretch.street)].append(stretch)
        return {street: tuple(stretches) for street, stretches in found.items()}

    @property
    def zones(self) -> list[str]:
        """The zones, in the order in which they first stand."""
        return list(dict.fromkeys(stretch.zone for stretch in self.stretches))

    def find(self, line: str) -> str | None:
        """The zone of « 14 bis rue de la Marine »; None where the table does not say.

        Without a number, only a street that is whole in one zone has one. A first name written as an initial is
        understood where one street alone may be meant.
        """
        place = streets.place(line)
        if place is None:
            return None
        known = self._by_street.get(place.street)
        if known is None:
            alike = [street for street in self._by_street if streets.alike(place.street, street)]
            known = self._by_street[alike[0]] if len(alike) == 1 else ()
        if place.house is None:
            zones = {stretch.zone for stretch in known}
            whole = any(
                stretch.parity is Parity.ALL and stretch.low == _FIRST and stretch.high == _LAST for stretch in known
            )
            return zones.pop() if len(zones) == 1 and whole else None
        return next((stretch.zone for stretch in known if stretch.holds(place.house)), None)

    def faults(self) -> list[Fault]:
        """Overlaps of zones (blocking), and what may have been forgotten: repeats, gaps, a side that is missing."""
        return sorted(
            (fault for stretches in self._by_street.values() for fault in _faults(stretches)),
            key=lambda fault: (not fault.blocking, fault.line),
        )


def _faults(stretches: Sequence[Stretch]) -> Iterator[Fault]:
    if len(stretches) > MOST_OF_A_STREET:
        said = {"street": stretches[0].street, "max": MOST_OF_A_STREET}
        yield Fault(stretches[-1].line, _("%(street)s: more than %(max)d lines for one street") % said)
        return
    for at, one in enumerate(stretches):
        for other in stretches[:at]:
            if (number := _shared(one, other)) is None:
                continue
            said = {"street": one.street, "line": other.line, "number": number, "zone": other.zone}
            if one.zone != other.zone:
                words = _("%(street)s: number %(number)d is already in “%(zone)s” at line %(line)d")
                yield Fault(one.line, words % said)
            else:
                yield Fault(one.line, _("%(street)s: says the same as line %(line)d") % said, blocking=False)
    for parity in (Parity.ODD, Parity.EVEN):
        yield from _gaps([one for one in stretches if one.parity in (Parity.ALL, parity)], parity, stretches)


def _shared(one: Stretch, other: Stretch) -> int | None:
    """A number that two stretches both hold."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    if low > high:
        return None
    # of three numbers in a row, each side has one
    return next(
        (
            number
            for number in range(low.number, min(high.number, low.number + 2) + 1)
            if number > 0 and one.parity.holds(number) and other.parity.holds(number)
        ),
        None,
    )


def _gaps(side: list[Stretch], parity: Parity, everything: Sequence[Stretch]) -> Iterator[Fault]:
    """The numbers of one side between two stretches that none of them holds."""
    street, line = everything[0].street, everything[-1].line
    if not side:
        words = (
            _("%(street)s: odd numbers are in no zone")
            if parity is Parity.ODD
            else _("%(street)s: even numbers are in no zone")
        )
        yield Fault(line, words % {"street": street}, blocking=False)
        return
    in_order = sorted(side, key=lambda one: (one.low, one.high))
    reached = in_order[0].high
    for following in in_order[1:]:
        missing = [
            number for number in range(reached.number + 1, min(following.low.number, reached.number + 3))
            if parity.holds(number)
        ]  # fmt: skip
        if missing:
            last = following.low.number - 1
            last -= 0 if parity.holds(last) else 1
            if missing[0] == last:
                words = _("%(street)s: number %(first)d is in no zone")
            else:
                words = _("%(street)s: numbers %(first)d to %(last)d are in no zone")
            said = {"street": street, "first": missing[0], "last": last}
            yield Fault(following.line, words % said, blocking=False)
        reached = max(reached, following.high)


def counted(stretches: Sequence[Stretch]) -> str:
    """In words: « 42 lines, 5 zones »."""
    zones = len({stretch.zone for stretch in stretches})
    lines = ngettext("%(count)d line", "%(count)d lines", len(stretches)) % {"count": len(stretches)}
    return f"{lines}, " + ngettext("%(count)d zone", "%(count)d zones", zones) % {"count": zones}
