"""A publication that changes only how a procedure is found keeps its revision; what was said to change is kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0001_drafts")]

    operations = [
        migrations.AlterField(
            "publication",
            "revision",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.revision"),
        ),
        migrations.RemoveField("publication", "changes"),
        migrations.AddField("publication", "changes", models.JSONField(default=list)),
    ]
