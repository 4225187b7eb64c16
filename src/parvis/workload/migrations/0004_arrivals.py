"""The timer's door to what arrived where departments have it handed out."""

from django.db import migrations

DOOR = """
create function workload_arrived() returns table (organisation_id uuid, department_id uuid, walls uuid[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select s.organisation_id, s.department_id, array_agg(w.id)
    from public.workload_setting s join public.access_wall w on w.organisation_id = s.organisation_id
   where s.arrival <> '' and current_setting('parvis.actor', true) = 'timer' and exists (
     select from public.cases_case c where c.wall_id = w.id and c.department_id = s.department_id
       and c.closed_at is null and c.assignee_id is null and c.submitted_at > now() - interval '7 days'
       and not exists (select from public.cases_timelineentry e where e.case_id = c.id and e.kind = 'assigned'))
   group by 1, 2;
end
"""


class Migration(migrations.Migration):
    dependencies = [("workload", "0003_rules")]
    operations = [migrations.RunSQL(DOOR, "drop function workload_arrived")]
