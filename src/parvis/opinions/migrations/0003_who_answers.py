"""Who is asked answers, nobody else; nothing is born approved; other answers need another approval."""

from django.db import migrations

from parvis.kernel.walls import WALLS, Policy

_ITS_OWN = (
    "exists (select from cases_case as found where found.id = opinions_approval.case_id"
    " and found.wall_id = opinions_approval.wall_id and found.subject_id = opinions_approval.subject_id)"
)

# Nobody answers what they asked, neither for themselves nor for who is away.
_OF_ME = """
    asked.to_wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
    and asked.asked_by is distinct from me
    and case when asked.to_person_id is not null
        then asked.to_person_id = me
          or asked.to_person_id in (select away.person_id from public.workload_stood_for(me, day) as away)
        else exists (select from public.access_colleague as held where held.person_id = me
              and asked.to_wall_id = any(held.walls) and held.role in ('agent', 'supervisor')
              and held.since <= day and (held.until is null or held.until >= day)
              and (held.department_id is null or held.department_id = asked.to_department_id))
        end
"""

DOORS = [
    """
    create or replace function opinions_asked_of(me uuid, day date) returns table (id uuid)
    language sql stable set search_path = pg_catalog, public, pg_temp as $$
        select asked.id from public.opinions_opinion as asked where asked.state in ('awaited', 'silent') and OF_ME
    $$
    """.replace("OF_ME", _OF_ME),
    # The same of one opinion, whatever became of it since: who comes second reads that somebody was first.
    """
    create function opinions_is_asked_of(one uuid, me uuid, day date) returns boolean
    language sql stable set search_path = pg_catalog, public, pg_temp as $$
        select exists (select from public.opinions_opinion as asked where asked.id = one and OF_ME)
    $$
    """.replace("OF_ME", _OF_ME),
    # Whom a department is told through where it has no mailbox: its people, or else those of its whole organisation,
    # which may be another one than that of the acting agent, who sees none of them.
    """
    create function opinions_told(one uuid, day date) returns table (email text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        with able as (
            select found.email::text, held.department_id from public.opinions_opinion as asked
              join public.access_membership as held on held.organisation_id = asked.to_organisation_id
               and asked.to_wall_id = any(held.walls) and held.role in ('agent', 'supervisor')
               and held.since <= day and (held.until is null or held.until >= day)
               and (held.department_id is null or held.department_id = asked.to_department_id)
               and held.person_id is distinct from asked.asked_by
              join public.identity_person as found on found.id = held.person_id
             where asked.id = one
               and asked.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[]))
        select distinct able.email from able
         where able.department_id is not null or not exists (select from able where able.department_id is not null)
         order by 1
    $$
    """,
]

GUARDS = [
    # As the views say: an answer comes from who is asked, or from a device that opened its link.
    """
    create function opinions_by_who_is_asked() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    begin
        if current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
           or old.id = any(public.opinions_opened()) then
            return new;
        end if;
        if not public.opinions_is_asked_of(old.id, nullif(current_setting('parvis.person', true), '')::uuid,
                                           (statement_timestamp() at time zone 'Europe/Paris')::date) then
            raise exception 'this opinion is asked of somebody else' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    """
    create trigger opinions_by_who_is_asked before update on opinions_opinion for each row
      when (new.state in ('given', 'declined') and new.state is distinct from old.state
            or new.to_person_id is distinct from old.to_person_id)
      execute function opinions_by_who_is_asked()
    """,
    # A vote is one of those that wait for who gives it: their role, their department, their delegation or absence.
    """
    create function opinions_in_turn() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    begin
        if current_user <> (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
           and (not exists (
                select from public.opinions_to_approve(
                           new.person_id, (statement_timestamp() at time zone 'Europe/Paris')::date) as turn
                 where turn.approval_id = new.approval_id
                   and turn.person_id = coalesce(new.instead_id, new.person_id))
             or exists (
                select from public.opinions_approval as asked join public.cases_case as held on held.id = asked.case_id
                 where asked.id = new.approval_id and held.proposer_id in (new.person_id, new.instead_id)))
        then
            raise exception 'it is not theirs to approve' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    # after opinions_four_eyes, by name: the order of triggers
    "create trigger opinions_in_turn before insert on opinions_vote for each row execute function opinions_in_turn()",
    # What was approved was approved for these answers: corrected ones need another approval.
    """
    create function opinions_corrected() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        update public.opinions_approval set state = 'overtaken', ended_at = statement_timestamp()
         where case_id = new.id and state in ('awaited', 'approved');
        return null;
    end $$
    """,
    """
    create trigger opinions_corrected after update of answers_digest on cases_case for each row
      when (new.answers_digest is distinct from old.answers_digest) execute function opinions_corrected()
    """,
]
BACK = [
    "drop function opinions_corrected cascade",
    "drop function opinions_in_turn cascade",
    "drop function opinions_by_who_is_asked cascade",
    "drop function opinions_told",
    "drop function opinions_is_asked_of",
]


class Migration(migrations.Migration):
    dependencies = [("opinions", "0002_walls"), ("access", "0005_overseen"), ("identity", "0002_accounts")]

    operations = [
        migrations.RunSQL([*DOORS, *GUARDS], BACK),
        migrations.RunSQL('drop policy "asked" on "opinions_approval"', migrations.RunSQL.noop),
        Policy(
            "opinions_approval",
            "asked_first",
            using=f"{WALLS} and {_ITS_OWN} and state = 'awaited' and level = 0",
            command="insert",
        ),
    ]
