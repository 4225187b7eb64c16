"""A workflow drawn in layers, from its beginning down: statuses in boxes, each step in a box between them.

Pure: boxes and lines with their places, of any document, right or wrong; the page writes them down as SVG. The way is
that of layered drawings (Sugiyama, Tagawa and Toda, 1981): layers by the longest way from the beginning, steps that
lead back left out; lines that cross layers keep a place in each; orders by the mean place of neighbours; places across
by least squares with no two boxes overlapping (pool adjacent violators).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

STATUS_WIDTH, STEP_WIDTH, LINE_WIDTH = 184.0, 164.0, 10.0
_GAP, _ROW_GAP, _EDGE = 18.0, 30.0, 12.0
_LINE_HEIGHT, _PADDING = 18.0, 9.0
_LETTERS, _LINES = 24, 3
_SWEEPS = 12


@dataclass(slots=True)
class Box:
    """A status or a step. x, y: of its left upper corner; lines: its words, broken; note: who, when, below them."""

    key: str
    lines: tuple[str, ...]
    note: str
    layer: int
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Line:
    """From a status to a step, or from a step to a status (`tip`: the corners of its arrow)."""

    start: str
    end: str
    path: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and lines, and the size of the whole."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a box."""

    words: str
    note: str = ""


@dataclass(slots=True)
class _Spot:
    """A place in a layer: a box, or where a line crosses it."""

    layer: int
    width: float
    box: Box | None = None
    x: float = 0.0
    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)


def status_key(status_id: str) -> str:
    return f"status:{status_id}"


def step_key(step_id: str) -> str:
    return f"step:{step_id}"


def draw(workflow: Mapping[str, Any], said: Mapping[str, Said]) -> Drawing:
    """The drawing of a workflow (as a document holds it). said: the words of each box, by its key. Names of statuses
    that do not exist are passed over: checks say so.
    """
    ends = _ends(workflow)
    boxes = _boxes(workflow, ends, said)
    spots, edges = _spots(boxes, ends)
    layers = _layers(spots)
    _order(spots, layers)
    _across(spots, layers)
    _down(spots, layers)
    width = max(spot.x + spot.width for spot in spots) + _EDGE
    height = max(box.y + box.height for box in boxes.values()) + _EDGE
    return Drawing(width, height, tuple(boxes.values()), tuple(_lines(spots, edges, boxes, layers)))


def _ends(workflow: Mapping[str, Any]) -> dict[str, tuple[list[str], str]]:
    """The sources and the target of each step, by their keys; steps without either are left out."""
    known = {status["id"] for status in workflow["statuses"]}
    found: dict[str, tuple[list[str], str]] = {}
    for step in workflow["transitions"]:
        sources = [status_key(one) for one in dict.fromkeys(step["sources"]) if one in known]
        if sources and step["target"] in known:
            found[step_key(step["id"])] = sources, status_key(step["target"])
    return found


def _ranks(workflow: Mapping[str, Any], ends: Mapping[str, tuple[list[str], str]]) -> dict[str, int]:
    """How far each status is from the beginning, by the longest way that never leads back."""
    keys = list(dict.fromkeys(status_key(one["id"]) for one in workflow["statuses"]))
    ways: dict[str, list[str]] = {key: [] for key in keys}
    for sources, target in ends.values():
        for source in sources:
            if target != source and target not in ways[source]:
                ways[source].append(target)
    first = status_key(str(workflow["initial"]))
    order: list[str] = []
    state: dict[str, int] = {}  # 1: on the way that is being walked, 2: done
    back: set[tuple[str, str]] = set()
    for root in ([first] if first in ways else []) + keys:
        if root in state:
            continue
        state[root] = 1
        walk = [(root, iter(ways[root]))]
        while walk:
            here, left = walk[-1]
            found = next(left, None)
            if found is None:
                walk.pop()
                state[here] = 2
                order.append(here)
            elif state.get(found) == 1:
                back.add((here, found))
            elif found not in state:
                state[found] = 1
                walk.append((found, iter(ways[found])))
    ranks = dict.fromkeys(keys, 0)
    for here in reversed(order):
        for found in ways[here]:
            if (here, found) not in back:
                ranks[found] = max(ranks[found], ranks[here] + 1)
    return ranks


def _box(key: str, layer: int, width: float, said: Mapping[str, Said]) -> Box:
    found = said.get(key) or Said(key.partition(":")[2])
    lines = textwrap.wrap(found.words, _LETTERS, max_lines=_LINES, placeholder=" …") or [""]
    note = textwrap.shorten(found.note, _LETTERS + 3, placeholder=" …") if found.note else ""
    height = 2 * _PADDING + _LINE_HEIGHT * (len(lines) + bool(note))
    return Box(key, tuple(lines), note, layer, width, height)


def _boxes(
    workflow: Mapping[str, Any], ends: Mapping[str, tuple[list[str], str]], said: Mapping[str, Said]
) -> dict[str, Box]:
    ranks = _ranks(workflow, ends)
    boxes = {key: _box(key, 2 * rank, STATUS_WIDTH, said) for key, rank in ranks.items()}
    for key, (sources, target) in ends.items():
        to, near = ranks[target], [ranks[one] for one in sources]
        # just above where it leads; what leads back only, above the first that it leads back from; what stays, below
        layer = 2 * to - 1 if to > min(near) else 2 * min(near) - 1 if to < min(near) else 2 * to + 1
        boxes[key] = _box(key, layer, STEP_WIDTH, said)
    return boxes


def _spots(
    boxes: Mapping[str, Box], ends: Mapping[str, tuple[list[str], str]]
) -> tuple[list[_Spot], list[tuple[str, str, list[int]]]]:
    """The places of boxes and of lines that cross layers; each line with its places, from its upper end down."""
    spots = [_Spot(box.layer, box.width, box) for box in boxes.values()]
    places = {key: index for index, key in enumerate(boxes)}
    edges: list[tuple[str, str, list[int]]] = []
    for key, (sources, target) in ends.items():
        for start, end in (*((source, key) for source in sources), (key, target)):
            upper, lower = sorted((start, end), key=lambda one: boxes[one].layer)
            way = [places[upper]]
            for layer in range(boxes[upper].layer + 1, boxes[lower].layer):
                spots.append(_Spot(layer, LINE_WIDTH))
                way.append(len(spots) - 1)
            way.append(places[lower])
            for one, other in zip(way, way[1:], strict=False):
                spots[one].below.append(other)
                spots[other].above.append(one)
            edges.append((start, end, way))
    return spots, edges


def _layers(spots: Sequence[_Spot]) -> list[list[int]]:
    """The places of each layer, without layers that hold nothing."""
    found: dict[int, list[int]] = {}
    for index, spot in enumerate(spots):
        found.setdefault(spot.layer, []).append(index)
    return [found[layer] for layer in sorted(found)]


def _order(spots: Sequence[_Spot], layers: list[list[int]]) -> None:
    """Put neighbours near each other: by the mean place of those above, then of those below, and so on."""
    best, least = [list(layer) for layer in layers], _crossings(spots, layers)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for layer in layers if down else reversed(layers):
            at = {one: place for level in layers for place, one in enumerate(level)}
            means = {}
            for index in layer:
                near = spots[index].above if down else spots[index].below
                means[index] = sum(at[one] for one in near) / len(near) if near else float(at[index])
            layer.sort(key=lambda one: (means[one], at[one]))
        count = _crossings(spots, layers)
        if count < least:
            best, least = [list(layer) for layer in layers], count
    layers[:] = best


def _crossings(spots: Sequence[_Spot], layers: Sequence[Sequence[int]]) -> int:
    """How many pairs of lines cross."""
    count = 0
    for upper, lower in zip(layers, layers[1:], strict=False):
        at = {one: place for place, one in enumerate(lower)}
        tips = [at[one] for index in upper for one in sorted(spots[index].below, key=lambda one: at[one])]
        count += sum(1 for i, one in enumerate(tips) for other in tips[i + 1 :] if other < one)
    return count


def _across(spots: Sequence[_Spot], layers: Sequence[Sequence[int]]) -> None:
    """Give each spot its place across: as near as can be to its neighbours, with no two overlapping."""
    for layer in layers:
        left = 0.0
        for index in layer:
            spots[index].x = left
            left += spots[index].width + _GAP
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = []
            for index in layer:
                spot = spots[index]
                near = [*spot.above, *spot.below]
                middle = (
                    sum(spots[one].x + spots[one].width / 2 for one in near) / len(near)
                    if near
                    else spot.x + spot.width / 2
                )
                wanted.append(middle - spot.width / 2)
            for index, place in zip(layer, _apart(wanted, [spots[one].width for one in layer]), strict=True):
                spots[index].x = place
    least = min(spot.x for spot in spots) - _EDGE
    for spot in spots:
        spot.x -= least
        if spot.box is not None:
            spot.box.x = spot.x


def _apart(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """The places nearest to those wanted, in the same order, with a gap between neighbours (least squares)."""
    offsets, total = [], 0.0
    for width in widths:
        offsets.append(total)
        total += width + _GAP
    pools: list[tuple[float, int]] = []  # mean, how many
    for place, offset in zip(wanted, offsets, strict=True):
        mean, count = place - offset, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    flat = [mean for mean, count in pools for _one in range(count)]
    return [base + offset for base, offset in zip(flat, offsets, strict=True)]


def _down(spots: Sequence[_Spot], layers: Sequence[Sequence[int]]) -> None:
    """Give each layer its height; boxes stand in the middle of theirs."""
    top = _EDGE
    for layer in layers:
        boxes = [box for index in layer if (box := spots[index].box) is not None]
        height = max((box.height for box in boxes), default=0.0)
        for box in boxes:
            box.y = top + (height - box.height) / 2
        top += height + _ROW_GAP


def _lines(
    spots: Sequence[_Spot],
    edges: Sequence[tuple[str, str, list[int]]],
    boxes: Mapping[str, Box],
    layers: Sequence[Sequence[int]],
) -> Iterable[Line]:
    rows: dict[int, tuple[float, float]] = {}
    for layer in layers:
        held = [box for index in layer if (box := spots[index].box) is not None]
        if held:
            rows[held[0].layer] = min(box.y for box in held), max(box.y + box.height for box in held)
    ports = _ports(spots, edges)
    for number, (start, end, way) in enumerate(edges):
        upper, lower = spots[way[0]].box, spots[way[-1]].box
        assert upper is not None
        assert lower is not None
        points = [(ports[number, False], upper.y + upper.height)]
        for index in way[1:-1]:
            spot = spots[index]
            middle = spot.x + spot.width / 2
            top, bottom = rows.get(spot.layer, (points[-1][1] + _ROW_GAP, points[-1][1] + _ROW_GAP))
            points += [(middle, top), (middle, bottom)]
        points.append((ports[number, True], lower.y))
        downwards = boxes[start] is upper
        tip = ""
        if end.startswith("status:"):
            x, y = points[-1] if downwards else points[0]
            side = -8 if downwards else 8
            tip = f"{x:.1f},{y:.1f} {x - 4.5:.1f},{y + side:.1f} {x + 4.5:.1f},{y + side:.1f}"
        yield Line(start, end, _path(points), tip)


def _ports(spots: Sequence[_Spot], edges: Sequence[tuple[str, str, list[int]]]) -> dict[tuple[int, bool], float]:
    """Where each line leaves its upper box (False) and meets its lower one (True): side by side, in the order in which
    they go on.
    """
    sides: dict[tuple[int, bool], list[tuple[float, int]]] = {}
    for number, (_start, _end, way) in enumerate(edges):
        for lower, here, on in ((False, way[0], way[1]), (True, way[-1], way[-2])):
            sides.setdefault((here, lower), []).append((spots[on].x + spots[on].width / 2, number))
    found = {}
    for (here, lower), held in sides.items():
        spot = spots[here]
        for place, (_x, number) in enumerate(sorted(held), 1):
            found[number, lower] = spot.x + spot.width * place / (len(held) + 1)
    return found


def _path(points: Sequence[tuple[float, float]]) -> str:
    """A smooth line down through the points."""
    (x, y), *rest = points
    said = [f"M{x:.1f} {y:.1f}"]
    for to_x, to_y in rest:
        half = (y + to_y) / 2
        said.append(f"C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = to_x, to_y
    return "".join(said)
