"""The cases of a channel come from their index in the order in which they were received."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0037_changes")]
    operations = [
        migrations.RemoveIndex("case", "cases_case_channel"),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["wall_id", "channel", "received_on", "id"], include=["subject_id"], name="cases_case_channel"
            ),
        ),
    ]
