"""Papers come beside a spreadsheet, in ZIPs."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from parvis.kernel.walls import Columns


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_slices")]

    operations = [
        migrations.AddField("import", "papers", ArrayField(models.UUIDField(), default=list)),
        Columns("exchange_import", update=("papers",)),
    ]
