"""Guests: who follows somebody else's request, by an invitation that they accepted; the doors of requests tell them."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, TOKEN, Only, Policy

# As the door of 0001, with the subjects of which the person is a guest.
OPEN = """
create function access_open(
  p_key text, p_host text, p_now timestamptz, p_today date,
  p_agent_idle interval, p_agent_life interval, p_idle interval, p_life interval
) returns table (
  ended boolean, session_id uuid, data text, second_factor boolean,
  person_id uuid, email text, given_name text, family_name text, language text, password text, created_at timestamptz,
  memberships jsonb, subjects uuid[], guest_of uuid[]
)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_session public.identity_session;
  v_root public.identity_session;
  v_person public.identity_person;
  v_memberships jsonb;
  v_subjects uuid[];
  v_guest_of uuid[];
begin
  select * into v_session from public.identity_session s where s.key_hash = p_key and s.host = p_host;
  if not found then
    return;
  end if;
  v_root := v_session;
  if v_session.parent_id is not null then
    select * into v_root from public.identity_session s where s.id = v_session.parent_id;
  end if;
  if v_session.person_id is not null then
    select * into v_person from public.identity_person p where p.id = v_session.person_id and p.is_active;
    if not found then
      return;
    end if;
    select jsonb_agg(jsonb_build_array(m.id, m.organisation_id, m.department_id, m.role, to_jsonb(m.walls),
      m.quality, m.by_delegation)
      order by m.id) into v_memberships
    from public.access_membership m
    where m.person_id = v_person.id and m.since <= p_today and (m.until is null or m.until >= p_today);
    select array_agg(u.id) into v_subjects from public.identity_subject u where u.person_id = v_person.id;
    select array_agg(g.subject_id) into v_guest_of from public.access_guest g
     where g.person_id = v_person.id and g.ended_at is null;
  end if;
  if v_root.seen_at + (case when v_memberships is null then p_idle else p_agent_idle end) <= p_now
    or v_root.created_at + (case when v_memberships is null then p_life else p_agent_life end) <= p_now
  then
    return query select true, v_root.id, null::text, false, v_person.id, null::text, null::text, null::text,
      v_person.language::text, null::text, null::timestamptz, null::jsonb, null::uuid[], null::uuid[];
    return;
  end if;
  if least(v_session.seen_at, v_root.seen_at) < p_now - interval '1 minute' then
    update public.identity_session s set seen_at = p_now where s.id in (v_session.id, v_root.id);
  end if;
  return query select false, v_root.id, v_session.data, v_root.second_factor, v_person.id, v_person.email::text,
    v_person.given_name::text, v_person.family_name::text, v_person.language::text, v_person.password::text,
    v_person.created_at, v_memberships, v_subjects, v_guest_of;
end $$
"""
STANDING = """
    create function access_standing(p_person uuid, p_today date)
    returns table (name text, email text, language text, memberships jsonb, subjects uuid[], guest_of uuid[])
    language sql stable security definer set search_path = pg_catalog, pg_temp
    begin atomic
      select coalesce(nullif(btrim(p.given_name || ' ' || p.family_name), ''), p.email), p.email, p.language,
        (select jsonb_agg(jsonb_build_array(m.id, m.organisation_id, m.department_id, m.role, to_jsonb(m.walls),
      m.quality, m.by_delegation)
            order by m.id)
          from public.access_membership m
          where m.person_id = p.id and m.since <= p_today and (m.until is null or m.until >= p_today)),
        (select array_agg(u.id) from public.identity_subject u where u.person_id = p.id),
        (select array_agg(g.subject_id) from public.access_guest g where g.person_id = p.id and g.ended_at is null)
      from public.identity_person p where p.id = p_person and p.is_active;
    end
"""
# What a browser without account is a guest of: asked only where it says that it is one.
GUEST = """
    create function access_guest_of(token text) returns uuid[]
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select coalesce(array_agg(held.subject_id), '{}') from public.access_guest as held
         where token <> '' and held.token_hash = token and held.ended_at is null
    $$
"""
OLD = """
create function access_open(
  p_key text, p_host text, p_now timestamptz, p_today date,
  p_agent_idle interval, p_agent_life interval, p_idle interval, p_life interval
) returns table (
  ended boolean, session_id uuid, data text, second_factor boolean,
  person_id uuid, email text, given_name text, family_name text, language text, password text, created_at timestamptz,
  memberships jsonb, subjects uuid[]
)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_session public.identity_session;
  v_root public.identity_session;
  v_person public.identity_person;
  v_memberships jsonb;
  v_subjects uuid[];
begin
  select * into v_session from public.identity_session s where s.key_hash = p_key and s.host = p_host;
  if not found then
    return;
  end if;
  v_root := v_session;
  if v_session.parent_id is not null then
    select * into v_root from public.identity_session s where s.id = v_session.parent_id;
  end if;
  if v_session.person_id is not null then
    select * into v_person from public.identity_person p where p.id = v_session.person_id and p.is_active;
    if not found then
      return;
    end if;
    select jsonb_agg(jsonb_build_array(m.id, m.organisation_id, m.department_id, m.role, to_jsonb(m.walls),
      m.quality, m.by_delegation)
      order by m.id) into v_memberships
    from public.access_membership m
    where m.person_id = v_person.id and m.since <= p_today and (m.until is null or m.until >= p_today);
    select array_agg(u.id) into v_subjects from public.identity_subject u where u.person_id = v_person.id;
  end if;
  if v_root.seen_at + (case when v_memberships is null then p_idle else p_agent_idle end) <= p_now
    or v_root.created_at + (case when v_memberships is null then p_life else p_agent_life end) <= p_now
  then
    return query select true, v_root.id, null::text, false, v_person.id, null::text, null::text, null::text,
      v_person.language::text, null::text, null::timestamptz, null::jsonb, null::uuid[];
    return;
  end if;
  if least(v_session.seen_at, v_root.seen_at) < p_now - interval '1 minute' then
    update public.identity_session s set seen_at = p_now where s.id in (v_session.id, v_root.id);
  end if;
  return query select false, v_root.id, v_session.data, v_root.second_factor, v_person.id, v_person.email::text,
    v_person.given_name::text, v_person.family_name::text, v_person.language::text, v_person.password::text,
    v_person.created_at, v_memberships, v_subjects;
end $$
"""
OLD_STANDING = """
    create function access_standing(p_person uuid, p_today date)
    returns table (name text, email text, language text, memberships jsonb, subjects uuid[])
    language sql stable security definer set search_path = pg_catalog, pg_temp
    begin atomic
      select coalesce(nullif(btrim(p.given_name || ' ' || p.family_name), ''), p.email), p.email, p.language,
        (select jsonb_agg(jsonb_build_array(m.id, m.organisation_id, m.department_id, m.role, to_jsonb(m.walls),
      m.quality, m.by_delegation)
            order by m.id)
          from public.access_membership m
          where m.person_id = p.id and m.since <= p_today and (m.until is null or m.until >= p_today)),
        (select array_agg(u.id) from public.identity_subject u where u.person_id = p.id)
      from public.identity_person p where p.id = p_person and p.is_active;
    end
"""
_ARGUMENTS = "text, text, timestamptz, date, interval, interval, interval, interval"
GONE = [f"drop function access_open({_ARGUMENTS})", "drop function access_standing(uuid, date)"]


class Migration(migrations.Migration):
    dependencies = [("access", "0005_overseen")]

    operations = [
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("person_id", models.UUIDField(null=True)),
                ("token_hash", models.CharField(blank=True, default="", max_length=64)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id"], name="access_guest_person"),
                    models.Index(fields=["token_hash"], name="access_guest_token"),
                    models.Index(fields=["subject_id"], name="access_guest_subject"),
                ],
            },
        ),
        Policy("access_guest", "own", using=f"{PERSON} or {TOKEN}", command="select"),
        Only("access_guest", may=()),
        migrations.RunSQL([*GONE, OPEN, STANDING, GUEST], ["drop function access_guest_of", *GONE, OLD, OLD_STANDING]),
    ]
