"""Whose work the acting person sees to: for the doors of what agents have running."""

from django.db import migrations

DOOR = """
create function access_overseen() returns table (person_id uuid, organisation_id uuid)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  -- A supervisor's membership that names no department is one of all of them. Who works for all of them is overseen
  -- by any supervisor, but a supervisor of all of them by none of a department.
  select distinct t.person_id, t.organisation_id
    from public.access_membership m
    join public.access_membership t on t.organisation_id = m.organisation_id
     and (m.department_id is null or t.department_id = m.department_id
          or (t.department_id is null and t.role = 'agent'))
    cross join (select (now() at time zone 'Europe/Paris')::date as today) d
   where m.person_id = nullif(current_setting('parvis.person', true), '')::uuid
     and m.role = 'supervisor' and m.since <= d.today and (m.until is null or m.until >= d.today)
     and m.organisation_id in (select w.organisation_id from public.access_wall w
       where w.id = any (coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[]))
     and t.role in ('agent', 'supervisor') and t.since <= d.today and (t.until is null or t.until >= d.today)
     and t.person_id <> m.person_id;
end
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_no_inviter")]
    operations = [migrations.RunSQL(DOOR, "drop function access_overseen")]
