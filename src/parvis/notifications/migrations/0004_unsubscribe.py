"""Where one says that one wants no more e-mails of a kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_unsent")]
    operations = [
        migrations.AddField(
            model_name="mail",
            name="unsubscribe",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
    ]
