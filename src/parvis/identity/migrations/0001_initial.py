"""Persons, sessions, subjects: their tables, who sees which rows, and the doors of sessions."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import parvis.kernel.clock
import parvis.kernel.ids
from parvis.kernel.walls import PERSON, SUBJECTS, Only, Policy, actor_is

OWN = PERSON.replace("person_id", "id")
#: the subject is within reach already: by the signed cookie of a browser without account
HELD = SUBJECTS.replace("subject_id", "id", 1)
#: what a timer may see of a table whose rows lapse by themselves
STALE = f"{actor_is('timer')} and expires_at < now()"

# The doors of sessions: who holds a key reads and writes its session, and no other. They belong to the owner, so that
# the application needs no sight of the table; every name in them is qualified and the search path is fixed.
DOORS = [
    """
    create function identity_session_read(p_key text, p_host text) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp
    begin atomic
      select data from public.identity_session where key_hash = p_key and host = p_host;
    end
    """,
    """
    create function identity_session_write(
      p_id uuid, p_key text, p_person uuid, p_host text, p_agent text, p_data text,
      p_second boolean, p_create boolean, p_now timestamptz
    ) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      if p_create then
        insert into public.identity_session
          (id, key_hash, person_id, host, user_agent, data, second_factor, created_at, seen_at)
        values (p_id, p_key, p_person, p_host, p_agent, p_data, p_second, p_now, p_now)
        on conflict (key_hash) do nothing;
      else
        update public.identity_session
        set data = p_data, person_id = p_person, second_factor = p_second, seen_at = greatest(seen_at, p_now),
            user_agent = case when p_agent = '' then user_agent else p_agent end
        where key_hash = p_key and host = p_host;
      end if;
      return found;
    end $$
    """,
    # Signing in gives the session another key, and its life begins anew.
    """
    create function identity_session_rekey(p_old text, p_host text, p_new text, p_now timestamptz) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      update public.identity_session set key_hash = p_new, created_at = p_now, seen_at = p_now
      where key_hash = p_old and host = p_host;
      return found;
    end $$
    """,
    # Wherever it is asked, the whole family ends: the territory's session and all that it was handed to.
    """
    create function identity_session_end(p_key text, p_host text) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare v_root uuid;
    begin
      select coalesce(parent_id, id) into v_root
      from public.identity_session where key_hash = p_key and host = p_host;
      delete from public.identity_handover where session_id = v_root;
      delete from public.identity_session where parent_id = v_root;
      delete from public.identity_session where id = v_root;
    end $$
    """,
    # Deleted whoever presents it: of two that present one code at once, one deletes and the other finds nothing.
    """
    create function identity_hand_over_take(
      p_code text, p_host text, p_challenge text, p_id uuid, p_key text, p_agent text, p_now timestamptz
    ) returns table (person_id uuid, path text)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
      v_code public.identity_handover;
      v_root public.identity_session;
    begin
      delete from public.identity_handover h where h.code_hash = p_code returning h.* into v_code;
      if not found or v_code.host <> p_host or v_code.challenge <> p_challenge or v_code.expires_at <= p_now then
        return;
      end if;
      select s.* into v_root from public.identity_session s
      where s.id = v_code.session_id and s.person_id = v_code.person_id for share;
      if not found then
        return;
      end if;
      insert into public.identity_session
        (id, key_hash, person_id, parent_id, host, user_agent, data, second_factor, created_at, seen_at)
      select p_id, p_key, v_root.person_id, v_root.id, p_host, p_agent,
        coalesce(jsonb_object_agg(d.key, d.value), '{}')::text, false, p_now, p_now
      from jsonb_each(v_root.data::jsonb) d
      where d.key in ('_auth_user_id', '_auth_user_backend', '_auth_user_hash', '_session_expiry');
      return query select v_code.person_id, v_code.path::text;
    end $$
    """,
    # Nobody is signed in when this is asked: the key of the timed-out session says whose the fields are.
    """
    create function identity_keep_post(
      p_id uuid, p_key text, p_host text, p_path text, p_fields text, p_expires timestamptz
    ) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
      insert into public.identity_keptpost (id, person_id, host, path, fields, expires_at)
      select p_id, s.person_id, p_host, p_path, p_fields::jsonb, p_expires
      from public.identity_session s
      where s.key_hash = p_key and s.host = p_host and s.person_id is not null;
      return found;
    end $$
    """,
]
NAMES = (
    "identity_session_read",
    "identity_session_write",
    "identity_session_rekey",
    "identity_session_end",
    "identity_hand_over_take",
    "identity_keep_post",
)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Throttle",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("since", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("given_name", models.CharField(blank=True, max_length=100)),
                ("family_name", models.CharField(blank=True, max_length=100)),
                (
                    "language",
                    models.CharField(choices=[("fr", "Français"), ("en", "English")], default="fr", max_length=2),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=parvis.kernel.clock.now, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="identity_person_email_lower",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptPost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("host", models.CharField(max_length=253)),
                ("path", models.CharField(max_length=2000)),
                ("fields", models.JSONField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("host", models.CharField(max_length=253)),
                ("user_agent", models.CharField(blank=True, max_length=200)),
                ("data", models.TextField(default="{}")),
                ("second_factor", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=parvis.kernel.clock.now)),
                ("seen_at", models.DateTimeField(db_index=True, default=parvis.kernel.clock.now)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="identity.session",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-seen_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("host", models.CharField(max_length=253)),
                ("challenge", models.CharField(max_length=64)),
                ("path", models.CharField(max_length=2000)),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.session"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("adopted", models.BooleanField(default=False)),
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
                    models.UniqueConstraint(
                        condition=models.Q(("adopted", False)),
                        fields=("person", "wall_id"),
                        name="identity_subject_one_a_wall",
                    )
                ],
            },
        ),
        Policy("identity_person", "own", using=OWN),
        Policy("identity_person", "signin", using=actor_is("signin")),
        # One sees and ends one's own sessions; only the doors write them.
        Policy("identity_session", "own", using=PERSON, command="select"),
        Policy("identity_session", "own_delete", using=PERSON, command="delete"),
        Policy(
            "identity_session",
            "stale",
            using=f"{actor_is('timer')} and seen_at < now() - interval '12 hours'",
            command="select",
        ),
        Policy(
            "identity_session",
            "stale_delete",
            using=f"{actor_is('timer')} and seen_at < now() - interval '12 hours'",
            command="delete",
        ),
        Policy("identity_handover", "own", using=PERSON),
        Policy("identity_handover", "stale", using=STALE, command="select"),
        Policy("identity_handover", "stale_delete", using=STALE, command="delete"),
        Policy("identity_keptpost", "own", using=PERSON),
        Policy("identity_keptpost", "stale", using=STALE, command="select"),
        Policy("identity_keptpost", "stale_delete", using=STALE, command="delete"),
        Policy("identity_subject", "own", using=PERSON, command="select"),
        Policy("identity_subject", "own_delete", using=PERSON, command="delete"),
        # A request made without an account is joined to one by whoever has it within reach already.
        Policy("identity_subject", "join", using=f"{PERSON} and (not adopted or {HELD})", command="insert"),
        Only("identity_session", may=("delete",)),
        Only("identity_handover", may=("insert", "delete")),
        Only("identity_keptpost", may=("delete",)),
        Only("identity_subject", may=("insert", "delete")),
        migrations.RunSQL(DOORS, reverse_sql=[f"drop function {name}" for name in NAMES]),
    ]
