"""Views that agents keep, and the one on which their day begins; who sees them."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, Only, Policy

_MINE = (
    "select from access_membership m where m.person_id ="
    " (select nullif(current_setting('parvis.person', true), '')::uuid)"
    " and m.organisation_id = workspace_view.organisation_id"
    " and m.since <= (now() at time zone 'Europe/Paris')::date"
    " and (m.until is null or m.until >= (now() at time zone 'Europe/Paris')::date)"
)
#: the acting person works where the view is shared: in that department, or in none
WITH_ME = (
    f"exists ({_MINE} and (workspace_view.department_id is null or m.department_id is null"
    " or m.department_id = workspace_view.department_id))"
)
#: the acting person sees to the work there
OVERSEEN = f"exists ({_MINE} and m.role = 'supervisor')"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0003_lately")]

    operations = [
        migrations.CreateModel(
            name="View",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField(editable=False)),
                ("name", models.CharField(max_length=80)),
                ("address", models.TextField(blank=True, max_length=8000)),
                ("organisation_id", models.UUIDField(null=True)),
                ("department_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id"], name="workspace_view_person"),
                    models.Index(
                        condition=models.Q(("organisation_id__isnull", False)),
                        fields=["organisation_id"],
                        name="workspace_view_shared",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("department_id", None), ("organisation_id__isnull", False), _connector="OR"
                        ),
                        name="workspace_view_department_of",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Start",
            fields=[
                ("person_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("view_id", models.UUIDField()),
            ],
        ),
        # One's own; what is shared where one works. Nobody shares where they do not work.
        Policy("workspace_view", "own", using=PERSON, check=f"{PERSON} and (organisation_id is null or {WITH_ME})"),
        Policy("workspace_view", "shared", using=WITH_ME, command="select"),
        # Whoever kept it may be gone: a supervisor clears up.
        Policy("workspace_view", "tended", using=OVERSEEN, command="delete"),
        Policy("workspace_start", "own", using=PERSON),
        Only(
            "workspace_view", may=("insert", "delete"), update=("name", "address", "organisation_id", "department_id")
        ),
        Only("workspace_start", may=("insert", "delete"), update=("view_id",)),
    ]
