"""The worker's door to what became late behind one of its walls, and of which nobody was told yet."""

from django.db import migrations

DOOR = """
create function workload_late_untold(p_wall uuid, p_first date, p_today date, p_after uuid, p_most integer)
returns table (case_id uuid, assignee_id uuid, due_on date)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select c.id, c.assignee_id, c.due_on from public.cases_case c
   where current_setting('parvis.actor', true) = 'worker'
     and p_wall = any (nullif(current_setting('parvis.walls', true), '')::uuid[])
     and c.wall_id = p_wall and c.closed_at is null and c.assignee_id is not null
     and c.due_on >= p_first and c.due_on < p_today and c.id > p_after and not exists (
       select from public.workload_notice n where n.case_id = c.id and n.what = 'late' and n.due_on = c.due_on)
   order by c.id limit p_most;
end
"""


class Migration(migrations.Migration):
    dependencies = [("workload", "0005_fresh")]
    operations = [migrations.RunSQL(DOOR, "drop function workload_late_untold")]
