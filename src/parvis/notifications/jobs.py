"""Background work of `notifications`."""

import datetime as dt

from parvis.kernel import clock, jobs
from parvis.notifications.domain import erasing
from parvis.notifications.domain.delivering import deliver
from parvis.notifications.domain.texting import deliver_text
from parvis.notifications.domain.waiting import overdue, overdue_texts

#: How long after its time an e-mail is taken for forgotten (its worker died, its job is lost).
PATIENCE = dt.timedelta(minutes=15)

__all__ = ["deliver", "deliver_overdue", "deliver_text"]


@jobs.periodic("*/5 * * * *")
def deliver_overdue(timestamp: int) -> None:
    """Ask again for the e-mails and texts that are past their time."""
    with jobs.in_background():
        for mail_id, wall_id in overdue(clock.now() - PATIENCE):
            wall = str(wall_id) if wall_id else None
            jobs.defer(deliver, queueing_lock=f"mail:{mail_id}", mail_id=str(mail_id), wall_id=wall)
        for text_id, text_wall in overdue_texts(clock.now() - PATIENCE):
            jobs.defer(deliver_text, queueing_lock=f"text:{text_id}", text_id=str(text_id), wall_id=str(text_wall))


@jobs.job()
def forget_sent() -> None:
    """Forget old e-mails of sign-in: the worker alone sees them."""
    erasing.forget_sent(clock.now())


@jobs.periodic("7 4 * * *")
def forget_each_night(timestamp: int) -> None:
    """Have them forgotten."""
    jobs.defer(forget_sent, queueing_lock="notifications:forget")
