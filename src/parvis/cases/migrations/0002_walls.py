"""Walls, immutability and doors of the spine, from its first day."""

from django.db import migrations

from parvis.kernel.walls import PERSON, SUBJECTS, TOKEN, WALLS, Only, Policy, actor_is

EITHER = f"{WALLS} or {SUBJECTS}"

# Nobody came back for ninety days (`drafts.KEPT`): the timer sees these and no other.
LAPSED = f"{actor_is('timer')} and saved_at < now() - interval '90 days'"


def of_the_case(table: str) -> str:
    """A row that goes with a case lies where the case lies, and the case itself is within reach."""
    return (
        f"exists (select from cases_case as found where found.id = {table}.case_id"
        f" and found.wall_id = {table}.wall_id and found.subject_id = {table}.subject_id)"
    )


POLICIES = [
    Policy("cases_draft", "own", using=f"{TOKEN} or {PERSON}"),
    Policy("cases_draft", "aged", using=LAPSED, command="select"),
    Policy("cases_draft", "forgotten", using=LAPSED, command="delete"),
    Policy("cases_case", "seen", using=EITHER, command="select"),
    Policy("cases_case", "made", using=WALLS, command="insert"),
    # A resident makes a request: nobody has it yet, nothing is decided.
    Policy(
        "cases_case",
        "asked",
        using=f"{SUBJECTS} and kind in ('open', 'waiting') and version = 1 and assignee_id is null",
        command="insert",
    ),
    Policy("cases_case", "moved", using=EITHER, command="update"),
    # What agents write for agents stays among them.
    Policy("cases_timelineentry", "seen", using=f"{WALLS} or ({SUBJECTS} and audience = 'all')", command="select"),
    Policy(
        "cases_timelineentry",
        "made",
        using=f"({WALLS} or ({SUBJECTS} and actor_kind = 'resident')) and {of_the_case('cases_timelineentry')}",
        command="insert",
    ),
    Policy("cases_message", "seen", using=EITHER, command="select"),
    Policy(
        "cases_message",
        "made",
        using=f"({WALLS} or ({SUBJECTS} and direction = 'to_administration')) and {of_the_case('cases_message')}",
        command="insert",
    ),
    Policy("cases_message", "read", using=f"{WALLS} or ({SUBJECTS} and direction = 'to_resident')", command="update"),
    Policy("cases_decision", "seen", using=EITHER, command="select"),
    Policy("cases_decision", "made", using=f"{WALLS} and {of_the_case('cases_decision')}", command="insert"),
    Policy("cases_licence", "seen", using=WALLS, command="select"),
    Policy("cases_licence", "made", using=WALLS, command="insert"),
]

# What a request is (reference, answers, dates of receipt, whose, where) never changes; where it stands does.
COLUMNS = [
    Only(
        "cases_case",
        update=(
            "department_id",
            "assignee_id",
            "assignee_name",
            "status",
            "kind",
            "due_on",
            "last_day",
            "silence_on",
            "silence_effect",
            "closed_at",
            "retain_until",
            "version",
        ),
    ),
    Only(
        "cases_draft",
        update=(
            "token_hash",
            "person_id",
            "language",
            "answers",
            "page",
            "version",
            "saved_at",
            "case_id",
            "subject_id",
        ),
        may=("insert", "delete"),
    ),
    Only("cases_message", update=("read_at",)),
    Only("cases_timelineentry"),
    Only("cases_decision"),
    Only("cases_licence"),
    Only("cases_revision"),
]

GUARDS = [
    # Whoever writes, a published revision, a timeline entry and a decision stay what they were. Only the doors of
    # erasure, which run as the owner, take rows away.
    """
    create function cases_keep() returns trigger language plpgsql as $$
    begin
        if tg_op = 'DELETE' and tg_argv[0] = 'erasable'
           and current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return old;
        end if;
        raise exception '% never changes', tg_table_name using errcode = 'insufficient_privilege';
    end $$
    """,
    "create trigger cases_revision_keep before update or delete on cases_revision"
    " for each row execute function cases_keep('kept')",
    "create trigger cases_timeline_keep before update or delete on cases_timelineentry"
    " for each row execute function cases_keep('erasable')",
    "create trigger cases_decision_keep before update or delete on cases_decision"
    " for each row execute function cases_keep('erasable')",
    "create trigger cases_licence_keep before update or delete on cases_licence"
    " for each row execute function cases_keep('erasable')",
    # What a resident may do to a request: go on with it by a transition of theirs (answer, withdraw), one version at a
    # time. They give it to nobody, decide nothing, move no date, and wake nothing that has ended.
    """
    create function cases_resident_moves() returns trigger language plpgsql as $$
    begin
        if old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
           or current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return new;
        end if;
        if new.version <> old.version + 1
           or (new.due_on, new.last_day, new.silence_on, new.silence_effect, new.retain_until)
              is distinct from (old.due_on, old.last_day, old.silence_on, old.silence_effect, old.retain_until)
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
    """,
    "create trigger cases_case_resident before update on cases_case"
    " for each row execute function cases_resident_moves()",
    # A number is given once and leaves no gap.
    """
    create function cases_count_up() returns trigger language plpgsql as $$
    begin
        if tg_op = 'INSERT' and new.last = 1 then
            return new;
        end if;
        if tg_op = 'UPDATE' and new.last = old.last + 1
           and (new.id, new.organisation_id, new.series, new.year)
             = (old.id, old.organisation_id, old.series, old.year)
        then
            return new;
        end if;
        raise exception 'a counter only goes up, by one' using errcode = 'insufficient_privilege';
    end $$
    """,
    "create trigger cases_counter_up before insert or update or delete on cases_counter"
    " for each row execute function cases_count_up()",
]

DOORS = [
    # A case found by what was handed to the person: its reference and something that they gave. Answers nothing else.
    """
    create function cases_tracked(key text, element text) returns table (id uuid, wall_id uuid, subject_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select found.id, found.wall_id, found.subject_id from public.cases_case as found
         where found.reference_key = key and element <> '' and element = any(found.second_elements)
    $$
    """,
    # Whoever proves the secret that opens a draft hands it on to another browser's: a policy alone can't, because the
    # row as it becomes is no longer within their reach.
    """
    create function cases_draft_hand_on(draft uuid, proved text, other text) returns boolean
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
        with moved as (
            update public.cases_draft set token_hash = other
             where id = draft and proved <> '' and token_hash = proved and case_id is null returning 1
        ) select exists (select from moved)
    $$
    """,
    # How many licences an association has: a number, for residents before they ask as for agents. An association is
    # one whether it gave its RNA, its SIREN or once both.
    """
    create function cases_licences_used(organisation uuid, counted text, of_year int, by_rna text, by_siren text)
    returns int language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        with same as (
            select licence.rna, licence.siren from public.cases_licence as licence
             where licence.organisation_id = organisation
               and ((by_rna <> '' and licence.rna = by_rna) or (by_siren <> '' and licence.siren = by_siren))
        ), rnas as (
            select by_rna as rna where by_rna <> '' union select same.rna from same where same.rna <> ''
        ), sirens as (
            select by_siren as siren where by_siren <> '' union select same.siren from same where same.siren <> ''
        )
        select count(*)::int from public.cases_licence as licence
         where licence.organisation_id = organisation and licence.limit_id = counted and licence.year = of_year
           and (licence.rna in (select rna from rnas) or licence.siren in (select siren from sirens))
    $$
    """,
    # Erasure of one case inside the caller's walls; gives back what was sealed, for the ledger to state its erasure.
    """
    create function cases_erase(erased uuid) returns table (source text, ref uuid)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        perform 1 from public.cases_case as found
          where found.id = erased
            and found.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
            for update;
        if not found then
            return;
        end if;
        return query select 'cases.timeline', entry.id from public.cases_timelineentry as entry
                      where entry.case_id = erased;
        return query select 'cases.decision', decision.id from public.cases_decision as decision
                      where decision.case_id = erased;
        delete from public.cases_timelineentry where case_id = erased;
        delete from public.cases_message where case_id = erased;
        delete from public.cases_licence where case_id = erased;
        delete from public.cases_decision where case_id = erased;
        delete from public.cases_draft where case_id = erased;
        delete from public.cases_case where id = erased;
    end $$
    """,
]

BACK = [
    "drop function cases_erase",
    "drop function cases_licences_used",
    "drop function cases_draft_hand_on",
    "drop function cases_tracked",
    "drop function cases_count_up cascade",
    "drop function cases_resident_moves cascade",
    "drop function cases_keep cascade",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_spine")]
    operations = [*POLICIES, *COLUMNS, migrations.RunSQL([*GUARDS, *DOORS], reverse_sql=BACK)]
