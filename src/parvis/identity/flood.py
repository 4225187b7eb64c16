"""Masses held back without a statement: each process counts by itself, in a memory of fixed size.

For what people do all the time (pages saved as they type): `throttle` would write to the database at every one. Where
several processes answer, each holds back its own share: a flood is stopped, and nobody is promised an exact number.
"""

import datetime as dt
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

#: visitors that one process counts at once; whoever came first is forgotten first
_MOST = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Flood:
    """At most `most` of `action` in each `window` from one address, in each process."""

    action: str
    most: int
    window: dt.timedelta
    _counted: OrderedDict[str, tuple[float, int]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def attempt(self, who: str, *, now: float | None = None) -> dt.timedelta | None:
        """Count one of `who`; None within the limit, otherwise how long to wait. `now`: seconds of a steady clock."""
        at = time.monotonic() if now is None else now
        length = self.window.total_seconds()
        with self._lock:
            since, count = self._counted.get(who, (at, 0))
            if at - since >= length:
                since, count = at, 0
                self._counted.pop(who, None)
            self._counted[who] = (since, count + 1)
            while len(self._counted) > _MOST:
                self._counted.popitem(last=False)
        return None if count < self.most else dt.timedelta(seconds=max(1.0, since + length - at))


#: pages of answers saved, by hand or by themselves: thirty people who type at once behind one address stay far below
SAVE_ADDRESS = Flood("save:address", 1_200, dt.timedelta(minutes=2))
