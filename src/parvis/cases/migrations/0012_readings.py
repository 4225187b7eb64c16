"""Which of a case type's readings of the law an organisation has confirmed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_published_acts"),
    ]

    operations = [
        migrations.AddField(
            model_name="handling",
            name="readings",
            field=models.JSONField(default=list),
        ),
    ]
