"""Proofs of identity: files that are erased before the rest of their case, and say so afterwards."""

from django.db import migrations, models

from parvis.kernel.walls import WALLS, Columns, Policy

# What the nightly timer asks, ids alone: cases with a proof whose days after the decision are over, that ended
# otherwise, or whose answers name it no more. The job looks again.
DUE = """
    create function cases_proofs_due(on_day date, most int)
    returns table (id uuid, wall_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select distinct found.id, found.wall_id
          from public.cases_attachment as one
          join public.cases_case as found on found.id = one.case_id
         where current_setting('parvis.actor', true) = 'timer'
           and one.proof_days is not null and one.erased_at is null
           and (
               found.closed_at is not null
               and (found.closed_at at time zone 'Europe/Paris')::date
                   + case when found.kind = 'decided' then one.proof_days else 0 end < on_day
               or position(one.id::text in found.answers::text) = 0
           )
         order by found.id limit most
    $$
"""
# who is behind the wall marks them erased, and nothing else
PROOF = f"case_id is not null and proof_days is not null and {WALLS}"


class Migration(migrations.Migration):
    dependencies = [("cases", "0047_photographed_pages")]
    operations = [
        migrations.AddField("attachment", "proof_days", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("attachment", "erased_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "attachment",
            models.Index(
                fields=["case_id"],
                name="cases_attachment_proofs",
                condition=models.Q(case_id__isnull=False, proof_days__isnull=False, erased_at__isnull=True),
            ),
        ),
        Policy(
            "cases_attachment",
            "proof_erased",
            using=PROOF,
            check=f"{PROOF} and erased_at is not null",
            command="update",
        ),
        Columns("cases_attachment", update=("erased_at", "thumbnail")),
        migrations.RunSQL(DUE, "drop function cases_proofs_due"),
    ]
