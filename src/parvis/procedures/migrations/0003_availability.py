"""When a procedure takes requests: dates, a number of places, and what is said otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_blank")]

    operations = [
        migrations.AddField("procedure", "opens_at", models.DateTimeField(null=True)),
        migrations.AddField("procedure", "closes_at", models.DateTimeField(null=True)),
        migrations.AddField("procedure", "quota", models.PositiveIntegerField(null=True)),
        migrations.AddField("procedure", "taken", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("procedure", "said", models.JSONField(default=dict, db_default={})),
    ]
