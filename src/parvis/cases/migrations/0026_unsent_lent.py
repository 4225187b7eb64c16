"""Whom a case is lent to is told, too, what was written about it and has not left yet."""

from django.db import migrations

from parvis.kernel.walls import SUBJECTS, WALLS

#: for whom `notifications` opens its door; it lies below `cases`, and knows nothing of grants
BEFORE = f"{WALLS} or {SUBJECTS}"
LENT = f"{BEFORE} or case_id = any((select public.cases_granted())::uuid[])"


def door(opens: str) -> str:
    return f"""
create or replace function public.notifications_unsent(of_case uuid, at timestamptz) returns jsonb
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
    and ({opens})
$$
"""  # noqa: S608 - constants of ours


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_lists"), ("notifications", "0003_unsent")]
    operations = [migrations.RunSQL(door(LENT), door(BEFORE))]
