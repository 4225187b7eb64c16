"""Tags of cases, behind the walls of the case."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.cases.lent import granted
from parvis.kernel.walls import WALLS, Only, Policy

_LIES = (
    "exists (select from cases_case as found where found.id = cases_tag.case_id and found.wall_id = cases_tag.wall_id)"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_load")]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("word", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["wall_id", "key", "case"], name="cases_tag_key")],
                "constraints": [models.UniqueConstraint(fields=("case", "key"), name="cases_tag_once")],
            },
        ),
        # Who a case is lent to reads them, as they read its history; they stay its own organisation's to change.
        Policy("cases_tag", "seen", using=f"{WALLS} or {granted()}", command="select"),
        Policy("cases_tag", "made", using=f"{WALLS} and {_LIES}", command="insert"),
        Policy("cases_tag", "taken_away", using=WALLS, command="delete"),
        Only("cases_tag", may=("insert", "delete")),
        migrations.RunSQL(
            "alter table cases_tag add constraint cases_tag_case_fk foreign key (case_id)"
            " references cases_case (id) on delete cascade",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
