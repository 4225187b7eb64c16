"""Whoever is lent a renewal ends the card that it renews, and begins the new one when that ends.

Until now they met the wall of the former case: its card went on beside the new one, and nothing followed anything.
"""

from django.db import migrations

from parvis.kernel.walls import Policy

# The cases that lent cases renew.
RENEWED = """
    create function cases_granted_renewed() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select coalesce(array_agg(found.renews_id), '{}') from public.cases_case as found
         where found.renews_id is not null and found.id = any(public.cases_granted())
    $$
"""
# Until when what a case renews was granted, and still is: a date alone, for whoever has the case or is lent it.
UNTIL = """
    create function cases_renewed_until(renewing uuid) returns date
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select given.valid_until
          from public.cases_case as found
          join public.cases_case as former on former.id = found.renews_id and former.kind = 'decided'
          join public.cases_decision as given on given.case_id = former.id and given.outcome = 'accepted'
         where found.id = renewing
           and (found.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
                or found.id = any(public.cases_granted()))
         limit 1
    $$
"""
OF_RENEWED = "case_id = any((select cases_granted_renewed())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("cases", "0029_own_words")]

    operations = [
        migrations.RunSQL(
            [RENEWED, UNTIL], reverse_sql=["drop function cases_renewed_until", "drop function cases_granted_renewed"]
        ),
        Policy("cases_card", "lent_renewed_seen", using=OF_RENEWED, command="select"),
        Policy("cases_card", "lent_renewed_ended", using=OF_RENEWED, command="update"),
    ]
