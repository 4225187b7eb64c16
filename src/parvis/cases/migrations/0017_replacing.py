"""Files for questions that were asked again: the correction's until it is sent, nobody else's."""

from django.db import migrations, models

from parvis.kernel.walls import SUBJECTS, WALLS, Columns, Policy

EITHER = f"({WALLS} or {SUBJECTS})"
HELD = SUBJECTS.replace("subject_id", "turn_id", 1)
OPEN = (
    "exists (select from cases_turn as turn where turn.id = cases_attachment.turn_id and turn.kind = 'correction'"
    " and turn.state = 'open' and turn.wall_id = cases_attachment.wall_id)"
)
OF_CASE = (
    "exists (select from cases_case as found where found.id = cases_attachment.case_id"
    " and found.wall_id = cases_attachment.wall_id and found.subject_id = cases_attachment.subject_id)"
)
KEY = (
    "alter table cases_attachment add constraint cases_attachment_turn_goes"
    " foreign key (turn_id) references cases_turn (id) on delete cascade"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_copies")]

    operations = [
        migrations.AddField("attachment", "turn_id", models.UUIDField(null=True)),
        migrations.AddIndex(
            "attachment",
            models.Index(
                condition=models.Q(("turn_id__isnull", False)), fields=["turn_id"], name="cases_attachment_turn"
            ),
        ),
        migrations.RemoveConstraint("attachment", "cases_attachment_of_draft_or_case"),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=models.Q(
                    draft_id__isnull=False, turn_id__isnull=True, case_id__isnull=True, subject_id__isnull=True
                )
                | models.Q(draft_id__isnull=True, turn_id__isnull=False, case_id__isnull=True, subject_id__isnull=True)
                | models.Q(
                    draft_id__isnull=True, turn_id__isnull=True, case_id__isnull=False, subject_id__isnull=False
                ),
                name="cases_attachment_of_one",
            ),
        ),
        migrations.RunSQL(KEY, "alter table cases_attachment drop constraint cases_attachment_turn_goes"),
        Policy("cases_attachment", "again_seen", using=HELD, command="select"),
        Policy("cases_attachment", "again_added", using=f"{HELD} and {OPEN}", command="insert"),
        Policy("cases_attachment", "again_taken_off", using=HELD, command="delete"),
        Policy(
            "cases_attachment",
            "again_sent",
            using=HELD,
            check=f"turn_id is null and {EITHER} and {OF_CASE}",
            command="update",
        ),
        Columns("cases_attachment", update=("turn_id",)),
    ]
