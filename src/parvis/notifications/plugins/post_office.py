"""The e-mails of sign-in go through the queue too: identity lies below, and asks for a post office."""

from parvis.identity.data import Mail
from parvis.identity.registry import PostOffice, post_offices
from parvis.notifications.domain.queueing import queue
from parvis.notifications.domain.writing import Written


def post(mail: Mail) -> None:
    """Queue an e-mail that identity has rendered. It has no wall: the worker alone sees it."""
    queue(
        Written(mail.subject, mail.text, mail.html),
        template=f"identity/{mail.template}",
        to=mail.to,
        language=mail.language,
    )


post_offices.register(PostOffice("queue", post))
