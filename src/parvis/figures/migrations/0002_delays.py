"""Real delays for everybody, made by a timer through a door that counts facts of all walls and shows none."""

from django.db import migrations, models

from parvis.kernel.walls import Only, Policy, actor_is

DOOR = f"""
    create function figures_answered(p_first date, p_last date)
    returns table (organisation_id uuid, case_type_id uuid, days integer, working integer, answers bigint, due bigint,
                   in_time bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select f.organisation_id, f.case_type_id, f.days, f.working, count(*), count(f.in_time),
               count(*) filter (where f.in_time)
          from public.figures_fact f
         where {actor_is("timer", "worker")} and f.ended_month between p_first and p_last
           and f.outcome in ('accepted', 'refused')
         group by 1, 2, 3, 4
    $$
"""  # noqa: S608 - a predicate of ours


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_facts")]

    operations = [
        migrations.CreateModel(
            name="Delay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(null=True)),
                ("case_type_id", models.UUIDField()),
                ("first_month", models.DateField()),
                ("last_month", models.DateField()),
                ("answers", models.IntegerField()),
                ("half", models.IntegerField()),
                ("nine", models.IntegerField()),
                ("working", models.BooleanField()),
                ("due", models.IntegerField()),
                ("in_time", models.IntegerField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_type_id", "organisation_id"),
                        name="figures_delay_one_each",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        Policy("figures_delay", "read", using="true", command="select"),
        Policy("figures_delay", "made", using=actor_is("timer", "worker"), command="insert"),
        Policy("figures_delay", "unmade", using=actor_is("timer", "worker"), command="delete"),
        Only("figures_delay", may=("insert", "delete")),
        migrations.RunSQL(DOOR, reverse_sql="drop function figures_answered"),
    ]
