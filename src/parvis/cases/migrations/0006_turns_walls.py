"""Walls of turns; the door through which answers are mended; which columns residents never touch; the timers' doors."""

from django.db import migrations

from parvis.kernel.walls import SUBJECTS, WALLS, Columns, Only, Policy

OF_THE_CASE = (
    "exists (select from cases_case as found where found.id = cases_turn.case_id"
    " and found.wall_id = cases_turn.wall_id and found.subject_id = cases_turn.subject_id)"
)

POLICIES = [
    # What agents propose to each other stays among them.
    Policy("cases_turn", "seen", using=f"{WALLS} or ({SUBJECTS} and audience = 'all')", command="select"),
    Policy("cases_turn", "made", using=f"{WALLS} and {OF_THE_CASE}", command="insert"),
    Policy("cases_turn", "answered", using=f"{WALLS} or ({SUBJECTS} and audience = 'all')", command="update"),
]

COLUMNS = [
    Only("cases_turn", update=("state", "answered", "starts_at", "answered_at", "reminded_at")),
    Columns(
        "cases_case",
        update=(
            "complete_on",
            "posted_on",
            "ending_told_at",
            "proposed",
            "proposer_id",
        ),
    ),
]

GUARDS = [
    # A turn goes with its case, by whatever door that is erased.
    "alter table cases_turn add constraint cases_turn_of_its_case"
    " foreign key (case_id) references cases_case (id) on delete cascade",
    # What a resident may do to a turn: choose one of the moments of a visit, ask for another, or end what waits when
    # they withdraw. Corrections are answered by the door alone, whoever acts.
    """
    create function cases_turn_moves() returns trigger language plpgsql as $$
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
        if old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[]) then
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
    """,
    "create trigger cases_turn_moves before update on cases_turn for each row execute function cases_turn_moves()",
    # Days that agents state, what is valid and what is proposed: never a resident's to write. A proposal may be
    # overtaken by a withdrawal of theirs.
    """
    create function cases_resident_states() returns trigger language plpgsql as $$
    begin
        if old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
           or current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return new;
        end if;
        if (new.complete_on, new.posted_on, new.ending_told_at)
           is distinct from (old.complete_on, old.posted_on, old.ending_told_at)
           or (new.proposed, new.proposer_id) is distinct from (old.proposed, old.proposer_id)
              and (new.proposed <> '' or new.proposer_id is not null)
        then
            raise exception 'a resident may not change this' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger cases_case_states before update on cases_case"
    " for each row execute function cases_resident_states()",
    # Four eyes, whoever writes: nobody decides what they proposed themselves.
    """
    create function cases_four_eyes() returns trigger language plpgsql as $$
    begin
        if exists (select from public.cases_turn as turn
                    where turn.case_id = new.case_id and turn.kind = 'proposal' and turn.state in ('open', 'answered')
                      and (turn.asked ->> 'four_eyes')::boolean and turn.asked_by = new.decided_by)
        then
            raise exception 'decided by who proposed it' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger cases_decision_four_eyes before insert on cases_decision"
    " for each row execute function cases_four_eyes()",
    # One renews a case that one has; the case that comes of the draft renews that one and no other.
    """
    create function cases_renews() returns trigger language plpgsql as $$
    begin
        if new.renews_id is null then
            return new;
        end if;
        if tg_table_name = 'cases_draft' then
            perform 1 from public.cases_case as earlier
              where earlier.id = new.renews_id and earlier.case_type_id = new.case_type_id
                and earlier.organisation_id = new.organisation_id
                and earlier.subject_id = any(coalesce(nullif(current_setting('parvis.subjects', true), ''), '{}')::uuid[]);
        else
            perform 1 from public.cases_draft as draft
              where draft.id = new.draft_id and draft.renews_id = new.renews_id;
        end if;
        if not found then
            raise exception 'not a case to renew' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger cases_draft_renews before insert on cases_draft for each row execute function cases_renews()",
    "create trigger cases_case_renews before insert on cases_case for each row execute function cases_renews()",
]

INDEX = "create index cases_decision_ends on cases_decision (valid_until) where valid_until is not null"

DOORS = [
    # The one way in which answers change after the submission. Within reach of the open correction, and nothing but
    # what was asked and what hangs on it (`asked.may`, fixed when it was asked). The old answers stay in the turn.
    """
    create function cases_mend(
        mended uuid, given jsonb, seal text, said text, called text, elements varchar[], due date, moment timestamptz
    ) returns boolean
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        turn public.cases_turn;
        held jsonb;
        other text;
    begin
        select * into turn from public.cases_turn as found
         where found.id = mended and found.kind = 'correction' and found.state = 'open'
           and (found.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
                or found.subject_id = any(coalesce(nullif(current_setting('parvis.subjects', true), ''), '{}')::uuid[]))
           for update;
        if not found then
            return false;
        end if;
        select answers into held from public.cases_case where id = turn.case_id and closed_at is null for update;
        if not found then
            return false;
        end if;
        select key into other
          from (select key from jsonb_each(held) union select key from jsonb_each(given)) as keys
         where held -> key is distinct from given -> key and not coalesce(turn.asked -> 'may' ? key, false) limit 1;
        if found then
            raise exception 'the answer % was not asked again', other using errcode = 'insufficient_privilege';
        end if;
        update public.cases_turn set state = 'answered', answered_at = moment, answered = jsonb_build_object(
            'before', coalesce((select jsonb_object_agg(key, value) from jsonb_each(held)
                                 where given -> key is distinct from value), '{}'),
            'after', coalesce((select jsonb_object_agg(key, value) from jsonb_each(given)
                                where held -> key is distinct from value), '{}'),
            'note', said
        ) where id = mended;
        update public.cases_case set answers = given, answers_digest = seal, title = called,
               second_elements = elements, due_on = due
         where id = turn.case_id;
        return true;
    end $$
    """,
    # What the timer has to recall, ids alone: the visits up to the end of a day, the ends of validity before one.
    """
    create function cases_visits_to_recall(since timestamptz, before timestamptz)
    returns table (id uuid, wall_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select turn.id, turn.wall_id from public.cases_turn as turn
         where current_setting('parvis.actor', true) = 'timer'
           and turn.kind = 'visit' and turn.state = 'confirmed' and turn.reminded_at is null
           and turn.starts_at > since and turn.starts_at < before
         order by turn.starts_at limit 5000
    $$
    """,
    """
    create function cases_endings_to_recall(since date, before date)
    returns table (id uuid, wall_id uuid, revision_id uuid, valid_until date)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select found.id, found.wall_id, found.revision_id, decision.valid_until
          from public.cases_decision as decision join public.cases_case as found on found.id = decision.case_id
         where current_setting('parvis.actor', true) = 'timer'
           and found.ending_told_at is null and decision.valid_until between since and before
         order by decision.valid_until limit 5000
    $$
    """,
]

BACK = [
    "drop index cases_decision_ends",
    "drop function cases_endings_to_recall",
    "drop function cases_visits_to_recall",
    "drop function cases_mend",
    "drop function cases_renews cascade",
    "drop function cases_four_eyes cascade",
    "drop function cases_resident_states cascade",
    "drop function cases_turn_moves cascade",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_turns")]
    operations = [*POLICIES, *COLUMNS, migrations.RunSQL([*GUARDS, INDEX, *DOORS], reverse_sql=BACK)]
