"""The keys that an agent chose: their own alone."""

from django.db import migrations, models

from parvis.kernel.walls import PERSON, Only, Policy


class Migration(migrations.Migration):
    dependencies = [("workspace", "0001_views")]

    operations = [
        migrations.CreateModel(
            name="Keys",
            fields=[
                ("person_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("own", models.JSONField(default=dict)),
            ],
        ),
        Policy("workspace_keys", "own", using=PERSON),
        Only("workspace_keys", may=("insert", "delete"), update=("own",)),
    ]
