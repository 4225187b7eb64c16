"""A draft is handed on by its owner alone: whoever writes it with them can read the hash that proves it."""

from django.db import migrations

HAND_ON = """
    create or replace function cases_draft_hand_on(draft uuid, proved text, other text) returns boolean
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
        with moved as (
            update public.cases_draft set token_hash = other
             where id = draft and proved <> '' and token_hash = proved and case_id is null{own} returning 1
        ) select exists (select from moved)
    $$
"""
OWN = " and not id = any(public.cases_drafts_shared())"


class Migration(migrations.Migration):
    dependencies = [("cases", "0042_sharing")]
    operations = [migrations.RunSQL(HAND_ON.format(own=OWN), reverse_sql=HAND_ON.format(own=""))]
