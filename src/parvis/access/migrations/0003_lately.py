"""Who else opened a thing in the last minutes: the names of colleagues, and nothing of the rest of the journal."""

from django.db import migrations

DOOR = """
    create function access_seen_lately(p_kind text, p_object uuid, p_since timestamptz)
    returns table (person_id uuid, name text, at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select looked.person_id,
               coalesce(nullif(btrim(who.given_name || ' ' || who.family_name), ''), who.email::text), looked.at
          from (
            select journal.person_id, max(journal.at) as at from public.access_consultation as journal
             where journal.object_id = p_object and journal.kind = p_kind and journal.at > p_since
               and journal.person_id <> nullif(current_setting('parvis.person', true), '')::uuid
               and journal.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
             group by journal.person_id
          ) as looked join public.identity_person as who on who.id = looked.person_id
         order by looked.at desc limit 8
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_membership_events")]
    operations = [migrations.RunSQL(DOOR, reverse_sql="drop function access_seen_lately")]
