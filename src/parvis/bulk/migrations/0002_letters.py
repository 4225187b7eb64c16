"""The letter that an item queued: a run prints its own, and no colleague's."""

from django.db import migrations, models

from parvis.kernel.walls import Columns


class Migration(migrations.Migration):
    dependencies = [("bulk", "0001_runs")]

    operations = [
        migrations.AddField("item", "letter_id", models.UUIDField(null=True, editable=False)),
        Columns("bulk_item", update=("letter_id",)),
    ]
