"""The catalogue of procedures."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("slug", models.SlugField(max_length=80)),
                ("title", models.JSONField()),
                ("summary", models.JSONField()),
                ("subject", models.JSONField()),
                ("subject_order", models.PositiveSmallIntegerField(default=100)),
                ("audience", models.JSONField(default=dict)),
                ("words", models.JSONField(default=list)),
                ("often", models.PositiveSmallIntegerField(default=0)),
                ("source", models.CharField(blank=True, max_length=20)),
                ("is_open", models.BooleanField(default=False)),
                ("published_at", models.DateTimeField()),
                (
                    "case_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casetype"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "slug"), name="procedures_procedure_slug"),
                    models.UniqueConstraint(
                        fields=("organisation_id", "case_type"), name="procedures_procedure_one_each"
                    ),
                ],
            },
        ),
    ]
