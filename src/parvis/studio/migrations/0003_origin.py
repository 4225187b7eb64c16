from django.db import migrations, models

from parvis.kernel.walls import Columns


class Migration(migrations.Migration):
    dependencies = [("studio", "0002_said")]

    operations = [
        migrations.AddField(model_name="clip", name="case_type_id", field=models.UUIDField(null=True)),
        Columns("studio_clip", update=("case_type_id",)),
    ]
