"""Supervisors' doors to the exports and imports of their department's agents: how far they are, never what they hold."""

from django.db import migrations


def _whose(table: str) -> str:
    """The door of `access` is asked once, then the index of each of these people."""
    return (
        f"r.id in (select t.id from public.access_overseen() o join public.{table} t on t.person_id = o.person_id"  # noqa: S608 - no value of anybody's
        " and (t.organisation_id is null or t.organisation_id = o.organisation_id))"
    )


_EXPORTS, _IMPORTS = _whose("exchange_export"), _whose("exchange_import")
SEEN = f"""
create function exchange_overseen(p_since timestamptz) returns table (
  kind text, id uuid, person_id uuid, format varchar, state varchar, asked_at timestamptz, total bigint, done bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select * from (
    select 'export', r.id, r.person_id, r.format, r.state, r.asked_at, r.total::bigint, r.done::bigint
      from public.exchange_export r where (r.asked_at > p_since or r.state in ('waiting', 'running')) and {_EXPORTS}
    union all
    select 'import', r.id, r.person_id, '', r.state, r.asked_at, r.total::bigint, r.done::bigint
      from public.exchange_import r where (r.asked_at > p_since or r.state in ('waiting', 'running')) and {_IMPORTS}
  ) found order by state in ('waiting', 'running') desc, asked_at desc limit 100;
end
"""  # noqa: S608 - no value of anybody's
STOP = f"""
create function exchange_overseen_stop(p_kind text, p_id uuid, p_fr text, p_en text) returns boolean
language sql volatile security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  with exported as (
    update public.exchange_export r set state = 'stopped', told = case when r.language = 'en' then p_en else p_fr end
     where p_kind = 'export' and r.id = p_id and r.state in ('waiting', 'running') and {_EXPORTS} returning 1),
  imported as (
    update public.exchange_import r set state = 'stopped', told = case when r.language = 'en' then p_en else p_fr end
     where p_kind = 'import' and r.id = p_id and r.state in ('waiting', 'running') and {_IMPORTS} returning 1)
  select exists (select from exported) or exists (select from imported);
end
"""  # noqa: S608 - no value of anybody's


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_papers"), ("access", "0005_overseen")]
    operations = [
        migrations.RunSQL([SEEN, STOP], ["drop function exchange_overseen_stop", "drop function exchange_overseen"]),
    ]
