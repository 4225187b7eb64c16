"""What a person's copy of their request holds of opinions and approvals: a door, for residents see none of the rows."""

from django.db import migrations

_MINE = "any(coalesce(nullif(current_setting('parvis.subjects', true), ''), '{}')::uuid[])"
DOORS = [
    # What was said stands there as far as the person was told of it anyway, or once the request has ended
    # (preparatory papers: CRPA L311-2); what was asked in confidence, never in its words.
    """
    create function opinions_in_copy(sought uuid)
    returns table (label text, asked_at timestamptz, state text, favour text, reply text, ended_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select asked.label, asked.asked_at, asked.state,
               case when told.all then asked.favour else '' end, case when told.all then asked.reply else '' end,
               asked.ended_at
          from public.opinions_opinion as asked join public.cases_case as held on held.id = asked.case_id,
               lateral (select not asked.confidential and (asked.told = 'answer' or held.closed_at is not null) as all)
               as told
         where held.id = sought and held.subject_id = MINE order by asked.asked_at, asked.id
    $$
    """,
    """
    create function opinions_approvals_in_copy(sought uuid)
    returns table (transition text, asked_at timestamptz, state text, ended_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select asked.transition, asked.asked_at, asked.state, asked.ended_at
          from public.opinions_approval as asked join public.cases_case as held on held.id = asked.case_id
         where held.id = sought and held.subject_id = MINE order by asked.asked_at, asked.id
    $$
    """,
]


class Migration(migrations.Migration):
    dependencies = [("opinions", "0004_what_is_said")]
    operations = [
        migrations.RunSQL(
            [one.replace("MINE", _MINE) for one in DOORS],
            ["drop function opinions_approvals_in_copy", "drop function opinions_in_copy"],
        )
    ]
