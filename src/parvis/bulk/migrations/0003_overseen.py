"""Supervisors' doors to what their department's agents have running: how far it is, never what it is about."""

from django.db import migrations

# the door of `access` is asked once, then the index of each of these people
_WHOSE = """
  r.id in (select t.id from public.access_overseen() o join public.bulk_run t on t.person_id = o.person_id
            and (t.organisation_id is null or t.organisation_id = o.organisation_id))
"""
SEEN = f"""
create function bulk_overseen(p_since timestamptz) returns table (
  id uuid, person_id uuid, act varchar, state varchar, asked_at timestamptz, total bigint, done bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select r.id, r.person_id, r.act, r.state, r.asked_at, i.total, i.done
    from (select * from public.bulk_run r where (r.asked_at > p_since or r.state in ('asked', 'running'))
             and {_WHOSE} order by r.state in ('asked', 'running') desc, r.id desc limit 100) r
    cross join lateral (select count(*) as total, count(*) filter (where n.state <> 'waiting') as done
                          from public.bulk_item n
                         where n.run_id = r.id and r.state in ('running', 'stopped')) i;
end
"""  # noqa: S608 - no value of anybody's
STOP = f"""
create function bulk_overseen_stop(p_id uuid, p_fr text, p_en text) returns boolean
language sql volatile security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  with stopped as (
    update public.bulk_run r set state = 'stopped',
           reason = left(case when r.language = 'en' then p_en else p_fr end, 500)
     where r.id = p_id and r.state in ('asked', 'running') and {_WHOSE} returning 1)
  select exists (select from stopped);
end
"""  # noqa: S608 - no value of anybody's


class Migration(migrations.Migration):
    dependencies = [("bulk", "0002_letters"), ("access", "0005_overseen")]
    operations = [
        migrations.RunSQL([SEEN, STOP], ["drop function bulk_overseen_stop", "drop function bulk_overseen"]),
    ]
