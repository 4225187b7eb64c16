"""Who may place or remove given bytes: a lock in the database, held until the transaction ends.

Storing shares it, removing excludes: bytes that a transaction has just found in place, and whose row nobody else sees
yet, cannot be taken away before that transaction has ended.
"""

import uuid

from django.db import connection

_KEY = "hashtextextended(%s, 5072697661746573)"  # a number of our own, so that other advisory locks are not met


def share(wall_id: uuid.UUID, sha256: str) -> None:
    """Hold these bytes in place until the open transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_advisory_xact_lock_shared({_KEY})", [f"{wall_id}/{sha256}"])


def exclude(wall_id: uuid.UUID, sha256: str) -> None:
    """Wait until no open transaction holds these bytes, and let none hold them until the open one ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_advisory_xact_lock({_KEY})", [f"{wall_id}/{sha256}"])
