"""Rules by which departments hand out."""

import django.contrib.postgres.fields
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import Only, Policy

_HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
_OVERSEEN = (
    "exists (select from access_membership m where m.person_id ="
    " (select nullif(current_setting('parvis.person', true), '')::uuid)"
    " and m.organisation_id = workload_rule.organisation_id and m.role = 'supervisor'"
    " and m.since <= (now() at time zone 'Europe/Paris')::date"
    " and (m.until is null or m.until >= (now() at time zone 'Europe/Paris')::date))"
)


class Migration(migrations.Migration):
    dependencies = [("workload", "0002_notices")]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("department_id", models.UUIDField()),
                ("place", models.PositiveIntegerField()),
                ("procedure", models.CharField(blank=True, max_length=80)),
                ("first_letter", models.CharField(blank=True, max_length=1)),
                ("last_letter", models.CharField(blank=True, max_length=1)),
                ("variable", models.CharField(blank=True, max_length=200)),
                ("operator", models.CharField(blank=True, max_length=10)),
                ("value", models.CharField(blank=True, max_length=200)),
                ("people", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
            ],
            options={
                "indexes": [models.Index(fields=["department_id", "place", "id"], name="workload_rule_order")],
            },
        ),
        Policy("workload_rule", "seen", using=_HERE, command="select"),
        Policy("workload_rule", "kept", using=_OVERSEEN),
        Only(
            "workload_rule",
            may=("insert", "delete"),
            update=("place", "procedure", "first_letter", "last_letter", "variable", "operator", "value", "people"),
        ),
    ]
