"""Exports that agents asked for, and their templates; who sees them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, Only, Policy, actor_is

#: the worker who erases behind a wall finds the files that may hold what lay there
HOLDING = (
    f"{actor_is('worker')} and"
    " behind && (select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]"
)
_MINE = (
    "select from access_membership m where m.person_id ="
    " (select nullif(current_setting('parvis.person', true), '')::uuid)"
    " and m.organisation_id = exchange_template.organisation_id"
    " and m.since <= (now() at time zone 'Europe/Paris')::date"
    " and (m.until is null or m.until >= (now() at time zone 'Europe/Paris')::date)"
)
#: the acting person works where the template is shared: in that department, or in none
WITH_ME = (
    f"exists ({_MINE} and (exchange_template.department_id is null or m.department_id is null"
    " or m.department_id = exchange_template.department_id))"
)
#: the acting person sees to the work there
OVERSEEN = f"exists ({_MINE} and m.role = 'supervisor')"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0003_lately")]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(editable=False)),
                ("organisation_id", models.UUIDField(editable=False, null=True)),
                ("walls", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                (
                    "behind",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("address", models.TextField(blank=True, max_length=8000)),
                (
                    "case_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
                ),
                ("format", models.CharField(max_length=8)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=260), size=None),
                ),
                ("options", models.JSONField(default=dict)),
                ("language", models.CharField(max_length=5)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("state", models.CharField(max_length=8)),
                ("total", models.PositiveIntegerField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("after", models.UUIDField(null=True)),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("widths", models.JSONField(default=dict)),
                ("file_id", models.UUIDField(null=True)),
                ("size", models.BigIntegerField(default=0)),
                ("told", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id", "-id"], name="exchange_export_person"),
                    django.contrib.postgres.indexes.GinIndex(fields=["behind"], name="exchange_export_behind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(editable=False)),
                ("name", models.CharField(max_length=80)),
                ("procedure", models.CharField(blank=True, max_length=80)),
                ("format", models.CharField(max_length=8)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=260), size=None),
                ),
                ("options", models.JSONField(default=dict)),
                ("organisation_id", models.UUIDField(null=True)),
                ("department_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id"], name="exchange_template_person"),
                    models.Index(
                        condition=models.Q(("organisation_id__isnull", False)),
                        fields=["organisation_id"],
                        name="exchange_template_shared",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("department_id", None), ("organisation_id__isnull", False), _connector="OR"
                        ),
                        name="exchange_template_department_of",
                    )
                ],
            },
        ),
        Policy("exchange_export", "own", using=PERSON),
        Policy("exchange_export", "held", using=HOLDING, command="select"),
        Policy("exchange_export", "taken", using=HOLDING, command="update"),
        # One's own; what is shared where one works. Nobody shares where they do not work.
        Policy("exchange_template", "own", using=PERSON, check=f"{PERSON} and (organisation_id is null or {WITH_ME})"),
        Policy("exchange_template", "shared", using=WITH_ME, command="select"),
        # Whoever kept it may be gone: a supervisor clears up.
        Policy("exchange_template", "tended", using=OVERSEEN, command="delete"),
        Only(
            "exchange_export",
            may=("insert", "delete"),
            update=(
                "behind",
                "address",
                "case_ids",
                "state",
                "total",
                "done",
                "after",
                "parts",
                "widths",
                "file_id",
                "size",
                "told",
            ),
        ),
        Only("exchange_template", may=("insert", "delete"), update=("name", "organisation_id", "department_id")),
    ]
