"""Imports walk over their lines in slices, each of which leaves a part."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from parvis.kernel.walls import Columns


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_imports")]

    operations = [
        migrations.AddField("import", "parts", ArrayField(models.UUIDField(), default=list)),
        Columns("exchange_import", update=("parts",)),
    ]
