"""Memberships in the ledger: their events, who writes and reads them, and those that were given before."""

import datetime as dt
import secrets
from typing import Any

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.walls import PERSON, Only, Policy, actor_is
from parvis.ledger.api import digest

HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
ADMINISTERED = f"{actor_is('administrator')} and {HERE}"
#: the door of invitations has just made this very membership
ACCEPTED = (
    f"{actor_is('signin')} and kind = 'given' and exists (select from access_membership m where m.id = membership_id"
    " and m.person_id = access_membershipevent.person_id)"
)


def record_present(apps: Any, schema_editor: Any) -> None:
    """Seal the memberships that exist: from here on, one that the record does not know was given past it."""
    events, entries = [], []
    now = clock.now()
    for row in apps.get_model("access", "Membership").objects.order_by("id").iterator(chunk_size=2000):
        event_id, salt = new_id(), secrets.token_bytes(16)
        data = {
            "by_delegation": row.by_delegation,
            "department": str(row.department_id) if row.department_id else None,
            "quality": row.quality,
            "role": row.role,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
            "walls": sorted(str(wall) for wall in row.walls),
        }
        payload = {
            "at": now.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "by": None,
            "data": data,
            "id": str(event_id),
            "kind": "given",
            "membership": str(row.id),
            "organisation": str(row.organisation_id),
            "person": str(row.person_id),
        }
        events.append(
            apps.get_model("access", "MembershipEvent")(
                id=event_id,
                membership_id=row.id,
                person_id=row.person_id,
                organisation_id=row.organisation_id,
                kind="given",
                at=now,
                by=None,
                data=data,
                salt=salt,
            )
        )
        entries.append(
            apps.get_model("ledger", "Entry")(
                source="access.membership", ref=event_id, kind="given", at=now, digest=digest(payload, salt)
            )
        )
    apps.get_model("access", "MembershipEvent").objects.bulk_create(events)
    apps.get_model("ledger", "Entry").objects.bulk_create(entries)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_record"),
        ("access", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MembershipEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("membership_id", models.UUIDField(db_index=True)),
                ("person_id", models.UUIDField(db_index=True)),
                ("organisation_id", models.UUIDField()),
                ("kind", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                ("data", models.JSONField()),
                ("salt", models.BinaryField(max_length=16)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        # Written with the change by whoever may make it; read by the person, and by administrators of the organisation.
        Policy("access_membershipevent", "own", using=PERSON, command="select"),
        Policy("access_membershipevent", "administered", using=ADMINISTERED, command="select"),
        Policy("access_membershipevent", "administered_insert", using=ADMINISTERED, command="insert"),
        Policy("access_membershipevent", "accepted", using=ACCEPTED, command="insert"),
        Only("access_membershipevent"),
        migrations.RunPython(record_present, migrations.RunPython.noop),
    ]
