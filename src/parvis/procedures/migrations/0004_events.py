"""The moments of life in which residents look for a procedure."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procedures", "0003_availability")]

    operations = [
        migrations.AddField("procedure", "events", models.JSONField(default=list, db_default=[])),
    ]
