"""What has not left yet, for those whom it concerns."""

from django.db import migrations

from parvis.kernel.walls import SUBJECTS, WALLS

# A door: a resident does not read the queue, but is told that something waits in it, and since when.
UNSENT = f"""
create function public.notifications_unsent(of_case uuid, at timestamptz) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('channel', channel, 'template', template, 'queued_at', queued_at)
    order by queued_at), '[]') from (
    select 'email' as channel, template, queued_at, wall_id, subject_id, case_id, state, last_error, due_at
      from public.notifications_mail
    union all
    select 'sms', template, queued_at, wall_id, subject_id, case_id, state, last_error, due_at
      from public.notifications_textmessage
  ) as written
  where case_id = of_case and state in ('queued', 'sending')
    and (last_error <> '' or due_at < at - interval '5 minutes')
    and ({WALLS} or {SUBJECTS})
$$
"""  # noqa: S608 - constants of ours


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_channels")]
    operations = [migrations.RunSQL(UNSENT, "drop function public.notifications_unsent(uuid, timestamptz)")]
