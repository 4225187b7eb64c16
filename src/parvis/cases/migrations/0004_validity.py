"""For how long a decision holds, what was said with it, and acceptances without a document of ours."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_links")]

    operations = [
        migrations.AddField("decision", "valid_from", models.DateField(null=True)),
        migrations.AddField("decision", "valid_until", models.DateField(null=True)),
        migrations.AddField("decision", "said", models.JSONField(default=dict)),
        migrations.RemoveConstraint("decision", "cases_decision_numbered"),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number__isnull", True), ("outcome__in", ["closed", "accepted"]), ("series", "")),
                    models.Q(("number__gte", 1), ("outcome__in", ["accepted", "refused"]), ("series__gt", "")),
                    _connector="OR",
                ),
                name="cases_decision_numbered",
            ),
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("valid_from__isnull", True), ("valid_until__isnull", True)),
                    models.Q(("outcome", "accepted"), ("valid_until__gte", models.F("valid_from"))),
                    _connector="OR",
                ),
                name="cases_decision_valid_period",
            ),
        ),
    ]
