"""The library of shared blocks."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import Only, Policy, actor_is

# as in the first migration: a service designer of the organisation, on its own site
_HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
_DESIGNER = (
    "organisation_id in (select m.organisation_id from access_membership m where m.person_id ="
    " (select nullif(current_setting('parvis.person', true), '')::uuid) and m.role = 'service_designer'"
    " and m.since <= (now() at time zone 'Europe/Paris')::date"
    " and (m.until is null or m.until >= (now() at time zone 'Europe/Paris')::date))"
)


class Migration(migrations.Migration):
    dependencies = [("studio", "0005_despite")]

    operations = [
        migrations.CreateModel(
            name="Shared",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("key", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("element", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "key", "number"), name="studio_shared_version"),
                ],
            },
        ),
        Policy("studio_shared", "designed", using=f"{actor_is('designer')} and {_HERE} and {_DESIGNER}"),
        Only("studio_shared"),
    ]
