"""An erasure may come from somebody who closed their account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_erasures")]

    operations = [
        migrations.AlterField(
            model_name="erasure",
            name="reason",
            field=models.CharField(
                choices=[
                    ("request", "Request"),
                    ("objection", "Objection"),
                    ("unlawful", "Unlawful"),
                    ("closed", "Closed"),
                ],
                max_length=10,
            ),
        ),
    ]
