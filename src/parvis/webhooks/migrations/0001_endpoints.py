"""Endpoints and what is told to them: who sees them, and the triggers that write it as it happens (ADR)."""

import django.contrib.postgres.fields
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import WALLS, Only, Policy, actor_is

_HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
_ADMINISTERED = f"{actor_is('administrator')} and {_HERE}"
#: of a case behind one's walls, or of none
_SEEN = f"{_ADMINISTERED} and (wall_id is null or {WALLS})"
_SENDING = actor_is("webhooks")

_JOB = """
        insert into public.procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
        values ('webhooks', 'parvis.webhooks.domain.sending.send', -5, 'webhooks', 'webhooks:' || {case}, '{{}}')
        on conflict (queueing_lock) where status = 'todo' do nothing;
"""

TELLING = [
    # What happened and what is to be told of it are one transaction. The job is held back by the case, which the writer
    # has locked: two writers of other cases never wait for each other.
    f"""
    create function webhooks_tell() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      if not exists (select from public.webhooks_endpoint e where new.wall_id = any(e.walls)) then
        return null;
      end if;
      insert into public.webhooks_delivery (endpoint_id, organisation_id, wall_id, case_id, event_id, kind, procedure,
        version, audience, at, added_at, state, tries, next_at)
      select e.id, e.organisation_id, new.wall_id, new.case_id, new.id, new.kind, t.slug,
        new.version, new.audience, new.at, now(), 'waiting', 0, least(new.at, now())
      from public.webhooks_endpoint e
        join public.cases_case c on c.id = new.case_id join public.cases_casetype t on t.id = c.case_type_id
      where new.wall_id = any(e.walls)
        and (cardinality(e.kinds) = 0 or new.kind = any(e.kinds))
        and (cardinality(e.case_types) = 0 or c.case_type_id = any(e.case_types));
      if found then
        {_JOB.format(case="new.case_id")}
      end if;
      return null;
    end $$
    """,  # noqa: S608 - no value of anybody's
    # Erased means erased here too; those who were told of the case are told that it is gone (GDPR, article 19).
    f"""
    create function webhooks_case_gone() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      delete from public.webhooks_delivery d where d.case_id = old.id;
      insert into public.webhooks_delivery (endpoint_id, organisation_id, wall_id, case_id, event_id, kind, procedure,
        version, audience, at, added_at, state, tries, next_at)
      select e.id, e.organisation_id, old.wall_id, old.id, uuidv7(), 'erased', t.slug,
        0, '', now(), now(), 'waiting', 0, least(old.submitted_at, now())
      from public.webhooks_endpoint e join public.cases_casetype t on t.id = old.case_type_id
      where old.wall_id = any(e.walls)
        and (cardinality(e.kinds) = 0 or 'erased' = any(e.kinds))
        and (cardinality(e.case_types) = 0 or old.case_type_id = any(e.case_types));
      if found then
        {_JOB.format(case="old.id")}
      end if;
      return null;
    end $$
    """,  # noqa: S608 - no value of anybody's
    "create trigger webhooks_told after insert on cases_timelineentry for each row execute function webhooks_tell()",
    "create trigger webhooks_gone after delete on cases_case for each row execute function webhooks_case_gone()",
    "revoke execute on function webhooks_tell() from public",
    "revoke execute on function webhooks_case_gone() from public",
]
GOING = [
    "alter table webhooks_delivery add constraint webhooks_delivery_endpoint foreign key (endpoint_id)"
    " references webhooks_endpoint (id) on delete cascade",
    "alter table webhooks_attempt add constraint webhooks_attempt_delivery foreign key (delivery_id)"
    " references webhooks_delivery (id) on delete cascade",
    "create trigger webhooks_endpoint_walls before insert or update of walls, organisation_id on webhooks_endpoint"
    " for each row execute function access_own_walls()",
]
BACK = ["drop function webhooks_tell cascade", "drop function webhooks_case_gone cascade"]


def _array(kind: models.Field) -> models.Field:  # type: ignore[type-arg]
    return django.contrib.postgres.fields.ArrayField(base_field=kind, default=list, size=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0004_no_inviter"), ("cases", "0037_changes"), ("kernel", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Endpoint",
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
                ("url", models.CharField(max_length=500)),
                ("walls", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("case_types", _array(models.UUIDField())),
                ("kinds", _array(models.CharField(max_length=30))),
                ("secret", models.TextField()),
                ("former", models.TextField(blank=True, default="")),
                ("former_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("state", models.CharField(default="live", max_length=8)),
                ("paused_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("hold_until", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("walls__len__gte", 1)), name="webhooks_endpoint_has_walls"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["live", "paused", "failing", "gone"])),
                        name="webhooks_endpoint_state",
                    ),
                ],
                "indexes": [models.Index(fields=["organisation_id", "-id"], name="webhooks_endpoint_theirs")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("endpoint_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("wall_id", models.UUIDField(null=True)),
                ("case_id", models.UUIDField(null=True)),
                ("event_id", models.UUIDField()),
                ("kind", models.CharField(max_length=30)),
                ("procedure", models.CharField(blank=True, max_length=80)),
                ("version", models.PositiveIntegerField(default=0)),
                ("audience", models.CharField(blank=True, max_length=6)),
                ("at", models.DateTimeField()),
                ("added_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=9)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_status", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "delivered", "dead"])),
                        name="webhooks_delivery_state",
                    ),
                    models.UniqueConstraint(fields=("endpoint_id", "event_id"), name="webhooks_delivery_once"),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["endpoint_id", "next_at", "id"],
                        name="webhooks_delivery_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["endpoint_id", "case_id", "id"],
                        name="webhooks_delivery_lane",
                    ),
                    models.Index(fields=["endpoint_id", "state", "id"], name="webhooks_delivery_listed"),
                    models.Index(fields=["case_id"], name="webhooks_delivery_case"),
                    models.Index(fields=["added_at"], name="webhooks_delivery_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("delivery_id", models.BigIntegerField()),
                ("organisation_id", models.UUIDField()),
                ("wall_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("milliseconds", models.PositiveIntegerField()),
                ("error", models.CharField(blank=True, max_length=12)),
                ("excerpt", models.CharField(blank=True, max_length=500)),
            ],
            options={"indexes": [models.Index(fields=["delivery_id", "id"], name="webhooks_attempt_of")]},
        ),
        migrations.RunSQL(GOING, migrations.RunSQL.noop),
        migrations.RunSQL(TELLING, BACK),
        Policy("webhooks_endpoint", "administered", using=_ADMINISTERED),
        Policy("webhooks_endpoint", "sending", using=_SENDING),
        Only(
            "webhooks_endpoint",
            update=(
                "name",
                "url",
                "walls",
                "case_types",
                "kinds",
                "secret",
                "former",
                "former_until",
                "state",
                "paused_at",
                "failures",
                "failing_since",
                "hold_until",
                "delivered_at",
            ),
            may=("insert", "delete"),
        ),
        Policy("webhooks_delivery", "administered", using=_SEEN, command="select"),
        Policy("webhooks_delivery", "asked_again", using=_SEEN, command="update"),
        Policy(
            "webhooks_delivery",
            "ping",
            using=f"{_ADMINISTERED} and case_id is null and kind = 'ping'",
            command="insert",
        ),
        Policy("webhooks_delivery", "sending", using=_SENDING),
        Only(
            "webhooks_delivery",
            update=("state", "tries", "next_at", "claimed_until", "ended_at", "last_status"),
            may=("insert", "delete"),
        ),
        Policy("webhooks_attempt", "administered", using=_SEEN, command="select"),
        Policy("webhooks_attempt", "sending", using=_SENDING),
        Only("webhooks_attempt", may=("insert",)),
    ]
