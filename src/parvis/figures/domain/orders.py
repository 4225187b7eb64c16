"""Order statistics of a histogram: exact, and true as they are said ("half within 6 days")."""

from collections.abc import Mapping
from fractions import Fraction

HALF, NINE_IN_TEN = Fraction(1, 2), Fraction(9, 10)


def within(counts: Mapping[int, int], share: Fraction) -> int | None:
    """The smallest number of days within which at least that share (above 0) was answered; None where nothing was.

    The nearest rank, SQL's `percentile_disc`: a number of days that occurred, never one between two.
    """
    total, so_far = sum(counts.values()), 0
    for days in sorted(counts):
        so_far += counts[days]
        if so_far >= share * total and so_far:
            return days
    return None
