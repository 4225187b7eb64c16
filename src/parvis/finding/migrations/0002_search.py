"""Full-text search over the cases of one's walls: their words, the dictionary of each wall, and the doors to both.

Why it is so, and what it costs: ADR 10.
"""
# ruff: noqa: S608 - nothing here comes from outside

import django.contrib.postgres.search
from django.db import migrations, models

from parvis.kernel.walls import WALLS, Only, Policy

# what is lent to the acting walls (cases.0009), read once a statement
GRANTED = "case_id = any((select cases_granted())::uuid[])"

_ACTING = "coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[]"
_DOOR = "security definer set search_path = pg_catalog, public, pg_temp"

POLICIES = [
    Policy("finding_search", "seen", using=WALLS, command="select"),
    Policy("finding_search", "lent_seen", using=GRANTED, command="select"),
    Policy("finding_word", "seen", using=WALLS, command="select"),
    # Both are written through `finding_keep` alone, and go with their case.
    Only("finding_search", may=()),
    Only("finding_word", may=()),
]

STORAGE = [
    # Read by the hundred for one page: never compressed, never out of line up to a page.
    "alter table finding_search alter column vector set storage external",
    "alter table finding_search set (toast_tuple_target = 8160)",
    # No pending list: every search would read it from one end to the other.
    "create index finding_search_vector on finding_search using gin (vector) with (fastupdate = off)",
    "create index finding_word_near on finding_word using gin (word gin_trgm_ops) with (fastupdate = off)",
]

WORDS = [
    # What every lexeme of a wall begins with. Two walls that share it cost time, nothing else: rows are compared by
    # their wall as well.
    """
    create function finding_tag(wall uuid) returns text
    language sql immutable strict parallel safe as $$ select pg_catalog.right(wall::text, 5) $$
    """,
    """
    create function finding_stem(word text) returns text
    language sql immutable strict parallel safe as $$
        select case when word ~ '^[a-z]{3,}$' then (pg_catalog.ts_lexize('pg_catalog.french_stem', word))[1] end
    $$
    """,
    # A word with figures (a number, a plate, an address of e-mail) stands apart (#): a start in letters asks for none.
    # Stems (%), stretches of time by the beginning of the id (@), open (+).
    """
    create function finding_vector(wall uuid, of_case uuid, opened boolean, words text[]) returns tsvector
    language sql immutable parallel safe as $$
        select pg_catalog.array_to_tsvector(pg_catalog.array_agg(public.finding_tag(wall) || lexeme)) from (
            select case when word ~ '[0-9@]' then '#' || word else word end from pg_catalog.unnest(words) as word
             where word <> ''
            union all
            select '%' || stem from pg_catalog.unnest(words) as word, public.finding_stem(word) as stem
             where stem <> word
            union all select '@' || pg_catalog.left(of_case::text, part) from (values (3), (4), (5)) as parts (part)
            union all select '+' where opened
        ) as all_of_it (lexeme)
    $$
    """,
    """
    create function finding_query(wall uuid, pattern text) returns tsquery
    language sql immutable strict parallel safe as $$
        select pg_catalog.replace(pattern, '~', public.finding_tag(wall))::tsquery
    $$
    """,
]

# The newest cases of one wall that answer, before or after a key. A common word is found by walking the wall's newest
# cases and looking at each; where few of them answer, GIN is asked for stretches of time, each sixteen times as long
# as the one before, then for everything. `narrow`: clauses that GIN may be asked for (never more than `whole` implies):
# those that most cases hold are left out, because their lists are long. What GIN gives is compared with `whole` again.
_WALK = """
    create function finding_{name}(wall uuid, whole text, narrow text[], state boolean, beyond uuid, most integer)
    returns setof uuid language plpgsql stable {door}
    set enable_seqscan = off set plan_cache_mode = force_custom_plan as $$
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
            found := array(select one.case_id from (
                select it.case_id, it.vector from public.finding_search as it
                 where it.wall_id = wall and (state is null or it.open = state) and it.case_id {beyond} bound
                 order by it.case_id {order} limit step
            ) as one where one.vector @@ asked limit wanted);
            return query select unnest(found);
            wanted := wanted - cardinality(found);
            if wanted <= 0 then
                return;
            end if;
            select it.case_id into newest from public.finding_search as it
             where it.wall_id = wall and (state is null or it.open = state) and it.case_id {beyond} bound
             order by it.case_id {order} limit 1;
            select it.case_id into oldest from public.finding_search as it
             where it.wall_id = wall and (state is null or it.open = state) and it.case_id {beyond} bound
             order by it.case_id {order} offset step - 1 limit 1;
            if oldest is null then
                return;
            end if;
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
            select count(*) into dense from (
                select it.vector from public.finding_search as it
                 where it.wall_id = wall and (state is null or it.open = state) and it.case_id {beyond} bound
                 order by it.case_id {order} limit 64
            ) as one where one.vector @@ clause;
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
_LEAST, _GREATEST = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"
DOORS = [
    _WALK.format(
        name="before", beyond="<", within=">=", order="desc", step="-", filling="0", outermost=_GREATEST,
        innermost=_LEAST, door=_DOOR, acting=_ACTING,
    ),
    _WALK.format(
        name="after", beyond=">", within="<=", order="asc", step="+", filling="f", outermost=_LEAST,
        innermost=_GREATEST, door=_DOOR, acting=_ACTING,
    ),
]  # fmt: skip


DOORS += [
    # At most `most` cases that answer, of several walls and of what is lent to them; null for a common question: one of
    # forty of some wall's newest cases answers, so that whoever has another order in mind finds them by looking.
    f"""
    create function finding_some(walls uuid[], whole text, narrow text[], state boolean, most integer)
    returns uuid[] language plpgsql stable {_DOOR} as $$
    declare
        wall uuid; hits integer; seen integer; found uuid[] := '{{}}';
    begin
        foreach wall in array walls loop
            continue when wall <> all ({_ACTING});
            select count(*), count(*) filter (where one.vector @@ finding_query(wall, whole)) into seen, hits from (
                select it.vector from public.finding_search as it
                 where it.wall_id = wall and (state is null or it.open = state) order by it.case_id desc limit 400
            ) as one;
            if seen = 400 and hits >= 10 then
                return null;
            end if;
        end loop;
        foreach wall in array walls loop
            found := found || array(select finding_before(wall, whole, narrow, state, null, most - cardinality(found)));
            if cardinality(found) >= most then
                return null;
            end if;
        end loop;
        return found || array(
            select it.case_id from public.finding_search as it
             where it.case_id = any (public.cases_granted()) and (state is null or it.open = state)
               and it.vector @@ finding_query(it.wall_id, whole) and it.case_id <> all (found));
    end $$
    """,
    # Words of the acting walls that look like one that finds nothing, or are among `swapped`.
    f"""
    create function finding_near(walls uuid[], asked text, swapped text[]) returns table (word text, stem text)
    language sql stable {_DOOR} as $$
        select near.word, public.finding_stem(near.word) from (
            select it.word, max(similarity(it.word, asked)) as alike from public.finding_word as it
             where it.word % asked and left(it.word, 1) <> '%'
               and it.wall_id = any (walls) and it.wall_id = any ({_ACTING})
             group by it.word order by 2 desc, 1 limit 20
        ) as near
        union
        select it.word, public.finding_stem(it.word) from public.finding_word as it
         where it.wall_id = any (walls) and it.wall_id = any ({_ACTING}) and it.word = any (swapped)
    $$
    """,
    # Words of a wall that no case holds any more.
    """
    create function finding_forget(wall uuid, gone text[]) returns void language plpgsql
    set enable_seqscan = off set search_path = pg_catalog, public, pg_temp as $$
    declare
        one text; held boolean; asked tsquery;
    begin
        foreach one in array gone loop
            asked := quote_literal(finding_tag(wall) || one)::tsquery;
            select exists (select from (
                select it.vector from finding_search as it where it.wall_id = wall order by it.case_id desc limit 200
            ) as it where it.vector @@ asked) into held;
            if not held then
                with hit as materialized (select it.wall_id from finding_search as it where it.vector @@ asked)
                select exists (select from hit where hit.wall_id = wall) into held;
            end if;
            if not held then
                delete from finding_word as it where it.wall_id = wall and it.word = one;
            end if;
        end loop;
    end $$
    """,
    # What the dictionary holds of a vector.
    """
    create function finding_spelled(of_vector tsvector) returns text[]
    language sql immutable strict parallel safe as $$
        select array(select distinct substr(lexeme, 6) from unnest(tsvector_to_array(of_vector)) as lexeme
                      where substr(lexeme, 6, 1) not in ('#', '@', '+') order by 1)
    $$
    """,
    # The words of one case within the acting walls, as they are now; false where there is none. Whoever takes words away
    # is alone with the wall's dictionary: else a word that another case is just bringing would be lost to both.
    f"""
    create function finding_keep(of_case uuid, words text[]) returns boolean
    language plpgsql {_DOOR} as $$
    declare
        wall uuid; opened boolean; before text[]; made tsvector; after text[]; gone text[]; dictionary bigint;
    begin
        select found.wall_id, found.closed_at is null into wall, opened from public.cases_case as found
         where found.id = of_case and found.wall_id = any ({_ACTING}) for key share;
        if wall is null then
            return false;
        end if;
        dictionary := hashtextextended('finding' || wall, 0);
        made := finding_vector(wall, of_case, opened, words);
        after := finding_spelled(made);
        before := (select finding_spelled(it.vector) from public.finding_search as it where it.case_id = of_case for update);
        gone := array(select unnest(before) except select unnest(after));
        if cardinality(gone) > 0 then
            perform pg_advisory_xact_lock(dictionary);
        else
            perform pg_advisory_xact_lock_shared(dictionary);
        end if;
        insert into public.finding_search (case_id, wall_id, open, vector) values (of_case, wall, opened, made)
            on conflict (case_id) do update set wall_id = excluded.wall_id, open = excluded.open, vector = excluded.vector
            where (finding_search.wall_id, finding_search.open, finding_search.vector)
               is distinct from (excluded.wall_id, excluded.open, excluded.vector);
        insert into public.finding_word (wall_id, word)
            select wall, word from unnest(after) as word where before is null or word <> all (before) order by word
            on conflict do nothing;
        perform finding_forget(wall, gone);
        return true;
    end $$
    """,
    # The whole dictionary of a wall, after cases came by COPY: for the owner.
    """
    create function finding_learn(wall uuid) returns bigint language plpgsql
    set search_path = pg_catalog, public, pg_temp as $$
    declare
        known bigint;
    begin
        perform pg_advisory_xact_lock(hashtextextended('finding' || wall, 0));
        create temporary table finding_learnt on commit drop as
            select distinct substr(lexeme, 6) collate "C" as word
              from finding_search as it, unnest(tsvector_to_array(it.vector)) as lexeme
             where it.wall_id = wall and substr(lexeme, 6, 1) not in ('#', '@', '+');
        delete from finding_word as it where it.wall_id = wall
           and not exists (select from finding_learnt as kept where kept.word = it.word);
        insert into finding_word (wall_id, word) select wall, word from finding_learnt order by word on conflict do nothing;
        select count(*) into known from finding_learnt;
        drop table finding_learnt;
        return known;
    end $$
    """,
]
# A search never waits for a job to know that a case has ended or waits again; and no word outlives its case.
TRIGGERS = [
    f"""
    create function finding_search_follow() returns trigger language plpgsql {_DOOR} as $$
    declare
        gone text[];
    begin
        if tg_op = 'UPDATE' then
            update public.finding_search as it
               set open = new.closed_at is null,
                   vector = case when new.closed_at is null
                                 then it.vector || array_to_tsvector(array[finding_tag(it.wall_id) || '+'])
                                 else ts_delete(it.vector, finding_tag(it.wall_id) || '+') end
             where it.case_id = new.id;
            return null;
        end if;
        delete from public.finding_search as it where it.case_id = old.id returning finding_spelled(it.vector) into gone;
        if gone is not null then
            perform pg_advisory_xact_lock(hashtextextended('finding' || old.wall_id, 0));
            perform finding_forget(old.wall_id, gone);
        end if;
        return null;
    end $$
    """,
    "create trigger finding_search_open after update on cases_case for each row"
    " when ((old.closed_at is null) <> (new.closed_at is null)) execute function finding_search_follow()",
    "create trigger finding_search_gone after delete on cases_case for each row execute function finding_search_follow()",
]
# Not doors: what the doors and the owner use among themselves.
CLOSED = [
    f"revoke execute on function {name} from public"
    for name in ("finding_forget(uuid, text[])", "finding_learn(uuid)", "finding_search_follow()")
]
BACK = [
    "drop function finding_search_follow cascade",
    *(
        f"drop function {name}"
        for name in (
            "finding_learn", "finding_keep", "finding_spelled", "finding_forget", "finding_near", "finding_some",
            "finding_after", "finding_before", "finding_query", "finding_vector", "finding_stem", "finding_tag",
        )
    ),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("finding", "0001_values"), ("kernel", "0001_ground")]
    operations = [
        migrations.CreateModel(
            name="Search",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("wall_id", models.UUIDField()),
                ("open", models.BooleanField()),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["wall_id", "case_id"], name="finding_search_newest"),
                    models.Index(
                        fields=["wall_id", "case_id"], condition=models.Q(open=True), name="finding_search_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "wall_id", "word", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("word", models.TextField(db_collation="C")),
            ],
        ),
        *POLICIES,
        migrations.RunSQL([*STORAGE, *WORDS, *DOORS, *TRIGGERS, *CLOSED], reverse_sql=BACK),
    ]
