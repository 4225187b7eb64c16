"""Whose requests an e-mail address or a phone number leads to, for the data protection officer: within their walls."""

from django.db import migrations

DOOR = """
    create function cases_held_with(element text) returns table (wall_id uuid, subject_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select distinct found.wall_id, found.subject_id from public.cases_case as found
         where current_setting('parvis.actor', true) = 'protection' and element <> ''
           and found.second_elements @> array[element::varchar]
           and found.wall_id = any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[])
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_retention")]

    operations = [migrations.RunSQL(DOOR, reverse_sql="drop function cases_held_with")]
