"""Rules that say where cases go: drafts, versions, and the door through which a submission asks."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import Only, Policy, actor_is

_ID = models.UUIDField(default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_CASE_TYPE = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": "cases.casetype"}

_HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
# Who manages the departments of the organisation, or designs its procedures, on a page of theirs.
_MANAGES = (
    f"{actor_is('designer')} and {_HERE} and organisation_id in (select m.organisation_id from access_membership m"  # noqa: S608 - constants
    " where m.person_id = (select nullif(current_setting('parvis.person', true), '')::uuid)"
    " and m.role in ('service_designer', 'administrator')"
    " and m.since <= (now() at time zone 'Europe/Paris')::date"
    " and (m.until is null or m.until >= (now() at time zone 'Europe/Paris')::date))"
)
# Whoever submits a request has no wall of the organisation: the rules in force, and nothing else of the table. known:
# the version that the caller has read already, whose rules are not sent again.
_DOOR = """
    create function routing_in_force(of_type uuid, of_organisation uuid, known uuid)
    returns table (id uuid, number int, document jsonb)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select found.id, found.number, case when found.id = known then null else found.document end
          from public.routing_version as found
         where found.organisation_id = of_organisation and found.case_type_id = of_type
         order by found.number desc limit 1
    $$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0005_overseen"), ("cases", "0037_changes")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("base", models.PositiveIntegerField(default=0)),
                ("document", models.JSONField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_by_id", models.UUIDField(null=True)),
                ("changed_by_name", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("tried", models.CharField(blank=True, default="", max_length=64)),
                ("case_type", models.ForeignKey(**_CASE_TYPE)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "case_type"), name="routing_draft_one_each"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                ("by_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("case_type", models.ForeignKey(**_CASE_TYPE)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "case_type", "number"), name="routing_version_number"
                    ),
                ],
            },
        ),
        Policy("routing_draft", "managed", using=_MANAGES),
        Only(
            "routing_draft",
            update=("document", "base", "version", "changed_by_id", "changed_by_name", "changed_at", "tried"),
            may=("insert", "delete"),
        ),
        Policy("routing_version", "seen", using=_HERE, command="select"),
        Policy("routing_version", "kept", using=_MANAGES, command="insert"),
        Only("routing_version"),
        migrations.RunSQL(_DOOR, reverse_sql="drop function routing_in_force"),
    ]
