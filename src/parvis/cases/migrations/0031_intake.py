"""What agents enter for somebody: the day on which it came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_lent_renewals")]

    operations = [
        migrations.AddField("Draft", "received_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "Draft",
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True) | ~models.Q(channel="web"),
                name="cases_draft_received_is_entered",
            ),
        ),
    ]
