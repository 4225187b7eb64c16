"""Background work of `webhooks`."""

from parvis.kernel import clock, jobs
from parvis.kernel.reach import Reach, acting
from parvis.webhooks.domain.asking import forget, replay
from parvis.webhooks.domain.sending import ask, send
from parvis.webhooks.domain.telling import tell_owner

__all__ = ["forget", "replay", "send", "tell_owner"]


@jobs.periodic("* * * * *")
def send_due(timestamp: int) -> None:
    """Have what has come due sent: tries again, and what a worker left that died."""
    from parvis.webhooks.domain.turning import next_due

    with acting(Reach(actor="webhooks")):
        soonest = next_due()
        if soonest is not None and soonest <= clock.now():
            ask()


@jobs.periodic("41 3 * * *")
def forget_old(timestamp: int) -> None:
    """Have deliveries of a month ago forgotten."""
    jobs.defer(forget, queueing_lock="webhooks:forget")
