"""Attachments: of a draft, opened by whoever opens the draft; of a case, opened as the case is."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.cases.lent import granted
from parvis.kernel.walls import PERSON, SUBJECTS, WALLS, Only, Policy

EITHER = f"({WALLS} or {SUBJECTS})"
# The draft's own policies say who opens it (its secret, its account; the timer, once it has lapsed).
OF_DRAFT = (
    "case_id is null and exists (select from cases_draft as held"
    " where held.id = cases_attachment.draft_id and held.case_id is null)"
)
OF_CASE = (
    "exists (select from cases_case as found where found.id = cases_attachment.case_id"
    " and found.wall_id = cases_attachment.wall_id and found.subject_id = cases_attachment.subject_id)"
)

# A draft that is thrown away or forgotten takes its attachments along, and an erased case too, whoever deletes them
# and whatever that one sees; the bytes follow (`files.remove_held`, `files.remove`).
KEYS = [
    "alter table cases_attachment add constraint cases_attachment_draft_goes"
    " foreign key (draft_id) references cases_draft (id) on delete cascade",
    "alter table cases_attachment add constraint cases_attachment_case_goes"
    " foreign key (case_id) references cases_case (id) on delete cascade",
]
NO_KEYS = [
    "alter table cases_attachment drop constraint cases_attachment_draft_goes",
    "alter table cases_attachment drop constraint cases_attachment_case_goes",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_relations"), ("files", "0002_held"), ("access", "0003_lately")]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("draft_id", models.UUIDField(null=True)),
                ("case_id", models.UUIDField(null=True)),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField(null=True)),
                ("field", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=127)),
                ("sha256", models.CharField(max_length=64)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("thumbnail", models.BinaryField(default=bytes)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("draft_id__isnull", False)),
                        fields=["draft_id"],
                        name="cases_attachment_draft",
                    ),
                    models.Index(
                        condition=models.Q(("case_id__isnull", False)), fields=["case_id"], name="cases_attachment_case"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(draft_id__isnull=False, case_id__isnull=True, subject_id__isnull=True)
                        | models.Q(draft_id__isnull=True, case_id__isnull=False, subject_id__isnull=False),
                        name="cases_attachment_of_draft_or_case",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEYS, NO_KEYS),
        Policy("cases_attachment", "drafted", using=OF_DRAFT, command="select"),
        Policy("cases_attachment", "added", using=OF_DRAFT, command="insert"),
        Policy("cases_attachment", "taken_off", using=OF_DRAFT, command="delete"),
        # the one change there is: from the draft to the case that it becomes
        Policy("cases_attachment", "sent", using=OF_DRAFT, check=f"{EITHER} and {OF_CASE}", command="update"),
        Policy("cases_attachment", "seen", using=f"case_id is not null and {EITHER}", command="select"),
        Policy("cases_attachment", "lent_seen", using=granted(), command="select"),
        # a file of the case itself goes with it where it is lent
        Policy(
            "files_storedfile",
            "lent_attached",
            using=(
                "held_by is null and exists (select from cases_attachment as one where one.id = files_storedfile.id"
                f" and {granted('one.case_id')})"
            ),
            command="select",
        ),
        Policy(
            "access_consultation",
            "lent_attachment",
            using=(
                f"{PERSON} and kind = 'attachment' and exists (select from cases_attachment as one"
                f" where one.id = access_consultation.object_id and {granted('one.case_id')})"
            ),
            command="insert",
        ),
        Only("cases_attachment", update=("draft_id", "case_id", "wall_id", "subject_id"), may=("insert", "delete")),
    ]
