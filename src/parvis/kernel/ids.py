"""Identifiers: UUIDv7 (RFC 9562 § 5.7), ordered by time, made in Python."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A new UUIDv7: its first 48 bits are the milliseconds of its making, so that indexes grow at one end."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)
