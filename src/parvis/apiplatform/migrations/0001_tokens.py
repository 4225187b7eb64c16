"""Tokens and what was answered to keys: who sees them, and the doors by which a token is let in."""

import django.contrib.postgres.fields
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import Only, Policy, actor_is

HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
ADMINISTERED = f"{actor_is('administrator')} and {HERE}"
#: a token acts under its own id, where a person's stands
OWN = "token_id = (select nullif(current_setting('parvis.person', true), '')::uuid)"

DOORS = [
    # The prefix is no secret; the digest is that of 256 random bits. Nothing is told of tokens to who has no prefix.
    """
    create function apiplatform_enter(p_prefix text)
    returns table (id uuid, organisation_id uuid, name text, digest text, walls uuid[], scopes text[],
      networks text[], per_minute int, per_day int, expires_at timestamptz, revoked_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp
    begin atomic
      select t.id, t.organisation_id, t.name, t.digest, t.walls, t.scopes, t.networks, t.per_minute, t.per_day,
        t.expires_at, t.revoked_at
      from public.apiplatform_token t where t.prefix = p_prefix;
    end
    """,
    # One call more, in the minute and the day that it comes in. Both counts, this call included.
    """
    create function apiplatform_count(p_token uuid, p_at timestamptz, p_minute timestamptz, p_day date)
    returns table (minute_used int, day_used int)
    language sql volatile security definer set search_path = pg_catalog, pg_temp
    begin atomic
      update public.apiplatform_token t set
        minute_used = case when t.minute = p_minute then t.minute_used + 1 else 1 end, minute = p_minute,
        day_used = case when t.day = p_day then t.day_used + 1 else 1 end, day = p_day,
        last_used_at = p_at
      where t.id = p_token returning t.minute_used, t.day_used;
    end
    """,
    # What a token of one's own organisation is called: journals and timelines name it.
    f"""
    create function apiplatform_named(p_ids uuid[]) returns table (id uuid, name text)
    language sql stable security definer set search_path = pg_catalog, pg_temp
    begin atomic
      select t.id, t.name from public.apiplatform_token t
      where t.id = any(p_ids) and t.{HERE.replace("access_wall", "public.access_wall")};
    end
    """,  # noqa: S608 - no value of anybody's
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0004_no_inviter"), ("kernel", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("person_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=80)),
                ("prefix", models.CharField(max_length=12, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("walls", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                (
                    "networks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=43), default=list, size=None
                    ),
                ),
                ("per_minute", models.PositiveIntegerField(default=120)),
                ("per_day", models.PositiveIntegerField(default=20_000)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("minute", models.DateTimeField(null=True)),
                ("minute_used", models.PositiveIntegerField(default=0)),
                ("day", models.DateField(null=True)),
                ("day_used", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id", "-id"], name="apiplatform_token_theirs")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("walls__len__gte", 1)), name="apiplatform_token_has_walls"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scopes__len__gte", 1)), name="apiplatform_token_has_scopes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))), name="apiplatform_token_ends"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token_id", models.UUIDField()),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("token_id", "key"), name="apiplatform_replay_once"),
                ],
                "indexes": [models.Index(fields=["at"], name="apiplatform_replay_age")],
            },
        ),
        migrations.RunSQL(
            "create trigger apiplatform_token_walls before insert or update of walls, organisation_id"
            " on apiplatform_token for each row execute function access_own_walls()",
            "drop trigger apiplatform_token_walls on apiplatform_token",
        ),
        migrations.RunSQL(
            DOORS,
            [
                "drop function apiplatform_enter",
                "drop function apiplatform_count",
                "drop function apiplatform_named",
            ],
        ),
        Policy("apiplatform_token", "administered", using=ADMINISTERED),
        Only("apiplatform_token", update=("revoked_at",)),
        Policy("apiplatform_replay", "own", using=OWN),
        Policy(
            "apiplatform_replay",
            "stale",
            using=f"{actor_is('timer')} and at < now() - interval '1 day'",
            command="select",
        ),
        Policy(
            "apiplatform_replay",
            "forgotten",
            using=f"{actor_is('timer')} and at < now() - interval '1 day'",
            command="delete",
        ),
        Only("apiplatform_replay", may=("insert", "delete")),
    ]
