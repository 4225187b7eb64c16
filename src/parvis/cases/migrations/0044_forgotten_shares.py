"""What several wrote of a draft goes when it is sent; only its last changes are kept; an erased person leaves no share."""

from django.db import migrations

# Whoever sends it: the hidden answers and the addresses of those who helped have no more use.
SENT = """
    create function cases_draft_sent() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        delete from public.cases_draftchange where draft_id = new.id;
        delete from public.cases_share where draft_id = new.id;
        return null;
    end $$
"""
# A page saves as one types: what stood there two hundred changes ago serves nobody's page any more.
LAST = """
    create function cases_draftchange_last() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        delete from public.cases_draftchange
         where draft_id = new.draft_id
           and id <= (select one.id from public.cases_draftchange as one where one.draft_id = new.draft_id
                       order by one.id desc offset 200 limit 1);
        return null;
    end $$
"""
# Of the acting account alone. As the owner: policies hide an invitation from whom it is for, and who was removed.
FORGET = """
    create function cases_shares_forget() returns integer
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
        return cardinality(gone);
    end $$
"""
TRIGGERS = [
    "create trigger cases_draft_sent after update of case_id on cases_draft for each row"
    " when (new.shared and old.case_id is null and new.case_id is not null) execute function cases_draft_sent()",
    "create trigger cases_draftchange_last after insert on cases_draftchange"
    " for each row execute function cases_draftchange_last()",
]
OLD = [
    f"delete from {table} using cases_draft as draft where draft.id = draft_id and draft.case_id is not null"  # noqa: S608 - names of tables
    for table in ("cases_draftchange", "cases_share")
]
# what somebody without an account typed was never proved
OLD.append(
    "update cases_share set owner_email = '' from cases_draft as draft"
    " where draft.id = draft_id and draft.person_id is null and owner_email <> ''"
)
BACK = [
    "drop function cases_draft_sent cascade",
    "drop function cases_draftchange_last cascade",
    "drop function cases_shares_forget",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0043_hand_on_own"), ("identity", "0001_initial")]
    operations = [
        migrations.RunSQL([SENT, LAST, FORGET, *TRIGGERS], BACK),
        migrations.RunSQL(OLD, migrations.RunSQL.noop),
    ]
