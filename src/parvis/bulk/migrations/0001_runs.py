"""Runs and their items: seen and moved on by who asked for them alone."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, Only, Policy

_OWN = f"{PERSON} and exists (select from bulk_run as r where r.id = bulk_item.run_id and r.person_id = bulk_item.person_id)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("cases", "0028_tags")]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(editable=False)),
                ("organisation_id", models.UUIDField(editable=False, null=True)),
                ("act", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=500)),
                ("address", models.TextField(blank=True, max_length=16000)),
                ("chosen", models.JSONField(default=list)),
                ("options", models.JSONField(default=dict)),
                ("back", models.TextField(blank=True, max_length=16000)),
                ("language", models.CharField(default="fr", max_length=5)),
                ("state", models.CharField(default="asked", max_length=8)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["person_id", "-id"], name="bulk_run_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "running", "stopped", "done", "refused"])),
                        name="bulk_run_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(editable=False)),
                ("case_id", models.UUIDField(editable=False)),
                ("reference", models.CharField(max_length=14)),
                ("version", models.PositiveIntegerField()),
                ("state", models.CharField(default="waiting", max_length=9)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="items",
                        to="bulk.run",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["run", "state", "id"], name="bulk_item_state_of"),
                    models.Index(fields=["case_id"], name="bulk_item_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "case_id"), name="bulk_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "done", "unchanged", "refused"])),
                        name="bulk_item_state",
                    ),
                ],
            },
        ),
        Policy("bulk_run", "own", using=PERSON),
        Policy("bulk_item", "own", using=PERSON, check=_OWN),
        Only("bulk_run", may=("insert", "delete"), update=("chosen", "options", "state", "reason", "ended_at")),
        Only("bulk_item", update=("state", "reason")),
        migrations.RunSQL(
            [
                "alter table bulk_item add constraint bulk_item_run_fk foreign key (run_id)"
                " references bulk_run (id) on delete cascade",
                "alter table bulk_item add constraint bulk_item_case_fk foreign key (case_id)"
                " references cases_case (id) on delete cascade",
            ],
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
