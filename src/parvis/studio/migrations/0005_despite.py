"""Published though an example is red: why, and which."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0004_vocabulary")]

    operations = [
        migrations.AddField(
            "publication", "despite", models.CharField(max_length=1000, blank=True, default="", db_default="")
        ),
        migrations.AddField("publication", "red", models.JSONField(default=list)),
    ]
