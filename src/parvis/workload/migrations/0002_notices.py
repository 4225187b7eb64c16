"""What agents are told of, how they want to be, and the timer's doors."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, WALLS, Only, Policy, actor_is

_STALE = f"{actor_is('timer')} and told_at < now() - interval '30 days'"

# Rows go with their case, by whatever door it is erased.
GONE = [
    """
    create function workload_notice_follow() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        delete from public.workload_notice where case_id = old.id;
        return null;
    end $$
    """,
    "create trigger workload_notice_gone after delete on cases_case for each row"
    " execute function workload_notice_follow()",
]
DOORS = [
    # Who waits to be told of something, and behind which walls it lies.
    """
    create function workload_untold() returns table (person_id uuid, walls uuid[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
      select n.person_id, array_agg(distinct n.wall_id) from public.workload_notice n
       where n.told_at is null and current_setting('parvis.actor', true) = 'timer'
       group by n.person_id limit 5000;
    end
    """,
    # Whose digest is due: agents by a membership of today who had none today.
    """
    create function workload_undigested(day date, by_hour integer) returns table (person_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
      select distinct m.person_id from public.access_membership m
        left join public.workload_preference p on p.person_id = m.person_id
       where current_setting('parvis.actor', true) = 'timer'
         and m.role in ('agent', 'supervisor') and m.since <= day and (m.until is null or m.until >= day)
         and coalesce(p.digest, true) and coalesce(p.hour, 8) <= by_hour and p.digested_on is distinct from day
       limit 20000;
    end
    """,
    # Behind which walls a case became late in the last week, and nobody was told.
    """
    create function workload_newly_late(day date) returns table (wall_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
      select w.id from public.access_wall w
       where current_setting('parvis.actor', true) = 'timer' and exists (
         select from public.cases_case c where c.wall_id = w.id and c.closed_at is null and c.assignee_id is not null
           and c.due_on >= day - 7 and c.due_on < day and not exists (
             select from public.workload_notice n where n.case_id = c.id and n.what = 'late' and n.due_on = c.due_on));
    end
    """,
]


class Migration(migrations.Migration):
    dependencies = [("workload", "0001_absences"), ("cases", "0026_unsent_lent")]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("wall_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("what", models.CharField(max_length=10)),
                ("due_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("mailed", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at", None)), fields=["person_id", "id"], name="workload_notice_waits"
                    ),
                    models.Index(
                        condition=models.Q(("mailed", True)),
                        fields=["person_id", "told_at"],
                        name="workload_notice_told",
                    ),
                    models.Index(fields=["case_id"], name="workload_notice_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("what", "late")),
                        fields=("case_id", "due_on", "person_id"),
                        name="workload_notice_late_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                ("digest", models.BooleanField(default=True)),
                ("hour", models.PositiveSmallIntegerField(default=8)),
                ("assigned", models.BooleanField(default=True)),
                ("late", models.BooleanField(default=True)),
                ("digested_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hour__gte", 5), ("hour__lte", 20)), name="workload_preference_hour"
                    )
                ],
            },
        ),
        Policy("workload_notice", "asked", using=WALLS, command="insert"),
        Policy("workload_notice", "own", using=PERSON, command="select"),
        Policy("workload_notice", "told", using=PERSON, command="update"),
        Policy("workload_notice", "stale", using=_STALE, command="select"),
        Policy("workload_notice", "stale_delete", using=_STALE, command="delete"),
        Policy("workload_notice", "forgotten", using=PERSON, command="delete"),
        Only("workload_notice", may=("insert", "delete"), update=("told_at", "mailed")),
        Policy("workload_preference", "own", using=PERSON),
        Only(
            "workload_preference",
            may=("insert", "delete"),
            update=("digest", "hour", "assigned", "late", "digested_on"),
        ),
        migrations.RunSQL(
            [*GONE, *DOORS],
            [
                "drop function workload_newly_late",
                "drop function workload_undigested",
                "drop function workload_untold",
                "drop function workload_notice_follow cascade",
            ],
        ),
    ]
