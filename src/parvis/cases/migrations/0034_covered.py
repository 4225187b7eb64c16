"""Indexes that hold what the policies look at, so that counting and walking behind walls need not read the cases.

A case is seen by its wall or, by residents, by its subject: without the subject in the index, each row that was only
counted was fetched. And indexes for filters that had none, over ended cases as well.
"""

from django.db import migrations, models

_OPEN = models.Q(("closed_at", None))
_ENDED = models.Q(("closed_at__isnull", False))
COVERED = [
    ("cases_case_newest", ["wall_id", "-id"], None),
    ("cases_case_open_due", ["wall_id", "due_on", "id"], _OPEN),
    ("cases_case_received", ["wall_id", "received_on", "id"], None),
    ("cases_case_type", ["wall_id", "case_type", "id"], None),
    ("cases_case_ended", ["wall_id", "closed_at", "id"], _ENDED),
]
NEW = [
    ("cases_case_open_channel", ["wall_id", "channel", "id"], _OPEN),
    ("cases_case_channel", ["wall_id", "channel", "id"], None),
    ("cases_case_status", ["wall_id", "status", "id"], None),
    ("cases_case_department", ["wall_id", "department_id", "id"], None),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0033_mailboxes")]
    operations = [
        *(migrations.RemoveIndex("case", name) for name, _fields, _condition in COVERED),
        *(
            migrations.AddIndex(
                "case", models.Index(fields=fields, include=["subject_id"], condition=condition, name=name)
            )
            for name, fields, condition in (*COVERED, *NEW)
        ),
        # cases that came back to the agent, of each wall
        migrations.AddIndex(
            "turn",
            models.Index(
                fields=["wall_id", "case"],
                condition=models.Q(("kind__in", ["correction", "proposal"]), ("state__in", ["answered", "returned"])),
                name="cases_turn_back",
            ),
        ),
    ]
