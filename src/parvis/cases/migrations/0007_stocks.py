"""What is counted (places, metres of kerb): stocks, what cases took of them, and how much is taken at once."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import SUBJECTS, WALLS, Only, Policy

_ID = models.UUIDField(default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)

# How much of a stock is taken at the moment when most is, between two moments (null: always), by other cases than
# `but`. Amounts taken for good count at every moment. Called in the statement that takes more, after the lock.
PEAK = """
    create function cases_stock_peak(counted uuid, since timestamptz, until timestamptz, but uuid) returns int
    language sql stable set search_path = pg_catalog, public, pg_temp as $$
        with held as (
            select taken.amount, tstzrange(taken.starts_at, taken.ends_at) as period
              from public.cases_allotment as taken
             where taken.stock_id = counted and taken.freed_at is null and taken.case_id <> but
               and tstzrange(taken.starts_at, taken.ends_at) && tstzrange(since, until)
        ), moments as (
            select coalesce(since, '-infinity'::timestamptz) as at
            union select lower(held.period) from held
             where not lower_inf(held.period) and (since is null or lower(held.period) > since)
        )
        select coalesce(max((
            select sum(held.amount) from held
             where (lower_inf(held.period) or lower(held.period) <= moments.at)
               and (upper_inf(held.period) or upper(held.period) > moments.at)
        )), 0)::int from moments
    $$
"""

GUARDS = [
    # A case may be erased: what it took goes with it.
    "alter table cases_allotment add constraint cases_allotment_case_fk foreign key (case_id)"
    " references cases_case (id) on delete cascade deferrable initially deferred",
    # What was freed stays freed; nothing else ever changes.
    """
    create function cases_allotment_freed() returns trigger language plpgsql as $$
    begin
        if old.freed_at is not null then
            raise exception 'what was freed stays freed' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger cases_allotment_freed before update on cases_allotment"
    " for each row execute function cases_allotment_freed()",
]

OF_THE_CASE = (
    "exists (select from cases_case as found where found.id = cases_allotment.case_id"
    " and found.wall_id = cases_allotment.wall_id and found.subject_id = cases_allotment.subject_id)"
    " and exists (select from cases_stock as counted where counted.id = cases_allotment.stock_id"
    " and counted.wall_id = cases_allotment.wall_id)"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_turns_walls")]

    operations = [
        migrations.CreateModel(
            name="Stock",
            fields=[
                ("id", _ID),
                ("wall_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("resource", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=400)),
                ("label", models.CharField(max_length=400)),
                ("capacity", models.PositiveIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("wall_id", "resource", "key"), name="cases_stock_one_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Allotment",
            fields=[
                ("id", _ID),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("resource", models.CharField(max_length=60)),
                ("amount", models.PositiveIntegerField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("allotted_at", models.DateTimeField()),
                ("freed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allotments",
                        to="cases.case",
                    ),
                ),
                (
                    "stock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allotments", to="cases.stock"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("freed_at__isnull", True)),
                        fields=["stock", "starts_at"],
                        name="cases_allotment_held",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("freed_at__isnull", True)),
                        fields=("case", "resource"),
                        name="cases_allotment_one_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__isnull", True), ("starts_at__isnull", True)),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="cases_allotment_period",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 1)), name="cases_allotment_amount"),
                ],
            },
        ),
        Policy("cases_stock", "seen", using=WALLS, command="select"),
        Policy("cases_stock", "made", using=WALLS, command="insert"),
        Policy("cases_stock", "set", using=WALLS, command="update"),
        Policy("cases_allotment", "seen", using=f"{WALLS} or {SUBJECTS}", command="select"),
        Policy("cases_allotment", "made", using=f"{WALLS} and {OF_THE_CASE}", command="insert"),
        # Whoever withdraws a request frees what it took.
        Policy("cases_allotment", "freed", using=f"{WALLS} or {SUBJECTS}", command="update"),
        Only("cases_stock", update=("label", "capacity")),
        Only("cases_allotment", update=("freed_at",)),
        migrations.RunSQL(
            [*GUARDS, PEAK],
            reverse_sql=["drop function cases_stock_peak", "drop function cases_allotment_freed cascade"],
        ),
    ]
