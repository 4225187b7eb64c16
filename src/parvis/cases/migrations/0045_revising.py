"""Requests and drafts brought to another revision of what was asked: doors that lose no answer, and answers kept aside."""

from django.db import migrations, models

from parvis.kernel.walls import Policy, actor_is

REVISER = actor_is("reviser")
# Whatever a door is given: an answer stays among the answers, or is kept aside with the revision that reads it.
LOST = """
    create function cases_lost(held jsonb, aside jsonb, given jsonb, beside jsonb) returns text
    language sql immutable set search_path = pg_catalog, public, pg_temp as $$
        select name from (
            select key as name, null as read_by from jsonb_each(held)
             where value not in ('null', '""', '[]') and key <> '_typed'
            union all
            select entry ->> 'id', entry ->> 'revision' from jsonb_array_elements(aside) as entry
        ) as before
         where not given ? name and not exists (
            select from jsonb_array_elements(beside) as kept
             where kept ->> 'id' = name and (read_by is null or kept ->> 'revision' = read_by))
         limit 1
    $$
"""
CASE = f"""
    create function cases_revise(
        sought uuid, seen int, towards uuid, given jsonb, seal text, aside jsonb, called text, elements varchar[]
    ) returns boolean
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        held public.cases_case;
        lost text;
    begin
        select * into held from public.cases_case as found
         where found.id = sought and found.version = seen and found.closed_at is null and {REVISER}
           and found.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{{}}')::uuid[])
           for update;
        if not found or exists (select from public.cases_turn where case_id = sought and state = 'open') then
            return false;
        end if;
        if not exists (select from public.cases_revision where id = towards and case_type_id = held.case_type_id) then
            raise exception 'a revision of something else' using errcode = 'insufficient_privilege';
        end if;
        lost := public.cases_lost(held.answers, held.former, given, aside);
        if lost is not null then
            raise exception 'the answer % would be lost', lost using errcode = 'insufficient_privilege';
        end if;
        update public.cases_case set revision_id = towards, answers = given, answers_digest = seal, former = aside,
               title = called, second_elements = elements
         where id = sought;
        return true;
    end $$
"""  # noqa: S608 - constants
# What somebody is writing at this moment is left to them: `quiet` is the moment since which nothing may have been saved.
DRAFT = f"""
    create function cases_draft_revise(
        sought uuid, seen int, towards uuid, given jsonb, aside jsonb, said jsonb, quiet timestamptz
    ) returns boolean
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        held public.cases_draft;
        lost text;
    begin
        select * into held from public.cases_draft as found
         where found.id = sought and found.version = seen and found.case_id is null and found.saved_at < quiet
           and {REVISER} for update;
        if not found then
            return false;
        end if;
        if not exists (select from public.cases_revision where id = towards and case_type_id = held.case_type_id) then
            raise exception 'a revision of something else' using errcode = 'insufficient_privilege';
        end if;
        lost := public.cases_lost(held.answers, held.former, given, aside);
        if lost is not null then
            raise exception 'the answer % would be lost', lost using errcode = 'insufficient_privilege';
        end if;
        update public.cases_draft set revision_id = towards, answers = given, former = aside, revised = said,
               version = version + 1
         where id = sought;
        return true;
    end $$
"""  # noqa: S608 - constants
# What is sent is what its form asks: a draft that became a request keeps nothing aside either.
SENT = """
    create function cases_draft_emptied() returns trigger language plpgsql as $$
    begin
        if new.case_id is not null and old.case_id is null then
            new.former := '[]';
            new.revised := '{}';
        end if;
        return new;
    end $$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0044_forgotten_shares")]
    operations = [
        migrations.AddField("Case", "former", models.JSONField(default=list, db_default=[])),
        migrations.AddField("Draft", "former", models.JSONField(default=list, db_default=[])),
        migrations.AddField("Draft", "revised", models.JSONField(default=dict, db_default={})),
        Policy("cases_draft", "revised", using=f"{REVISER} and case_id is null", command="select"),
        migrations.RunSQL(
            [
                LOST,
                CASE,
                DRAFT,
                SENT,
                "create trigger cases_draft_empty before update on cases_draft"
                " for each row execute function cases_draft_emptied()",
            ],
            reverse_sql=[
                "drop function cases_draft_emptied cascade",
                "drop function cases_draft_revise",
                "drop function cases_revise",
                "drop function cases_lost",
            ],
        ),
    ]
