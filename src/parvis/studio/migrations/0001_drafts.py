"""Procedures being changed: drafts and their steps, what was cut, publications."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, Only, Policy, actor_is

_ID = models.UUIDField(default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_CASE_TYPE = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": "cases.casetype"}
_REVISION = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": "cases.revision"}

# A service designer of the organisation, on its own site: one of the walls that the page opened is its, and a
# membership in force makes the acting person a designer there.

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
_DESIGNS = f"{actor_is('designer')} and {_HERE} and {_DESIGNER}"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0004_no_inviter"),
        ("cases", "0032_four_eyes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clip",
            fields=[
                ("id", _ID.clone()),
                ("person_id", models.UUIDField(unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("element", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("slug", models.SlugField(max_length=80)),
                ("sphere", models.CharField(max_length=30)),
                ("document", models.JSONField()),
                ("problems", models.JSONField(default=list)),
                ("reserved", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                ("done", models.PositiveIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("holder_id", models.UUIDField(null=True)),
                ("holder_name", models.CharField(blank=True, max_length=200)),
                ("pen_at", models.DateTimeField(null=True)),
                ("asker_id", models.UUIDField(null=True)),
                ("asker_name", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField(null=True)),
                ("base", models.ForeignKey(null=True, **_REVISION)),
                ("case_type", models.ForeignKey(null=True, **_CASE_TYPE)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case_type",), name="studio_draft_one_each"),
                    models.UniqueConstraint(fields=("organisation_id", "slug"), name="studio_draft_slug"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("changes", models.PositiveIntegerField(default=0)),
                ("by_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("case_type", models.ForeignKey(**_CASE_TYPE)),
                ("revision", models.OneToOneField(**_REVISION)),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("operation", models.JSONField()),
                ("patch", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="studio.draft"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("draft", "number"), name="studio_step_number")],
            },
        ),
        Policy("studio_clip", "own", using=PERSON),
        Only("studio_clip", update=("kind", "element", "at"), may=("insert", "delete")),
        Policy("studio_draft", "designed", using=_DESIGNS),
        Only(
            "studio_draft",
            update=(
                "document",
                "problems",
                "version",
                "done",
                "changed_at",
                "holder_id",
                "holder_name",
                "pen_at",
                "asker_id",
                "asker_name",
                "asked_at",
            ),
            may=("insert", "delete"),
        ),
        Policy("studio_step", "designed", using=_DESIGNS),
        Only("studio_step", may=("insert", "delete")),
        Policy("studio_publication", "designed", using=_DESIGNS),
        Only("studio_publication"),
    ]
