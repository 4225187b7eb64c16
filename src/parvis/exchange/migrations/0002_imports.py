"""Imports that supervisors make, what their cases were brought from, and how they read columns."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, WALLS, Only, Policy, actor_is

#: the worker who erases behind a wall finds the files that may hold what lies there
_HOLDING = f"{actor_is('worker')} and {WALLS}"
_LIES = (
    "exists (select from cases_case as found where found.id = exchange_brought.case_id"
    " and found.wall_id = exchange_brought.wall_id)"
)
# What a case was brought from goes with it. Not a foreign key: it would lead from one case to many imports' rows.
_GONE = [
    """
    create function exchange_brought_follow() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        delete from public.exchange_brought where case_id = old.id;
        return null;
    end $$
    """,
    "create trigger exchange_brought_gone after delete on cases_case for each row"
    " execute function exchange_brought_follow()",
]


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_exports"), ("cases", "0028_tags")]

    operations = [
        migrations.CreateModel(
            name="Brought",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("wall_id", models.UUIDField()),
                ("case_type_id", models.UUIDField()),
                ("key", models.CharField(max_length=64)),
                ("import_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("wall_id", "case_type_id", "key"), name="exchange_brought_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(editable=False)),
                ("organisation_id", models.UUIDField(editable=False)),
                ("wall_id", models.UUIDField(editable=False)),
                ("case_type_id", models.UUIDField(editable=False)),
                ("revision_id", models.UUIDField(editable=False)),
                ("procedure", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=5)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("state", models.CharField(max_length=8)),
                ("file_id", models.UUIDField(null=True)),
                ("lines_id", models.UUIDField(null=True)),
                ("report_id", models.UUIDField(null=True)),
                ("about", models.JSONField(default=dict)),
                ("titles", models.JSONField(default=list)),
                ("sample", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("options", models.JSONField(default=dict)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("made", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("wrong", models.PositiveIntegerField(default=0)),
                ("offset", models.BigIntegerField(default=0)),
                ("problems", models.JSONField(default=list)),
                ("told", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id", "-id"], name="exchange_import_person"),
                    models.Index(fields=["wall_id"], name="exchange_import_wall"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(editable=False)),
                ("procedure", models.CharField(max_length=80)),
                ("targets", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person_id", "procedure"), name="exchange_mapping_once")
                ],
            },
        ),
        migrations.RunSQL(_GONE, ["drop function exchange_brought_follow cascade"]),
        Policy("exchange_import", "own", using=PERSON),
        Policy("exchange_import", "held", using=_HOLDING, command="select"),
        Policy("exchange_import", "taken", using=_HOLDING, command="update"),
        Policy("exchange_brought", "seen", using=WALLS, command="select"),
        Policy("exchange_brought", "made", using=f"{WALLS} and {_LIES}", command="insert"),
        Policy("exchange_mapping", "own", using=PERSON),
        Only(
            "exchange_import",
            may=("insert", "delete"),
            update=(
                "name",
                "state",
                "file_id",
                "lines_id",
                "report_id",
                "about",
                "titles",
                "sample",
                "mapping",
                "options",
                "total",
                "done",
                "made",
                "known",
                "wrong",
                "offset",
                "problems",
                "told",
            ),
        ),
        Only("exchange_brought"),
        Only("exchange_mapping", may=("insert", "delete"), update=("targets",)),
    ]
