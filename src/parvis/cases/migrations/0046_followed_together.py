"""Sent requests that others follow too, or that go on in another person's hands: by invitation, each with a key of its
own, walled like the request itself.
"""

from django.db import migrations, models

from parvis.kernel.walls import SUBJECTS, WALLS, Policy

_OWNER = "current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)"
# What never changes still goes with its request when that gets another key: nothing of what it says does.
_GOES_ALONG = f"""
        if tg_op = 'UPDATE' and {_OWNER} and to_jsonb(new) - 'subject_id' = to_jsonb(old) - 'subject_id' then
            return new;
        end if;
"""
KEEP = """
    create or replace function cases_keep() returns trigger language plpgsql as $$
    begin%s
        if tg_op = 'DELETE' and tg_argv[0] = 'erasable'
           and current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return old;
        end if;
        raise exception '%% never changes', tg_table_name using errcode = 'insufficient_privilege';
    end $$
"""
CARD = """
    create or replace function cases_card_kept() returns trigger language plpgsql as $$
    begin%s
        if old.cancelled_at is not null then
            raise exception 'what was cancelled stays cancelled' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
"""
ALLOTMENT = """
    create or replace function cases_allotment_freed() returns trigger language plpgsql as $$
    begin%s
        if old.freed_at is not null then
            raise exception 'what was freed stays freed' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
"""
GUARDS, GUARDS_BACK = ([one % along for one in (KEEP, CARD, ALLOTMENT)] for along in (_GOES_ALONG, ""))

# Whether the acting person is there by invitation: the account, or the browser.
GUEST = """
    create function cases_is_guest(subject uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select exists (select from public.access_guest as held where held.subject_id = subject and held.ended_at is null
                        and (held.person_id = nullif(current_setting('parvis.person', true), '')::uuid
                             or held.token_hash <> ''
                                and held.token_hash = nullif(current_setting('parvis.token', true), '')))
    $$
"""
# All rows of a case, in whatever module, are opened by another key from now on. As the owner: called by doors alone.
REKEY = """
    create function cases_rekey(sought uuid, fresh uuid) returns void
    language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    declare
        before uuid := (select held.subject_id from public.cases_case as held where held.id = sought for update);
        wall uuid := (select held.wall_id from public.cases_case as held where held.id = sought);
        target record;
    begin
        update public.cases_case set subject_id = fresh where id = sought;
        update public.files_storedfile as file set subject_id = fresh
         where file.subject_id = before and file.wall_id = wall and (
               file.id in (select one.id from public.cases_attachment as one where one.case_id = sought)
            or file.id in (select one.file_id from public.documents_document as one where one.case_id = sought));
        for target in
            select format('%I.%I', space.nspname, found.relname) as name
              from pg_class as found join pg_namespace as space on space.oid = found.relnamespace
             where space.nspname = 'public' and found.relkind in ('r', 'p') and not found.relispartition
               and 2 = (select count(*) from pg_attribute as part where part.attrelid = found.oid
                         and not part.attisdropped and part.attname in ('case_id', 'subject_id'))
        loop
            execute format('update %s set subject_id = $1 where case_id = $2 and subject_id = $3', target.name)
              using fresh, sought, before;
        end loop;
    end $$
"""
# A request of an account that has others behind the same wall gets a key of its own before anybody is invited to it.
SET_APART = """
    create function cases_set_apart(sought uuid, fresh uuid) returns uuid
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        held public.cases_case;
        own public.identity_subject;
        who uuid := nullif(current_setting('parvis.person', true), '')::uuid;
    begin
        select * into held from public.cases_case as found where found.id = sought
           and found.subject_id = any(coalesce(nullif(current_setting('parvis.subjects', true), ''), '{}')::uuid[])
           and not public.cases_is_guest(found.subject_id) for update;
        if not found then
            return null;
        end if;
        select * into own from public.identity_subject as one where one.id = held.subject_id;
        if own.id is not null and own.person_id is distinct from who then
            return null;  -- it is an account's, which is not signed in
        end if;
        update public.cases_case set shared = true where id = sought and not shared;
        if (own.id is null or own.adopted) and not exists (
            select from public.cases_case as other where other.subject_id = held.subject_id and other.id <> sought)
        then
            return held.subject_id;
        end if;
        perform public.cases_rekey(sought, fresh);
        if who is not null then
            insert into public.identity_subject (id, person_id, wall_id, adopted)
            values (fresh, who, held.wall_id, true);
        end if;
        return fresh;
    end $$
"""
# The link's secret and the code that went to the address, together: as for drafts. Somebody who takes a request over
# gets it with a key that nobody else knows; who had it goes on as a guest if they said so.
ACCEPT = """
    create function cases_share_accept_sent(
        proved text, code text, token text, called text, moment timestamptz, fresh uuid
    ) returns table (case_id uuid, subject_id uuid, takes_over boolean, left_behind text)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    #variable_conflict use_column
    declare
        one public.cases_share;
        held public.cases_case;
        who uuid := nullif(current_setting('parvis.person', true), '')::uuid;
        former uuid;
        kept uuid;
    begin
        select * into one from public.cases_share as share
         where proved <> '' and share.invite_hash = proved and share.case_id is not null and share.accepted_at is null
           and share.removed_at is null and share.expires_at > moment and share.tries < 5
           for update;
        if not found then
            return;
        end if;
        if one.code_hash = '' or one.code_hash <> code or one.code_until <= moment then
            update public.cases_share set tries = tries + 1 where id = one.id;
            return;
        end if;
        select * into held from public.cases_case as found where found.id = one.case_id for update;
        select person_id into former from public.identity_subject as own where own.id = held.subject_id;
        if not one.takes_over and former = who then
            return;  -- nobody is their own guest
        end if;
        update public.cases_share
           set accepted_at = moment, invite_hash = '', code_hash = '', name = called, person_id = who,
               token_hash = case when who is null then token else '' end
         where id = one.id;
        if not one.takes_over then
            insert into public.access_guest (id, wall_id, subject_id, person_id, token_hash)
            values (one.id, held.wall_id, held.subject_id, who, case when who is null then token else '' end);
            return query select held.id, held.subject_id, false, ''::text;
            return;
        end if;
        perform public.cases_rekey(held.id, fresh);
        update public.access_guest as guest set subject_id = fresh where guest.subject_id = held.subject_id;
        -- who takes it over is nobody's guest there any more
        update public.access_guest as guest set ended_at = moment
         where guest.subject_id = fresh and guest.ended_at is null
           and (guest.person_id = who or who is null and guest.token_hash = token);
        update public.cases_share as share set removed_at = moment
         where share.case_id = held.id and share.id <> one.id and share.removed_at is null and not share.takes_over
           and (share.person_id = who or who is null and share.token_hash = token and token <> '');
        delete from public.identity_subject where id = held.subject_id;
        if who is not null then
            insert into public.identity_subject (id, person_id, wall_id, adopted) values (fresh, who, held.wall_id, true);
        end if;
        if one.stays and former is not null and former is distinct from who then
            kept := gen_random_uuid();
            insert into public.cases_share (id, case_id, wall_id, subject_id, takes_over, stays, email, language,
                    invited_by, owner_email, invited_at, expires_at, invite_hash, code_hash, tries, name, token_hash,
                    person_id, accepted_at)
            values (kept, held.id, held.wall_id, fresh, false, false, one.owner_email, held.language, called, '',
                    moment, moment, '', '', 0, one.invited_by, '', former, moment);
            insert into public.access_guest (id, wall_id, subject_id, person_id, token_hash)
            values (kept, held.wall_id, fresh, former, '');
        end if;
        update public.cases_case
           set holder = jsonb_build_object('name', called, 'email', one.email), second_elements = array[one.email],
               shared = true
         where id = held.id;
        return query select held.id, fresh, true,
            (case when one.stays and former is null then one.owner_email else '' end)::text;
    end $$
"""
# Who had a part in a request that was sent has it no more.
END = """
    create function cases_share_end(sought uuid, moment timestamptz) returns boolean
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        one public.cases_share;
    begin
        select * into one from public.cases_share as share
         where share.id = sought and share.case_id is not null and share.removed_at is null and not share.takes_over
           and share.subject_id = any(coalesce(nullif(current_setting('parvis.subjects', true), ''), '{}')::uuid[])
           and (not public.cases_is_guest(share.subject_id)
                or share.person_id = nullif(current_setting('parvis.person', true), '')::uuid
                or share.token_hash <> '' and share.token_hash = nullif(current_setting('parvis.token', true), ''))
           for update;
        if not found then
            return false;
        end if;
        update public.cases_share set removed_at = moment, invite_hash = '', code_hash = '' where id = sought;
        update public.access_guest set ended_at = moment where id = sought and ended_at is null;
        return true;
    end $$
"""
# Of the acting account alone, as before; its part in requests that were sent ends with it.
FORGET = """
    create or replace function cases_shares_forget() returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        who uuid := nullif(current_setting('parvis.person', true), '')::uuid;
        gone uuid[];
    begin
        with forgotten as (
            delete from public.cases_share
             where person_id = who
                or email = (select lower(person.email) from public.identity_person as person where person.id = who)
            returning id
        ) select coalesce(array_agg(id), '{}') into gone from forgotten;
        update public.cases_draftchange set name = '—' where share_id = any(gone);
        delete from public.access_guest where id = any(gone);
        return cardinality(gone);
    end $$
"""
BEFORE_FORGET = FORGET.replace("        delete from public.access_guest where id = any(gone);\n", "")
# A request that is erased leaves no guest of it.
GONE = [
    """
    create function cases_share_gone() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        delete from public.access_guest where id = old.id;
        return null;
    end $$
    """,
    "create trigger cases_share_gone after delete on cases_share for each row execute function cases_share_gone()",
    "alter table cases_share add constraint cases_share_goes_sent foreign key (case_id)"
    " references cases_case (id) on delete cascade",
    "alter table cases_share add constraint cases_share_of_one check ((draft_id is null) <> (case_id is null))",
]
# rekey is nobody's to call but the doors'
LOCKED = "revoke execute on function cases_rekey(uuid, uuid) from public"
BACK = [
    "alter table cases_share drop constraint cases_share_of_one",
    "alter table cases_share drop constraint cases_share_goes_sent",
    "drop function cases_share_gone cascade",
    BEFORE_FORGET,
    "drop function cases_share_end",
    "drop function cases_share_accept_sent",
    "drop function cases_set_apart",
    "drop function cases_rekey",
    "drop function cases_is_guest cascade",
    *GUARDS_BACK,
]
MINE = f"case_id is not null and {SUBJECTS}"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0045_revising"),
        ("access", "0006_guests"),
        ("identity", "0002_accounts"),
        ("documents", "0001_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.AddField("Case", "shared", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("Case", "holder", models.JSONField(null=True)),
        migrations.AlterField(
            "Share",
            "draft",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=models.deletion.DO_NOTHING,
                related_name="+",
                to="cases.draft",
            ),
        ),
        migrations.AddField("Share", "case_id", models.UUIDField(null=True)),
        migrations.AddField("Share", "wall_id", models.UUIDField(null=True)),
        migrations.AddField("Share", "subject_id", models.UUIDField(null=True)),
        migrations.AddField("Share", "takes_over", models.BooleanField(default=False)),
        migrations.AddField("Share", "stays", models.BooleanField(default=False)),
        migrations.AddIndex("Share", models.Index(fields=["case_id"], name="cases_share_case")),
        migrations.RunSQL([*GUARDS, GUEST, REKEY, SET_APART, ACCEPT, END, FORGET, *GONE, LOCKED], BACK),
        Policy("cases_share", "sent_seen", using=f"case_id is not null and ({WALLS} or {SUBJECTS})", command="select"),
        Policy(
            "cases_share",
            "sent_made",
            using=(
                f"{MINE} and not cases_is_guest(subject_id) and accepted_at is null and draft_id is null and exists ("
                "select from cases_case as held where held.id = cases_share.case_id and held.shared"
                " and held.wall_id = cases_share.wall_id and held.subject_id = cases_share.subject_id)"
            ),
            command="insert",
        ),
        Policy("cases_share", "sent_withdrawn", using=f"{MINE} and not cases_is_guest(subject_id)", command="update"),
    ]
