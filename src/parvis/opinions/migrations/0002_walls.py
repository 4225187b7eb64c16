"""Who sees and writes what was asked of experts: walls, guards, the doors of experts and timers."""

from django.db import migrations

from parvis.kernel.walls import PERSON, TOKEN, WALLS, Only, Policy

_WALLS_SET = "(select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]"
OPEN = "open_until > statement_timestamp()"
ASKED = f"to_wall_id = any({_WALLS_SET}) and {OPEN}"
DEVICES = f"id = any((select opinions_opened())::uuid[]) and {OPEN}"
HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = any("
    "(select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)


def its_own(table: str) -> str:
    """What is added goes with the case: it lies behind its wall, about its person."""
    return (
        f"exists (select from cases_case as found where found.id = {table}.case_id"
        f" and found.wall_id = {table}.wall_id and found.subject_id = {table}.subject_id)"
    )


def goes_with(table: str, column: str, other: str) -> str:
    """What is added lies behind the wall of what it goes with."""
    return (
        f"exists (select from {other} as held where held.id = {table}.{column}"
        f" and held.wall_id = {table}.wall_id and held.subject_id = {table}.subject_id)"
    )


# A device's link is opened by the link's own secret while a code is asked and tried (policies of the link apply).
OF_LINK = "exists (select from opinions_link as sent where sent.id = opinions_device.link_id)"

KEYS = [
    f"alter table {table} add constraint {table}_goes foreign key ({column}) references {other} (id) on delete cascade"
    for table, column, other in (
        ("opinions_opinion", "case_id", "cases_case"),
        ("opinions_link", "opinion_id", "opinions_opinion"),
        ("opinions_device", "link_id", "opinions_link"),
        ("opinions_approval", "case_id", "cases_case"),
        ("opinions_vote", "approval_id", "opinions_approval"),
    )
]

DOORS = [
    # What the visitor's device opens: links that were opened there with a code, while they hold.
    """
    create function opinions_opened() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select coalesce(array_agg(sent.opinion_id), '{}') from public.opinions_device as seen
          join public.opinions_link as sent on sent.id = seen.link_id
         where seen.token_hash = nullif(current_setting('parvis.token', true), '') and seen.opened_at is not null
           and sent.revoked_at is null and sent.expires_at > statement_timestamp()
    $$
    """,
    # The files of cases that experts see: those that were chosen for them, where they are the case's own.
    """
    create function opinions_files() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select coalesce(array_agg(file.id), '{}') from public.opinions_opinion as asked
          join public.files_storedfile as file on file.id = any(asked.files)
           and file.wall_id = asked.wall_id and file.subject_id = asked.subject_id
         where asked.open_until > statement_timestamp() and (
            asked.id = any(public.opinions_opened())
            or asked.to_wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[]))
    $$
    """,
    # What others said of the same case, to who was asked about it too: what is shared, and nothing but the answer.
    """
    create function opinions_shared(mine uuid)
    returns table (label text, favour text, reply text, ended_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select other.label, other.favour, other.reply, other.ended_at from public.opinions_opinion as asked
          join public.opinions_opinion as other on other.case_id = asked.case_id and other.id <> asked.id
         where asked.id = mine and other.state = 'given' and not other.confidential
           and asked.open_until > statement_timestamp() and (
            asked.id = any(public.opinions_opened())
            or asked.to_wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[]))
         order by other.ended_at
    $$
    """,
    # What the timer has to see to on a day: reminders, and answers that did not come. Ids alone.
    """
    create function opinions_due(day date, most integer) returns table (id uuid, wall_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        (select asked.id, asked.wall_id from public.opinions_opinion as asked
          where asked.state = 'awaited' and asked.remind_on <= day and asked.due_on >= day
            and asked.reminded_on is null and current_setting('parvis.actor', true) = 'timer'
          order by asked.remind_on limit most)
        union all
        (select asked.id, asked.wall_id from public.opinions_opinion as asked
          where asked.state = 'awaited' and asked.due_on < day
            and current_setting('parvis.actor', true) = 'timer'
          order by asked.due_on limit most)
    $$
    """,
    # In whose name somebody approves on a day: their own, those for whom they stand in, those who delegated to them.
    """
    create function opinions_names(me uuid, day date) returns table (person_id uuid, instead text)
    language sql stable set search_path = pg_catalog, public, pg_temp as $$
        select me, '' union all
        select given.person_id, 'delegation' from public.opinions_delegation as given
         where given.to_person_id = me and given.first_day <= day and given.last_day >= day union all
        select away.person_id, 'absence' from public.workload_stood_for(me, day) as away
    $$
    """,
    # What waits for somebody's approval, each once for every name in which they may give it.
    """
    create function opinions_to_approve(me uuid, day date)
    returns table (approval_id uuid, person_id uuid, name text, instead text)
    language sql stable set search_path = pg_catalog, public, pg_temp as $$
        select distinct on (asked.id, held.person_id) asked.id, held.person_id, held.name, acting.instead
          from public.opinions_approval as asked
          join public.access_colleague as held on asked.wall_id = any(held.walls)
           and held.role in ('agent', 'supervisor') and held.since <= day and (held.until is null or held.until >= day)
           and (cardinality(asked.rights) = 0 or held.role = any(asked.rights))
           and (asked.department_id is null or held.department_id = asked.department_id)
          join public.opinions_names(me, day) as acting on acting.person_id = held.person_id
         where asked.state = 'awaited' and asked.asked_by is distinct from me
           and asked.asked_by is distinct from held.person_id
           and asked.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
           and not exists (select from public.opinions_vote as said where said.approval_id = asked.id
                            and (said.person_id in (me, held.person_id) or said.instead_id in (me, held.person_id)))
         order by asked.id, held.person_id, acting.instead
    $$
    """,
    # The opinions that wait for somebody: asked of them, of who is away, or of a department of theirs.
    """
    create function opinions_asked_of(me uuid, day date) returns table (id uuid)
    language sql stable set search_path = pg_catalog, public, pg_temp as $$
        select asked.id from public.opinions_opinion as asked
         where asked.state in ('awaited', 'silent')
           and asked.to_wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
           and case when asked.to_person_id is not null
               then asked.to_person_id = me
                 or asked.to_person_id in (select away.person_id from public.workload_stood_for(me, day) as away)
               else exists (select from public.access_colleague as held where held.person_id = me
                     and asked.to_wall_id = any(held.walls) and held.role in ('agent', 'supervisor')
                     and held.since <= day and (held.until is null or held.until >= day)
                     and (held.department_id is null or held.department_id = asked.to_department_id))
               end
    $$
    """,
]
BACK = [
    "drop function opinions_asked_of",
    "drop function opinions_to_approve",
    "drop function opinions_names",
    "drop function opinions_due",
    "drop function opinions_shared",
    "drop function opinions_files",
    "drop function opinions_opened cascade",
]

GUARDS = [
    # One asks the same sphere, of one's own organisation or of another one.
    """
    create function opinions_elsewhere() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        if new.to_wall_id is not null and not exists (
            select from public.access_wall as to_wall, public.access_wall as own
             where to_wall.id = new.to_wall_id and own.id = new.wall_id
               and to_wall.organisation_id = new.to_organisation_id and to_wall.sphere = own.sphere
        ) then
            raise exception 'an opinion is asked of the same sphere' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger opinions_elsewhere before insert on opinions_opinion"
    " for each row execute function opinions_elsewhere()",
    # Who is asked answers, once, and hands on; all else is the case's own agents' to change. Nothing changes an answer.
    """
    create function opinions_answered() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    declare own boolean := old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
        or current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid);
    begin
        if old.ended_at is not null and (new.state, new.favour, new.reply, new.replies, new.reply_files, new.late,
               new.ended_at, new.ended_by, new.ender_name)
           is distinct from (old.state, old.favour, old.reply, old.replies, old.reply_files, old.late,
               old.ended_at, old.ended_by, old.ender_name)
           or not own and (new.state = 'withdrawn' or new.state <> old.state and new.state = 'silent'
               or new.due_on <> old.due_on or new.open_until > old.open_until
               or (new.noted_at, new.reminded_on, new.chased_on)
                  is distinct from (old.noted_at, old.reminded_on, old.chased_on))
        then
            raise exception 'this opinion may not be changed so' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger opinions_answered before update on opinions_opinion"
    " for each row execute function opinions_answered()",
    # Nobody approves what they asked for, in whatever name; each level in its turn, while it is asked.
    """
    create function opinions_four_eyes() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        if not exists (
            select from public.opinions_approval as asked where asked.id = new.approval_id and asked.state = 'awaited'
               and asked.level = new.level and asked.asked_by is distinct from new.person_id
               and (new.instead_id is null or asked.asked_by is distinct from new.instead_id)
               and not exists (select from public.cases_case as held
                                where held.id = asked.case_id and held.proposer_id = new.person_id)
        ) then
            raise exception 'nobody approves their own proposal, and each level in its turn'
                using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger opinions_four_eyes before insert on opinions_vote"
    " for each row execute function opinions_four_eyes()",
    # What is approved was approved at each level by as many as it asks.
    """
    create function opinions_whole() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        if new.state = 'approved' and old.state <> 'approved' and exists (
            select from jsonb_array_elements(old.levels) with ordinality as one (level, place)
             where (one.level ->> 'least')::int > (select count(*) from public.opinions_vote as said
                    where said.approval_id = old.id and said.level = one.place - 1 and said.approves)
        ) then
            raise exception 'a level has not approved' using errcode = 'insufficient_privilege';
        end if;
        if old.state in ('refused', 'withdrawn', 'taken', 'overtaken') and new.state <> old.state then
            raise exception 'this approval has ended' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger opinions_whole before update on opinions_approval for each row execute function opinions_whole()",
    # What experts sent goes with what was asked, by whatever door that goes; the bytes are swept then.
    """
    create function opinions_gone() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        delete from public.files_storedfile where held_by = old.id;
        return null;
    end $$
    """,
    "create trigger opinions_gone after delete on opinions_opinion for each row execute function opinions_gone()",
    # A step, whoever takes it: what was approved for the case as it stood is so no more. At its end nobody is asked.
    """
    create function opinions_moved() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        update public.opinions_approval
           set state = case when state = 'approved' then 'taken' else 'overtaken' end, ended_at = statement_timestamp()
         where case_id = new.id and state in ('awaited', 'approved');
        if new.closed_at is not null and old.closed_at is null then
            update public.opinions_opinion
               set state = 'withdrawn', ended_at = statement_timestamp(), open_until = statement_timestamp()
             where case_id = new.id and state in ('awaited', 'silent');
            update public.opinions_link as sent set revoked_at = statement_timestamp(), why = 'closed'
              from public.opinions_opinion as asked
             where asked.case_id = new.id and sent.opinion_id = asked.id and asked.state = 'withdrawn'
               and sent.revoked_at is null;
        end if;
        return null;
    end $$
    """,
    "create trigger opinions_moved after update of status on cases_case for each row execute function opinions_moved()",
]
GUARDS_BACK = [
    "drop function opinions_gone cascade",
    "drop function opinions_moved cascade",
    "drop function opinions_whole cascade",
    "drop function opinions_four_eyes cascade",
    "drop function opinions_answered cascade",
    "drop function opinions_elsewhere cascade",
]

POLICIES = [
    Policy("opinions_opinion", "seen", using=WALLS, command="select"),
    Policy("opinions_opinion", "asked", using=f"{WALLS} and {its_own('opinions_opinion')}", command="insert"),
    Policy("opinions_opinion", "changed", using=WALLS, command="update"),
    Policy("opinions_opinion", "asked_seen", using=ASKED, command="select"),
    Policy("opinions_opinion", "asked_answered", using=ASKED, command="update"),
    Policy("opinions_opinion", "opened_seen", using=DEVICES, command="select"),
    Policy("opinions_opinion", "opened_answered", using=DEVICES, command="update"),
    Only(
        "opinions_opinion",
        update=(
            "to_person_id",
            "to_email",
            "to_name",
            "due_on",
            "open_until",
            "remind_on",
            "reminded_on",
            "chased_on",
            "opened_at",
            "state",
            "favour",
            "reply",
            "replies",
            "reply_files",
            "late",
            "ended_at",
            "ended_by",
            "ender_name",
            "noted_at",
            "handed",
        ),
    ),
    Policy("opinions_link", "seen", using=WALLS, command="select"),
    Policy(
        "opinions_link",
        "sent",
        using=f"{WALLS} and {goes_with('opinions_link', 'opinion_id', 'opinions_opinion')}",
        command="insert",
    ),
    Policy("opinions_link", "revoked", using=WALLS, command="update"),
    Policy("opinions_link", "opened", using=TOKEN, command="select"),
    Only("opinions_link", update=("revoked_at", "why")),
    Policy("opinions_device", "seen", using=f"{WALLS} or {OF_LINK}", command="select"),
    Policy(
        "opinions_device",
        "begun",
        using=f"{OF_LINK} and {goes_with('opinions_device', 'link_id', 'opinions_link')} and opened_at is null",
        command="insert",
    ),
    Policy("opinions_device", "tried", using=OF_LINK, command="update"),
    Only("opinions_device", update=("code_hash", "code_expires_at", "tries", "opened_at")),
    Policy("opinions_approval", "seen", using=WALLS, command="select"),
    Policy("opinions_approval", "asked", using=f"{WALLS} and {its_own('opinions_approval')}", command="insert"),
    Policy("opinions_approval", "moved", using=WALLS, command="update"),
    Only("opinions_approval", update=("level", "rights", "department_id", "state", "ended_at")),
    Policy("opinions_vote", "seen", using=WALLS, command="select"),
    Policy(
        "opinions_vote",
        "given",
        using=f"{WALLS} and {PERSON} and {goes_with('opinions_vote', 'approval_id', 'opinions_approval')}",
        command="insert",
    ),
    Only("opinions_vote"),
    Policy("opinions_delegation", "seen", using=f"{HERE} or {PERSON}", command="select"),
    Policy("opinions_delegation", "own", using=f"{PERSON} and {HERE}"),
    Policy("opinions_delegation", "forgotten", using=PERSON, command="delete"),
    Only("opinions_delegation", may=("insert", "delete"), update=("last_day",)),
    Policy("files_storedfile", "opinions_read", using="id = any((select opinions_files())::uuid[])", command="select"),
    # Who opens what was asked of them is written down behind their own wall, and behind the case's.
    Policy(
        "access_consultation",
        "opinions_look",
        using=(
            f"{PERSON} and kind = 'opinion' and exists (select from opinions_opinion as asked"
            " where asked.id = access_consultation.object_id and asked.wall_id = access_consultation.wall_id"
            f" and asked.to_wall_id = any({_WALLS_SET}))"
        ),
        command="insert",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("opinions", "0001_tables"),
        ("cases", "0037_changes"),
        ("workload", "0007_departments_absences"),
        ("files", "0002_held"),
        ("access", "0005_overseen"),
    ]

    operations = [
        migrations.RunSQL([*KEYS, *DOORS, *GUARDS], [*GUARDS_BACK, *BACK]),
        *POLICIES,
    ]
