"""An index for lists that are narrowed to requests about which an opinion is awaited."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opinions", "0005_own_copy")]

    operations = [
        migrations.AddIndex(
            "opinion",
            models.Index(
                condition=models.Q(("state__in", ["awaited", "silent"])),
                fields=["wall_id", "asked_by"],
                name="opinions_opinion_listed",
            ),
        )
    ]
