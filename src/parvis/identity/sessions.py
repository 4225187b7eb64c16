"""The session engine (`SESSION_ENGINE`): Django's interface over our table, through doors of the database.

Whoever holds a key may read and write its session and nothing else; row-level security lets the application see a
session otherwise only as the person whose it is. `bind` gives the engine what the request knows (host, browser).
"""

import datetime as dt
import json
import uuid
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection, transaction

from parvis.identity.secrets import digest, fresh
from parvis.kernel import clock
from parvis.kernel.ids import new_id

#: where allauth notes by what means the person proved who they are
METHODS = "account_authentication_methods"
#: and whose proofs those are
METHODS_OF = "account_authentication_methods_user"


def has_second_factor(data: dict[str, Any]) -> bool:
    """Whether an authenticator app, a passkey or a recovery code was used in this session."""
    records = data.get(METHODS)
    return isinstance(records, list) and any(record.get("method") == "mfa" for record in records)


class SessionStore(SessionBase):
    """One browser's session on one host."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.host = ""
        self.user_agent = ""

    def bind(self, *, host: str, user_agent: str) -> "SessionStore":
        """Say whose browser this is: `host` with its port, as the request names it; `user_agent` is cut at 200."""
        self.host, self.user_agent = host, user_agent[:200]
        return self

    def prime(self, data: str) -> None:
        """Take the session's data from the request's door, which has read them already."""
        self._session_cache = json.loads(data)

    def load(self) -> dict[str, Any]:
        if not self.session_key:
            return {}
        with connection.cursor() as cursor:
            cursor.execute("select identity_session_read(%s, %s)", [digest(self.session_key), self.host])
            found = cursor.fetchone()
        if found is None or found[0] is None:
            self._session_key = None
            return {}
        data: dict[str, Any] = json.loads(found[0])
        return data

    def exists(self, session_key: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select identity_session_read(%s, %s) is not null", [digest(session_key), self.host])
            row = cursor.fetchone()
        return bool(row and row[0])

    def _get_new_session_key(self) -> str:
        # 256 random bits: asking the database whether it is taken would be one query for nothing.
        return fresh()

    def _validate_session_key(self, key: Any) -> bool:
        return isinstance(key, str) and len(key) == 43

    def create(self) -> None:
        self._session_key = fresh()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises CreateError if a new one exists, UpdateError if an old one was ended meanwhile."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        person = data.get(SESSION_KEY)
        with connection.cursor() as cursor:
            cursor.execute(
                "select identity_session_write(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    new_id(),
                    digest(self.session_key),
                    uuid.UUID(person) if person else None,
                    self.host,
                    self.user_agent,
                    json.dumps(data, separators=(",", ":")),
                    has_second_factor(data),
                    must_create,
                    clock.now(),
                ],
            )
            row = cursor.fetchone()
        if not (row and row[0]):
            raise CreateError if must_create else UpdateError
        return None

    def cycle_key(self) -> None:
        """Give the session another key (at sign-in, and when the password changes); the old one opens nothing.

        The row stays, so the sites that it was handed to stay signed in.
        """
        data = self._get_session()  # type: ignore[attr-defined]
        old, self._session_key = self.session_key, fresh()
        self._session_cache = data
        self.modified = True
        if old is not None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "select identity_session_rekey(%s, %s, %s, %s)",
                    [digest(old), self.host, digest(self._session_key), clock.now()],
                )
                row = cursor.fetchone()
            if row and row[0]:
                return
        self.save(must_create=True)

    def delete(self, session_key: str | None = None) -> None:
        """End the session, and with it the territory's one that it came from and every other site's."""
        key = session_key or self.session_key
        if key is None:
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select identity_session_end(%s, %s)", [digest(key), self.host])

    @classmethod
    def clear_expired(cls) -> None:
        from parvis.identity.domain.sessions import forget_ended

        forget_ended(clock.now())

    def get_expiry_age(self, **kwargs: Any) -> int:
        from django.conf import settings

        return int(settings.PARVIS_RESIDENT_SESSION_HOURS * 3600)

    def get_expiry_date(self, **kwargs: Any) -> dt.datetime:
        return clock.now() + dt.timedelta(seconds=self.get_expiry_age())
