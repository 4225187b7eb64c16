"""Background work of `errands`."""

from parvis.errands.domain import doing
from parvis.errands.domain.doing import do
from parvis.kernel import clock, jobs

__all__ = ["do", "do_due"]


@jobs.periodic("*/5 * * * *")
def do_due(timestamp: int) -> None:
    """Have done what is due: timers whose days are over, and what a worker's death left behind."""
    with jobs.in_background():
        doing.defer_due(clock.now())
