"""Plots as the numbers that an SVG is drawn from: bars and a line over months. No style, no script, no colour here.

The canvas is 400 wide: its letters are as large as the page's text on a telephone, where it is 330 pixels wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 396, 10, 162
#: letters of a month's name under the axis have room for twelve
_LABELS = 12
#: of few months bars stay bars
_WIDEST = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle. series: 0 for the first one, 1 for the second."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place: of the vertical axis by its height, of the horizontal one by its middle."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """bars, or points of a line; ticks of the vertical axis, labels of the horizontal one."""

    bars: Sequence[Bar]
    points: Sequence[tuple[float, float]]
    ticks: Sequence[tuple[float, int]]
    labels: Sequence[Mark]
    left: int = _LEFT
    right: int = _RIGHT
    bottom: int = _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


def step(highest: int) -> int:
    """The distance of ticks: 1, 2 or 5 times a power of ten, at most four of them up to `highest`."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if factor * size * 4 >= highest:
                return factor * size
        size *= 10


def _ground(highest: int) -> tuple[int, list[tuple[float, int]]]:
    """The number at the top of the axis, and its ticks."""
    one = step(max(highest, 1))
    top = -(-max(highest, 1) // one) * one
    return top, [(_height(value, top), value) for value in range(0, top + 1, one)]


def _height(value: int, top: int) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * value / top, 1)


def _labels(names: Sequence[str], slot: float) -> list[Mark]:
    every = -(-len(names) // _LABELS)
    return [
        Mark(round(_LEFT + slot * (place + 0.5), 1), name) for place, name in enumerate(names) if place % every == 0
    ]


def bars(names: Sequence[str], first: Sequence[int], second: Sequence[int]) -> Plot:
    """Two bars for each name, side by side."""
    top, ticks = _ground(max([*first, *second, 0]))
    slot = (_RIGHT - _LEFT) / max(1, len(names))
    width, apart = round(min(slot * 0.38, _WIDEST), 2), min(slot * 0.04, 2)
    found = []
    for series, values in enumerate((first, second)):
        for place, value in enumerate(values):
            x = _LEFT + slot * (place + 0.5) - width - apart / 2 + series * (width + apart)
            y = _height(value, top)
            found.append(Bar(series, round(x, 2), y, width, round(_BOTTOM - y, 1)))
    return Plot(found, (), ticks, _labels(names, slot))


def line(names: Sequence[str], values: Sequence[int]) -> Plot:
    """One point for each name, joined."""
    top, ticks = _ground(max([*values, 0]))
    slot = (_RIGHT - _LEFT) / max(1, len(names))
    points = [(round(_LEFT + slot * (place + 0.5), 1), _height(value, top)) for place, value in enumerate(values)]
    return Plot((), points, ticks, _labels(names, slot))
