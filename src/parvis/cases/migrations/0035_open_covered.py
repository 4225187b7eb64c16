"""The indexes of open cases hold what policies look at, and what supervisors count: their loads read no case."""

from django.db import migrations, models

_OPEN = models.Q(("closed_at", None))
#: index, fields, what goes with them
COVERED = [
    ("cases_case_open_received", ["wall_id", "received_on", "id"], ["subject_id"], _OPEN),
    ("cases_case_open_status", ["wall_id", "status", "id"], ["subject_id"], _OPEN),
    ("cases_case_open_department", ["wall_id", "department_id", "id"], ["subject_id"], _OPEN),
    ("cases_case_open_assignee", ["wall_id", "assignee_id", "id"], ["subject_id"], _OPEN),
    ("cases_case_open_type", ["wall_id", "case_type", "id"], ["subject_id"], _OPEN),
    ("cases_case_open_load", ["wall_id", "assignee_id", "due_on"], ["subject_id", "id", "kind"], _OPEN),
    (
        "cases_case_pile",
        ["wall_id", "department_id", "id"],
        ["subject_id", "received_on", "due_on"],
        _OPEN & models.Q(("assignee_id", None)),
    ),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_covered")]
    operations = [
        operation
        for name, fields, held, condition in COVERED
        for operation in (
            migrations.RemoveIndex("case", name),
            migrations.AddIndex("case", models.Index(fields=fields, include=held, condition=condition, name=name)),
        )
    ]
