"""Seams of identity: who sends its e-mails, and what another module must know at sign-in.

Identity lies below notifications, so it cannot call it: notifications registers a post office under the name "queue",
which comes before the plain one ("smtp", Django's own mail).
"""

from collections.abc import Callable
from dataclasses import dataclass

from parvis.identity.data import Mail
from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Somebody who takes a rendered e-mail inside the open transaction. Names sort: the first one is used."""

    name: str
    post: Callable[[Mail], None]


post_offices: Registry[PostOffice] = Registry("identity.post_offices", key=lambda office: office.name)
