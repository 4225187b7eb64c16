"""Copies of one's own requests: for their person alone, and for the worker who acts as them."""

import django.contrib.postgres.fields
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import SUBJECTS, Only, Policy


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_attachments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Copy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject_id", models.UUIDField()),
                ("subjects", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("language", models.CharField(max_length=5)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("file_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["subject_id", "-id"], name="cases_copy_subject")],
            },
        ),
        Policy("cases_copy", "own", using=SUBJECTS),
        Only("cases_copy", update=("done", "total", "file_id"), may=("insert", "delete")),
    ]
