"""Facts beside the cases, their walls, and what keeps them in step: an open case's by triggers, an ended one's by a job.

Cases that exist get theirs by `parvis figures rebuild`.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from parvis.kernel.walls import WALLS, Only, Policy, actor_is

OF_THE_CASE = (
    "exists (select from cases_case as found where found.id = figures_fact.case_id"
    " and found.wall_id = figures_fact.wall_id)"
)
OUTCOMES = ["accepted", "refused", "closed", "withdrawn"]
ANSWERS = ["accepted", "refused"]

POLICIES = [
    Policy("figures_fact", "seen", using=WALLS, command="select"),
    # Made from the cases by the worker, whoever wrote to them; one whose case was erased stands as it is.
    Policy("figures_fact", "made", using=f"{WALLS} and {actor_is('worker')} and {OF_THE_CASE}", command="insert"),
    Policy(
        "figures_fact",
        "remade",
        using=f"{WALLS} and {actor_is('worker')} and {OF_THE_CASE}",
        command="update",
    ),
    Only(
        "figures_fact",
        may=("insert",),
        update=(
            "wall_id",
            "organisation_id",
            "case_type_id",
            "department_id",
            "received_month",
            "ended_month",
            "due_on",
            "days",
            "working",
            "returns",
            "in_time",
            "outcome",
            "fields",
        ),
    ),
]

STEPS = [
    """
    create function figures_fact_follow() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        if tg_op = 'INSERT' then
            if new.closed_at is null then
                insert into public.figures_fact (case_id, wall_id, organisation_id, case_type_id, department_id,
                    received_month, due_on, returns, outcome, fields)
                values (new.id, new.wall_id, new.organisation_id, new.case_type_id, new.department_id,
                    date_trunc('month', new.received_on)::date, new.due_on, 0, '', '{}');
            end if;
        elsif tg_op = 'UPDATE' then
            update public.figures_fact
               set department_id = new.department_id,
                   due_on = case when ended_month is null then new.due_on end
             where case_id = new.id;
        else
            -- What is counted stays, and leads to nobody: past figures are not made false by an erasure. What was
            -- still open waits no longer.
            update public.figures_fact
               set case_id = null,
                   due_on = null,
                   ended_month = coalesce(ended_month, date_trunc('month', now() at time zone 'Europe/Paris')::date),
                   outcome = case when ended_month is null then 'withdrawn' else outcome end
             where case_id = old.id;
        end if;
        return null;
    end $$
    """,
    "create trigger figures_fact_begun after insert on cases_case for each row execute function figures_fact_follow()",
    "create trigger figures_fact_moved after update on cases_case for each row"
    " when ((old.department_id, old.due_on) is distinct from (new.department_id, new.due_on))"
    " execute function figures_fact_follow()",
    "create trigger figures_fact_gone after delete on cases_case for each row execute function figures_fact_follow()",
    "revoke execute on function figures_fact_follow() from public",
]
BACK = ["drop function figures_fact_follow cascade"]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0026_unsent_lent")]

    operations = [
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.UUIDField(null=True, unique=True)),
                ("wall_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("case_type_id", models.UUIDField()),
                ("department_id", models.UUIDField()),
                ("received_month", models.DateField()),
                ("ended_month", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("days", models.IntegerField(null=True)),
                ("working", models.IntegerField(null=True)),
                ("returns", models.SmallIntegerField(default=0)),
                ("in_time", models.BooleanField(null=True)),
                (
                    "outcome",
                    models.CharField(blank=True, choices=[(one, one) for one in OUTCOMES], max_length=10),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["wall_id", "ended_month"],
                        include=(
                            "case_type_id",
                            "department_id",
                            "organisation_id",
                            "days",
                            "working",
                            "in_time",
                            "outcome",
                        ),
                        name="figures_fact_ended",
                    ),
                    models.Index(
                        fields=["wall_id", "received_month"],
                        include=("case_type_id", "department_id", "organisation_id", "returns"),
                        name="figures_fact_received",
                    ),
                    models.Index(
                        condition=models.Q(("returns__gt", 0)),
                        fields=["wall_id", "received_month"],
                        name="figures_fact_returned",
                    ),
                    models.Index(
                        condition=models.Q(("ended_month__isnull", True)),
                        fields=["wall_id", "due_on"],
                        include=("case_type_id", "department_id", "organisation_id"),
                        name="figures_fact_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days__isnull", True),
                            ("ended_month__isnull", True),
                            ("in_time__isnull", True),
                            ("outcome", ""),
                        )
                        | models.Q(
                            ("due_on__isnull", True),
                            ("ended_month__isnull", False),
                            models.Q(("outcome", ""), _negated=True),
                        ),
                        name="figures_fact_ended_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__isnull", True), ("working__isnull", True))
                        | models.Q(("days__gte", 0), ("outcome__in", ANSWERS), ("working__gte", 0)),
                        name="figures_fact_answer_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case_id__isnull", False)) | models.Q(("due_on__isnull", True)),
                        name="figures_fact_erased_bare",
                    ),
                ],
            },
        ),
        *POLICIES,
        migrations.RunSQL(STEPS, reverse_sql=BACK),
    ]
