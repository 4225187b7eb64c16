"""What changed lately behind a wall: entries of timelines by wall and time (their ids are made of it)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0036_clock")]

    operations = [
        migrations.AddIndex(
            model_name="timelineentry",
            index=models.Index(fields=["wall_id", "id"], name="cases_timeline_changes"),
        ),
    ]
