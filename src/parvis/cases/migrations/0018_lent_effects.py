"""A lent case takes of its own organisation's stocks, frees, gives its card and sends its letters, whoever handles it.

Until now the agents to whom it was lent met a wall there: an error where it allotted or wrote a letter, and nothing
freed where it ended.
"""

from django.db import migrations

from parvis.cases.lent import granted
from parvis.kernel.walls import Policy

# A stock's row, made at first need and locked until the transaction ends: by whoever has the case's wall, or is lent
# the case. Labels and capacities name nobody; a capacity is still set behind its own wall alone.
HOLD = """
    create function cases_stock_hold(new_id uuid, asking uuid, resource_id text, stock_key text, stock_label text)
    returns table (stock uuid, most int)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        return query
        insert into public.cases_stock as counted (id, wall_id, organisation_id, resource, key, label)
        select new_id, found.wall_id, found.organisation_id, resource_id, stock_key, stock_label
          from public.cases_case as found
         where found.id = asking
           and (found.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
                or found.id = any(public.cases_granted()))
            on conflict (wall_id, resource, key) do update set label = counted.label
        returning counted.id, counted.capacity;
    end $$
"""

# The walls behind which the cases lie that are lent to the acting walls now.
WALLS_OF_LENT = """
    create function cases_granted_walls() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select coalesce(array_agg(distinct lent.wall_id), '{}') from public.cases_grant as lent
         where lent.case_id = any(public.cases_granted()) and lent.ended_at is null
    $$
"""


def _its_own(table: str) -> str:
    return (
        f"exists (select from cases_case as found where found.id = {table}.case_id"
        f" and found.wall_id = {table}.wall_id and found.subject_id = {table}.subject_id)"
    )


_OF_ITS_STOCK = (
    "exists (select from cases_stock as counted where counted.id = cases_allotment.stock_id"
    " and counted.wall_id = cases_allotment.wall_id)"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_replacing"), ("mailroom", "0001_letters")]

    operations = [
        migrations.RunSQL(
            # How much is taken is counted over all cases, also those that the one who asks may not see.
            [HOLD, WALLS_OF_LENT, "alter function cases_stock_peak security definer"],
            reverse_sql=[
                "alter function cases_stock_peak security invoker",
                "drop function cases_granted_walls",
                "drop function cases_stock_hold",
            ],
        ),
        Policy(
            "cases_stock",
            "lent_seen",
            using="wall_id = any((select cases_granted_walls())::uuid[])",
            command="select",
        ),
        Policy("cases_allotment", "lent_seen", using=granted(), command="select"),
        Policy(
            "cases_allotment",
            "lent_made",
            using=f"{granted()} and {_its_own('cases_allotment')} and {_OF_ITS_STOCK}",
            command="insert",
        ),
        Policy("cases_allotment", "lent_freed", using=granted(), command="update"),
        Policy("cases_card", "lent_seen", using=granted(), command="select"),
        Policy("cases_card", "lent_made", using=f"{granted()} and {_its_own('cases_card')}", command="insert"),
        Policy("cases_card", "lent_ended", using=granted(), command="update"),
        Policy(
            "mailroom_letter",
            "lent_queue",
            using=f"{granted()} and state = 'waiting' and {_its_own('mailroom_letter')}",
            command="insert",
        ),
    ]
