"""Drafts that somebody prepared: who, and until when they wait to be claimed."""

from django.db import migrations, models

from parvis.kernel.walls import Policy, actor_is

UNCLAIMED = f"{actor_is('timer')} and claim_until < now()"
# Whoever holds the secret takes the draft to their own browser's, once.
CLAIM = """
    create function cases_draft_claim(proved text, other text, moment timestamptz) returns uuid
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
        update public.cases_draft set token_hash = other, claim_until = null
         where proved <> '' and token_hash = proved and claim_until > moment and case_id is null returning id
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0040_amending")]

    operations = [
        migrations.AddField("Draft", "prefilled", models.JSONField(default=dict)),
        migrations.AddField("Draft", "claim_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "Draft",
            models.Index(
                fields=["claim_until"],
                condition=models.Q(("claim_until__isnull", False)),
                name="cases_draft_unclaimed",
            ),
        ),
        migrations.RunSQL(CLAIM, "drop function cases_draft_claim"),
        Policy("cases_draft", "unclaimed_seen", using=UNCLAIMED, command="select"),
        Policy("cases_draft", "unclaimed", using=UNCLAIMED, command="delete"),
    ]
