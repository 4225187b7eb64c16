"""Forms printed blank: public, made by workers, one of each revision, organisation and language."""

from django.db import migrations, models

import parvis.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_catalogue")]

    operations = [
        migrations.CreateModel(
            name="Blank",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("revision_id", models.UUIDField()),
                ("language", models.CharField(max_length=5)),
                ("letterhead", models.CharField(max_length=64)),
                ("pdf", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "revision_id", "language"), name="procedures_blank_one_each"
                    )
                ],
            },
        ),
    ]
