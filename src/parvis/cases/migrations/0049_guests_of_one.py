"""An invitation opens one request for as long as it is meant to: no follow-up of it, no renewal, nothing by what its
guests read there; and who gives a request away keeps their others.
"""

from importlib import import_module

from django.db import migrations

_before = import_module("parvis.cases.migrations.0046_followed_together")
_renewing = import_module("parvis.cases.migrations.0006_turns_walls")


def _changed(text: str, *pairs: tuple[str, str]) -> str:
    """The function as it is from now on. Raises ValueError where it does not say what is replaced."""
    for old, new in pairs:
        if text.count(old) != 1:
            raise ValueError(f"{text.count(old)} times: {old}")
        text = text.replace(old, new)
    return _again(text)


def _again(text: str) -> str:
    return text.replace("create function", "create or replace function", 1)


# Its guests come along when it gets a key of its own. Who has no account must come back by their e-mail address: the
# reference with what they gave opens nothing that others read too.
SET_APART = _changed(
    _before.SET_APART,
    (
        "        update public.cases_case set shared = true",
        """        if own.id is null and not exists (select from unnest(held.second_elements) as given where given like '%@%')
        then
            return null;
        end if;
        update public.cases_case set shared = true""",
    ),
    (
        "        if who is not null then\n",
        """        update public.access_guest set subject_id = fresh
         where id in (select share.id from public.cases_share as share where share.case_id = sought);
        if who is not null then
""",
    ),
)
# The former holder's account keeps what else it opens by the same key, and what they sent leads to it no more.
ACCEPT = _changed(
    _before.ACCEPT,
    (
        "set subject_id = fresh where guest.subject_id = held.subject_id;",
        """set subject_id = fresh
         where guest.id in (select share.id from public.cases_share as share where share.case_id = held.id);
        update public.cases_draft as draft set subject_id = held.subject_id where draft.case_id = held.id;""",
    ),
    (
        "delete from public.identity_subject where id = held.subject_id;",
        "delete from public.identity_subject as own where own.id = held.subject_id and not exists (\n"
        "            select from public.cases_case as other where other.subject_id = held.subject_id);",
    ),
)
# What steps make out of a request that others follow is its holder's alone: another key, of the same account.
FOLLOWS = """
    create function cases_follows_shared(made uuid, source uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        origin public.cases_case;
        next public.cases_case;
    begin
        select * into origin from public.cases_case as found where found.id = source and found.shared
           and found.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[]) for update;
        select * into next from public.cases_case as found where found.id = made and found.wall_id = origin.wall_id
           and found.subject_id <> origin.subject_id;
        if next.id is null or current_setting('parvis.actor', true) is distinct from 'worker' then
            raise exception 'follows no shared request' using errcode = 'insufficient_privilege';
        end if;
        insert into public.identity_subject (id, person_id, wall_id, adopted)
        select next.subject_id, own.person_id, own.wall_id, true
          from public.identity_subject as own where own.id = origin.subject_id;
        update public.cases_case
           set shared = true, holder = origin.holder, second_elements = origin.second_elements where id = made;
    end $$
"""
# Right, but followed by several who read what was given with it: told, and not opened.
TRACKED = """
    create or replace function cases_tracked(key text, element text)
    returns table (id uuid, wall_id uuid, subject_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select found.id, found.wall_id, case when found.shared then null else found.subject_id end
          from public.cases_case as found
         where found.reference_key = key and element <> '' and element = any(found.second_elements)
    $$
"""
_RENEWS = next(text for text in _renewing.__dict__["GUARDS"] if "function cases_renews()" in text)
RENEWS = _changed(
    _RENEWS,
    (
        "                and earlier.subject_id = any(",
        "                and not (earlier.shared and public.cases_is_guest(earlier.subject_id))\n"
        "                and earlier.subject_id = any(",
    ),
)
_TRACKED_BEFORE = next(
    text
    for text in import_module("parvis.cases.migrations.0002_walls").__dict__["DOORS"]
    if "function cases_tracked" in text
)
BACK = [
    "drop function cases_follows_shared",
    *map(_again, (_before.SET_APART, _before.ACCEPT, _TRACKED_BEFORE, _RENEWS)),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0048_identity_proofs")]
    operations = [migrations.RunSQL([SET_APART, ACCEPT, FOLLOWS, TRACKED, RENEWS], BACK)]
