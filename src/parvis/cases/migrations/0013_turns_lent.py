"""Agents to whom a case is lent end its visits and confirm its proposals as those behind its wall do."""

from django.db import migrations

ANSWERS = """
    create or replace function cases_turn_moves() returns trigger language plpgsql as $$
    begin
        if current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return new;
        end if;
        if old.kind = 'correction' and (new.state = 'answered' or new.answered is distinct from old.answered) then
            raise exception 'corrections are answered by mending' using errcode = 'insufficient_privilege';
        end if;
        if old.state not in ('open', 'confirmed') and new.state <> old.state then
            raise exception 'this turn is over' using errcode = 'insufficient_privilege';
        end if;
        if new.starts_at is distinct from old.starts_at
           and not coalesce((select bool_or(slot::timestamptz = new.starts_at)
                               from jsonb_array_elements_text(old.asked -> 'slots') as slot), false)
        then
            raise exception 'not a moment that was proposed' using errcode = 'insufficient_privilege';
        end if;
        if old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
           or old.case_id = any(cases_granted())
        then
            return new;
        end if;
        if new.reminded_at is distinct from old.reminded_at
           or new.state <> old.state and new.state not in ('confirmed', 'moved', 'withdrawn')
           or new.state = 'confirmed' and old.kind <> 'visit'
        then
            raise exception 'a resident may not change this' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
"""
BACK = ANSWERS.replace("           or old.case_id = any(cases_granted())\n", "")


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_readings")]
    operations = [migrations.RunSQL(ANSWERS, reverse_sql=BACK)]
