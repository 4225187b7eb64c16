"""On which channels the person concerned wants to be told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_grants")]

    operations = [
        migrations.AddField("case", "told_by", models.JSONField(default=dict, db_default={})),
        migrations.AlterField("case", "told_by", models.JSONField(default=dict)),
    ]
