"""What a person changes of their own accord: turns of a kind of their own, opened and answered by doors alone."""

from django.db import migrations, models

from parvis.kernel.walls import SUBJECTS, Policy

KINDS = [("correction", "correction"), ("visit", "visit"), ("amendment", "amendment"), ("proposal", "proposal")]
HELD = SUBJECTS.replace("subject_id", "turn_id", 1)

# What the definition says of a case as it stands now: the options of the transition by which its person changes it.
# None where they may not: another status, an answer that was given, silence that is one.
AMENDS = """
    create function cases_amends(sought uuid, moment timestamptz) returns jsonb
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select coalesce(action -> 'options', '{}')
          from public.cases_case as found
          join public.cases_revision as revision on revision.id = found.revision_id
          cross join lateral jsonb_array_elements(revision.definition -> 'workflow' -> 'transitions') as move
          cross join lateral jsonb_array_elements(coalesce(move -> 'actions', '[]')) as action
         where found.id = sought
           and found.subject_id = any(coalesce(nullif(current_setting('parvis.subjects', true), ''), '{}')::uuid[])
           and found.closed_at is null
           and (found.silence_on is null or found.silence_on > (moment at time zone 'Europe/Paris')::date)
           and move -> 'sources' ? found.status and move -> 'rights' ? 'resident' and action ->> 'type' = 'amend'
           and not exists (select from public.cases_decision as decision where decision.case_id = found.id)
         limit 1
    $$
"""
AMEND = """
    create function cases_amend(ident uuid, amended uuid, wanted text[], may text[], moment timestamptz) returns uuid
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        allowed jsonb;
        held public.cases_case;
    begin
        select * into held from public.cases_case as found where found.id = amended for update;
        allowed := public.cases_amends(amended, moment);
        if allowed is null then
            return null;
        end if;
        if jsonb_array_length(coalesce(allowed -> 'fields', '[]')) > 0
           and exists (select from unnest(wanted) as one where not allowed -> 'fields' ? one)
        then
            raise exception 'not open to change' using errcode = 'insufficient_privilege';
        end if;
        update public.cases_turn set state = 'withdrawn', answered_at = moment
         where case_id = amended and kind = 'amendment' and state = 'open';
        insert into public.cases_turn
            (id, case_id, wall_id, subject_id, kind, audience, state, asked, answered, asked_at, asked_by_name)
        values (ident, amended, held.wall_id, held.subject_id, 'amendment', 'all', 'open', jsonb_build_object(
            'fields', (select jsonb_agg(jsonb_build_object('id', one, 'why', 'missing', 'words', '') order by place)
                         from unnest(wanted) with ordinality as chosen (one, place)),
            'may', to_jsonb(may), 'words', '', 'clock', coalesce(allowed ->> 'clock', 'keep')), '{}', moment, '');
        return ident;
    end $$
"""
# As it was, and for what nobody asked for: the definition must still let its person change it, at this very moment.
MEND = """
    create or replace function cases_mend(
        mended uuid, given jsonb, seal text, said text, called text, elements varchar[], due date, moment timestamptz
    ) returns boolean
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        turn public.cases_turn;
        held jsonb;
        other text;
        seen int;
    begin
        select * into turn from public.cases_turn as found
         where found.id = mended and found.kind in ({kinds}) and found.state = 'open'
           and (found.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{{}}')::uuid[])
                or found.subject_id = any(coalesce(nullif(current_setting('parvis.subjects', true), ''), '{{}}')::uuid[]))
           for update;
        if not found then
            return false;
        end if;
        select answers, version into held, seen from public.cases_case
         where id = turn.case_id and closed_at is null for update;
        if not found then
            return false;
        end if;{amends}
        select key into other
          from (select key from jsonb_each(held) union select key from jsonb_each(given)) as keys
         where held -> key is distinct from given -> key and not coalesce(turn.asked -> 'may' ? key, false) limit 1;
        if found then
            raise exception 'the answer % was not asked again', other using errcode = 'insufficient_privilege';
        end if;
        update public.cases_turn set state = 'answered', answered_at = moment, answered = jsonb_build_object(
            'before', coalesce((select jsonb_object_agg(key, value) from jsonb_each(held)
                                 where given -> key is distinct from value), '{{}}'),
            'after', coalesce((select jsonb_object_agg(key, value) from jsonb_each(given)
                                where held -> key is distinct from value), '{{}}'),
            'note', said{version}
        ) where id = mended;
        update public.cases_case set answers = given, answers_digest = seal, title = called,
               second_elements = elements, due_on = due
         where id = turn.case_id;
        return true;
    end $$
"""
NEW = {
    "kinds": "'correction', 'amendment'",
    "amends": """
        if turn.kind = 'amendment' and public.cases_amends(turn.case_id, moment) is null then
            return false;
        end if;""",
    "version": ", 'version', seen",
}
OLD = {"kinds": "'correction'", "amends": "", "version": ""}

# Turns: what a person changes is answered by the door alone as well.
TURN = """
    create or replace function cases_turn_moves() returns trigger language plpgsql as $$
    begin
        if current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return new;
        end if;
        if old.kind in ({kinds}) and (new.state = 'answered' or new.answered is distinct from old.answered) then
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
        if old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{{}}')::uuid[])
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

# A resident moves no date, but by an answer that ends what was awaited of them, or by a change of their own (of this
# very version) that the definition lets begin the time to answer anew.
RESIDENT = """
    create or replace function cases_resident_moves() returns trigger language plpgsql as $$
    begin
        if old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{{}}')::uuid[])
           or current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return new;
        end if;
        if new.version <> old.version + 1
           or (new.due_on, new.last_day, new.silence_on, new.silence_effect)
              is distinct from (old.due_on, old.last_day, old.silence_on, old.silence_effect)
              and not (old.kind = 'waiting' and new.kind = 'open'){anew}
           or (new.retain_until is distinct from old.retain_until and not (
               old.closed_at is null and new.closed_at is not null
               and new.retain_until > (new.closed_at at time zone 'Europe/Paris')::date))
           or (new.assignee_id is not null and new.assignee_id is distinct from old.assignee_id)
           or (new.department_id, new.assignee_id, new.assignee_name)
              is distinct from (old.department_id, old.assignee_id, old.assignee_name) and new.status = old.status
           or (new.kind = 'decided' and old.kind <> 'decided')
           or (old.kind in ('decided', 'closed')
               and (new.status, new.kind, new.closed_at) is distinct from (old.status, old.kind, old.closed_at))
        then
            raise exception 'a resident may not change this' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
"""
ANEW = """
              and not exists (select from cases_turn as turn where turn.case_id = old.id and turn.kind = 'amendment'
                              and turn.state = 'answered' and turn.asked ->> 'clock' = 'restart'
                              and (turn.answered ->> 'version')::int = old.version)"""
OPEN = (
    "exists (select from cases_turn as turn where turn.id = cases_attachment.turn_id and turn.kind = 'amendment'"
    " and turn.state = 'open' and turn.wall_id = cases_attachment.wall_id)"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0039_past")]

    operations = [
        migrations.AlterField("Turn", "kind", models.CharField(max_length=12, choices=KINDS)),
        migrations.RunSQL(
            [
                AMENDS,
                AMEND,
                MEND.format(**NEW),
                TURN.format(kinds=NEW["kinds"]),
                RESIDENT.format(anew=ANEW),
            ],
            reverse_sql=[
                RESIDENT.format(anew=""),
                TURN.format(kinds=OLD["kinds"]),
                MEND.format(**OLD),
                "drop function cases_amend",
                "drop function cases_amends",
            ],
        ),
        Policy("cases_attachment", "changed_added", using=f"{HELD} and {OPEN}", command="insert"),
    ]
