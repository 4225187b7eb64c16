"""Walls, memberships, journals, links: their tables, who sees which rows, and the doors of requests."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import parvis.kernel.clock
import parvis.kernel.ids
from parvis.kernel.walls import PERSON, WALLS, Only, Policy, actor_is

#: the row belongs to an organisation of which one of the acting walls is
HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
ADMINISTERED = f"{actor_is('administrator')} and {HERE}"
STALE = f"{actor_is('timer')} and expires_at < now()"

# "Help across walls is a dated grant on that case, never a wider list": a membership holds walls of its own
# organisation alone, whoever writes it.
GUARD = """
create function access_own_walls() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (
    select 1 from unnest(new.walls) asked
    where not exists (
      select 1 from public.access_wall w where w.id = asked and w.organisation_id = new.organisation_id
    )
  ) then
    raise integrity_constraint_violation using message = 'a wall of another organisation';
  end if;
  return new;
end $$;
create trigger access_membership_walls before insert or update of walls, organisation_id on access_membership
  for each row execute function access_own_walls();
create trigger access_invitation_walls before insert or update of walls, organisation_id on access_invitation
  for each row execute function access_own_walls();
"""

# The one door of every request: session, person, memberships in force, subjects. It answers only to the key of a live
# session of this very host, and notes (once a minute) that it was used, on the territory's session too.
OPEN = """
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

DOORS = [
    OPEN,
    # The same standing outside a request (`acting_as`): for an active person, without a session.
    """
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
    """,
    # Colleagues know each other by name: a view of the owner, which says the walls itself.
    f"""
    create view access_colleague with (security_barrier) as
    select m.id, m.person_id, coalesce(nullif(btrim(p.given_name || ' ' || p.family_name), ''), p.email) as name,
      p.email, m.role, m.organisation_id, m.department_id, m.walls, m.since, m.until,
      m.quality, m.by_delegation
    from access_membership m join identity_person p on p.id = m.person_id
    where m.{HERE}
    """,  # noqa: S608 - no value of anybody's
    """
    create function access_invitation_read(p_token text, p_now timestamptz)
    returns table (email text, organisation_id uuid, role text)
    language sql stable security definer set search_path = pg_catalog, pg_temp
    begin atomic
      select i.email, i.organisation_id, i.role from public.access_invitation i
      where i.token_hash = p_token and i.expires_at > p_now;
    end
    """,
    """
    create function access_invitation_accept(
      p_token text, p_email text, p_person uuid, p_id uuid, p_today date, p_now timestamptz
    ) returns uuid
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare v_offer public.access_invitation;
    begin
      if not exists (select 1 from public.account_emailaddress e
        where e.user_id = p_person and e.email = p_email and e.verified) then
        return null;
      end if;
      delete from public.access_invitation i
      where i.token_hash = p_token and i.email = p_email and i.expires_at > p_now returning i.* into v_offer;
      if not found then
        return null;
      end if;
      insert into public.access_membership
        (id, person_id, organisation_id, department_id, role, walls, quality, by_delegation, since, until)
      values (p_id, p_person, v_offer.organisation_id, v_offer.department_id, v_offer.role, v_offer.walls,
        v_offer.quality, v_offer.by_delegation, p_today, greatest(v_offer.until, p_today));
      return p_id;
    end $$
    """,
    """
    create function access_link_take(p_token text, p_purpose text, p_now timestamptz) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare v_payload jsonb;
    begin
      delete from public.access_link l
      where l.token_hash = p_token and l.purpose = p_purpose and l.expires_at > p_now returning l.payload into v_payload;
      return v_payload;
    end $$
    """,
]
UNDO = [
    "drop function access_link_take",
    "drop function access_invitation_accept",
    "drop function access_invitation_read",
    "drop view access_colleague",
    "drop function access_standing",
    "drop function access_open",
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_initial"),
        ("identity", "0002_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("purpose", models.CharField(max_length=40)),
                ("payload", models.JSONField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("organisation_id", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("sought", models.CharField(max_length=200)),
                ("path", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=parvis.kernel.clock.now)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.UUIDField()),
                ("at", models.DateTimeField(default=parvis.kernel.clock.now)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["object_id", "at"], name="access_consultation_object")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "Agent"),
                            ("supervisor", "Supervisor"),
                            ("service_designer", "Service designer"),
                            ("administrator", "Administrator"),
                            ("data_protection_officer", "Data protection officer"),
                            ("elected_member", "Elected member"),
                        ],
                        max_length=30,
                    ),
                ),
                ("walls", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("quality", models.CharField(blank=True, max_length=200)),
                ("by_delegation", models.BooleanField(default=False)),
                ("until", models.DateField(null=True)),
                ("created_at", models.DateTimeField(default=parvis.kernel.clock.now)),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="territory.department",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="territory.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "Agent"),
                            ("supervisor", "Supervisor"),
                            ("service_designer", "Service designer"),
                            ("administrator", "Administrator"),
                            ("data_protection_officer", "Data protection officer"),
                            ("elected_member", "Elected member"),
                        ],
                        max_length=30,
                    ),
                ),
                ("walls", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("quality", models.CharField(blank=True, max_length=200)),
                ("by_delegation", models.BooleanField(default=False)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="territory.department",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="territory.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("walls__len__gte", 1)), name="access_membership_has_walls"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="access_membership_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sphere", models.CharField(max_length=40)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="territory.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "sphere"), name="access_wall_once")],
            },
        ),
        migrations.RunSQL(
            GUARD,
            reverse_sql=[
                "drop trigger access_invitation_walls on access_invitation",
                "drop trigger access_membership_walls on access_membership",
                "drop function access_own_walls",
            ],
        ),
        # One's own memberships, and as an administrator those of one's organisation; sign-in asks who is an agent.
        Policy("access_membership", "own", using=PERSON, command="select"),
        Policy("access_membership", "signin", using=actor_is("signin"), command="select"),
        Policy("access_membership", "administered", using=ADMINISTERED),
        Policy("access_invitation", "administered", using=ADMINISTERED),
        Policy("access_invitation", "stale", using=STALE, command="select"),
        Policy("access_invitation", "stale_delete", using=STALE, command="delete"),
        # Written by who looks, read by themselves and by the data protection officer; never changed.
        Policy("access_consultation", "look", using=f"{WALLS} and {PERSON}", command="insert"),
        Policy("access_consultation", "own", using=PERSON, command="select"),
        Policy("access_consultation", "protection", using=f"{WALLS} and {actor_is('protection')}", command="select"),
        Policy("access_consultation", "stale", using=STALE, command="select"),
        Policy("access_consultation", "stale_delete", using=STALE, command="delete"),
        Policy("access_refusal", "attempt", using=PERSON, command="insert"),
        Policy("access_refusal", "protection", using=f"{actor_is('protection')} and {HERE}", command="select"),
        Policy("access_refusal", "stale", using=STALE, command="select"),
        Policy("access_refusal", "stale_delete", using=STALE, command="delete"),
        # Whoever acts may have a link made; its secret alone opens it, through the door.
        Policy("access_link", "issue", using=actor_is("web", "worker", "signin", "administrator"), command="insert"),
        Policy("access_link", "stale", using=STALE, command="select"),
        Policy("access_link", "stale_delete", using=STALE, command="delete"),
        # Another role is another membership; journals, links and walls are never rewritten.
        Only("access_membership", update=("until",), may=("insert", "delete")),
        Only("access_invitation", may=("insert", "delete")),
        Only("access_consultation", may=("insert", "delete")),
        Only("access_refusal", may=("insert", "delete")),
        Only("access_link", may=("insert", "delete")),
        Only("access_wall"),
        migrations.RunSQL(DOORS, reverse_sql=UNDO),
    ]
