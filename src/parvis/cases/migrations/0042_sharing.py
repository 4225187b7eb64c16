"""Drafts that several write: who was invited, who changed what; what a person who writes with others may not do."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, TOKEN, Columns, Only, Policy

# Whoever has the draft without the help of this table: its secret or its account.
OWNS = (
    "exists (select from cases_draft as own where own.id = {0}.draft_id and own.case_id is null"
    " and (own.token_hash = (select nullif(current_setting('parvis.token', true), ''))"
    " or own.person_id = (select nullif(current_setting('parvis.person', true), '')::uuid)))"
)
SEES = "exists (select from cases_draft as seen where seen.id = {0}.draft_id and seen.case_id is null)"
SHARED = "case_id is null and id = any((select cases_drafts_shared())::uuid[])"
INVITED = TOKEN.replace("token_hash", "invite_hash", 1)
MEMBER = f"accepted_at is not null and removed_at is null and ({TOKEN} or {PERSON})"

DOORS = [
    # The drafts that the acting browser or account writes with others. As the owner: a policy of drafts that read
    # shares by their own policies, which read drafts, would never end.
    """
    create function cases_drafts_shared() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select coalesce(array_agg(share.draft_id), '{}') from public.cases_share as share
         where share.accepted_at is not null and share.removed_at is null
           and (share.token_hash <> '' and share.token_hash = nullif(current_setting('parvis.token', true), '')
                or share.person_id = nullif(current_setting('parvis.person', true), '')::uuid)
    $$
    """,
    # The link's secret and the code that went to the address, together: the row is the acting browser's or account's
    # from then on, and the link is used up. Five wrong codes and it is dead.
    """
    create function cases_share_accept(
        proved text, code text, token text, called text, moment timestamptz
    ) returns uuid
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        found_share public.cases_share;
        who uuid := nullif(current_setting('parvis.person', true), '')::uuid;
    begin
        select * into found_share from public.cases_share as share
         where proved <> '' and share.invite_hash = proved and share.accepted_at is null and share.removed_at is null
           and share.expires_at > moment and share.tries < 5
           for update;
        if not found then
            return null;
        end if;
        if found_share.code_hash = '' or found_share.code_hash <> code or found_share.code_until <= moment then
            update public.cases_share set tries = tries + 1 where id = found_share.id;
            return null;
        end if;
        update public.cases_share
           set accepted_at = moment, invite_hash = '', code_hash = '', name = called, person_id = who,
               token_hash = case when who is null then token else '' end
         where id = found_share.id;
        return found_share.draft_id;
    end $$
    """,
    # Whom to tell that somebody changed a draft that the acting person sees: who was not told since `before`. mine: the
    # share of who changed it, none for the owner.
    """
    create function cases_share_tell(sought uuid, mine uuid, moment timestamptz, before timestamptz)
    returns table (email varchar, language varchar)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        if not exists (select from public.cases_draft as draft where draft.id = sought and draft.case_id is null
                        and (draft.id = any(public.cases_drafts_shared())
                             or draft.token_hash = nullif(current_setting('parvis.token', true), '')
                             or draft.person_id = nullif(current_setting('parvis.person', true), '')::uuid))
        then
            return;
        end if;
        return query update public.cases_share as share set told_at = moment
         where share.draft_id = sought and share.accepted_at is not null and share.removed_at is null
           and share.id is distinct from mine and coalesce(share.told_at < before, true)
        returning share.email, share.language;
        return query update public.cases_share as share set owner_told_at = moment
         where share.id = mine and share.owner_email <> '' and coalesce(share.owner_told_at < before, true)
        returning share.owner_email, share.language;
    end $$
    """,
    # Who writes with others writes answers: the draft's keys, what it becomes and who else writes are its owner's.
    """
    create function cases_draft_of_others() returns trigger language plpgsql as $$
    begin
        if current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
           or old.token_hash = nullif(current_setting('parvis.token', true), '')
           or old.person_id = nullif(current_setting('parvis.person', true), '')::uuid
        then
            return new;
        end if;
        if (new.token_hash, new.person_id, new.case_id, new.subject_id, new.shared)
           is distinct from (old.token_hash, old.person_id, old.case_id, old.subject_id, old.shared)
        then
            raise exception 'this draft is somebody else''s' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger cases_draft_others before update on cases_draft"
    " for each row execute function cases_draft_of_others()",
]
BACK = [
    "drop function cases_draft_of_others cascade",
    "drop function cases_share_tell",
    "drop function cases_share_accept",
    "drop function cases_drafts_shared",
]
KEYS = [
    f"alter table {table} add constraint {table}_goes"
    " foreign key (draft_id) references cases_draft (id) on delete cascade"
    for table in ("cases_share", "cases_draftchange")
]
NO_KEYS = [f"alter table {table} drop constraint {table}_goes" for table in ("cases_share", "cases_draftchange")]


def _id():
    return models.UUIDField(default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)


def _draft():
    return models.ForeignKey(
        db_constraint=False,
        on_delete=models.deletion.DO_NOTHING,
        related_name="+",
        to="cases.draft",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_prefilled")]

    operations = [
        migrations.AddField("Draft", "shared", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", _id()),
                ("email", models.CharField(max_length=254)),
                ("language", models.CharField(max_length=5)),
                ("invited_by", models.CharField(max_length=120)),
                ("owner_email", models.CharField(blank=True, default="", max_length=254)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("invite_hash", models.CharField(blank=True, max_length=64)),
                ("code_hash", models.CharField(blank=True, default="", max_length=64)),
                ("code_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("token_hash", models.CharField(blank=True, default="", max_length=64)),
                ("person_id", models.UUIDField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("owner_told_at", models.DateTimeField(null=True)),
                ("draft", _draft()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["draft"], name="cases_share_draft"),
                    models.Index(fields=["person_id"], name="cases_share_person"),
                    models.Index(fields=["token_hash"], name="cases_share_token"),
                    models.Index(fields=["invite_hash"], name="cases_share_invite"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftChange",
            fields=[
                ("id", _id()),
                ("at", models.DateTimeField()),
                ("share_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField()),
                ("before", models.JSONField()),
                ("draft", _draft()),
            ],
            options={"indexes": [models.Index(fields=["draft", "-id"], name="cases_draftchange_draft")]},
        ),
        migrations.RunSQL([*KEYS, *DOORS], [*BACK, *NO_KEYS]),
        Policy("cases_draft", "shared_seen", using=SHARED, command="select"),
        Policy("cases_draft", "shared_written", using=SHARED, command="update"),
        Policy("cases_share", "owned", using=OWNS.format("cases_share")),
        Policy("cases_share", "invited", using=f"{INVITED} and removed_at is null", command="select"),
        Policy("cases_share", "coded", using=f"{INVITED} and removed_at is null", command="update"),
        Policy("cases_share", "seen", using=f"({MEMBER}) or {SEES.format('cases_share')}", command="select"),
        Policy("cases_share", "left", using=MEMBER, command="delete"),
        Policy("cases_draftchange", "seen", using=SEES.format("cases_draftchange"), command="select"),
        Policy("cases_draftchange", "made", using=SEES.format("cases_draftchange"), command="insert"),
        Only(
            "cases_share",
            update=("code_hash", "code_until", "removed_at", "invite_hash"),
            may=("insert", "delete"),
        ),
        Only("cases_draftchange"),
        Columns("cases_draft", update=("shared",)),
    ]
