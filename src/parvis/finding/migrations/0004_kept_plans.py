"""The walk over a wall's newest cases keeps its plans.

An agent's walls are a dozen, and each is walked: planning every statement of every walk anew took longer than running
them. The plans don't depend on the values any more: what a partial index serves stands apart, under a condition that is
looked at once (`state`), and sequential scans are off. So a session plans them once.
"""
# ruff: noqa: S608 - nothing here comes from outside

from django.db import migrations

_ACTING = "coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[]"
_DOOR = "security definer set search_path = pg_catalog, public, pg_temp"

_WALK = """
    create or replace function finding_{name}(wall uuid, whole text, narrow text[], state boolean, beyond uuid, most integer)
    returns setof uuid language plpgsql stable {door}
    set enable_seqscan = off set enable_bitmapscan = on set plan_cache_mode = force_generic_plan as $$
    declare
        tag constant text := finding_tag(wall);
        asked constant tsquery := finding_query(wall, whole);
        bound uuid := coalesce(beyond, '{outermost}');
        wanted integer := most;
        step integer := 400;
        newest uuid; oldest uuid; found uuid[]; clause tsquery; rarest tsquery; few tsquery; stage tsquery;
        dense integer; fewest integer := 65; level integer; size bigint; stretch integer; stretches integer[]; edge uuid;
        hits double precision := 0; looked double precision := 0; covered double precision := 0;
        span double precision; rate double precision; reach double precision;
    begin
        if wall is null or wall <> all ({acting}) then
            return;
        end if;
        loop
            found := array(select one.case_id from ({walked_step}) as one where one.vector @@ asked limit wanted);
            return query select unnest(found);
            wanted := wanted - cardinality(found);
            if wanted <= 0 then
                return;
            end if;
            select one.case_id into oldest from ({walked_last}) as one;
            if oldest is null then
                return;
            end if;
            select one.case_id into newest from ({walked_first}) as one;
            span := abs(('x' || translate(left(newest::text, 13), '-', ''))::bit(48)::bigint
                      - ('x' || translate(left(oldest::text, 13), '-', ''))::bit(48)::bigint);
            bound := oldest;
            hits := hits + cardinality(found);
            looked := looked + step;
            covered := covered + span;
            -- A row looked at costs about what a row costs that GIN gives: while few more are needed, go on walking.
            exit when hits = 0 or (hits * 8 < looked and 1.3 * wanted * looked / hits > 1500);
            step := least(20000, ceil(1.3 * wanted * looked / hits))::integer;
        end loop;
        foreach clause in array array(select finding_query(wall, one) from unnest(narrow) as one) loop
            select count(*) into dense from ({walked_some}) as one where one.vector @@ clause;
            if dense < 16 then
                few := case when few is null then clause else few && clause end;
            end if;
            if dense < fewest then
                fewest := dense;
                rarest := clause;
            end if;
        end loop;
        few := coalesce(few, rarest, asked);
        if state then
            few := few && quote_literal(tag || '+')::tsquery;
        end if;
        rate := looked / greatest(covered, 1);
        loop
            -- So far back that what is still wanted is expected there, and twice as far as one has been at least.
            reach := greatest(1.3 * wanted * looked / greatest(hits, 0.5) / rate, 2 * covered);
            -- The beginning of an id is a stretch of time: five figures 3 days, four 50, three 800; all of it else.
            level := case when reach < 15 * 2.0 ^ 28 then 5 when reach < 15 * 2.0 ^ 32 then 4
                          when reach < 15 * 2.0 ^ 36 then 3 else 0 end;
            stage := few;
            edge := '{innermost}';
            if level > 0 then
                size := (2 ^ (48 - 4 * level))::bigint;
                stretch := ('x' || lpad(left(bound::text, level), 8, '0'))::bit(32)::integer;
                stretches := array(
                    select stretch {step} one from generate_series(0, ceil(reach / size)::integer) as one
                     where stretch {step} one between 0 and 16 ^ level - 1);
                stage := stage && (
                    select string_agg(quote_literal(tag || '@' || lpad(to_hex(one), level, '0')), '|')
                      from unnest(stretches) as one)::tsquery;
                stretch := stretches[cardinality(stretches)];
                edge := rpad(lpad(to_hex(stretch), level, '0'), 32, '{filling}')::uuid;
            end if;
            found := array(
                with hit as materialized (
                    select it.case_id, it.wall_id, it.open from public.finding_search as it
                     where it.vector @@ stage and (it.vector @@ asked) is true
                )
                select hit.case_id from hit
                 where hit.wall_id = wall and (state is null or hit.open = state)
                   and hit.case_id {beyond} bound and hit.case_id {within} edge
                 order by hit.case_id {order} limit wanted);
            return query select unnest(found);
            wanted := wanted - cardinality(found);
            if wanted <= 0 or level = 0 then
                return;
            end if;
            hits := hits + cardinality(found);
            looked := looked + rate * reach;
            covered := covered + reach;
            bound := edge;
        end loop;
    end $$
"""
# Some of the wall's next cases in their order; one of the two halves gives all of them. Open ones have an index of their
# own.
_WALKED = """
                (select it.case_id, it.vector from public.finding_search as it
                  where state and it.open
                    and (it.wall_id, it.case_id) {beyond} (wall, bound) and it.wall_id {within} wall
                  order by it.wall_id {order}, it.case_id {order} {take})
                union all
                (select it.case_id, it.vector from public.finding_search as it
                  where state is not true and (state is null or not it.open)
                    and (it.wall_id, it.case_id) {beyond} (wall, bound) and it.wall_id {within} wall
                  order by it.wall_id {order}, it.case_id {order} {take})
"""
_TAKES = {"step": "limit step", "last": "offset step - 1 limit 1", "first": "limit 1", "some": "limit 64"}


def _walk(**said: str) -> str:
    way = {name: said[name] for name in ("beyond", "within", "order")}
    return _WALK.format(**{f"walked_{name}": _WALKED.format(take=take, **way) for name, take in _TAKES.items()}, **said)


_LEAST, _GREATEST = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"
DOORS = [
    _walk(
        name="before", beyond="<", within=">=", order="desc", step="-", filling="0", outermost=_GREATEST,
        innermost=_LEAST, door=_DOOR, acting=_ACTING,
    ),
    _walk(
        name="after", beyond=">", within="<=", order="asc", step="+", filling="f", outermost=_LEAST,
        innermost=_GREATEST, door=_DOOR, acting=_ACTING,
    ),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("finding", "0003_walk")]
    operations = [migrations.RunSQL(DOORS, reverse_sql=migrations.RunSQL.noop)]
