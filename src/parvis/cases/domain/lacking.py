"""The cases that lack what another module keeps beside them: counted and walked by its command, as the owner."""

import uuid
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Lacking:
    """missing: a condition of SQL on a case `c`, the module's own text."""

    missing: str

    def number(self, after: uuid.UUID, *, again: bool) -> int:
        """How many cases after that one lack it; with `again`, how many there are."""
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from cases_case c where c.id > %s{self._also(again)}", [after])  # noqa: S608
            return int(cursor.fetchone()[0])

    def next_ids(self, after: uuid.UUID, size: int, *, again: bool) -> list[uuid.UUID]:
        """The next of them, by id."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"select c.id from cases_case c where c.id > %s{self._also(again)} order by c.id limit %s",  # noqa: S608
                [after, size],
            )
            return [row[0] for row in cursor.fetchall()]

    def _also(self, again: bool) -> str:
        return "" if again else f" and {self.missing}"
