"""One door for all walls of an agent: a search is asked once, whatever the number of walls.

Asked wall by wall, a page of 51 cases cost a dozen times what is looked at for 51, and the count of a thousand a dozen
times a thousand. Now a few of each wall's newest cases tell how common the question is; from that follows how long a
stretch of time holds what is wanted of all walls together, and every further statement covers such a stretch.
"""
# ruff: noqa: S608 - nothing here comes from outside

from django.db import migrations

_ACTING = "coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[]"
_DOOR = "security definer set search_path = pg_catalog, public, pg_temp"

# The first 48 bits of an id: milliseconds, where it is a UUIDv7.
MOMENT = """
    create function finding_moment(of_case uuid) returns bigint
    language sql immutable strict parallel safe as $$
        select ('x' || pg_catalog.translate(pg_catalog.left(of_case::text, 13), '-', ''))::bit(48)::bigint
    $$
"""

# The newest cases (or the oldest of the newer ones) of some walls that answer, in their order, `most` of all together.
# `narrow`: the clauses of `whole` as GIN may be asked for them, each implying its own part of `whole`.
_WALK = """
    create function finding_{name}(
        walls uuid[], whole text, narrow text[], state boolean, beyond uuid, most integer)
    returns setof uuid language plpgsql stable {door}
    set enable_seqscan = off set enable_bitmapscan = on set plan_cache_mode = force_generic_plan as $$
    declare
        sample constant integer := 48;
        mine uuid[]; clauses text[] := narrow; chosen text[]; exact boolean;
        bound uuid := coalesce(beyond, '{outermost}');
        edge uuid; begun bigint; wanted integer := most; found uuid[];
        looked double precision; hits double precision; all_of_it boolean; counts bigint[];
        density double precision; rate double precision;
        reach double precision; covered double precision := 0; farthest double precision;
        level integer; size bigint; stretch integer; stretches integer[]; pattern text;
    begin
        mine := array(select distinct one from unnest(walls) as one where one = any ({acting}));
        if cardinality(clauses) = 0 then
            clauses := array[whole];
        end if;
        -- A few of each wall's next cases: how many there are in a millisecond, and how many of them hold each clause.
        with asked as materialized (
            select wall.id, array_agg(finding_query(wall.id, clause.said) order by clause.nr) as clauses
              from unnest(mine) as wall (id) cross join unnest(clauses) with ordinality as clause (said, nr)
             group by wall.id
        ), seen as materialized (
            select wall.id as wall, finding_moment(one.case_id) as moment,
                   array(select (one.vector @@ each.query) is true
                           from unnest(wall.clauses) with ordinality as each (query, nr) order by each.nr) as held
              from asked as wall cross join lateral ({walked}) as one
        ), by_wall as (
            select one.wall, count(*)::float as looked, count(*) filter (where true = all (one.held))::float as hits,
                   greatest(max(one.moment) - min(one.moment), 1)::float as span, {extreme}(one.moment) as begun
              from seen as one group by one.wall
        )
        select array_agg(one.wall), sum(one.looked), sum(one.hits), coalesce(bool_and(one.looked < sample), true),
               sum(one.looked / one.span), sum(one.hits / one.span), {extreme}(one.begun),
               array(select count(*) filter (where each.held) from seen as one,
                            unnest(one.held) with ordinality as each (held, nr) group by each.nr order by each.nr),
               greatest(max(abs(one.begun - finding_moment((
                   select it.case_id from public.finding_search as it
                    where (it.wall_id, it.case_id) {within} (one.wall, '{innermost}') and it.wall_id {outer} one.wall
                    order by it.wall_id {backwards}, it.case_id {backwards} limit 1)))), 1)
          into mine, looked, hits, all_of_it, density, rate, begun, counts, farthest
          from by_wall as one;
        if mine is null then
            return;
        end if;
        if hits = 0 then
            -- As many as there are where clauses have nothing to do with one another, half a case looked at at most.
            rate := density * (select exp(sum(ln(greatest(held, 0.5) / looked))) from unnest(counts) as held);
        end if;
        -- Clauses that a quarter of the cases hold have long lists in GIN: the others are asked for, and all compared.
        chosen := array(select said from unnest(clauses, counts) as clause (said, held) where held * 4 < looked);
        if cardinality(chosen) = 0 then
            chosen := array(select said from unnest(clauses, counts) as clause (said, held) order by held limit 1);
        end if;
        exact := cardinality(chosen) = cardinality(clauses);
        loop
            -- As far as what is wanted should be; much farther than one has been where little was found there.
            reach := greatest(1.2 * wanted / rate, case when hits < 8 then 6 else 0.5 end * covered);
            edge := '{innermost}';
            if all_of_it or 2 * hits >= looked or density * reach < 500 then
                -- Every case of the stretch is looked at.
                if not all_of_it and reach < {room} then
                    edge := (lpad(to_hex(begun {step} reach::bigint), 12, '0') || repeat('{filling}', 20))::uuid;
                end if;
                found := array(
                    select one.case_id from (
                        select wall as id, finding_query(wall, whole) as asked from unnest(mine) as wall offset 0
                    ) as wall cross join lateral (
                        select it.case_id from public.finding_search as it
                         where state and it.open and (it.wall_id, it.case_id) {beyond} (wall.id, bound)
                           and (it.wall_id, it.case_id) {within} (wall.id, edge) and (it.vector @@ wall.asked) is true
                        union all
                        select it.case_id from public.finding_search as it
                         where state is not true and (state is null or not it.open)
                           and (it.wall_id, it.case_id) {beyond} (wall.id, bound)
                           and (it.wall_id, it.case_id) {within} (wall.id, edge) and (it.vector @@ wall.asked) is true
                    ) as one order by one.case_id {order} limit wanted);
            else
                -- The beginning of an id is a stretch of time: five figures 3 days, four 50. All of it where it should
                -- give few: to keep several lists within a stretch costs more than it spares.
                level := case when rate * farthest < greatest(3 * wanted, 1000) then 0
                              when reach < 15 * 2.0 ^ 28 then 5 when reach < 15 * 2.0 ^ 32 then 4 else 0 end;
                pattern := array_to_string(chosen, '&') || case when state then '&''~+''' else '' end;
                if level > 0 then
                    size := (2 ^ (48 - 4 * level))::bigint;
                    stretch := (begun / size)::integer;
                    stretches := array(
                        select stretch {step} one from generate_series(0, ceil(reach / size)::integer) as one
                         where stretch {step} one between 0 and 16 ^ level - 1 order by one);
                    pattern := pattern || '&(' || (
                        select string_agg(quote_literal('~@' || lpad(to_hex(one), level, '0')), '|')
                          from unnest(stretches) as one) || ')';
                    stretch := stretches[cardinality(stretches)];
                    edge := rpad(lpad(to_hex(stretch), level, '0'), 32, '{filling}')::uuid;
                end if;
                found := array(
                    select hit.case_id from (
                        select wall as id, finding_query(wall, pattern) as stage, finding_query(wall, whole) as asked
                          from unnest(mine) as wall offset 0
                    ) as wall cross join lateral (
                        select it.case_id, it.wall_id, it.open from public.finding_search as it
                         where it.vector @@ wall.stage and (exact or (it.vector @@ wall.asked) is true) offset 0
                    ) as hit
                     where hit.wall_id = wall.id and (state is null or hit.open = state)
                       and hit.case_id {beyond} bound and hit.case_id {within} edge
                     order by hit.case_id {order} limit wanted);
            end if;
            return query select unnest(found);
            wanted := wanted - cardinality(found);
            if wanted <= 0 or edge = '{innermost}' then
                return;
            end if;
            hits := cardinality(found);
            covered := covered + reach;
            rate := greatest(hits, 0.5) / reach;
            looked := density * reach;
            bound := edge;
            begun := finding_moment(edge);
        end loop;
    end $$
"""
# Some of the wall's next cases in their order; one of the two halves gives all of them. Open ones have an index of their
# own.
_WALKED = """
                (select it.case_id, it.vector from public.finding_search as it
                  where state and it.open
                    and (it.wall_id, it.case_id) {beyond} (wall.id, bound) and it.wall_id {within} wall.id
                  order by it.wall_id {order}, it.case_id {order} limit sample)
                union all
                (select it.case_id, it.vector from public.finding_search as it
                  where state is not true and (state is null or not it.open)
                    and (it.wall_id, it.case_id) {beyond} (wall.id, bound) and it.wall_id {within} wall.id
                  order by it.wall_id {order}, it.case_id {order} limit sample)
"""
_LEAST, _GREATEST = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"


def _walk(**said: str) -> str:
    walked = _WALKED.format(beyond=said["beyond"], within=said["within"], order=said["order"])
    return _WALK.format(walked=walked, door=_DOOR, acting=_ACTING, **said)


DOORS = [
    _walk(
        name="before", beyond="<", within=">=", order="desc", step="-", filling="0", outermost=_GREATEST,
        innermost=_LEAST, extreme="max", room="begun", outer="<=", backwards="asc",
    ),
    _walk(
        name="after", beyond=">", within="<=", order="asc", step="+", filling="f", outermost=_LEAST,
        innermost=_GREATEST, extreme="min", room="2.0 ^ 48 - 1 - begun", outer=">=", backwards="desc",
    ),
    # At most `most` cases that answer, of several walls and of what is lent to them; null for a common question: one of
    # forty of some wall's newest cases answers, so that whoever has another order in mind finds them by looking.
    f"""
    create or replace function finding_some(walls uuid[], whole text, narrow text[], state boolean, most integer)
    returns uuid[] language plpgsql stable {_DOOR}
    set enable_seqscan = off set enable_bitmapscan = on set plan_cache_mode = force_generic_plan as $$
    declare
        sample constant integer := 200;
        common boolean; found uuid[];
    begin
        select coalesce(bool_or(of_wall.seen = sample and of_wall.hits >= 5), false) into common from (
            select wall as id, finding_query(wall, whole) as asked from unnest(walls) as wall
             where wall = any ({_ACTING}) offset 0
        ) as wall cross join lateral (
            select count(*) as seen, count(*) filter (where one.vector @@ wall.asked) as hits
              from ({_WALKED.format(beyond="<", within=">=", order="desc").replace("bound", f"'{_GREATEST}'::uuid")}) as one
        ) as of_wall;
        if common then
            return null;
        end if;
        found := array(select finding_before(walls, whole, narrow, state, null, most));
        if cardinality(found) >= most then
            return null;
        end if;
        return found || array(
            select it.case_id from public.finding_search as it
             where it.case_id = any (public.cases_granted()) and (state is null or it.open = state)
               and it.vector @@ finding_query(it.wall_id, whole) and it.case_id <> all (found));
    end $$
    """,
]  # fmt: skip
GONE = [f"drop function finding_{name}(uuid, text, text[], boolean, uuid, integer)" for name in ("before", "after")]


class Migration(migrations.Migration):
    dependencies = [("finding", "0004_kept_plans")]
    operations = [migrations.RunSQL([*GONE, MOMENT, *DOORS], reverse_sql=migrations.RunSQL.noop)]
