"""Zones by street and house number, and schools; a change of either is seen by every process."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids

TABLES = ("territory_zonetable", "territory_school")


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0003_privacy_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="ZoneTable",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("name_fr", models.CharField(max_length=120)),
                ("name_en", models.CharField(blank=True, default="", max_length=120)),
                ("version", models.UUIDField(default=parvis.kernel.ids.new_id)),
                ("stretch_count", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="zone_tables",
                        to="territory.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ZoneStretch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("zone", models.CharField(max_length=120)),
                ("street", models.CharField(max_length=120)),
                ("parity", models.CharField(choices=[("all", "all"), ("odd", "odd"), ("even", "even")], max_length=4)),
                ("first", models.CharField(blank=True, default="", max_length=20)),
                ("last", models.CharField(blank=True, default="", max_length=20)),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stretches", to="territory.zonetable"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="School",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("uai", models.CharField(max_length=8, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("address", models.CharField(blank=True, default="", max_length=120)),
                ("postcode", models.CharField(blank=True, default="", max_length=10)),
                ("town", models.CharField(blank=True, default="", max_length=120)),
                ("zone", models.CharField(blank=True, default="", max_length=120)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="schools", to="territory.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("uai__regex", "^[0-9]{7}[A-Z]$")), name="territory_school_uai"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="zonetable",
            constraint=models.UniqueConstraint(fields=("organisation", "code"), name="territory_zone_table_code"),
        ),
        migrations.AddConstraint(
            model_name="zonetable",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[a-z][a-z0-9_]*$")), name="territory_zone_table_code_is_plain"
            ),
        ),
        migrations.AddConstraint(
            model_name="zonestretch",
            constraint=models.UniqueConstraint(fields=("table", "position"), name="territory_zone_stretch_position"),
        ),
        migrations.RunSQL(
            [
                f"create trigger touch after insert or update or delete on {table} "
                "for each statement execute function territory_touch()"
                for table in TABLES
            ],
            reverse_sql=[f"drop trigger touch on {table}" for table in TABLES],
        ),
    ]
