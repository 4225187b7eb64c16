"""Photographed pages that wait to be made one PDF: their order, how they are turned, how sharp they are."""

from django.db import migrations, models

from parvis.kernel.walls import SUBJECTS, Columns, Policy

OF_DRAFT = (
    "case_id is null and exists (select from cases_draft as held"
    " where held.id = cases_attachment.draft_id and held.case_id is null)"
)
HELD = SUBJECTS.replace("subject_id", "turn_id", 1)


class Migration(migrations.Migration):
    dependencies = [("cases", "0046_followed_together")]
    operations = [
        migrations.AddField("attachment", "place", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("attachment", "turned", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("attachment", "sharpness", models.PositiveIntegerField(default=0)),
        # whoever fills in puts them in order; what was sent changes no more
        Policy("cases_attachment", "arranged", using=OF_DRAFT, check=OF_DRAFT, command="update"),
        Policy("cases_attachment", "again_arranged", using=HELD, check=HELD, command="update"),
        Columns("cases_attachment", update=("place", "turned", "sharpness")),
    ]
