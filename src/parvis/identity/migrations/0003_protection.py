"""Under which ids an account is known, for the data protection officer: behind their own walls, and nothing more."""

from django.db import migrations

DOOR = """
    create function identity_subjects_with(address text) returns table (wall_id uuid, subject_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select known.wall_id, known.id from public.identity_person as person
          join public.identity_subject as known on known.person_id = person.id
         where current_setting('parvis.actor', true) = 'protection' and address <> ''
           and person.email = lower(address)
           and known.wall_id = any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[])
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_accounts")]

    operations = [migrations.RunSQL(DOOR, reverse_sql="drop function identity_subjects_with")]
