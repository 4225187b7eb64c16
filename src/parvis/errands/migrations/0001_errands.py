"""Errands of cases: their table, their walls, the timer's door."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import SUBJECTS, WALLS, Only, Policy

# what is lent to the acting walls (cases.0009), read once a statement
GRANTED = "case_id = any((select cases_granted())::uuid[])"
OF_THE_CASE = (
    "exists (select from cases_case as found where found.id = errands_errand.case_id"
    " and found.wall_id = errands_errand.wall_id and found.subject_id = errands_errand.subject_id)"
)

DUE = """
    create function errands_due(moment timestamptz, most int) returns table (id uuid, wall_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select found.id, found.wall_id from public.errands_errand as found
         where current_setting('parvis.actor', true) = 'timer'
           and found.state in ('waiting', 'doing') and found.due_at <= moment
         order by found.due_at limit most
    $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0037_changes"), ("access", "0004_no_inviter")]

    operations = [
        migrations.CreateModel(
            name="Errand",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                (
                    "what",
                    models.CharField(
                        choices=[(one, one) for one in ("timer", "hand_out", "create", "call")], max_length=10
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("status", models.CharField(blank=True, max_length=60)),
                ("transition", models.CharField(max_length=60)),
                ("options", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[(one, one) for one in ("waiting", "doing", "done", "failed", "dropped")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "id"], name="errands_errand_case"),
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "doing"])),
                        fields=["due_at"],
                        name="errands_errand_due",
                    ),
                ],
            },
        ),
        # Whoever moves a case asks for what its step wants, the resident too, who reads none of it; the worker does it.
        Policy("errands_errand", "seen", using=f"{WALLS} or {GRANTED}", command="select"),
        Policy(
            "errands_errand", "made", using=f"({WALLS} or {SUBJECTS} or {GRANTED}) and {OF_THE_CASE}", command="insert"
        ),
        Policy("errands_errand", "done", using=WALLS, command="update"),
        Only("errands_errand", update=("state", "due_at", "attempts", "last_error", "ended_at")),
        migrations.RunSQL(
            [
                "alter table errands_errand add constraint errands_errand_case_fk foreign key (case_id)"
                " references cases_case (id) on delete cascade",
                DUE,
            ],
            reverse_sql=["drop function errands_due"],
        ),
    ]
