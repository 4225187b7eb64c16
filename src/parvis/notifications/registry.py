"""The seams of `notifications`: SMS gateways, and channels by which people are told."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from parvis.kernel.registry import Registry
from parvis.notifications.data import Channel, News, Recipient


class GatewayAway(Exception):
    """The gateway did not take the text this time; it may later. Whether it took it may be unknown."""


class GatewayRefused(Exception):
    """The gateway will never take this text: an impossible number, a text that it forbids."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text for the gateway.

    id: the same at every attempt, so that a gateway that heeds it never sends twice (Idempotency-Key, IETF
    draft-ietf-httpapi-idempotency-key-header); to: E.164; report: where it may tell what became of the text.
    """

    id: uuid.UUID
    to: str
    text: str
    report: str


@dataclass(frozen=True, slots=True)
class Gateway:
    """A way to mobile phones. `send` gives the gateway's own name of the text ("" if it has none).

    It holds no transaction, and raises GatewayAway or GatewayRefused.
    """

    key: str
    send: Callable[[Outgoing], str]


@dataclass(frozen=True, slots=True)
class Way:
    """A channel: whom it reaches (no query), and how it tells; `tell` writes or defers in the caller's transaction."""

    key: Channel
    reaches: Callable[[Recipient], bool]
    tell: Callable[[News], None]


gateways: Registry[Gateway] = Registry("SMS gateways", key=lambda gateway: gateway.key)
ways: Registry[Way] = Registry("channels", key=lambda way: way.key)
