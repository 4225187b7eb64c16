"""The timer's door to what arrived begins at the ids of the last week: a pile that no rule fits is not read again."""

from django.db import migrations

# Ids of cases are UUIDv7: their first 48 bits are the milliseconds of their making.
_FLOOR = (
    "(lpad(to_hex((extract(epoch from now() - interval '7 days') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid"
)


def _door(floor: str) -> str:
    return f"""
create or replace function workload_arrived() returns table (organisation_id uuid, department_id uuid, walls uuid[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select s.organisation_id, s.department_id, array_agg(w.id)
    from public.workload_setting s join public.access_wall w on w.organisation_id = s.organisation_id
   where s.arrival <> '' and current_setting('parvis.actor', true) = 'timer' and exists (
     select from public.cases_case c where c.wall_id = w.id and c.department_id = s.department_id
       and c.closed_at is null and c.assignee_id is null and c.submitted_at > now() - interval '7 days'{floor}
       and not exists (select from public.cases_timelineentry e where e.case_id = c.id and e.kind = 'assigned'))
   group by 1, 2;
end
"""  # noqa: S608 - a condition of this module


class Migration(migrations.Migration):
    dependencies = [("workload", "0004_arrivals")]
    operations = [migrations.RunSQL(_door(f" and c.id > {_FLOOR}"), _door(""))]
