"""The typed answers beside the cases: their dictionary, their walls, and what keeps them in step with the case."""

import django.db.models.fields.composite
from django.db import migrations, models

from parvis.kernel.walls import WALLS, Only, Policy, actor_is

OF_THE_CASE = (
    "exists (select from cases_case as found where found.id = finding_value.case_id"
    " and found.wall_id = finding_value.wall_id)"
)
# what is lent to the acting walls (cases.0009), read once a statement
GRANTED = "case_id = any((select cases_granted())::uuid[])"
KINDS = ["text", "code", "choice", "yes", "integer", "amount", "decimal", "date", "moment"]

POLICIES = [
    Policy("finding_value", "seen", using=WALLS, command="select"),
    Policy("finding_value", "lent_seen", using=GRANTED, command="select"),
    # Made from the cases by the worker, whoever wrote to them.
    Policy(
        "finding_value",
        "made",
        using=f"{WALLS} and {actor_is('worker')} and {OF_THE_CASE}",
        command="insert",
    ),
    Policy("finding_value", "unmade", using=f"{WALLS} and {actor_is('worker')}", command="delete"),
    Only("finding_value", may=("insert", "delete")),
    Only("finding_column"),
]

STEPS = [
    # A list never waits for a job to know that a case has ended or waits again; and nothing outlives its case. Not a
    # foreign key: a case has dozens of these rows, and they are only ever made from it, under its lock.
    """
    create function finding_value_follow() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        if tg_op = 'DELETE' then
            delete from public.finding_value where case_id = old.id;
        else
            update public.finding_value set open = new.closed_at is null where case_id = new.id;
        end if;
        return null;
    end $$
    """,
    "create trigger finding_value_open after update on cases_case for each row"
    " when ((old.closed_at is null) <> (new.closed_at is null)) execute function finding_value_follow()",
    "create trigger finding_value_gone after delete on cases_case for each row execute function finding_value_follow()",
]
BACK = ["drop function finding_value_follow cascade"]


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("cases", "0020_revoking"),
    ]

    operations = [
        migrations.CreateModel(
            name="Column",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("procedure", models.CharField(blank=True, max_length=80)),
                ("path", models.CharField(max_length=200)),
                ("kind", models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=10)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("procedure", "path", "kind"), name="finding_column_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Value",
            fields=[
                (
                    "pk",
                    django.db.models.fields.composite.CompositePrimaryKey(
                        "case_id", "column_id", "n", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("wall_id", models.UUIDField()),
                ("number", models.BigIntegerField(null=True)),
                ("column_id", models.IntegerField()),
                ("n", models.SmallIntegerField(default=0)),
                ("open", models.BooleanField()),
                ("word", models.TextField(db_collation="C", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("word__isnull", False)),
                        fields=["wall_id", "column_id", "open", "word", "case_id"],
                        name="finding_value_word",
                    ),
                    models.Index(
                        condition=models.Q(("number__isnull", False)),
                        fields=["wall_id", "column_id", "open", "number", "case_id"],
                        name="finding_value_number",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__isnull", False),
                            ("word__isnull", True),
                        )
                        | models.Q(("number__isnull", True), ("word__isnull", False)),
                        name="finding_value_one",
                    )
                ],
            },
        ),
        *POLICIES,
        migrations.RunSQL(STEPS, reverse_sql=BACK),
    ]
