"""Links between cases, and the traits by which the same request is suspected; behind the walls of both cases."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import SUBJECTS, WALLS, Only, Policy

BOTH = f"{WALLS} and {WALLS.replace('wall_id', 'other_wall_id', 1)}"


def _lies(column: str, wall: str) -> str:
    """The case lies where the row says."""
    return (
        f"exists (select from cases_case as found where found.id = cases_link.{column}"
        f" and found.wall_id = cases_link.{wall})"
    )


POLICIES = [
    # A link is seen where both of its cases are.
    Policy("cases_link", "seen", using=BOTH, command="select"),
    Policy(
        "cases_link",
        "made",
        using=f"{BOTH} and {_lies('case_id', 'wall_id')} and {_lies('other_id', 'other_wall_id')}",
        command="insert",
    ),
    Policy("cases_link", "taken_away", using=BOTH, command="delete"),
    Only("cases_link", may=("insert", "delete")),
    # Written with the case itself, whoever submits it; read by agents alone.
    Policy("cases_trait", "seen", using=WALLS, command="select"),
    Policy("cases_trait", "made", using=f"{WALLS} or {SUBJECTS}", command="insert"),
    Only("cases_trait"),
]
KEYS = [
    f"alter table {table} add constraint {name} foreign key ({column}) references cases_case (id) on delete cascade"
    for table, column, name in (
        ("cases_link", "case_id", "cases_link_case_fk"),
        ("cases_link", "other_id", "cases_link_other_fk"),
        ("cases_trait", "case_id", "cases_trait_case_fk"),
    )
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_turns_lent"),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("other_wall_id", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same_event", "same_event"),
                            ("follows", "follows"),
                            ("duplicate", "duplicate"),
                            ("renews", "renews"),
                            ("different", "different"),
                        ],
                        max_length=12,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("maker_name", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case"], name="cases_link_case"),
                    models.Index(fields=["other"], name="cases_link_other"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("case_id", "other_id"),
                        django.db.models.functions.comparison.Greatest("case_id", "other_id"),
                        name="cases_link_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case", models.F("other")), _negated=True), name="cases_link_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Trait",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("kind", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
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
                "indexes": [
                    models.Index(fields=["digest", "at"], name="cases_trait_digest"),
                    models.Index(fields=["case"], name="cases_trait_case"),
                ],
            },
        ),
        *POLICIES,
        migrations.RunSQL(KEYS, reverse_sql=migrations.RunSQL.noop),
    ]
