"""Distances on the ground, computed to the same bit on the server and in the page.

Sines of the two engines' libraries may differ in their last bit; sums, products and square roots do not (IEEE 754), so
the functions here are made of these alone, in the same order as those of `static/expressions/earth.js`.
"""

from __future__ import annotations

from math import sqrt
from typing import Any, Final

#: Metres: the mean radius of the Earth (IUGG). Against the ellipsoid a distance is up to 0.5 % off.
RADIUS: Final = 6_371_008.8
_PI: Final = 3.141592653589793
#: Coefficients of Taylor's series of the sine, last one first: below 1e-16 up to a quarter turn.
_SERIES: Final = (
    -8.22063524662433e-18,
    2.8114572543455206e-15,
    -7.647163731819816e-13,
    1.6059043836821613e-10,
    -2.505210838544172e-08,
    2.7557319223985893e-06,
    -0.0001984126984126984,
    0.008333333333333333,
    -0.16666666666666666,
    1.0,
)
#: Halvings before the series of the arc sine, which then needs few terms.
_HALVINGS: Final = 4


def _sine(angle: float) -> float:
    """Of an angle between 0 and pi."""
    small = _PI - angle if angle > _PI / 2 else angle
    square = small * small
    found = 0.0
    for coefficient in _SERIES:
        found = found * square + coefficient
    return found * small


def _arc_sine(value: float) -> float:
    """Of a value between 0 and 1."""
    for _time in range(_HALVINGS):
        value = value / sqrt(2 * (1 + sqrt(1 - value * value)))
    square = value * value
    found = ((((35 / 1152) * square + 5 / 112) * square + 3 / 40) * square + 1 / 6) * square + 1
    return found * value * (1 << _HALVINGS)


def _degrees(value: Any, most: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        return None
    return float(value)


def metres(latitude: Any, longitude: Any, other_latitude: Any, other_longitude: Any) -> int | None:
    """Whole metres between two points given in degrees (WGS 84); None where one is missing or no place on Earth."""
    first, second = _degrees(latitude, 90), _degrees(other_latitude, 90)
    start, end = _degrees(longitude, 180), _degrees(other_longitude, 180)
    if first is None or second is None or start is None or end is None:
        return None
    turn = _PI / 180
    up = _sine(abs(first - second) * turn / 2)
    across = _sine(abs(start - end) * turn / 2)
    cosines = _sine(_PI / 2 - abs(first) * turn) * _sine(_PI / 2 - abs(second) * turn)
    chord = sqrt(up * up + cosines * across * across)
    return int(2 * RADIUS * _arc_sine(chord if chord < 1 else 1.0) + 0.5)
