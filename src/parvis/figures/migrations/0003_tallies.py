"""Facts added up by month: written by a trigger as they change, folded each hour through a door."""

# ruff: noqa: S608 - names of columns

from django.db import migrations, models

from parvis.kernel.walls import WALLS, Only, Policy, actor_is

KEYS = "wall_id, organisation_id, case_type_id, department_id, month, what, days, working, in_time, field"
TOLD = "{0}.received_month, {0}.ended_month, {0}.days, {0}.working, {0}.in_time, {0}.outcome, {0}.returns, {0}.fields"
OLD, NEW, EACH = TOLD.format("old"), TOLD.format("new"), TOLD.format("f")
PLACES = "{0}.wall_id, {0}.organisation_id, {0}.case_type_id, {0}.department_id"

STEPS = [
    # What one fact is told as.
    """
    create function figures_told(received date, ended date, took integer, worked integer, kept boolean, outcome varchar,
                                 returns smallint, fields varchar[])
    returns table (month date, what varchar, days integer, working integer, in_time boolean, field varchar)
    language sql immutable as $$
        select received, 'received'::varchar, null::integer, null::integer, null::boolean, ''::varchar
        union all
        select received, 'returned', null, null, null, '' where returns > 0
        union all
        select ended, 'answered', took, worked, kept, '' where took is not null
        union all
        select ended, 'unanswered', null, null, null, '' where outcome in ('closed', 'withdrawn')
        union all
        select received, 'asked', null, null, null, one from unnest(fields) as one
    $$
    """,
    # A change is the difference between what was told before and what is told now.
    f"""
    create function figures_fact_tell() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        insert into public.figures_tally ({KEYS}, n, settled)
        select {KEYS}, sum(sign), false
          from (
              select old.wall_id, old.organisation_id, old.case_type_id, old.department_id, told.*, -1 as sign
                from figures_told({OLD}) as told where tg_op <> 'INSERT'
              union all
              select new.wall_id, new.organisation_id, new.case_type_id, new.department_id, told.*, 1
                from figures_told({NEW}) as told where tg_op <> 'DELETE'
          ) as changes
         group by {KEYS} having sum(sign) <> 0;
        return null;
    end $$
    """,
    "create trigger figures_fact_told after insert or delete on figures_fact for each row"
    " execute function figures_fact_tell()",
    f"create trigger figures_fact_retold after update on figures_fact for each row"
    f" when (({PLACES.format('old')}, {OLD}) is distinct from ({PLACES.format('new')}, {NEW})) execute function figures_fact_tell()",
    f"""
    insert into figures_tally ({KEYS}, n, settled)
    select f.wall_id, f.organisation_id, f.case_type_id, f.department_id, told.*, count(*), true
      from figures_fact f, figures_told({EACH}) as told group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    """,
    # All rows of a wall's month that has a new one become one for each key: a reader sees either all or none of it.
    f"""
    create function figures_fold() returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        if not ({actor_is("timer", "worker")}) then
            return;
        end if;
        perform pg_advisory_xact_lock(hashtextextended('figures fold', 0));
        with gone as (
            delete from public.figures_tally
             where (wall_id, month) in (select t.wall_id, t.month from public.figures_tally t where not t.settled)
            returning *
        )
        insert into public.figures_tally ({KEYS}, n, settled)
        select {KEYS}, sum(n), true from gone group by {KEYS} having sum(n) <> 0;
    end $$
    """,
    f"""
    create or replace function figures_answered(p_first date, p_last date)
    returns table (organisation_id uuid, case_type_id uuid, days integer, working integer, answers bigint, due bigint,
                   in_time bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select t.organisation_id, t.case_type_id, t.days, t.working, sum(t.n)::bigint,
               coalesce(sum(t.n) filter (where t.in_time is not null), 0)::bigint,
               coalesce(sum(t.n) filter (where t.in_time), 0)::bigint
          from public.figures_tally t
         where {actor_is("timer", "worker")} and t.what = 'answered' and t.month between p_first and p_last
         group by 1, 2, 3, 4 having sum(t.n) > 0
    $$
    """,
    "revoke execute on function figures_fact_tell() from public",
]  # fmt: skip
BACK = [
    "drop function figures_fact_tell cascade",
    "drop function figures_fold",
    "drop function figures_told",
]


class Migration(migrations.Migration):
    dependencies = [("figures", "0002_delays")]

    operations = [
        # its own tables' changes of this transaction are all done before triggers may be made
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("wall_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("case_type_id", models.UUIDField()),
                ("department_id", models.UUIDField()),
                ("month", models.DateField()),
                ("what", models.CharField(max_length=10)),
                ("days", models.IntegerField(null=True)),
                ("working", models.IntegerField(null=True)),
                ("in_time", models.BooleanField(null=True)),
                ("field", models.CharField(blank=True, max_length=200)),
                ("n", models.BigIntegerField()),
                ("settled", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["wall_id", "month", "what"], name="figures_tally_wall"),
                    models.Index(
                        condition=models.Q(("settled", False)),
                        fields=["wall_id", "month"],
                        name="figures_tally_unsettled",
                    ),
                ],
            },
        ),
        migrations.RemoveIndex("fact", "figures_fact_ended"),
        migrations.RemoveIndex("fact", "figures_fact_received"),
        migrations.RemoveIndex("fact", "figures_fact_returned"),
        Policy("figures_tally", "seen", using=WALLS, command="select"),
        Only("figures_tally", may=()),
        migrations.RunSQL(STEPS, reverse_sql=BACK),
    ]
