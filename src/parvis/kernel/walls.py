"""Row-level security, said once: the predicates, and the migration operations that put them on a table.

A predicate reads the acting reach (`parvis.kernel.reach`) from the session's settings through a scalar sub-select, so
that PostgreSQL evaluates it once a statement, and tolerates the empty string that a reused connection leaves. With
nothing set, nothing is seen. Only the application role is bound: the owner migrates, imports and owns the doors.
"""

from typing import Literal

from django.db import migrations

Command = Literal["all", "select", "insert", "update", "delete"]

_UUIDS = "(select coalesce(nullif(current_setting('parvis.{0}', true), ''), '{{}}')::uuid[])::uuid[]"
#: the row lies inside one of the acting person's walls
WALLS = f"wall_id = any({_UUIDS.format('walls')})"
#: the row is about the acting resident
SUBJECTS = f"subject_id = any({_UUIDS.format('subjects')})"
#: the row belongs to the acting person's account
PERSON = "person_id = (select nullif(current_setting('parvis.person', true), '')::uuid)"
#: the row is opened by the secret that the visitor holds; the column keeps its SHA-256 in hexadecimal
TOKEN = "token_hash = (select nullif(current_setting('parvis.token', true), ''))"  # noqa: S105 - SQL, not a secret


def actor_is(*actors: str) -> str:
    """A predicate true for the named system actors."""
    if not actors or not all(actor.isidentifier() for actor in actors):
        raise ValueError(f"not names of actors: {actors}")
    names = ", ".join(f"'{actor}'" for actor in actors)
    return f"(select current_setting('parvis.actor', true)) in ({names})"


class Policy(migrations.RunSQL):
    """Enable row-level security on `table` and create one permissive policy.

    using: which rows are seen (and may be changed); check: which may be written (default: the same).
    """

    def __init__(
        self,
        table: str,
        name: str,
        *,
        using: str,
        check: str | None = None,
        command: Command = "all",
    ) -> None:
        self._args = (table, name)
        self._kwargs = {"using": using, "check": check, "command": command}
        clauses = "" if command == "insert" else f" using ({using})"
        if command not in ("select", "delete"):
            clauses += f" with check ({check or using})"
        super().__init__(
            sql=[
                f'alter table "{table}" enable row level security',
                f'create policy "{name}" on "{table}" as permissive for {command} to public{clauses}',
            ],
            reverse_sql=[f'drop policy "{name}" on "{table}"'],
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str | None]]:
        return (self.__class__.__name__, list(self._args), dict(self._kwargs))


class Only(migrations.RunSQL):
    """Leave the application no more than it needs on `table`: the commands in `may`, and updates of `update` alone.

    Policies say which rows; this says which columns. It narrows what the default privileges gave, to whatever role
    they gave it: the owner, who migrates and owns the doors, keeps everything.
    """

    def __init__(self, table: str, *, update: tuple[str, ...] = (), may: tuple[str, ...] = ("insert",)) -> None:
        if set(may) - {"insert", "delete"}:
            raise ValueError(f"not commands: {may}")
        self._table, self._update, self._may = table, tuple(update), tuple(may)
        taken = ", ".join(sorted({"insert", "update", "delete"} - set(may)))
        columns = ", ".join(f'"{column}"' for column in update)
        given = f"execute format('grant update ({columns}) on {table} to %I', role);" if update else ""
        super().__init__(
            sql=_EACH_GRANTEE.format(
                table=table, body=f"execute format('revoke {taken} on {table} from %I', role); {given}"
            ),
            reverse_sql=migrations.RunSQL.noop,
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, tuple[str, ...]]]:
        return (self.__class__.__name__, [self._table], {"update": self._update, "may": self._may})


class Columns(migrations.RunSQL):
    """Let the application update more columns of a table that `Only` has narrowed: those that a later step adds."""

    def __init__(self, table: str, *, update: tuple[str, ...]) -> None:
        self._table, self._update = table, tuple(update)
        columns = ", ".join(f'"{column}"' for column in update)
        super().__init__(
            sql=_EACH_GRANTEE.format(
                table=table, body=f"execute format('grant update ({columns}) on {table} to %I', role);"
            ),
            reverse_sql=migrations.RunSQL.noop,
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, tuple[str, ...]]]:
        return (self.__class__.__name__, [self._table], {"update": self._update})


_EACH_GRANTEE = """
do $$
declare role text;
begin
  for role in
    select distinct g.grantee from information_schema.role_table_grants g
    where g.table_schema = 'public' and g.table_name = '{table}' and g.grantee not in ('PUBLIC', current_user)
  loop
    {body}
  end loop;
end $$
"""
