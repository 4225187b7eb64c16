"""Indexes for who has how much, and for what nobody follows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0026_unsent_lent"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["wall_id", "assignee_id", "due_on"],
                name="cases_case_open_load",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("assignee_id", None)),
                fields=["wall_id", "department_id", "id"],
                name="cases_case_pile",
            ),
        ),
    ]
