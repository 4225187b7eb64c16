"""Absences and who stands in; what departments chose; who sees and writes them."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, Only, Policy

_HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)


def overseen(table: str) -> str:
    """The acting person sees to the work of the row's organisation today."""
    return (
        "exists (select from access_membership m where m.person_id ="
        " (select nullif(current_setting('parvis.person', true), '')::uuid)"
        f" and m.organisation_id = {table}.organisation_id and m.role = 'supervisor'"
        " and m.since <= (now() at time zone 'Europe/Paris')::date"
        " and (m.until is null or m.until >= (now() at time zone 'Europe/Paris')::date))"
    )


APART = (
    "alter table workload_absence add constraint workload_absence_apart exclude using gist"
    " (organisation_id with =, person_id with =, daterange(first_day, last_day, '[]') with &&)"
)

# For whom somebody stands in on a day, down the chain of replacements; `union` ends a circle.
STOOD_FOR = """
create function workload_stood_for(me uuid, day date) returns table (person_id uuid, last_day date)
language sql stable set search_path = pg_catalog, public, pg_temp
begin atomic
  with recursive chain(person_id, last_day) as (
    select a.person_id, a.last_day from public.workload_absence a
     where a.replacement_id = me and a.first_day <= day and a.last_day >= day
    union
    select a.person_id, least(a.last_day, chain.last_day) from public.workload_absence a, chain
     where a.replacement_id = chain.person_id and a.first_day <= day and a.last_day >= day)
  select chain.person_id, max(chain.last_day) from chain where chain.person_id <> me group by 1;
end
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0004_no_inviter"), ("kernel", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("replacement_id", models.UUIDField(null=True)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("entered_by_id", models.UUIDField()),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "last_day"], name="workload_absence_coming"),
                    models.Index(
                        condition=models.Q(("replacement_id__isnull", False)),
                        fields=["replacement_id", "last_day"],
                        name="workload_absence_stands_in",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="workload_absence_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replacement_id", None),
                            models.Q(("replacement_id", models.F("person_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="workload_absence_somebody_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("department_id", models.UUIDField(primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField()),
                ("risk_days", models.PositiveSmallIntegerField(default=5)),
                ("arrival", models.CharField(blank=True, default="", max_length=5)),
            ],
        ),
        migrations.RunSQL(
            [APART, STOOD_FOR],
            ["drop function workload_stood_for", "alter table workload_absence drop constraint workload_absence_apart"],
        ),
        # Colleagues know who is there; one says so oneself, or one's supervisor does.
        Policy("workload_absence", "seen", using=f"{_HERE} or {PERSON}", command="select"),
        Policy("workload_absence", "own", using=f"{PERSON} and {_HERE}"),
        Policy("workload_absence", "overseen", using=overseen("workload_absence")),
        Policy("workload_absence", "forgotten", using=PERSON, command="delete"),
        Only("workload_absence", may=("insert", "delete"), update=("last_day", "replacement_id")),
        Policy("workload_setting", "seen", using="true", command="select"),
        Policy("workload_setting", "chosen", using=overseen("workload_setting")),
        Only("workload_setting", update=("risk_days", "arrival")),
    ]
