"""The requests that were made with an e-mail address, for the worker who sends their link to that address."""

import django.contrib.postgres.indexes
from django.db import migrations

DOOR = """
    create function cases_given_with(element text)
    returns table (id uuid, subject_id uuid, reference text, revision_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select found.id, found.subject_id, found.reference, found.revision_id from public.cases_case as found
         where current_setting('parvis.actor', true) = 'worker'
           and element <> '' and found.second_elements @> array[element::varchar]
         order by found.id desc limit 20
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls")]
    operations = [
        migrations.AddIndex(
            "case", django.contrib.postgres.indexes.GinIndex(fields=["second_elements"], name="cases_case_elements")
        ),
        migrations.RunSQL(DOOR, reverse_sql="drop function cases_given_with"),
    ]
